"""A shuffle through files gives, row for row, what merging all at once gives."""

import os
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path

import pandas as pd
import pytest

from geo import pipeline, shuffle
from geo.coding import Choices, merge
from geo.coding.merging import identified
from geo.records import Actor, DateSpan, Incident, Location, Place, Telling
from geo.shuffle import Shuffle

PLACES = [
    Place("p:1", "Baghdad", 44.4, 33.3, "city", 20.0, "IQ"),
    Place("p:2", "Iraq", 44.0, 33.0, "country", 400.0, "IQ"),
    Place("p:3", "Basra", 47.8, 30.5, "city", 20.0, "IQ"),
]
WORDS = ("bomb", "market", "soldiers", "police", "gunmen", "road", "station", "bridge", "village", "convoy")


@pytest.fixture(autouse=True)
def small(monkeypatch, tmp_path):
    """Make files and buckets small, and keep them where the test can look."""
    monkeypatch.setattr(shuffle, "FEW", 40)
    monkeypatch.setattr(shuffle, "BUCKET", 60)
    monkeypatch.setattr(shuffle, "BATCH", 7)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))


def some_incidents(seed, articles=150):
    """Make incidents of articles that tell much of the same; one in four is a copy of another article."""
    chance = random.Random(seed)
    sentences = [" ".join(chance.choices(WORDS, k=12)) for _ in range(40)]
    told = []
    for number in range(articles):
        if told and chance.random() < 0.25:
            for incident in chance.choice(told):
                telling = replace(incident.tellings[0], article=f"a{number:03d}")
                told.append([identified(replace(incident, tellings=(telling,)))])
            continue
        told.append(
            [_incident(chance, f"a{number:03d}", n, sentences) for n in range(chance.randrange(1, 5))]
        )
    return [incident for incidents in told for incident in incidents]


def _incident(chance, article, number, sentences):
    published = date(2020, 1, 1) + timedelta(days=chance.randrange(12))
    day, place = published - timedelta(days=chance.randrange(3)), chance.choice(PLACES)
    evidence = chance.choice(sentences)
    at = Location(place.longitude, place.latitude, place.precision, 9.0, place, 0.9)
    rebels, army = Actor("IS", "Islamic State", "rebel"), Actor("the army", type="military")
    return identified(
        Incident(
            "", chance.choice(("attack", "shelling")), chance.choice(("happened", "alleged", "denied")),
            (Telling(article, evidence, number * 99, number * 99 + 50, "hit", published=published),),
            actor=chance.choice((None, rebels, army)),
            when=chance.choice((None, DateSpan(day, day, "day", chance.choice((None, "Monday"))),
                                DateSpan(day, day + timedelta(days=6), "week", "this week"))),
            place_text=place.name,
            location=chance.choice((None, at)),
            killed=chance.choice((None, 3, 4, 50)),
        )
    )  # fmt: skip


def shuffled(incidents, room, **more):
    with Shuffle() as made:
        for _, told in groupby(incidents, lambda incident: incident.tellings[0].article):
            made.add(list(told))
        assert any(room.iterdir()), "nothing went to files"
        once = list(made.merged(**more))
        assert list(made.merged(**more)) == once
        assert list(made.told()) == incidents
        return once


@pytest.mark.parametrize("seed", range(8))
def test_row_for_row_what_merging_at_once_gives(seed, tmp_path):
    incidents = some_incidents(seed)
    expected = merge(incidents)
    assert len(expected) < len(incidents)
    assert shuffled(incidents, tmp_path) == expected
    backwards = sorted(incidents, key=lambda i: (i.tellings[0].article, i.tellings[0].start), reverse=True)
    assert shuffled(backwards, tmp_path) == expected
    assert list(tmp_path.iterdir()) == []


def test_buckets_may_be_merged_elsewhere(tmp_path):
    incidents = some_incidents(1)
    with ThreadPoolExecutor(2) as pool:
        assert shuffled(incidents, tmp_path, mapped=pool.map) == merge(incidents)


def test_few_incidents_make_no_files(tmp_path):
    incidents = some_incidents(1, articles=5)
    with Shuffle() as made:
        made.add(incidents)
        assert list(made.merged()) == merge(incidents)
        assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("way", ["corpus", "article", "off"])
def test_frames_of_a_run_are_those_of_one_frame(way, reader, gazetteer, make_article, monkeypatch):
    articles = [make_article(n) for n in range(70)]
    choices = Choices(merge=way)
    monkeypatch.setattr(shuffle, "FEW", 10_000)
    whole, report = pipeline.run(articles, gazetteer=gazetteer, reader=reader, choices=choices)
    monkeypatch.setattr(shuffle, "FEW", 40)
    monkeypatch.setattr(pipeline, "ROWS", 10)
    frames, counted = pipeline.stream(articles, gazetteer=gazetteer, reader=reader, choices=choices)
    assert (counted.articles, counted.incidents) == (70, 0)
    frames = list(frames)
    assert max(map(len, frames)) == 10
    pd.testing.assert_frame_equal(pd.concat(frames, ignore_index=True), whole)
    assert (counted.incidents, counted.located) == (report.incidents, report.located)


def test_a_run_that_fails_leaves_no_files(reader, gazetteer, make_article, tmp_path):
    def failing():
        yield from map(make_article, range(70))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pipeline.run(failing(), gazetteer=gazetteer, reader=reader)
    assert list(Path(tmp_path).iterdir()) == []


HOLD = """
import sys
from geo.rooms import room
with room() as held:
    print(held, flush=True)
    sys.stdin.read()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="it has no locks on folders")
def test_files_of_a_killed_run_go_with_the_next_one_and_those_of_others_stay(tmp_path):
    (tmp_path / "incident-mapper-mine").mkdir()
    environment = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": str(Path(__file__).parents[3])}
    command = [sys.executable, "-c", HOLD]
    piped = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "env": environment}
    with subprocess.Popen(command, **piped) as killed, subprocess.Popen(command, **piped) as living:
        left, held = (Path(process.stdout.readline().strip()) for process in (killed, living))
        killed.kill()
        killed.wait()
        shuffled(some_incidents(1), tmp_path)
        assert not left.exists()
        assert held.exists()
        living.kill()
    assert {path.name for path in tmp_path.iterdir()} == {"incident-mapper-mine", held.name}
