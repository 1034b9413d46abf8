"""How well incidents are found, from the text on: the trained reader, the gazetteer and coding together.

`muc4` is newswire on Latin America, in capitals, annotated for terrorist acts alone: what such an act is, and
which types it has, is mapped here. `ceha` marks descriptions that sum up many situations and tell of no one
incident. `articles` are those that the reader has not seen in training.
"""

import hashlib
import importlib.util
import json
import re
from argparse import Namespace
from datetime import date

import pytest

from geo.coding import code
from geo.coding.catalogue import catalogue
from geo.coding.merging import join
from geo.coding.nesting import same_or_within
from geo.gazetteer import open_gazetteer
from geo.reading import read_all
from geo.records import Article

ATTACKS = ("attack", "air_strike", "shelling")
BOMBINGS = ("explosive", "suicide_bombing")
OPTIONS = Namespace(days=1, open_days=60, min_match=1, strict=False, bootstrap=0, seed=0)
GENERIC = re.compile(
    r"^(?:city|town|department|village|province) of "
    r"| (?:department|province|neighborhood|city|municipality|district|canton|hamlet|river|road|area|zone"
    r"|suburb)$",
    re.IGNORECASE,
)
GENERAL = re.compile(
    r"(?:(?<![su])s|violence|terrorism|repression|persecution|torture|aggression|bloodshed|harassment|unrest"
    r"|bombing|fire|action|activity)$",
    re.IGNORECASE,
)
POINTS = ("site", "city", "near")


@pytest.fixture(scope="module")
def gazetteer():
    return open_gazetteer()


@pytest.fixture(scope="module")
def scorer(shared):
    spec = importlib.util.spec_from_file_location(
        "score_incidents", shared / "scorers" / "score_incidents.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def incidents_of(articles, gazetteer):
    return {article.doc_id: code(article, reading, gazetteer) for article, reading in read_all(articles)}


def f1(scorer, gold, found):
    scores = {name: row["f1"] for name, row in scorer.score(gold, found, OPTIONS).items()}
    print({name: round(value, 3) for name, value in scores.items()})  # noqa: T201
    return scores


def test_terrorist_acts_of_muc4(shared, scorer, gazetteer):
    texts = lines(shared / "corpora" / "muc4" / "dev.jsonl")
    gold = {d["doc_id"]: d["incidents"] for d in lines(shared / "corpora" / "muc4" / "gold_dev.jsonl")}
    found = incidents_of([Article(d["doc_id"], d["text"]) for d in texts], gazetteer)
    scores = f1(scorer, gold, {name: muc4(incidents) for name, incidents in found.items()})
    assert scores["incident"] >= 0.75
    assert scores["type"] >= 0.69
    assert scores["place_161km"] >= 0.47
    assert scores["date_1d"] >= 0.65
    assert scores["actor"] >= 0.55
    assert scores["incident+type+place161+date+actor"] >= 0.3


def muc4(incidents):
    """Acts told as fact and likely happenings of their own: one template for a type, a place and a time."""
    groups = []
    for incident in incidents:
        kind = act(incident)
        if kind is None or incident.status not in ("happened", "alleged"):
            continue
        for known, group in groups:
            if known == kind and all(together(incident, other) for other in group):
                group.append(incident)
                break
        else:
            groups.append((kind, [incident]))
    joined = [(kind, join(group)) for kind, group in groups]
    return [
        template(kind, one)
        for kind, one in joined
        if one.confidence > 0.7 and not (old(one) or of_forces(one) or vague(one))
    ]


def old(incident):
    """What happened more than two months ago has no template; a month more, since dates are rough."""
    when, day = incident.when, incident.tellings[0].published
    return when and when.text and day and (day - when.end).days > 92


def of_forces(incident):
    """What armies and the police do to armed groups and armies is no terrorist act."""
    types = [actor and actor.type for actor in (incident.actor, incident.recipient)]
    return types[0] in ("military", "police") and types[1] in ("rebel", "military", "militia")


def vague(incident):
    """Violence in general has no template: plurals alone, without a day or a number of victims."""
    told = (incident.when and incident.when.text) or incident.killed
    return not told and all(GENERAL.search(telling.trigger) for telling in incident.tellings)


def act(incident):
    words = " ".join(t.trigger.lower() for t in incident.tellings)
    if incident.event_type == "destruction":
        return (
            "ARSON"
            if re.search("burn|fire|arson", words)
            else "BOMBING"
            if re.search("dynamit|blow|blew", words)
            else "ATTACK"
            if incident.actor and incident.actor.type in ("rebel", "militia")
            else None
        )
    if incident.event_type == "crime":
        return "ROBBERY" if re.search("rob|stole|loot|steal", words) else None
    kinds = {
        **dict.fromkeys(ATTACKS, "ATTACK"),
        **dict.fromkeys(BOMBINGS, "BOMBING"),
        "abduction": "KIDNAPPING",
    }
    return kinds.get(incident.event_type)


def together(a, b):
    near = (
        not (a.location and b.location)
        or same_or_within(a.location, b.location)
        or same_or_within(b.location, a.location)
    )
    spans = [i.when for i in (a, b) if i.when and i.when.text]
    return near and (
        len(spans) < 2
        or ((spans[0].start - spans[1].end).days <= 1 and (spans[1].start - spans[0].end).days <= 1)
    )


def template(kind, incident):
    found = {"type": kind, "actor": incident.actor and [[incident.actor.text, incident.actor.name or ""]]}
    if incident.when:
        found["date"] = [incident.when.start.isoformat(), incident.when.end.isoformat()]
    return found | place(incident)


def place(incident):
    at = incident.location and incident.location.place
    names = [
        incident.place_text,
        at and at.name,
        incident.place_text and GENERIC.sub("", incident.place_text),
    ]
    found = {"names": [name for name in names if name]}
    if at:
        found |= {
            "country": catalogue().nation_names.get(at.country),
            "parents": [at.admin1] if at.admin1 else [],
        }
    return {"place": found} if found["names"] else {}


def test_articles_that_the_reader_has_not_seen(shared, scorer, gazetteer):
    stories = [
        story
        for name, parts in (("gwn", 5), ("re3d", 8), ("wikievents", 8))
        for story in lines(shared / "corpora" / "articles" / f"{name}.jsonl")
        if int(hashlib.sha1(story["doc_id"].encode()).hexdigest(), 16) % parts == 0  # noqa: S324  no secret
    ]
    found = incidents_of([Article(s["doc_id"], s["text"], s.get("title")) for s in stories], gazetteer)
    told = {
        name: [{"type": i.event_type, "actor": i.actor and i.actor.text} | place(i) for i in incidents]
        for name, incidents in found.items()
    }
    scores = f1(scorer, {s["doc_id"]: annotated(s) for s in stories}, told)
    assert scores["type"] >= 0.68
    assert scores["incident+type+place161"] >= 0.56


def annotated(story):
    groups = {}
    for event in story["events"]:
        groups.setdefault(event["incident"], []).append(event)
    found = []
    for events in groups.values():
        names = [p["text"] for e in events for p in e.get("places") or e.get("context_places") or ()]
        actors = [e["actor"]["text"] for e in events if e.get("actor")]
        found.append(
            {"type": sorted({e["type"] for e in events}), "place": {"names": names}, "actor": [actors]}
        )
    return found


def test_summaries_tell_of_no_incident_at_a_point(shared, gazetteer):
    rows = lines(shared / "corpora" / "events" / "ceha.train.jsonl")
    articles = [Article(r["doc_id"], r["text"], published=date.fromisoformat(r["date"])) for r in rows]
    found = incidents_of(articles, gazetteer)
    shares = {}
    for wanted in ("summary", "None"):
        none = [
            not any(
                i.status == "happened" and i.location and i.location.precision in POINTS
                for i in found[r["doc_id"]]
            )
            for r in rows
            if wanted in str(r["not_relevant_because"])
        ]
        shares[wanted] = sum(none) / len(none)
    print("no incident at a point:", shares)  # noqa: T201
    assert shares["summary"] >= 0.60
    assert shares["None"] <= 0.44
