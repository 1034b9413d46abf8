"""Events become incidents: types, actors, dates, places, status and counts coded; tellings merged.

`code` turns the reading of one article into incidents, `merge` finds the same incident in several articles,
`finish` merges, corrects and selects as a user chooses; `codes` gives ACLED, PLOVER and UCDP codes.
"""

from geo.coding.assembling import code
from geo.coding.catalogue import Catalogue, read_catalogue
from geo.coding.choices import DEFAULT, Choices
from geo.coding.codes import Codes, codes
from geo.coding.corrections import Correction, correct, read_corrections
from geo.coding.finishing import finish, finish_merged
from geo.coding.reports import merge
from geo.coding.selection import Selection, selection

__all__ = [
    "DEFAULT",
    "Catalogue",
    "Choices",
    "Codes",
    "Correction",
    "Selection",
    "code",
    "codes",
    "correct",
    "finish",
    "finish_merged",
    "merge",
    "read_catalogue",
    "read_corrections",
    "selection",
]
