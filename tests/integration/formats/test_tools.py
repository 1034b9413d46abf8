"""Other tools read what we write: ogrinfo, DuckDB, pyarrow, geopandas; and the command `convert`."""

import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import duckdb
import geopandas as gpd
import pyarrow.parquet as pq
import pytest

from geo import formats
from geo.errors import OutputError

ROOT = Path(__file__).resolve().parents[3]
OGR_TYPES = {
    ".geojson": ("Integer", "Date", "DateTime"),
    ".geojsonl": ("Integer", "Date", "DateTime"),
    ".geojsons": ("Integer", "Date", "DateTime"),
    ".gpkg": ("Integer64", "Date", "DateTime"),
    ".fgb": ("Integer64", "DateTime", "DateTime"),
    ".gdb": ("Integer", "DateTime", "DateTime"),
}


def ogrinfo(*arguments):
    tool = shutil.which("ogrinfo")
    if tool is None:
        pytest.skip("gdal-bin is not installed")
    done = subprocess.run([tool, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not done.stderr, done.stderr
    return done.stdout


def command(*arguments, data=None):
    """Run `incident-mapper`, and return the finished process."""
    code = "from maps.cli import main; main(prog_name='incident-mapper')"
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        input=data,
        capture_output=True,
        cwd=ROOT,
        check=False,
    )


@pytest.mark.parametrize("extension", OGR_TYPES)
def test_ogrinfo_finds_the_rows_their_types_and_their_place(features, tmp_path, extension):
    path = tmp_path / f"incidents{extension}"
    formats.write(features, path)
    told = ogrinfo("-so", "-al", str(path))
    first = told.partition("Layer name: areas")[0]
    assert "Feature Count: 40" in first
    assert "Geometry: Point" in first
    assert 'ID["EPSG",4326]' in first
    count, day, time = OGR_TYPES[extension]
    for line in (f"killed: {count} (", f"event_date: {day} (", f"event_start: {time} (", "radius_km: Real ("):
        assert f"\n{line}" in first, line


def test_ogrinfo_finds_a_folder_of_kml_for_each_event_type(features, tmp_path):
    formats.write(features, tmp_path / "a.kml")
    told = ogrinfo("-so", "-al", str(tmp_path / "a.kml"))
    assert "Layer name: Armed clash (2)" in told
    assert "Layer name: Areas" in told


def test_duckdb_reads_the_parquet_with_its_types_and_by_its_boxes(features, tmp_path):
    path = tmp_path / "a.parquet"
    formats.write(features, path)
    source = f"FROM '{path}'"
    types = {row[0]: row[1] for row in duckdb.sql(f"DESCRIBE {source}").fetchall()}
    assert (types["event_date"], types["event_start"], types["killed"]) == ("DATE", "TIMESTAMP", "BIGINT")
    near = f"{source} SELECT count(*) WHERE bbox.xmin BETWEEN 13 AND 14 AND bbox.ymin BETWEEN 32 AND 33"
    known = features.geometry.x.between(13, 14) & features.geometry.y.between(32, 33)
    assert duckdb.sql(near).fetchall()[0][0] == known.sum() > 0


def test_geoparquet_says_what_the_standard_wants(features, tmp_path):
    path = tmp_path / "a.parquet"
    formats.write(features, path)
    file = pq.ParquetFile(path)
    geo = json.loads(file.schema_arrow.metadata[b"geo"])
    column = geo["columns"][geo["primary_column"]]
    assert geo["version"] == "1.1.0"
    assert (column["encoding"], column["geometry_types"]) == ("WKB", ["Point"])
    assert column["covering"]["bbox"]["xmin"] == ["bbox", "xmin"]
    assert column["bbox"] == pytest.approx(features.total_bounds.tolist())
    assert file.metadata.row_group(0).column(0).compression == "ZSTD"
    read = gpd.read_parquet(path, bbox=(12, 31, 14, 34))
    assert read.crs.equals("EPSG:4326")
    assert set(read["place_name"]) == {"Tripoli"}


def test_geoparquet_keeps_neighbours_together(features, tmp_path):
    formats.write(features, tmp_path / "a.parquet")
    names = gpd.read_parquet(tmp_path / "a.parquet")["place_name"]
    located = names[: features.geometry.notna().sum()]
    assert (located != located.shift()).sum() == located.nunique()


@pytest.mark.parametrize("extension", [".geojson", ".gpkg", ".parquet", ".fgb"])
def test_provenance_comes_back(features, tmp_path, extension):
    formats.write(features, tmp_path / f"a{extension}")
    told = formats.read(tmp_path / f"a{extension}").attrs["provenance"]
    assert told["software"].startswith("incident-mapper ")
    assert (told["model"], told["gazetteer"], told["command"]) == (
        "reader 1",
        "2026-11",
        "extract --status all",
    )
    assert "GeoNames" in told["attribution"]
    assert "Natural Earth" in told["attribution"]


def test_a_geodatabase_and_kml_carry_the_provenance_for_people(features, tmp_path):
    formats.write(features, tmp_path / "a.gdb")
    told = ogrinfo(str(tmp_path / "a.gdb"), "-sql", "GetLayerMetadata incidents")
    assert "reader 1" in told
    assert "CC BY 4.0" in told
    formats.write(features, tmp_path / "a.kml")
    assert "CC BY 4.0" in (tmp_path / "a.kml").read_text(encoding="utf-8")


def test_a_geopackage_is_sound_and_describes_its_columns(features, tmp_path):
    formats.write(features, tmp_path / "a.gpkg")
    with closing(sqlite3.connect(tmp_path / "a.gpkg")) as file:
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert not file.execute("PRAGMA foreign_key_check").fetchall()
        layers = file.execute("SELECT table_name, data_type FROM gpkg_contents ORDER BY 1").fetchall()
        named = (
            "SELECT name FROM gpkg_data_columns WHERE table_name = 'incidents' AND column_name = 'event_date'"
        )
        assert file.execute(named).fetchone() == ("First day",)
    assert layers == [("areas", "features"), ("incidents", "features"), ("layer_styles", "attributes")]


def test_a_geopackage_that_is_open_elsewhere_is_left_alone(features, tmp_path):
    path = tmp_path / "a.gpkg"
    formats.write(features, path)
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("CREATE TABLE notes (note TEXT)")
        other.commit()
        with pytest.raises(OutputError, match="close it there first"):
            formats.write(features, path, overwrite=True)


def test_convert_goes_from_format_to_format(features, tmp_path):
    formats.write(features, tmp_path / "a.geojson")
    done = command("convert", tmp_path / "a.geojson", "-o", tmp_path / "a.gpkg", "-O", "areas=no")
    assert (done.returncode, done.stdout) == (0, b""), done.stderr
    assert b"written" in done.stderr
    assert "areas" not in ogrinfo(str(tmp_path / "a.gpkg"))
    assert len(formats.read(tmp_path / "a.gpkg")) == len(features)


def test_convert_writes_a_style_and_takes_options(features, tmp_path):
    formats.write(features, tmp_path / "a.gpkg")
    done = command(
        "-q", "convert", tmp_path / "a.gpkg", "-o", tmp_path / "b.csv", "--style", "kepler", "-O", "bom=yes"
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert (tmp_path / "b.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert (tmp_path / "b.kepler.json").exists()


def test_convert_is_a_pipe_when_asked(features, tmp_path):
    formats.write(features, tmp_path / "a.jsonl")
    data = (tmp_path / "a.jsonl").read_bytes()
    done = command("convert", "-", "--from", "jsonl", "-f", "geojsonseq", "-o", "-", data=data)
    assert (done.returncode, done.stderr) == (0, b"")
    assert len(done.stdout.splitlines()) == len(features)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["convert", "none.geojson", "-o", "x.gpkg"], 1, b"none.geojson is not there: check the name"),
        (["convert", "none.geojson", "-o", "x.doc"], 2, b"the extension tells no format"),
        (["convert", "none.geojson", "-o", "x.csv", "-O", "bom"], 2, b"'bom' is not NAME=VALUE"),
        (["convert", "none.geojson", "-o", "x.csv", "-O", "bom=3"], 2, b"it must be yes or no"),
        (["convert", "none.geojson", "-o", "x.csv", "--style", "neon"], 2, b"'neon' is not one of"),
        (["convert", "none.geojson", "-o", "x.kml", "--style", "qgis"], 2, b"has no style 'qgis'"),
        (["convert", "-", "-o", "x.csv"], 2, b"say its format with --from"),
        (["convert", "none.geojson"], 2, b"Missing option"),
    ],
)
def test_convert_says_in_one_line_what_is_wrong(arguments, code, message):
    done = command(*arguments, data=b"")
    assert done.returncode == code
    assert message in done.stderr
    assert b"Traceback" not in done.stderr
