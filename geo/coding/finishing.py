"""What follows once all articles are coded: merge, correct, select."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.coding.choices import DEFAULT, Choices
from geo.coding.corrections import abouts, correct
from geo.coding.reports import merge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from geo.gazetteer import Gazetteer
    from geo.records import Incident


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
    return list(finish_merged(lambda: merged, choices, gazetteer))


def finish_merged(
    merged: Callable[[], Iterable[Incident]], choices: Choices = DEFAULT, gazetteer: Gazetteer | None = None
) -> Iterator[Incident]:
    """Correct merged incidents and yield those that are wanted, one after the other.

    Parameters
    ----------
    merged
        Gives the incidents; asked twice where corrections want to know what articles are about.
    choices, gazetteer
        As for `finish`.
    """
    corrections = choices.corrections
    about = abouts(merged()) if any(correction.about for correction in corrections) else {}
    yield from filter(choices.selection.keeps, correct(merged(), corrections, gazetteer, about))
