"""What a phrase such as `30 km south of Sirte` makes of a place: another point, a radius, a precision.

The rules and radii are data (`data/spatial.toml`); distances are geodesic.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from geopy.distance import geodesic
from geopy.point import Point

from geo.placing.border import border_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.gazetteer import Gazetteer
    from geo.records import Article, Location, Mention, Precision

_WINDOW = 90
_LINK = 30
"""Code points between two places that are told together, at most."""
_HALF_KNOWN_KM = 50.0
"""Radius about the one place that is known of the two that something lies between."""
_SENTENCE = re.compile(r"[.!?;:]\s|\n")
_WIDE = frozenset({"country", "region", "district", "waters"})
"""Precisions of what has an edge that distances are told from: 20 nautical miles south of Crete."""
_OTHERS = frozenset({"toponym", "metonym", "demonym"})


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table of rules."""

    name: str
    precision: Precision
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    levels: frozenset[str]
    kind: str = "point"
    second: str = ""
    """Where the second place of a `between` or a border stands: `after`, `before` or `context`."""
    shift: str = ""
    shift_km: float = 0.0
    shift_share: float = 0.0
    radius_km: float = 0.0
    radius_share: float = 0.0
    radius_share_of_distance: float = 0.0


@cache
def _table() -> tuple[tuple[Rule, ...], Mapping[str, float], Mapping[str, float], Mapping[str, float]]:
    data = tomllib.loads(files("geo.placing").joinpath("data", "spatial.toml").read_text(encoding="utf-8"))
    parts = {name: data[name] for name in ("number", "unit", "direction", "converted", "article")}

    def pattern(text: str | None) -> re.Pattern[str] | None:
        if text is None:
            return None
        for name, part in parts.items():
            text = text.replace(f"{{{name}}}", part)
        return re.compile(text, re.IGNORECASE)

    rules = tuple(
        Rule(
            **{
                **rule,
                "before": pattern(rule.get("before")),
                "after": pattern(rule.get("after")),
                "levels": frozenset(rule.get("levels", ())),
            }
        )
        for rule in data["rule"]
    )
    return rules, data["words"], data["units"], data["bearings"]


def locate(
    article: Article,
    toponym: Mention,
    phrase: Mention | None,
    resolved: Mapping[str, Location | None],
    mentions: Sequence[Mention],
    *,
    gazetteer: Gazetteer | None = None,
) -> Location | None:
    """Return where an event is that is placed by a toponym with the words around it.

    Parameters
    ----------
    article
        Its text is read right before and after the toponym.
    toponym
        The mention that names the place.
    phrase
        The spatial phrase as the reader found it; `None`: the words beside the toponym are looked at.
    resolved
        Mention id -> location, as `resolve` gives it.
    mentions
        All mentions of the article: the second place of "between X and Y" is among them.
    gazetteer
        Finds where two countries meet; without it the middle between them has to do.

    Returns
    -------
    Location or None
        The toponym's own location where no phrase changes it; `None` where it is unresolved.
    """
    base = resolved.get(toponym.id)
    if base is None:
        return None
    before, after = _words(article.text, toponym, phrase)
    for rule in _table()[0]:
        if rule.levels and base.precision not in rule.levels:
            continue
        if rule.second == "after" and (first := _first(rule, article.text, toponym, resolved, mentions)):
            return _apply(rule, base, {}, first, gazetteer)
        ahead = rule.before.search(before) if rule.before else None
        if rule.before and not ahead:
            continue
        other = _second(rule, article.text, toponym, resolved, mentions) if rule.second else None
        if rule.second and other is None:
            continue
        if rule.after and rule.second != "after" and not rule.after.search(after):
            continue
        return _apply(rule, base, ahead.groupdict() if ahead else {}, other, gazetteer)
    return base


def _words(text: str, toponym: Mention, phrase: Mention | None) -> tuple[str, str]:
    """Return the words before and after the toponym: of its phrase and of its sentence."""
    start, end = max(0, toponym.start - _WINDOW), min(len(text), toponym.end + _WINDOW)
    if phrase is not None:
        start, end = min(start, phrase.start), max(end, phrase.end)
    before = _SENTENCE.split(text[start : toponym.start])[-1]
    after = _SENTENCE.split(text[toponym.end : end], maxsplit=1)[0]
    return before, after


def _first(
    rule: Rule,
    text: str,
    toponym: Mention,
    resolved: Mapping[str, Location | None],
    mentions: Sequence[Mention],
) -> Location | None:
    """Return the place told first of two, where the toponym is the second: `between Beirut and Sidon`."""
    for m in mentions:
        gap = text[m.end : toponym.start]
        if m.kind in _OTHERS and 0 < len(gap) <= _LINK and resolved.get(m.id):
            before, _ = _words(text, m, None)
            if rule.before and rule.after and rule.before.search(before) and rule.after.search(gap):
                return resolved[m.id]
    return None


def _second(
    rule: Rule,
    text: str,
    toponym: Mention,
    resolved: Mapping[str, Location | None],
    mentions: Sequence[Mention],
) -> Location | None:
    """Return the other place that a rule speaks of."""
    placed = [m for m in mentions if m.kind in _OTHERS and resolved.get(m.id) and m.id != toponym.id]
    if rule.second == "after":
        for m in placed:
            if m.start >= toponym.end and rule.after and rule.after.search(text[toponym.end : m.start]):
                return resolved[m.id]
        return None
    if rule.second == "before":
        return next((resolved[m.id] for m in placed if toponym.start - 1 <= m.end <= toponym.start), None)
    # The other country of a border: the last one named before it in its sentence, else in the article.
    here = resolved[toponym.id]
    own = here.place.country if here else None
    earlier = [m for m in placed if m.end <= toponym.start]
    for m in sorted(earlier, key=lambda m: -m.end):
        location = resolved[m.id]
        if location and location.place.country not in {own, None}:
            return location
    return None


def _apply(
    rule: Rule,
    base: Location,
    told: dict[str, str | None],
    other: Location | None,
    gazetteer: Gazetteer | None,
) -> Location:
    if other is not None:
        known = next((place for place in (base, other) if place.candidates), None)
        if known is None or not (base.candidates and other.candidates):
            return _beside(rule, known or base)
        return _between(rule, base, other, gazetteer)
    _, words, units, bearings = _table()
    distance = 0.0
    if told.get("number"):
        number, unit = (" ".join((told[name] or "").lower().split()) for name in ("number", "unit"))
        value = words[number] if number in words else float(number.replace(",", "."))
        distance = value * units[unit]
    shift = rule.shift_km + rule.shift_share * base.radius_km
    radius = rule.radius_km + rule.radius_share * base.radius_km + rule.radius_share_of_distance * distance
    if rule.shift == "told":
        edge = base.radius_km if base.precision in _WIDE else 0.0
        shift, radius = distance + edge, radius + edge / 2
    longitude, latitude = base.longitude, base.latitude
    direction = re.sub(r"[\s-]|ern$", "", (told.get("direction") or "").lower())
    if shift and direction:
        point = geodesic(kilometers=shift).destination(Point(latitude, longitude), bearings[direction])
        longitude, latitude = round(point.longitude, 5), round(point.latitude, 5)
    return replace(
        base,
        longitude=longitude,
        latitude=latitude,
        radius_km=round(radius, 1),
        precision=rule.precision,
        reason=f"{base.reason}; spatial phrase: {rule.name}",
    )


def _beside(rule: Rule, known: Location) -> Location:
    """Return where something lies that is told by two places of which only one is known, or none."""
    return replace(
        known,
        precision="near" if known.precision in {"city", "site", "near"} else known.precision,
        radius_km=max(known.radius_km, _HALF_KNOWN_KM),
        reason=f"{known.reason}; spatial phrase: {rule.name} it and a place that is not known",
    )


def _between(rule: Rule, base: Location, other: Location, gazetteer: Gazetteer | None) -> Location:
    longitude, latitude, radius = border_of(base, other, gazetteer if rule.kind == "border" else None)
    return replace(
        base,
        longitude=longitude,
        latitude=latitude,
        radius_km=radius,
        precision=rule.precision,
        reason=f"{base.reason}; spatial phrase: {rule.name} {base.place.name} and {other.place.name}",
    )


def rules() -> tuple[Any, ...]:
    """Return the table of rules, in their order."""
    return _table()[0]
