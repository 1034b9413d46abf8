"""How likely it is that an incident is one: a happening of its own, not violence in general or a misreading.

A logistic model of what is told. For acts of violence: how often, how near the top, with which day, victims
and numbers, and whether it is told only in quotes, in the first person or under a condition. For all else:
the reader's score. The weights are data (`confidence.toml`), fitted by `training/train_confidence.py`.
"""

from __future__ import annotations

import math
import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from geo.coding.catalogue import words_of
from geo.coding.grammar import is_general
from geo.ontology import event_types

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.records import Actor, Incident

PERSON = re.compile(r"\b(?:we|our|us|i|my|me)\b", re.IGNORECASE)
MODAL = re.compile(r"\b(?:would|could|if|may|might|should|must|can|whether|unless)\b", re.IGNORECASE)
QUOTE = re.compile(r"[\"“]")
LEAD = 300
"""Code points of an article that are its lead."""
NEW, RECENT = 14, 60
"""Days after which what happened is no longer new, and no longer recent."""
SURE = 0.995
"""The reader's scores are looked at up to here: its certainty knows no further degrees."""


def likelihood(incident: Incident) -> float:
    """Return the probability that an incident is one, from the reader's score and what is told.

    Examples
    --------
    >>> from geo.records import Actor, Incident, Telling
    >>> told = Telling("1", "Rebels killed two farmers.", 0, 26, "killed")
    >>> claimed = Telling("1", "We say the attacks would go on.", 900, 931, "attacks")
    >>> one = Incident("a", "attack", "happened", (told,), recipient=Actor("two farmers"), killed=2)
    >>> other = Incident("b", "attack", "happened", (claimed,))
    >>> likelihood(one) > 2 * likelihood(other)
    True
    """
    weights = _weights()
    odds = sum(weights.get(name, 0.0) * value for name, value in features(incident).items())
    return round(1 / (1 + math.exp(-odds)), 3)


def features(incident: Incident) -> dict[str, float]:
    """Return what the model looks at; `confidence` is the reader's score still."""
    score = min(SURE, max(1 - SURE, incident.confidence))
    group = event_types()[incident.event_type].group
    found = {"bias": 1.0, f"group={group}": 1.0}
    if group != "violence":
        return found | {
            "score": math.log(score / (1 - score)),
            "tellings": math.log(len(incident.tellings)),
        }
    first = min(incident.tellings, key=lambda telling: telling.start)
    evidence = [telling.evidence for telling in incident.tellings]
    found |= {
        "violent tellings": math.log(len(evidence)),
        "lead": float(first.start < LEAD),
        "killed": float(incident.killed_text is not None),
        "wounded": float(incident.wounded_text is not None),
        "general": float(all(is_general(telling.trigger) for telling in incident.tellings)),
        "person": _share(PERSON, evidence),
        "quote": _share(QUOTE, evidence),
        "modal": _share(MODAL, evidence),
        f"recipient={_party(incident.recipient)}": 1.0,
        f"status={incident.status}": 1.0,
        f"date={_date(incident)}": 1.0,
    }
    if age := _age(incident):
        found[f"age={age}"] = 1.0
    return found


def _share(pattern: re.Pattern[str], evidence: Sequence[str]) -> float:
    return sum(bool(pattern.search(sentence)) for sentence in evidence) / len(evidence)


def _party(actor: Actor | None) -> str:
    """Return how well a party is told: by name, by a word that tells its type, by others, or not."""
    if actor is None:
        return "none"
    if actor.text.lower() in words_of("pronouns"):
        return "pronoun"
    return "named" if actor.name else "typed" if actor.type else "words"


def _date(incident: Incident) -> str:
    when = incident.when
    return "none" if when is None else "derived" if when.text is None else when.precision


def _age(incident: Incident) -> str | None:
    """Return how long ago it was when the article came out, where a time is told."""
    when, published = incident.when, incident.tellings[0].published
    if when is None or when.text is None or published is None:
        return None
    days = (published - when.end).days
    return "new" if days <= NEW else "recent" if days <= RECENT else "old"


@cache
def _weights() -> Mapping[str, float]:
    text = files("geo.coding").joinpath("confidence.toml").read_text(encoding="utf-8")
    return dict(tomllib.loads(text)["weights"])
