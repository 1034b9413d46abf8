"""The user's own article: every incident that must be read from it is found, and none that must not be."""

import json

import pytest

from geo import articles, pipeline


def _matches(want, row):
    def any_of(column, values):
        return any(v.casefold() in str(row[column] or "").casefold() for v in values)

    tests = {
        "event_type": lambda v: row["event_type"] in v,
        "status": lambda v: row["status"] in v,
        "country": lambda v: row["country"] == v,
        "precision": lambda v: row["precision"] in v,
        "actor_any": lambda v: any_of("actor", v) or any_of("actor_name", v),
        "recipient_any": lambda v: any_of("recipient", v) or any_of("recipient_name", v),
        "place": lambda v: any_of("place", [v]) or any_of("place_name", [v]),
        "place_any": lambda v: any_of("place", v) or any_of("place_name", v),
        "date": lambda v: row["event_date"] in v,
        "near": lambda v: row["km"](*v[:2]) <= v[2],
    }
    return all(tests[key](value) for key, value in want.items() if key != "name")


@pytest.fixture(scope="module")
def read(shared):
    from geopy.distance import geodesic  # noqa: PLC0415

    path = next((shared / "seeds").glob("*.txt"))
    features, _ = pipeline.run(articles.read([path]))
    rows = []
    for row in features.astype(object).where(features.notna(), None).to_dict("records"):
        point = row["geometry"]
        row["event_date"] = row["event_date"] and str(row["event_date"])[:10]
        row["km"] = lambda lat, lon, p=point: geodesic((lat, lon), (p.y, p.x)).km if p else 1e9
        rows.append(row)
    expected = json.loads(path.with_suffix(".expected.json").read_text(encoding="utf-8"))
    return rows, expected


def test_all_that_must_be_read_is_read(read):
    rows, expected = read
    missing = [want["name"] for want in expected["must"] if not any(_matches(want, row) for row in rows)]
    assert not missing


def test_nothing_is_read_that_must_not_be(read):
    rows, expected = read
    wrong = [want["name"] for want in expected["must_not"] if any(_matches(want, row) for row in rows)]
    assert not wrong


def test_half_of_what_should_be_read_is_read(read):
    rows, expected = read
    found = [want["name"] for want in expected["should"] if any(_matches(want, row) for row in rows)]
    assert len(found) >= len(expected["should"]) / 2, found
