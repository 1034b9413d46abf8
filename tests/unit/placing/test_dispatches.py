"""Places of news paragraphs from all parts of the world, written for this project, are where they lie."""

import re
import tomllib
from pathlib import Path

import pytest
from geopy.distance import great_circle

from geo.placing import resolve
from geo.records import Article, Mention

DISPATCHES = tomllib.loads(
    (Path(__file__).resolve().parents[2] / "data" / "dispatches.toml").read_text(encoding="utf-8")
)["dispatch"]
WITHIN_KM = 50
FLOOR = 0.95


def mentions_of(dispatch):
    """Return the mentions of the places of a dispatch, each with what is expected of it."""
    expected = {row[0]: row for row in dispatch["places"]}
    names = sorted({name.partition("#")[0] for name in expected}, key=len, reverse=True)
    pattern = re.compile(r"(?<!\w)(?:" + "|".join(re.escape(name) for name in names) + r")(?!\w)")
    times = {}
    found = []
    for i, match in enumerate(pattern.finditer(dispatch["text"])):
        name = match[0]
        times[name] = times.get(name, 0) + 1
        numbers = range(times[name], 1, -1)
        row = next((expected[key] for n in numbers if (key := f"{name}#{n}") in expected), expected.get(name))
        found.append((Mention(f"m{i}", "toponym", *match.span(), name), row))
    return found


def wrong_ones(dispatch, gazetteer):
    """Return the names that are not placed where they lie, with the answer."""
    found = mentions_of(dispatch)
    located = resolve(Article("a", dispatch["text"]), [mention for mention, _ in found], gazetteer)
    wrong = []
    for mention, (_, country, latitude, longitude, *more) in found:
        location = located[mention.id]
        if location is None:
            wrong.append(f"{mention.text}: nowhere")
            continue
        away = great_circle((latitude, longitude), (location.latitude, location.longitude)).km
        if away > (more[0] if more else WITHIN_KM) or country not in {"", location.place.country}:
            wrong.append(f"{mention.text}: {away:.0f} km away, {location.place.country} {location.reason}")
    return wrong


@pytest.mark.parametrize("dispatch", DISPATCHES, ids=lambda dispatch: dispatch["about"])
def test_hardly_a_place_of_a_dispatch_is_wrong(gazetteer, dispatch):
    wrong = wrong_ones(dispatch, gazetteer)
    assert len(wrong) <= 4, wrong


def test_nearly_all_places_of_the_dispatches_are_found(gazetteer):
    wrong = [f"{d['about']}: {line}" for d in DISPATCHES for line in wrong_ones(d, gazetteer)]
    every = sum(len(mentions_of(d)) for d in DISPATCHES)
    assert len(wrong) <= (1 - FLOOR) * every, wrong
