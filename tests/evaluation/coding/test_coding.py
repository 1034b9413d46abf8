"""How well incidents are coded, measured on annotated articles with a perfect reader: floors that may rise.

`pytest -s` shows the figures.
"""

import csv
from datetime import date
from pathlib import Path

import pytest

from geo.coding import Choices, code
from geo.coding.dates import resolve
from geo.gazetteer import open_gazetteer

JUDGED = Path(__file__).resolve().parents[2] / "data" / "coding"
PUBLISHED = date(2008, 6, 18)
"""The day from which the time expressions of `dates_judged.csv` are seen."""


def judged(name):
    with (JUDGED / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def gazetteer():
    return open_gazetteer()


def test_explicit_and_weekday_expressions_mean_the_right_days():
    right, count = {}, {}
    for row in judged("dates_judged.csv"):
        span = resolve(row["words"], PUBLISHED, row["toward"])
        found = (span.start.isoformat(), span.end.isoformat()) if span else ("", "")
        count[row["kind"]] = count.get(row["kind"], 0) + int(row["count"])
        right[row["kind"]] = right.get(row["kind"], 0) + int(row["count"]) * (
            found == (row["start"], row["end"])
        )
    shares = {kind: right[kind] / count[kind] for kind in count}
    print("dates:", shares)  # noqa: T201
    assert shares["weekday"] >= 0.98
    assert shares["explicit"] >= 0.98
    assert shares["relative"] >= 0.9


def test_actors_have_the_right_type_and_country(shared, stories, gazetteer):
    rows = judged("actors_judged.csv")
    wanted = {(row["file"], row["article"]) for row in rows}
    found = {}
    for file in sorted({file for file, _ in wanted}):
        for article, reading, _ in stories(shared / "corpora" / f"{file}.jsonl"):
            if (file, article.doc_id) in wanted:
                for incident in code(article, reading, gazetteer, Choices(merge="off")):
                    for actor in filter(None, (incident.actor, incident.recipient)):
                        key = file, article.doc_id, actor.text
                        found.setdefault(key, set()).add((actor.type or "", actor.country or ""))
    right = sum(
        (row["type"], row["country"]) in found[row["file"], row["article"], row["mention"]] for row in rows
    )
    print(f"actors: {right} of {len(rows)}")  # noqa: T201
    assert right >= 89


def test_tellings_of_one_incident_are_merged(shared, stories, gazetteer):
    sums = {name: [0.0, 0.0, 0] for name in ("merged", "one incident per event", "one incident per type")}
    for path in sorted((shared / "corpora" / "articles").glob("*.jsonl")):
        for article, reading, annotated in stories(path):
            gold = [e["incident"] for e in annotated]
            labels = {
                "merged": merged(code(article, reading, gazetteer), reading),
                "one incident per event": list(range(len(gold))),
                "one incident per type": [e["type"] for e in annotated],
            }
            for name, given in labels.items():
                for i, value in enumerate(b_cubed(gold, given)):
                    sums[name][i] += value
    scores = {}
    for name, (precision, recall, count) in sums.items():
        p, r = precision / count, recall / count
        scores[name] = 2 * p * r / (p + r)
        print(f"{name}: B-cubed P {p:.3f} R {r:.3f} F {scores[name]:.3f}")  # noqa: T201
    assert scores["merged"] >= 0.88
    assert scores["merged"] > max(scores["one incident per event"], scores["one incident per type"])


def merged(incidents, reading):
    of = {}
    for number, incident in enumerate(incidents):
        for telling in incident.tellings:
            of.setdefault((telling.start, telling.trigger), number)
    return [of[reading.sentences[event.sentence][0], event.trigger] for event in reading.events]


def b_cubed(gold, found):
    sets = [[{j for j, y in enumerate(labels) if y == x} for x in labels] for labels in (gold, found)]
    shared = [len(g & f) for g, f in zip(*sets, strict=True)]
    precision = sum(n / len(f) for n, f in zip(shared, sets[1], strict=True))
    recall = sum(n / len(g) for n, g in zip(shared, sets[0], strict=True))
    return precision, recall, len(gold)
