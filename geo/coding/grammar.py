"""Whether it happened, by the words right before a trigger: `would attack`, `no attack`, `constant attacks`.

How many annotated events each pattern meets, and what they are, stands beside it in `grammar.toml`.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, cast

from geo.ontology import event_types

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.records import Event, Status

TELLING = frozenset({"date", "place", "killed", "wounded"})
"""Roles that tell one case from violence in general."""
DETERMINED = re.compile(
    r"(?:\b(?:the|an?|this|that|these|those|another|his|her|its|their|our|no|one|two|three|four|five|six|seven"
    r"|eight|nine|ten|several|some|any|both|all|other|\d+)|['’]s?)\s(?:[\w-]+\s){0,3}$",
    re.IGNORECASE,
)
"""What makes a plural one of certain cases: `the two attacks`, `Saturday's attacks`."""
PLURAL = re.compile(r"(?<![su])s$", re.IGNORECASE)


def hedged(event: Event, sentence: str, start: int) -> Status | None:
    """Return the status that the words around a trigger give an event that was read as happened.

    Parameters
    ----------
    event
        As read.
    sentence
        Its sentence.
    start
        Of the trigger in the sentence.

    Examples
    --------
    >>> from geo.records import Event
    >>> hedged(Event(13, 19, "attack", "attack", "happened", 0), "Rebels would attack.", 13)
    'hypothetical'
    >>> hedged(Event(10, 18, "attacked", "attack", "happened", 0), "They have attacked.", 10)
    """
    before, violent = sentence[:start], event_types()[event.event_type].group == "violence"
    for status, pattern, only_violent in _patterns():
        if (violent or not only_violent) and pattern.search(before):
            return status
    return "background" if violent and _in_general(event, before) else None


def _in_general(event: Event, before: str) -> bool:
    """Whether no case is meant: `attacks on the police`, without an article, a number, a place or a time."""
    if not is_general(event.trigger):
        return False
    return not DETERMINED.search(before) and TELLING.isdisjoint(role.role for role in event.roles)


def is_general(trigger: str) -> bool:
    """Whether a trigger alone names no one case: a plural, or a word such as `violence`."""
    return bool(PLURAL.search(trigger)) or trigger.lower() in _masses()


@cache
def _data() -> dict[str, Sequence[dict[str, str]]]:
    return tomllib.loads(files("geo.coding").joinpath("grammar.toml").read_text(encoding="utf-8"))


@cache
def _masses() -> frozenset[str]:
    return frozenset(cast("Sequence[str]", _data()["masses"]))


@cache
def _patterns() -> tuple[tuple[Status, re.Pattern[str], bool], ...]:
    return tuple(
        (cast("Status", row["status"]), re.compile(row["before"], re.IGNORECASE), bool(row.get("violence")))
        for row in _data()["patterns"]
    )
