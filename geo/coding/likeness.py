"""How likely it is that two tellings of an article tell one happening: a logistic model of what they share.

The features are words (`place=nested`, `actor=differ`); their weights, and the types that can stand for each
other, are data (`merging.toml`), fitted by `training/train_merging.py`.
"""

from __future__ import annotations

import math
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from geo.coding.catalogue import fold, keys_of, tokens, words_of
from geo.coding.nesting import same_or_within
from geo.ontology import event_types

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.records import Actor, Incident

STEM, LONG_WORD, NEAR = 5, 5, 200
"""Letters that make a stem; letters of a word that counts; code points that count as one step of distance."""


@dataclass(frozen=True, slots=True)
class Told:
    """A telling with what is compared of it."""

    incident: Incident
    stem: str
    words: frozenset[str]
    actor: frozenset[str]
    recipient: frozenset[str]
    reference: str | None
    """`definite` for `the attack`, `indefinite` for `another attack`."""


def told(incident: Incident) -> Told:
    """Prepare a telling for comparison."""
    first = incident.tellings[0]
    words = frozenset(key for key in keys_of(first.evidence) if len(key) >= LONG_WORD)
    before = first.evidence[: max(0, first.evidence.find(first.trigger))][-40:]
    reference = next((name for name, pattern in _references() if pattern.search(before)), None)
    actor, recipient = _words(incident.actor), _words(incident.recipient)
    return Told(incident, fold(first.trigger)[:STEM], words, actor, recipient, reference)


def _words(actor: Actor | None) -> frozenset[str]:
    return frozenset(t.key for t in tokens(actor.text if actor else "") if t.key not in words_of("lead"))


def score(first: Told, second: Told) -> float:
    """Return the log odds that two tellings, in the order of the text, are of one happening."""
    found = features(first, second)
    if found is None:
        return -math.inf
    weights: Mapping[str, float] = _data()["weights"]
    return weights["bias"] + sum(weights.get(name, 0.0) * value for name, value in found.items())


def features(first: Told, second: Told) -> dict[str, float] | None:
    """Return what two tellings share; `None` where they cannot be of one happening."""
    a, b = first.incident, second.incident
    kind, place, when = _kind(first, second), _place(a, b), _when(a, b)
    if kind is None or "differ" in (place, when) or _of_different_countries(a.actor, b.actor):
        return None
    named = {
        "kind": kind,
        "place": place,
        "when": when,
        "actor": _party(a.actor, b.actor, first.actor, second.actor),
        "recipient": _party(a.recipient, b.recipient, first.recipient, second.recipient),
        "killed": "none" if not (a.killed and b.killed) else "same" if a.killed == b.killed else "differ",
        "status": _status(a.status, b.status),
        "group": event_types()[a.event_type].group,
    }
    found = {f"{name}={value}": 1.0 for name, value in named.items()}
    found["words"] = len(first.words & second.words) / max(1, len(first.words | second.words))
    found["distance"] = math.log1p(abs(b.tellings[0].start - a.tellings[0].start) / NEAR)
    found["trigger"] = float(first.stem == second.stem)
    found["sentence"] = float(a.tellings[0].start == b.tellings[0].start)
    if second.reference:
        found[second.reference] = 1.0
    return found


@cache
def _references() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return what stands right before `the attack`, or before `another attack`."""
    return tuple(
        (name, re.compile(rf"\b(?:{'|'.join(_data()[name])})\s(?:\w+\s)?$", re.IGNORECASE))
        for name in ("definite", "indefinite")
    )


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("geo.coding").joinpath("merging.toml").read_text(encoding="utf-8"))


def _kind(first: Told, second: Told) -> str | None:
    types = frozenset((first.incident.event_type, second.incident.event_type))
    if len(types) == 1:
        return "same"
    if "attack" in types and types <= set(_data()["attacks"]):
        attack = first if first.incident.event_type == "attack" else second
        return "generic" if attack.stem.startswith(tuple(_data()["generic"])) else "attack"
    return "near" if types in _pairs() else None


@cache
def _pairs() -> frozenset[frozenset[str]]:
    """Return the types of which either can stand for the other."""
    return frozenset(map(frozenset, _data()["pairs"]))


def _place(a: Incident, b: Incident) -> str:
    if a.location and b.location:
        if a.location.place.id == b.location.place.id:
            return "same"
        within = same_or_within(a.location, b.location) or same_or_within(b.location, a.location)
        return "nested" if within else "differ"
    if a.place_text and b.place_text:
        return "same" if fold(a.place_text) == fold(b.place_text) else "unlike"
    return "one" if a.place_text or b.place_text else "none"


def _when(a: Incident, b: Incident) -> str:
    spans = [i.when for i in (a, b) if i.when and i.when.text]
    if len(spans) < 2:  # noqa: PLR2004  both
        return "one" if spans else "none"
    one, other = spans
    if (one.start, one.end) == (other.start, other.end):
        return "same"
    return "overlap" if one.start <= other.end and other.start <= one.end else "differ"


def _party(a: Actor | None, b: Actor | None, words: frozenset[str], others: frozenset[str]) -> str:
    if a is None or b is None:
        return "none" if a is b else "one"
    if a.name and b.name:
        return "same" if a.name == b.name else "differ"
    if words and others and (words <= others or others <= words):
        return "same"
    if (a.type and b.type and a.type != b.type) or (a.country and b.country and a.country != b.country):
        return "differ"
    return "overlap" if words & others else "alike" if a.type and a.type == b.type else "unlike"


def _of_different_countries(a: Actor | None, b: Actor | None) -> bool:
    """Whether two actors are known by name and come from different countries."""
    named = a is not None and b is not None and a.name and b.name
    return bool(named and a and b and a.country and b.country and a.country != b.country)


def _status(a: str, b: str) -> str:
    both = {a, b}
    if len(both) == 1:
        return "same"
    if both == {"happened", "alleged"}:
        return "real"
    if "background" in both:
        return "background"
    return "other" if "denied" in both else "unreal"
