"""Texts that articles may carry come back as they were from every format, or what was lost is told."""

import csv
import json
import logging
import re
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from geo import formats
from geo.features import to_features

PLAIN = [".csv", ".fgb", ".gdb", ".geojson", ".geojsonl", ".geojsons", ".gpkg", ".jsonl", ".kml", ".parquet"]
OWN = [
    "", " \n\t ", "[1,2]", '{"a": 1}', "null", "NaN", "true", "=1+1", "'=1", "''=1", "'", "-1", "\r",
    "a\r\nb\rc", "\t", "<b>&amp;</b>", "]]>", "$[name]", "[% 1 %]", "a\x00b", "\x1b[0m", "\ufffe", "\x1e",
    "\u2028", "é" * 9, "2020-01-02", "2020/01/02 10:00:00", "012", "x" * 70_000, "𝄞", '"', ",", ";", "\\",
    "\uff1d1", "'\uff1d1",
]  # fmt: skip


@pytest.fixture(scope="module")
def strings(request):
    """Return our own awkward strings, and those of the development corpora where they are at hand."""
    file = request.getfixturevalue("shared") / "hostile" / "strings.jsonl"
    found = [json.loads(line)["string"] for line in file.read_text(encoding="utf-8").splitlines()]
    return OWN + [text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") for text in found]


@pytest.fixture(scope="module")
def hostile(strings, make_incident):
    """Return features that carry each of the strings in every column an article can reach."""
    frame = to_features(make_incident(number) for number in range(len(strings)))
    texts = pd.array(strings, "string")
    columns = (
        "evidence",
        "title",
        "url",
        "publisher",
        "place",
        "place_name",
        "actor",
        "recipient",
        "article",
    )
    return frame.assign(**dict.fromkeys(columns, texts))


@pytest.mark.parametrize("extension", PLAIN)
def test_every_text_comes_back_or_is_told(hostile, strings, tmp_path, caplog, extension):
    path = tmp_path / f"a{extension}"
    with caplog.at_level(logging.WARNING):
        formats.write(hostile, path)
    read = formats.read(path).sort_values("incident_id")
    for column in ("evidence", "title", "actor", "url"):
        changed = [(a, b) for a, b in zip(strings, read[column], strict=True) if a != b]
        for before, after in changed:
            assert len(before) == len(after)
            assert all(b in (a, "\ufffd") for a, b in zip(before, after, strict=True)), (before, after)
        told = [record for record in caplog.messages if f"of {column}:" in record]
        assert len(told) == bool(changed)
    if extension in (".geojson", ".geojsonl", ".geojsons", ".jsonl", ".parquet", ".csv"):
        assert not caplog.messages


def test_no_cell_of_a_csv_is_a_formula(hostile, tmp_path):
    csv.field_size_limit(1 << 20)
    formats.write(hostile, tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(hostile)
    for row in rows:
        for name, cell in row.items():
            if name not in ("longitude", "latitude"):
                assert not re.match(r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]", cell), (name, cell[:50])


def test_balloons_of_kml_hold_text_and_no_markup_of_articles(hostile, tmp_path):
    formats.write(hostile, tmp_path / "a.kml")
    allowed = re.compile(r'</?(b|blockquote)>|<br/>|<a href="https?://[^"]*">|</a>')
    balloons = [
        element.text or ""
        for element in ET.parse(tmp_path / "a.kml").iterfind(".//{*}Placemark/{*}description")
    ]
    assert len(balloons) > len(hostile)  # areas have one, too
    for balloon in balloons:
        assert "<" not in allowed.sub("", balloon)
        assert "$[" not in balloon


def test_styles_are_data_whatever_the_texts(hostile, tmp_path):
    formats.write(hostile, tmp_path / "a.geojson", style="qgis")
    formats.write(hostile, tmp_path / "a.csv", style="kepler")
    assert ET.parse(tmp_path / "a.qml").getroot().tag == "qgis"
    saved = json.loads((tmp_path / "a.kepler.json").read_text(encoding="utf-8"))
    assert len(saved["datasets"][0]["data"]["allData"]) == len(hostile)
