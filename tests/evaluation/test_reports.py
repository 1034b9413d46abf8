"""Reports in the manners of the news, written for this project: how much of what they tell comes out."""

import tomllib
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from geopy.distance import great_circle

from geo.coding import code
from geo.ontology import event_types
from geo.reading import read_all
from geo.records import Article

REPORTS = tomllib.loads(
    (Path(__file__).resolve().parents[1] / "data" / "reports.toml").read_text(encoding="utf-8")
)["report"]
PARTS = ("words", "types", "statuses", "when", "where", "actor", "recipient", "killed", "wounded")
DEEDS = {"violence", "coercion", "protest", "hazard"}


def gold_of(report):
    """Return the incidents that a report tells."""
    lines = (line.split("|") for line in report["gold"].strip().split("\n") if line)
    return [dict(zip(PARTS, map(str.strip, line), strict=True)) for line in lines]


def _who(want, first, others):
    names = want.split("~")
    if first is None:
        return want[0] in "?-"
    told = " ".join(f"{a.text} {a.name} {a.country}" for a in (first, *others)).casefold()
    return "?" in names or any(name.lstrip("?").casefold() in told for name in names if name != "-")


def _number(want, value):
    return want == "?" or (want[0] in "?-" if value is None else want.lstrip("?") == str(value))


def _day(want, when):
    if want == "?" or when is None:
        return want == "?"
    first, _, last = want.partition("..")
    first, last = date.fromisoformat(first), date.fromisoformat(last or first)
    within = first <= when.start and when.end <= last
    return within or (
        when.start <= first and last <= when.end and (when.end - when.start).days <= (last - first).days + 1
    )


def _place(want, location):
    if want == "?" or location is None:
        return want in "?-"
    if want == "-":
        return False
    point, *levels = want.split(" ")
    latitude, longitude, km = map(float, point.split(","))
    away = great_circle((latitude, longitude), (location.latitude, location.longitude)).km
    return away <= km and (not levels or location.precision in levels[0].split("/"))


def wrong(gold, incident):
    """Return what of an incident is not as told."""
    checks = {
        "type": incident.event_type in gold["types"].split("/"),
        "status": incident.status in gold["statuses"].split("/"),
        "date": _day(gold["when"], incident.when),
        "place": _place(gold["where"], incident.location),
        "actor": _who(gold["actor"], incident.actor, incident.associated_actors),
        "recipient": _who(gold["recipient"], incident.recipient, incident.associated_recipients),
        "killed": _number(gold["killed"], incident.killed),
        "wounded": _number(gold["wounded"], incident.wounded),
    }
    return [name for name, right in checks.items() if not right]


def _told_in(words, incident):
    return any(words in telling.evidence for telling in incident.tellings)


def errors_of(report, incidents):
    """Return the errors of a report by kind: missing and surplus incidents, what is wrong of others."""
    gold, errors, used = gold_of(report), Counter(), set()
    pairs = sorted(
        (len(wrong(g, i)) + 9 * ("type" in wrong(g, i)), a, b)
        for a, g in enumerate(gold)
        for b, i in enumerate(incidents)
        if _told_in(g["words"], i) and _group(i) == _group_of(g)
    )
    found = set()
    for _, a, b in pairs:
        if a not in found and b not in used:
            found.add(a)
            used.add(b)
            errors.update(wrong(gold[a], incidents[b]) or ["right"])
    errors["missing"] += len(gold) - len(found)
    may = [*report["may"], *(g["words"] for g in gold)]
    errors["surplus"] += sum(
        b not in used
        and i.status in ("happened", "alleged")
        and (not gold or _group(i) in DEEDS)
        and not any(_told_in(words, i) for words in may)
        for b, i in enumerate(incidents)
    )
    return errors


def _group(incident):
    return event_types()[incident.event_type].group


def _group_of(gold):
    return event_types()[gold["types"].split("/")[0]].group


@pytest.fixture(scope="module")
def errors(gazetteer):
    articles = [Article(str(n), r["text"].strip(), published=r["published"]) for n, r in enumerate(REPORTS)]
    rows = [
        (report["half"], len(gold_of(report)), errors_of(report, code(article, reading, gazetteer)))
        for report, (article, reading) in zip(REPORTS, read_all(articles), strict=True)
    ]
    found = {}
    for half in ("mended", "unseen"):
        mine = [row for row in rows if row[0] == half]
        found[half] = sum(told for _, told, _ in mine), sum((found for *_, found in mine), Counter())
        print(half, found[half][0], dict(found[half][1]))  # noqa: T201
    return found


@pytest.mark.parametrize(("half", "floor"), [("mended", 0.54), ("unseen", 0.44)])
def test_incidents_of_reports_are_wholly_right(errors, half, floor):
    """Type, status, day, place and its precision, both sides and both numbers: all of them."""
    every, found = errors[half]
    assert found["right"] / every >= floor


@pytest.mark.parametrize(("half", "most"), [("mended", 0.62), ("unseen", 0.9)])
def test_errors_of_reports_are_few(errors, half, most):
    """Errors of any kind for each incident told, missing and surplus ones with them."""
    every, found = errors[half]
    assert (found.total() - found["right"]) / every <= most
