"""The same incident in several articles becomes one row, with all its reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.coding.assembling import identified, unique
from geo.coding.merging import compatible, join

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.records import Incident


def merge(incidents: Iterable[Incident]) -> list[Incident]:
    """Merge incidents of several articles that tell the same happening: same type, same place, same days.

    Only incidents with a place more exact than a country and a day that is told are merged.

    Returns
    -------
    list of Incident
        Sorted by day and id, whatever the order of the input.
    """
    blocks: dict[tuple[str, ...], list[Incident]] = {}
    ordered = sorted(incidents, key=lambda i: (i.tellings[0].article, i.tellings[0].start, i.incident_id))
    for incident in ordered:
        blocks.setdefault(_block(incident), []).append(incident)
    merged: list[Incident] = []
    for block in blocks.values():
        groups: list[list[Incident]] = []
        for incident in block:
            for group in groups:
                if all(compatible(incident, other) for other in group):
                    group.append(incident)
                    break
            else:
                groups.append([incident])
        merged += [group[0] if len(group) == 1 else identified(join(group)) for group in groups]
    return sorted(
        unique(merged),
        key=lambda i: (i.when is None, i.when.start.isoformat() if i.when else "", i.incident_id),
    )


def _block(incident: Incident) -> tuple[str, ...]:
    location, when = incident.location, incident.when
    if location is None or location.precision == "country" or when is None or when.precision != "day":
        return (incident.incident_id,)
    return (incident.event_type, location.place.id, when.start.isoformat())
