"""Events become incidents: types, actors, dates, places, status and counts coded; tellings merged.

`code` turns the reading of one article into incidents, `merge` finds the same incident in several
articles, `codes` gives an incident's ACLED, PLOVER and UCDP codes.
"""

from geo.coding.assembling import code
from geo.coding.codes import Codes, codes
from geo.coding.reports import merge

__all__ = ["Codes", "code", "codes", "merge"]
