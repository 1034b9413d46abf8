"""The shipped model, run for real."""

import json
import time
import tracemalloc
from itertools import pairwise

import pytest
from click.testing import CliRunner

from geo import ontology, reading
from geo.reading.model import Model
from geo.records import Article
from maps.cli import main

STORY = (
    "A roadside bomb killed three soldiers near Kirkuk on Sunday. Police arrested two men in Mosul. "
    "Washington condemned the attack. President Ahmed is to meet tribal leaders in Cairo next week."
)


@pytest.fixture(scope="module")
def story():
    return reading.read(Article("story", STORY))


def roles(found, event):
    mentions = {m.id: m for m in found.mentions}
    return {(role.role, mentions[role.mention].text) for role in event.roles}


def test_who_did_what_where_and_when(story):
    first, second = story.events[:2]
    assert (first.event_type, first.status) == ("explosive", "happened")
    assert {("place", "Kirkuk"), ("date", "Sunday"), ("killed", "three")} <= roles(story, first)
    assert second.event_type == "arrest"
    assert {("actor", "Police"), ("place", "Mosul")} <= roles(story, second)


def test_a_meeting_to_come_is_planned(story):
    last = story.events[-1]
    assert (last.event_type, last.status) == ("meeting", "planned")
    assert ("place", "Cairo") in roles(story, last)


def test_a_capital_that_speaks_is_no_place(story):
    kinds = {m.text: m.kind for m in story.mentions if m.kind in {"toponym", "metonym"}}
    assert kinds.get("Washington") != "toponym"
    assert kinds["Mosul"] == "toponym"


@pytest.mark.parametrize("prefix", ["", "\ufeff", "𝒜é🙂 ", "e\u0301 — “quoted” "])
def test_every_span_is_the_text_it_says(prefix):
    text = prefix + STORY.replace("'", "’").replace("Kirkuk", "Kîrkûk")
    found = reading.read(Article("a", text))
    assert found.events
    for mention in found.mentions:
        assert text[mention.start : mention.end] == mention.text
    for event in found.events:
        assert text[event.start : event.end] == event.trigger
        start, end = found.sentences[event.sentence]
        assert start <= event.start < event.end <= end


def test_a_reading_holds_together(story):
    ids = [m.id for m in story.mentions]
    assert len(set(ids)) == len(ids)
    for event in story.events:
        assert event.event_type in ontology.event_types()
        assert event.status in ontology.statuses()
        assert 0 <= event.score <= 1
        assert {r.mention for r in event.roles} <= set(ids)
    assert all(a.start <= b.start for a, b in pairwise(story.mentions))
    assert all(a.start < b.start for a, b in pairwise(story.events))


@pytest.mark.parametrize(
    "text", ["", " \n\n ", "\x00", "[CLS] [SEP] [PAD]", "🙂" * 3_000, "a" * 5_000, "爆炸。" * 900]
)
def test_any_text_can_be_read(text):
    found = reading.read(Article("a", text))
    assert all(text[m.start : m.end] == m.text for m in found.mentions)


def test_the_reading_does_not_depend_on_threads_or_neighbours(story):
    others = [Article(str(n), STORY * n) for n in range(1, 9)]
    articles = [*others, Article("story", STORY)]
    for threads in (1, 3):
        found = list(reading.read_all(articles, threads=threads))
        assert [a.doc_id for a, _ in found] == [a.doc_id for a in articles]
        assert found[-1][1] == story


def test_confidence_filters_events_and_roles():
    article = Article("a", STORY)
    every = reading.read(article, min_confidence=0.05)
    sure = reading.read(article, min_confidence=0.9)
    assert len(every.events) > len(sure.events)
    assert all(e.score >= 0.9 and all(r.score >= 0.9 for r in e.roles) for e in sure.events)


def test_a_long_text_takes_bounded_memory():
    text = (STORY + "\n\n") * 400
    tracemalloc.start()
    found = reading.read(Article("long", text))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(found.events) >= 4 * 390
    assert peak < 40e6


def test_the_command_writes_a_line_an_article(tmp_path):
    source = tmp_path / "articles.jsonl"
    source.write_text(json.dumps({"doc_id": "x", "text": STORY}) + "\n", encoding="utf-8")
    output = tmp_path / "readings.jsonl"
    result = CliRunner().invoke(main, ["read", str(source), "-o", str(output)])
    assert result.exit_code == 0, result.output
    (line,) = output.read_text(encoding="utf-8").splitlines()
    found = json.loads(line)
    assert found["doc_id"] == "x"
    assert STORY[slice(*(found["events"][0]["trigger"][key] for key in ("start", "end")))] == "bomb"
    again = CliRunner().invoke(main, ["read", str(source), "-o", str(output)])
    assert again.exit_code == 1
    assert sorted(tmp_path.iterdir()) == [source, output]


def test_the_model_loads_quickly():
    Model()
    started = time.perf_counter()
    Model()
    assert time.perf_counter() - started < 2
