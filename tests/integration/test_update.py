"""`update` from the built wheel: a store grows, and says what it did."""

import json

import pytest

from geo import journal, pipeline
from geo.articles import read as read_articles
from geo.coding import DEFAULT
from geo.gazetteer import open_gazetteer


@pytest.fixture
def articles(tmp_path):
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text("date: 2020-03-01\n\nGunmen killed three people in Benghazi on Friday.")
    return folder


def rows(path):
    return [f["properties"] for f in json.loads(path.read_text(encoding="utf-8"))["features"]]


def test_a_store_grows_with_its_sources(cli, articles, tmp_path):
    first = cli("update", "articles", "--store", "s.geojson", cwd=tmp_path)
    assert first.returncode == 0, first.stderr
    assert "1 new or changed, 0 known, 0 failed" in first.stderr
    assert {row["article"] for row in rows(tmp_path / "s.geojson")} == {"articles/a.txt"}
    again = cli("update", "articles", "--store", "s.geojson", cwd=tmp_path)
    assert "unchanged  s.geojson" in again.stderr
    (articles / "b.txt").write_text("date: 2020-03-09\n\nA bomb killed two soldiers in Sirte on Monday.")
    (articles / "broken.pdf").write_bytes(b"%PDF-nothing")
    more = cli("update", "articles", "--store", "s.geojson", "--report", "errors.jsonl", cwd=tmp_path)
    assert more.returncode == 1
    assert "1 new or changed, 1 known, 1 failed" in more.stderr
    assert {row["article"] for row in rows(tmp_path / "s.geojson")} == {"articles/a.txt", "articles/b.txt"}
    [failure] = map(json.loads, (tmp_path / "errors.jsonl").read_text().splitlines())
    assert (failure["source"], failure["stage"]) == ("articles/broken.pdf", "input")


def test_an_empty_source_makes_no_store_and_is_told(cli, tmp_path):
    (tmp_path / "empty").mkdir()
    done = cli("update", "empty", "--store", "s.gpkg", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].endswith("no article could be read from empty: nothing was written")
    assert [path.name for path in tmp_path.iterdir()] == ["empty"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["articles"], 2, "--store"),
        (["articles", "--store", "s.unknown"], 2, "unknown"),
        (["missing", "--store", "s.gpkg"], 1, "missing"),
        (["articles", "--store", "no/s.gpkg"], 1, "folder"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(cli, articles, tmp_path, arguments, code, words):
    done = cli("update", *arguments, cwd=tmp_path)
    assert done.returncode == code, done.stderr
    assert words in done.stderr.strip().splitlines()[-1]
    assert "Traceback" not in done.stderr


def test_workers_give_the_same_rows(cli, articles, tmp_path):
    for workers in (1, 2):
        done = cli("extract", articles, "-o", f"{workers}.geojson", "--workers", workers, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
    assert rows(tmp_path / "1.geojson") == rows(tmp_path / "2.geojson") != []


@pytest.fixture(params=["s.gpkg", "s.parquets", "table"])
def store(request):
    """Return where a store may be; an address has a password in it."""
    if request.param != "table":
        return request.param
    return request.getfixturevalue("postgres").replace("test@", "test:s3cr3t@") + "#media.told"


def test_a_store_is_mapped_drawn_extracted_and_converted(cli, articles, tmp_path, store):
    assert cli("update", "articles", "--store", store, cwd=tmp_path).returncode == 0
    for command in (
        ["map", store, "-o", "map.html"],
        ["draw", store, "-o", "draw.html"],
        ["extract", store, "--types", "violence", "-o", "some.geojson"],
        ["extract", store, "--types", "protest", "-o", "none.geojson"],
        ["convert", store, "-o", "all.geojson"],
    ):
        done = cli(*command, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert "s3cr3t" not in done.stderr + (tmp_path / command[-1]).read_text(encoding="utf-8")
    assert rows(tmp_path / "some.geojson") == rows(tmp_path / "all.geojson") != []
    assert rows(tmp_path / "none.geojson") == []
    done = cli("map", store, "articles", cwd=tmp_path)
    assert (done.returncode, "by itself" in done.stderr) == (2, True)


def test_a_run_that_was_killed_is_taken_up(cli, articles, cache, tmp_path, monkeypatch):
    extract = ("extract", "articles", "-o", "a.csv")
    assert cli(*extract, cwd=tmp_path).returncode == 0
    monkeypatch.setattr(journal, "EVERY", 0)
    found = [article for article in read_articles([articles]) if article.doc_id == "a.txt"]
    with journal.journal_of([articles], DEFAULT, open_gazetteer()) as kept:
        pipeline.run(found, journal=kept)
    (articles / "b.txt").write_text("date: 2020-03-09\n\nA bomb killed two soldiers in Sirte on Monday.")
    fresh = cli(*extract, "--overwrite", "--fresh", cwd=tmp_path)
    assert "did not end" not in fresh.stderr
    wanted = (tmp_path / "a.csv").read_bytes()
    with journal.journal_of([articles], DEFAULT, open_gazetteer()) as kept:
        pipeline.run(found, journal=kept)
    assert "a.csv is there already" in cli(*extract, cwd=tmp_path).stderr
    done = cli(*extract, "--overwrite", cwd=tmp_path)
    assert "left by a run that did not end are not read again (or say --fresh): 1" in done.stderr
    assert (tmp_path / "a.csv").read_bytes() == wanted
    assert list((cache / "unfinished").iterdir()) == []
