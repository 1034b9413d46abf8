"""QGIS, without a screen, opens what we write as the map that it is."""

import json
import os
import subprocess
from pathlib import Path

import psycopg
import pytest

from geo import formats
from geo.formats.areas import area_ids, to_areas
from geo.formats.gpkg import AREAS, LAYER
from geo.ontology import event_types

PYTHON = "/usr/bin/python3"
PROBE = Path(__file__).with_name("qgis_probe.py")
DATE_TYPES = {
    "gpkg": ("Date", "DateTime"),
    "geojson": ("Date", "DateTime"),
    "fgb": ("DateTime", "DateTime"),
    "gdb": ("DateTime", "DateTime"),
}


@pytest.fixture(scope="module")
def probe(tmp_path_factory):
    """Return a function that shows a layer to QGIS and returns what it found, and the picture's bytes."""
    home = tmp_path_factory.mktemp("qgis")
    environment = {
        **os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(home), "XDG_RUNTIME_DIR": str(home),
        "PYTHONPATH": "",
    }  # fmt: skip
    asked = subprocess.run(
        [PYTHON, "-c", "import qgis.core"], capture_output=True, env=environment, check=False
    )
    if asked.returncode:
        pytest.skip("QGIS is not installed")

    def look(source, *times, layer="incidents"):
        picture = home / "picture.png"
        command = [PYTHON, PROBE, source, layer, picture, *times]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1]), picture.read_bytes()

    return look


def check_style(found, features, field="event_type"):
    assert found["style"]
    assert (found["renderer"], found["field"]) == ("categorizedSymbol", field)
    kinds = {
        name: [k.label, k.colour] for name, k in event_types().items() if name in set(features["event_type"])
    }
    assert found["categories"] == kinds
    assert found["temporal"] == [True, "event_start", "event_end"]
    assert not found["errors"]


@pytest.mark.parametrize("extension", ["gpkg", "geojson", "fgb"])
def test_the_layer_opens_styled_timed_typed_and_explained(features, tmp_path, probe, extension):
    path = tmp_path / f"a.{extension}"
    formats.write(features, path, style=None if extension == "gpkg" else "qgis")
    found, _ = probe(f"{path}|layername={LAYER}" if extension == "gpkg" else path)
    check_style(found, features)
    assert found["rows"] == len(features)
    types = found["types"]
    assert (types["event_date"], types["event_start"]) == DATE_TYPES[extension]
    assert types["killed"].startswith("Integer")
    assert types["radius_km"] == "Real"
    assert found["aliases"]["event_date"] == "First day"
    assert found["labels"] == "place_name"
    assert found["tabs"] == ["What", "When", "Where", "Who", "Evidence", "Codes"]


def test_pictures_differ_with_the_time_as_they_must(features, tmp_path, probe):
    path = tmp_path / "a.gpkg"
    formats.write(features[features["event_date"].notna()], path)
    source = f"{path}|layername={LAYER}"
    _, everything = probe(source)
    _, january = probe(source, "2020-01-01T00:00:00", "2020-02-28T00:00:00")
    _, some = probe(source, "2020-01-05T00:00:00", "2020-01-09T00:00:00")
    _, nothing = probe(source, "2021-01-01T00:00:00", "2021-01-02T00:00:00")
    assert everything == january
    assert len({everything, some, nothing}) == 3


def test_the_areas_are_a_styled_layer_of_their_own(features, tmp_path, probe):
    path = tmp_path / "a.gpkg"
    formats.write(features, path)
    found, _ = probe(f"{path}|layername={AREAS}", layer="areas")
    check_style(found, features, "main_event_type")
    assert found["rows"] == area_ids(features).nunique()
    assert found["aliases"]["event_date"] == "First day"
    area = to_areas(features).iloc[0]
    label = event_types()[area["main_event_type"]].label
    assert f"<div>Incidents: {area['incidents']}, most often {label}<" in found["tips"][area["area_id"]]


def test_map_tips_show_texts_and_evaluate_none(features, tmp_path, probe):
    texts = ["[% eval('1') %]", "<script>x</script>", "a & b", '"q"', "{{ 7*7 }}"]
    for column in ("evidence", "title", "actor"):
        features[column] = features[column].astype(object)
        features[column] = [texts[i % len(texts)] for i in range(len(features))]
        features[column] = features[column].astype("string")
    formats.write(features, tmp_path / "a.gpkg")
    found, _ = probe(f"{tmp_path / 'a.gpkg'}|layername={LAYER}")
    for number, name in enumerate(features["incident_id"]):
        text = texts[number % len(texts)]
        for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
            text = text.replace(character, entity)
        assert f"<blockquote>{text}</blockquote>" in found["tips"][name]


def test_a_geodatabase_opens(features, tmp_path, probe):
    formats.write(features, tmp_path / "a.gdb")
    found, _ = probe(f"{tmp_path / 'a.gdb'}|layername={LAYER}")
    assert found["rows"] == len(features)
    assert (found["types"]["event_date"], found["types"]["event_start"]) == DATE_TYPES["gdb"]


def test_a_table_of_postgis_opens_styled(features, postgres, probe):
    formats.write(features, postgres)
    try:
        room = postgres.partition("host=")[2]
        source = (
            f"host={room} dbname=postgres user=test key='incident_id' srid=4326 type=Point"
            ' table="public"."incidents" (geometry)'
        )
        found, _ = probe(source)
        assert (found["style"], found["field"], found["rows"]) == (True, "event_type", len(features))
        assert found["temporal"] == [True, "event_start", "event_end"]
    finally:
        with psycopg.connect(postgres) as connection:
            connection.execute("DROP TABLE incidents, incidents_areas, layer_styles")
