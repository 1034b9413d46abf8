"""What follows once all articles are coded: merge, correct, select."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.coding.choices import DEFAULT, Choices
from geo.coding.corrections import correct
from geo.coding.reports import merge

if TYPE_CHECKING:
    from collections.abc import Iterable

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
    corrected = correct(merged, choices.corrections, gazetteer)
    return [incident for incident in corrected if choices.selection.keeps(incident)]
