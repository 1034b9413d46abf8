"""What a user chooses of coding, and what follows once all articles are coded: merge, correct, select."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from geo.coding.corrections import Correction, correct
from geo.coding.reports import merge
from geo.coding.selection import EVERYTHING, Selection

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.coding.catalogue import Catalogue
    from geo.gazetteer import Gazetteer
    from geo.records import Incident

Merge = Literal["off", "article", "corpus"]


@dataclass(frozen=True, slots=True)
class Choices:
    """How incidents are merged, corrected and selected."""

    merge: Merge = "corpus"
    selection: Selection = EVERYTHING
    corrections: tuple[Correction, ...] = ()
    actors: Catalogue | None = None
    """A user's own catalogue of actors; the package's where it is `None`."""


DEFAULT = Choices()


def finish(
    incidents: Iterable[Incident], choices: Choices = DEFAULT, gazetteer: Gazetteer | None = None
) -> list[Incident]:
    """Merge the incidents of all articles, correct them, and keep those that are wanted.

    Parameters
    ----------
    incidents
        What `code` gave for each article.
    choices
        Under `merge="corpus"` the result is sorted by day and id, else the order is kept.
    gazetteer
        Where corrections look up a `geonameid`.
    """
    merged = merge(incidents) if choices.merge == "corpus" else list(incidents)
    corrected = correct(merged, choices.corrections, gazetteer)
    return [incident for incident in corrected if choices.selection.keeps(incident)]
