"""A run that is killed goes on where it was: nothing is lost, doubled, or out of order."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from dataclasses import replace
from pathlib import Path

import msgspec
import pandas as pd
import pytest

from geo import journal, pipeline
from geo.coding import Choices
from geo.journal import Journal, journal_of

MANY = 60


@pytest.fixture
def articles(make_article):
    return [make_article(n) for n in range(MANY)]


@pytest.fixture
def run(reader, gazetteer, monkeypatch):
    """Run the way over articles; returns features, report, and the names of the articles that were read."""
    monkeypatch.setattr(journal, "EVERY", 0)
    read = []

    def noting(some):
        for pair in reader(some):
            read.append(pair[0].doc_id)
            yield pair

    def walk(some, kept, **more):
        read.clear()
        features, report = pipeline.run(some, gazetteer=gazetteer, reader=noting, journal=kept, **more)
        return features, report, list(read)

    return walk


def broken_off(articles, at):
    yield from articles[:at]
    raise KeyboardInterrupt


@pytest.mark.parametrize("merge", ["corpus", "article", "off"])
def test_what_was_read_is_not_read_again_and_the_rows_are_the_same(run, articles, tmp_path, merge):
    choices = Choices(merge=merge)
    wanted, counted, _ = run(articles, None, choices=choices)
    with pytest.raises(KeyboardInterrupt), Journal(tmp_path / "j") as kept:
        run(broken_off(articles, 40), kept, choices=choices)
    with Journal(tmp_path / "j") as kept:
        assert kept.known == 32  # whole partitions
        features, report, read = run(articles, kept, choices=choices)
        assert read == [article.doc_id for article in articles[32:]]
        kept.finish()
    pd.testing.assert_frame_equal(features, wanted)
    assert replace(report, seconds=0) == replace(counted, seconds=0)
    assert list(tmp_path.iterdir()) == []


def test_sources_may_change_between(run, articles, tmp_path, monkeypatch):
    monkeypatch.setattr(journal, "MANY", 7)
    with Journal(tmp_path / "j") as kept:
        run(articles[5:50], kept)
    changed = [*articles[:30], replace(articles[30], text=articles[2].text + " More."), *articles[31:]]
    wanted, counted, _ = run(changed, None, choices=Choices(merge="off"))
    with Journal(tmp_path / "j") as kept:
        features, report, read = run(changed, kept, choices=Choices(merge="off"))
    assert read == [a.doc_id for a in (*articles[:5], articles[30], *articles[50:])]
    pd.testing.assert_frame_equal(features, wanted)
    assert replace(report, seconds=0) == replace(counted, seconds=0)


def test_what_failed_is_tried_again(run, articles, make_article, tmp_path):
    bad = make_article(99, " FAIL.")
    for _ in range(2):
        with Journal(tmp_path / "j") as kept:
            _, report, _ = run([*articles[:3], bad], kept)
            assert ([f.source for f in report.failures], report.articles) == ([bad.doc_id], 3)


def test_a_short_run_leaves_no_trace_but_when_it_breaks_off(run, articles, tmp_path, monkeypatch):
    monkeypatch.setattr(journal, "EVERY", 60)
    with Journal(tmp_path / "j") as kept:
        run(articles, kept)
        assert not (tmp_path / "j").exists()
        kept.finish()
    assert not (tmp_path / "j").exists()
    with Journal(tmp_path / "j") as kept:
        run(articles, kept)
    assert Journal(tmp_path / "j").known == MANY
    assert Journal(tmp_path / "j", fresh=True).known == 0


def test_a_journal_that_cannot_be_used_stops_nothing(run, articles, tmp_path, caplog):
    (tmp_path / "broken").write_text("no database, and long enough to be looked at " * 90)
    (tmp_path / "file").touch()
    for file in (tmp_path / "broken", tmp_path / "file" / "j"):
        with Journal(file) as kept:
            assert run(articles, kept)[1].articles == MANY
        assert "begin anew" in caplog.text
        caplog.clear()
    with Journal(tmp_path / "j") as kept:
        run(articles, kept)
        with Journal(tmp_path / "j") as other:  # one that is in use
            assert (other.known, run(articles, other)[1].articles) == (0, MANY)
        assert "locked" in caplog.text
    with sqlite3.connect(tmp_path / "j") as store:
        store.execute("UPDATE coded SET incidents = x'00'")
    store.close()
    with Journal(tmp_path / "j") as kept:
        assert run(articles, kept)[1].articles == MANY


def test_a_digest_is_the_same_in_every_process():
    command = (
        "from geo.coding.selection import selection; from geo.journal import digest_of;"
        "print(digest_of(selection(types=['violence'])))"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", command],
            env=os.environ | {"PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1


def test_a_journal_is_of_its_sources_and_of_how_they_are_coded(gazetteer, tmp_path, monkeypatch):
    monkeypatch.setenv("INCIDENT_MAPPER_CACHE", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    same = [
        journal_of(["a", "-"], Choices(), gazetteer),
        journal_of([tmp_path / "a", "-"], Choices(merge="article"), gazetteer),
    ]
    other = [
        journal_of(["b", "-"], Choices(), gazetteer),
        journal_of(["a", "-"], Choices(merge="off"), gazetteer),
        journal_of(["a", "-"], Choices(), type(gazetteer)(gazetteer.file, service="nominatim")),
    ]
    monkeypatch.setattr("geo.reading.version", lambda: "other")
    other.append(journal_of(["a", "-"], Choices(), gazetteer))
    assert len({made._file for made in same}) == 1
    assert len({made._file for made in (*same, *other)}) == 5
    assert same[0]._file.parent == tmp_path / "unfinished"


def test_what_nobody_took_up_is_removed(run, articles, tmp_path):
    for name, age in (("old.sqlite", 31), ("young.sqlite", 29)):
        (tmp_path / name).touch()
        day = time.time() - age * 86_400
        os.utime(tmp_path / name, (day, day))
    with Journal(tmp_path / "j.sqlite") as kept:
        run(articles, kept)
    assert {file.name for file in tmp_path.iterdir()} == {"young.sqlite", "j.sqlite"}


SCRIPT = """
import sys, time
sys.path[:0] = [{tests!r}, {root!r}]
from pathlib import Path
import fake_reader, msgspec
from geo import formats, journal, pipeline
from geo.gazetteer import open_gazetteer
from geo.records import Article

def slowly(articles):
    for pair in fake_reader.read_all(articles):
        time.sleep(0.02)
        with open({read!r}, "a") as file:
            file.write(pair[0].doc_id + "\\n")
        yield pair

articles = [msgspec.json.decode(line, type=Article) for line in Path({articles!r}).read_bytes().splitlines()]
journal.EVERY = 0.05
print("begun", flush=True)
with journal.Journal(Path({journal!r})) as kept:
    frames, _ = pipeline.stream(
        articles, gazetteer=open_gazetteer(Path({gazetteer!r})), reader=slowly, journal=kept
    )
    formats.write(frames, {path!r})
    kept.finish()
"""


def test_killed_at_any_moment_the_same_bytes_come_out(gazetteer, make_article, tmp_path):
    articles = [make_article(n) for n in range(150)]
    (tmp_path / "articles.jsonl").write_bytes(b"\n".join(map(msgspec.json.encode, articles)))
    here = Path(__file__)

    def start(name):
        script = textwrap.dedent(SCRIPT).format(
            tests=str(here.parent), root=str(here.parents[3]), articles=str(tmp_path / "articles.jsonl"),
            path=str(tmp_path / f"{name}.csv"), gazetteer=str(gazetteer.file),
            journal=str(tmp_path / f"{name}.sqlite"), read=str(tmp_path / f"{name}.read"),
        )  # fmt: skip
        process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
        process.stdout.readline()
        process.stdout.close()
        return process

    assert start("whole").wait() == 0
    chance, killed = random.Random(2), 0
    while killed < 4:
        process = start("killed")
        time.sleep(chance.uniform(0.3, 0.6))
        process.kill()
        killed += process.wait() == -signal.SIGKILL
        assert process.returncode == -signal.SIGKILL
    assert start("killed").wait() == 0
    assert (tmp_path / "killed.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()
    assert not (tmp_path / "killed.sqlite").exists()
    read = (tmp_path / "killed.read").read_text().split()
    assert len(set(read)) == 150
    assert len(read) <= 150 + killed * 3 * 16  # nothing but what was on its way is read again
