"""Whether an event happened, where the words right around its trigger say so: `failed to agree`."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple, cast

if TYPE_CHECKING:
    from geo.reading.decode import Told
    from geo.records import Status

_AROUND = 80
"""Code points before and after a trigger that are looked at."""


class Cue(NamedTuple):
    """Words that give an event a status."""

    status: Status
    before: re.Pattern[str]
    after: re.Pattern[str]
    read: frozenset[str]
    """The statuses that it changes; empty for any."""
    types: frozenset[str]
    """The types that it is for; empty for all."""

    def fits(self, event: Told, before: str, after: str) -> bool:
        """Whether it says something of an event between two texts."""
        if (self.read and event.status not in self.read) or (
            self.types and event.event_type not in self.types
        ):
            return False
        return bool(self.before.search(before) and self.after.search(after))


@cache
def cues() -> tuple[Cue, ...]:
    """Return the cues of `status.toml`."""
    data = tomllib.loads(files("geo.reading").joinpath("status.toml").read_text(encoding="utf-8"))
    return tuple(
        Cue(
            cast("Status", row["status"]),
            re.compile(row.get("before", ""), re.IGNORECASE),
            re.compile(row.get("after", ""), re.IGNORECASE),
            frozenset(row.get("read", ())),
            frozenset(row.get("types", ())),
        )
        for row in data["cues"]
    )


def settled(text: str, sentence: tuple[int, int], event: Told) -> Told:
    """Return an event with the status that the words around its trigger give it.

    Parameters
    ----------
    text
        The article's.
    sentence
        Start and end of the event's sentence.
    event
        As the network reads it.
    """
    before = text[max(sentence[0], event.start - _AROUND) : event.start]
    after = text[event.end : min(sentence[1], event.end + _AROUND)]
    status = next((cue.status for cue in cues() if cue.fits(event, before, after)), event.status)
    return event._replace(status=status)
