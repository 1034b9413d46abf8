"""A store is what one run over all articles would give, however often and whenever it was interrupted."""

import random
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import msgspec
import pandas as pd
import pytest

from geo import formats, pipeline, store
from geo.coding import Choices, selection
from geo.errors import OptionError, OutputError
from geo.features import to_features
from geo.shuffle import decode, encode
from geo.store import ledger

MANY = 40


@pytest.fixture
def update(reader, gazetteer):
    """Return `store.update` with the reader for tests."""

    def run(articles, path, **more):
        return store.update(articles, path, gazetteer=gazetteer, reader=reader, **more)

    return run


@pytest.fixture(params=["s.parquet", "table"])
def place(request, tmp_path):
    """Yield where a store may be: a file, or a table."""
    if request.param != "table":
        yield tmp_path / request.param
        return
    psycopg = pytest.importorskip("psycopg")
    postgres = request.getfixturevalue("postgres")
    yield f"{postgres}#media.incidents"
    with psycopg.connect(postgres) as connection:
        connection.execute("DROP SCHEMA IF EXISTS media CASCADE; DROP TABLE IF EXISTS layer_styles")


def rows(path):
    return formats.read(path).sort_values("incident_id", ignore_index=True)


@pytest.fixture
def at_once(reader, gazetteer, tmp_path):
    """Return a function: the rows of a store after one run over articles."""

    def run(articles, **more):
        features, _ = pipeline.run(articles, gazetteer=gazetteer, reader=reader, **more)
        formats.write(features, tmp_path / "at-once.parquet", overwrite=True)
        return rows(tmp_path / "at-once.parquet")

    return run


def test_two_runs_give_what_one_gives(update, at_once, make_article, place):
    articles = [make_article(n) for n in range(MANY)]
    first = update(articles[25:], place)
    second = update(articles, place)
    third = update(articles, place)
    assert (first.articles, first.known, first.in_store) == (15, 0, 15)
    assert (second.articles, second.known, second.in_store, second.written) == (25, 15, MANY, True)
    assert (third.articles, third.known, third.written) == (0, MANY, False)
    pd.testing.assert_frame_equal(rows(place), at_once(articles))


def test_nothing_new_leaves_the_file_as_it_is(update, make_article, tmp_path):
    path = tmp_path / "s.gpkg"
    articles = [make_article(n) for n in range(5)]
    update(articles, path)
    before = path.stat()
    report = update(articles, path)
    assert (report.articles, report.known, report.written) == (0, 5, False)
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)
    path.unlink()
    assert update([], path).written
    assert len(rows(path)) > 0


def test_a_changed_article_takes_the_place_of_the_old_one(update, at_once, make_article, place):
    old, new = make_article(1), replace(make_article(2), doc_id=make_article(1).doc_id)
    update([old, make_article(3)], place)
    report = update([new, make_article(3)], place)
    assert (report.articles, report.known, report.in_store) == (1, 1, 2)
    pd.testing.assert_frame_equal(rows(place), at_once([new, make_article(3)]))


def test_the_same_words_under_another_name_are_known(update, make_article, place):
    update([make_article(1)], place)
    report = update([replace(make_article(1), doc_id="other")], place)
    assert (report.articles, report.known) == (0, 1)


def test_names_that_no_database_can_hold_are_told_apart_all_the_same(update, make_article, place):
    odd = [replace(make_article(n), doc_id=name) for n, name in enumerate(("a\0b", "a'b", "%s {fact} ?"))]
    assert update(odd, place).articles == 3
    assert update(odd, place).known == 3


def test_articles_of_standard_input_go_by_their_words(update, make_article, tmp_path):
    for number in (1, 2, 2):
        report = update([replace(make_article(number), doc_id="-:1")], tmp_path / "s.parquet")
    assert (report.in_store, report.known) == (2, 1)


def test_a_failed_article_is_tried_again(update, make_article, place):
    bad = make_article(1, " FAIL.")
    for _ in range(2):
        report = update([bad, make_article(2)], place)
        assert [f.source for f in report.failures] == [bad.doc_id]
        assert report.in_store == 1


def test_a_selection_or_another_way_of_coding_is_noticed(update, make_article, place):
    articles = [make_article(n) for n in range(4)]
    update(articles, place)
    update(articles, place, choices=Choices(selection=selection(types=["shelling"])))
    assert set(rows(place)["event_type"]) == {"shelling"}
    with pytest.raises(OptionError, match="--merge"):
        update(articles, place, choices=Choices(merge="off"))
    update(articles, place, choices=Choices(merge="off"), again=True)
    assert len(rows(place)) == 12


def test_of_nothing_no_store_is_made_and_one_that_is_there_stays(update, make_article, place):
    report = update([], place)
    assert (report.in_store, report.written) == (0, False)
    with pytest.raises(OutputError, match="is no store"):
        store.stream(place)
    assert update([make_article(1)], place).written
    before = rows(place)
    report = update([], place)
    assert (report.in_store, report.written) == (1, False)
    pd.testing.assert_frame_equal(rows(place), before)


def test_what_failed_alone_makes_no_features_and_is_tried_again(update, make_article, tmp_path):
    path = tmp_path / "s.gpkg"
    report = update([make_article(1, " FAIL.")], path)
    assert (len(report.failures), report.in_store, path.exists()) == (1, 0, False)
    assert update([make_article(1)], path).written


def test_another_service_is_noticed(reader, gazetteer, make_article, tmp_path):
    asking = type(gazetteer)(gazetteer.file, service="nominatim")
    store.update([make_article(1)], tmp_path / "s.csv", gazetteer=asking, reader=reader)
    with pytest.raises(OptionError, match="--service"):
        store.update([make_article(1)], tmp_path / "s.csv", gazetteer=gazetteer, reader=reader)
    store.stream(tmp_path / "s.csv", gazetteer=gazetteer)


def test_a_file_without_a_ledger_is_not_touched(update, make_article, tmp_path):
    path = tmp_path / "mine.gpkg"
    path.write_text("mine")
    with pytest.raises(OutputError, match="is no store"):
        update([make_article(1)], path)
    assert path.read_text() == "mine"


def test_a_table_without_a_ledger_is_not_touched(update, make_article, make_incident, postgres):
    place = f"{postgres}#mine"
    features = to_features([make_incident(1)])
    formats.write(features, place)
    with pytest.raises(OutputError, match="is no store"):
        update([make_article(1)], place)
    with pytest.raises(OutputError, match="is no store"):
        store.stream(place)
    assert len(rows(place)) == 1
    with pytest.raises(OptionError, match="too long"):
        update([make_article(1)], f"{postgres}#{'t' * 50}")


def test_a_broken_ledger_is_told(update, make_article, tmp_path):
    (tmp_path / "s.gpkg.ledger").write_text("this is no database, and long enough to be looked at " * 9)
    with pytest.raises(OutputError, match="ledger cannot be used"):
        update([make_article(1)], tmp_path / "s.gpkg")


def test_a_ledger_of_a_later_version_is_not_touched(update, make_article, tmp_path):
    update([make_article(1)], tmp_path / "s.gpkg")
    with sqlite3.connect(tmp_path / "s.gpkg.ledger") as ledger:
        ledger.execute("UPDATE fact SET value = '2' WHERE name = 'version'")
    ledger.close()
    with pytest.raises(OutputError, match="update incident-mapper"):
        update([make_article(1)], tmp_path / "s.gpkg")


def test_a_record_of_before_associated_actors_is_read(make_incident):
    record = msgspec.json.decode(ledger.encode(make_incident(1)))
    del record["associated_actors"], record["associated_recipients"]
    assert ledger.decode(msgspec.json.encode(record)) == make_incident(1)


def test_records_come_back_from_files(make_incident):
    for number in range(60):
        incident = make_incident(number)
        location = incident.location and replace(incident.location, candidates=())
        incident = replace(incident, location=location)
        assert decode(encode(incident)) == incident
        assert ledger.decode(ledger.encode(incident)) == incident


SCRIPT = """
import sys, time
sys.path[:0] = [{tests!r}, {root!r}]
from pathlib import Path
import fake_reader
from geo import store
from geo.gazetteer import open_gazetteer
from geo.records import Article
import msgspec

def slowly(articles):
    for pair in fake_reader.read_all(articles):
        time.sleep(0.01)
        yield pair

articles = [msgspec.json.decode(line, type=Article) for line in Path({articles!r}).read_bytes().splitlines()]
store.ledger.COMMIT_EVERY = 0.05
print("begun", flush=True)
store.update(articles, {path!r}, gazetteer=open_gazetteer(Path({gazetteer!r})), reader=slowly)
"""


def test_killed_at_any_moment_the_next_run_goes_on(at_once, gazetteer, make_article, place, tmp_path):
    articles = [make_article(n) for n in range(150)]
    (tmp_path / "articles.jsonl").write_bytes(b"\n".join(map(msgspec.json.encode, articles)))
    here = Path(__file__)
    script = textwrap.dedent(SCRIPT).format(
        tests=str(here.parent), root=str(here.parents[3]), articles=str(tmp_path / "articles.jsonl"),
        path=str(place), gazetteer=str(gazetteer.file),
    )  # fmt: skip
    chance, killed = random.Random(1), 0
    while True:
        process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
        process.stdout.readline()
        if killed < 4:
            time.sleep(chance.uniform(0.2, 0.8))
            process.kill()
        process.stdout.close()
        killed += process.wait() == -signal.SIGKILL
        if process.returncode == 0:
            break
        assert process.returncode == -signal.SIGKILL
    assert killed == 4
    pd.testing.assert_frame_equal(rows(place), at_once(articles))
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_several_runs_at_once_keep_one_store(at_once, reader, gazetteer, make_article, postgres, place):
    articles = [make_article(n) for n in range(MANY)]
    runs = [articles, articles[::-1], articles[10:30]]

    def run(some):
        store.update(some, place, gazetteer=gazetteer, reader=reader)

    with ThreadPoolExecutor(len(runs)) as pool:
        list(pool.map(run, runs))
    run(articles)
    pd.testing.assert_frame_equal(rows(place), at_once(articles))


@pytest.mark.parametrize("kind", ["folder", "table"])
def test_a_store_is_told_anew(update, at_once, make_article, gazetteer, tmp_path, request, kind):
    path = tmp_path / "s.parquets" if kind == "folder" else f"{request.getfixturevalue('postgres')}#told"
    articles = [make_article(n) for n in range(MANY)]
    update(articles[25:], path)
    update(articles, path)
    assert kind == "table" or path.is_dir()
    assert store.is_store(path)
    pd.testing.assert_frame_equal(rows(path), at_once(articles))
    choices = Choices(selection=selection(types=["shelling"]))
    frames, report = store.stream(path, gazetteer=gazetteer, choices=choices)
    told = formats.joined(frames)
    assert (report.articles, report.incidents) == (MANY, len(told))
    formats.write(told, tmp_path / "told.parquet")
    pd.testing.assert_frame_equal(rows(tmp_path / "told.parquet"), at_once(articles, choices=choices))
    with pytest.raises(OptionError, match="--merge"):
        store.stream(path, gazetteer=gazetteer, choices=Choices(merge="off"))
    with pytest.raises(OutputError, match="is no store"):
        store.stream(tmp_path / "told.parquet", gazetteer=gazetteer)
