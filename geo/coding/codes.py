"""The codes of others for an incident: ACLED and PLOVER types, ACLED interaction, ACLED and UCDP precisions.

The rules are data (`crosswalk.toml`); what they start from is `geo.ontology`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from geo.ontology import date_precisions, event_types, precisions

if TYPE_CHECKING:
    from geo.records import Actor, DateSpan, Event, Incident

STATE_FORCES, REBELS, MILITIAS, RIOTERS, PROTESTERS, EXTERNAL = 1, 2, 3, 5, 6, 8
"""ACLED's inter codes that depend on more than the type of the actor."""
UCDP_FEW_DAYS, WEEK = 2, 7


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes of one incident; the names are those of the output's columns."""

    acled_event_type: str | None
    acled_sub_event_type: str | None
    plover_event: str | None
    plover_mode: str | None
    interaction: int | None
    """ACLED's code for the pair of actor types, the smaller digit first; 0 is nobody."""
    geo_precision: int | None
    ucdp_where_prec: int | None
    time_precision: int | None
    ucdp_date_prec: int | None


@dataclass(frozen=True, slots=True)
class Rule:
    """A refinement of an event type's codes, and the conditions under which it holds."""

    event_type: str
    words: tuple[str, ...] = ()
    words_in: str = "trigger"
    actor: tuple[str, ...] = ()
    recipient: tuple[str, ...] = ()
    home: bool | None = None
    killed: bool | None = None
    acled: tuple[str, str] | None = None
    plover: str | None = None
    plover_mode: str | None = None

    def holds(self, incident: Incident) -> bool:
        """Whether all conditions hold for an incident of the rule's event type."""
        return (
            (not self.words or self._told(incident))
            and (not self.actor or _type(incident.actor) in self.actor)
            and (not self.recipient or _type(incident.recipient) in self.recipient)
            and self.home in (None, not _abroad(incident.actor, incident))
            and self.killed in (None, bool(incident.killed))
        )

    def _told(self, incident: Incident) -> bool:
        pattern = _begins(self.words)
        return any(
            pattern.search(telling.trigger if self.words_in == "trigger" else telling.evidence)
            for telling in incident.tellings
        )


@cache
def _begins(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})", re.IGNORECASE)


BEFORE, AFTER = 30, 60
"""Code points around a trigger that tell the means: `a dynamite attack`, `attacked with bombs`."""
WORDED = ("trigger", "around", "evidence", "recipient")
"""Parts of what is told whose words a rule may ask for."""
QUOTES = frozenset('"“”«»„')


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("geo.coding").joinpath("crosswalk.toml").read_text(encoding="utf-8"))


@cache
def _crosswalk() -> tuple[dict[str, list[Rule]], dict[str, int], tuple[str, ...]]:
    data = _data()
    rules: dict[str, list[Rule]] = {}
    for row in data["rules"]:
        values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
        rules.setdefault(row["event_type"], []).append(Rule(**values))
    return rules, data["inter"], tuple(data["unidentified"])


@cache
def _retypes() -> dict[str, list[dict[str, Any]]]:
    """Return the rules of each type, words (or the name of a list of them) as patterns."""
    rules: dict[str, list[dict[str, Any]]] = {}
    for row in _data()["retype"]:
        named = {part: row[part] for part in (*WORDED, "unless") if part in row}
        words = {
            part: _begins(tuple(_data()[told] if isinstance(told, str) else told))
            for part, told in named.items()
        }
        for kind in row["event_type"]:
            rules.setdefault(kind, []).append(row | words)
    return rules


@cache
def _claims() -> re.Pattern[str]:
    return _begins(tuple(_data()["claims"]))


def retyped(event: Event, evidence: str, actor: Actor | None, recipient: Actor | None) -> str:
    """Return the type of an event, or the one that its words and who did it show it to be instead.

    Examples
    --------
    >>> from geo.records import Actor, Event
    >>> captured = Event(0, 8, "captured", "arrest", "happened", 0)
    >>> retyped(captured, "It was captured.", None, Actor("a Russian-flagged oil tanker"))
    'seizure'
    """
    rules = _retypes().get(event.event_type)
    if not rules:
        return event.event_type
    at = max(0, evidence.find(event.trigger))
    told = {
        "trigger": event.trigger,
        "around": evidence[max(0, at - BEFORE) : at + len(event.trigger) + AFTER],
        "evidence": evidence,
        "recipient": recipient.text if recipient else "",
    }
    for rule in rules:
        doer, barred = rule.get("actor"), rule.get("unless")
        if (doer and _type(actor) not in doer) or (barred and barred.search(evidence)):
            continue
        if all(rule[part].search(told[part]) for part in WORDED if part in rule):
            return str(rule["to"])
    return event.event_type


def claimed(evidence: str) -> bool:
    """Tell whether a sentence has words of a claim, or quotes someone.

    Examples
    --------
    >>> claimed("The army said that rebels had shelled the town.")
    True
    >>> claimed("Rebels shelled the town.")
    False
    """
    return bool(_claims().search(evidence) or not QUOTES.isdisjoint(evidence))


def codes(incident: Incident) -> Codes:
    """Give an incident's codes in the schemes of ACLED, PLOVER and UCDP.

    Examples
    --------
    >>> from geo.records import Incident, Telling
    >>> told = Telling("1", "A drone hit a convoy.", 0, 21, "hit")
    >>> codes(Incident("i", "air_strike", "happened", (told,))).plover_mode
    'drone'
    """
    kind = event_types()[incident.event_type]
    rules = [rule for rule in _crosswalk()[0].get(incident.event_type, ()) if rule.holds(incident)]
    acled = next((rule.acled for rule in rules if rule.acled), kind.acled)
    place = precisions()[incident.location.precision] if incident.location else None
    time = date_precisions()[incident.when.precision] if incident.when else None
    return Codes(
        acled_event_type=acled[0] if acled else None,
        acled_sub_event_type=acled[1] if acled else None,
        plover_event=next((rule.plover for rule in rules if rule.plover), kind.plover),
        plover_mode=next((rule.plover_mode for rule in rules if rule.plover_mode), kind.plover_mode),
        interaction=interaction(incident),
        geo_precision=place.acled if place else None,
        ucdp_where_prec=place.ucdp if place else None,
        time_precision=time.acled if time else None,
        ucdp_date_prec=_ucdp_date(incident.when, time.ucdp) if time and incident.when else None,
    )


def interaction(incident: Incident) -> int | None:
    """ACLED's interaction code, where both actor types are known, or a protest has one side only."""
    first = _inter(incident.actor, incident)
    second = _inter(incident.recipient, incident)
    if incident.event_type in ("protest", "riot"):
        first = RIOTERS if incident.event_type == "riot" else PROTESTERS
        second = second if second == STATE_FORCES else 0
    if first is None or second is None:
        return None
    low, high = sorted((first, second))
    return high * 10 if low == 0 else low * 10 + high


def _inter(actor: Actor | None, incident: Incident) -> int | None:
    code = _crosswalk()[1].get(_type(actor) or "")
    if code == REBELS and actor and actor.name is None and _begins(_crosswalk()[2]).search(actor.text):
        return MILITIAS
    return EXTERNAL if code == STATE_FORCES and _abroad(actor, incident) else code


def _type(actor: Actor | None) -> str | None:
    return actor.type if actor else None


def _abroad(actor: Actor | None, incident: Incident) -> bool:
    """Whether an actor is known to come from another country than the place."""
    here = incident.location.place.country if incident.location else None
    return bool(actor and actor.country and here and actor.country != here)


def _ucdp_date(when: DateSpan, usual: int) -> int:
    """UCDP tells 2 to 6 days (2) from a whole week (3)."""
    days = (when.end - when.start).days + 1
    return UCDP_FEW_DAYS if when.precision == "week" and 1 < days < WEEK else usual
