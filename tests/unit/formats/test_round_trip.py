"""What is written comes back: the same rows, types and texts, from every format."""

import json

import geopandas
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal

from geo import formats
from geo.errors import FeatureError, FormatError, OptionError, OutputError
from geo.features import to_features
from geo.formats import parquet

FILES = sorted(
    kind.extensions[0]
    for name, kind in formats.FORMATS.items()
    if kind.extensions and name not in ("acled", "ucdp")
)


def same(written, read):
    """Compare as sets of rows: some formats put them in the order of a space-filling curve."""
    by_id = [frame.sort_values("incident_id", ignore_index=True) for frame in (written, read)]
    assert_geodataframe_equal(*by_id, check_less_precise=True)


@pytest.mark.parametrize("extension", FILES)
def test_rows_types_nulls_and_places_come_back(features, tmp_path, extension):
    path = tmp_path / f"incidents{extension}"
    formats.write(features, path)
    same(features, formats.read(path))
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_flatgeobuf_has_an_index_when_all_its_incidents_have_a_point(features, tmp_path, caplog):
    path = tmp_path / "a.fgb"
    formats.write(features, path, located=True)
    assert "14 of 40 incidents have no point and are left out" in caplog.text
    assert pyogrio.read_info(path)["capabilities"]["fast_spatial_filter"]
    same(features[features.geometry.notna()], formats.read(path))
    formats.write(features, path, overwrite=True)
    assert not pyogrio.read_info(path)["capabilities"]["fast_spatial_filter"]


@pytest.mark.parametrize("extension", FILES)
def test_a_frame_without_rows_comes_back(tmp_path, extension):
    path = tmp_path / f"incidents{extension}"
    formats.write(to_features([]), path)
    same(to_features([]), formats.read(path))


@pytest.mark.parametrize("extension", FILES)
def test_a_frame_without_any_point_comes_back(features, tmp_path, extension):
    nowhere = features[features.geometry.isna()]
    path = tmp_path / f"incidents{extension}"
    formats.write(nowhere, path)
    same(nowhere, formats.read(path))


@pytest.mark.parametrize("extension", FILES)
def test_several_frames_become_one_file(features, tmp_path, extension):
    path = tmp_path / f"incidents{extension}"
    formats.write((features.iloc[start : start + 15] for start in (40, 0, 15, 30)), path)
    same(features, formats.read(path))


@pytest.mark.parametrize("extension", FILES)
def test_the_callers_frame_is_left_alone(features, tmp_path, extension):
    before = features.copy()
    formats.write(features, tmp_path / f"incidents{extension}")
    assert_geodataframe_equal(before, features)


def test_an_output_is_not_replaced_unless_asked(features, tmp_path):
    path = tmp_path / "incidents.geojson"
    path.write_text("mine")
    with pytest.raises(OutputError, match="is there already"):
        formats.write(features, path)
    assert path.read_text() == "mine"
    formats.write(features, path, overwrite=True)
    assert len(formats.read(path)) == len(features)


def test_the_format_can_be_named(features, tmp_path):
    path = tmp_path / "incidents.txt"
    formats.write(features, path, format="jsonl")
    same(features, formats.read(path, format="jsonl"))


@pytest.mark.parametrize(
    ("error", "message", "name", "options"),
    [
        (FormatError, "the extension tells no format", "incidents.doc", {}),
        (FormatError, "choose from geojson", "incidents.gpkg", {"format": "shape"}),
        (OptionError, "has no option 'digits': it takes precision", "incidents.geojson", {"digits": 3}),
        (OutputError, "make it first", "no/such/folder/incidents.csv", {}),
    ],
)
def test_what_cannot_be_written_is_refused_with_what_to_do(features, tmp_path, error, message, name, options):
    with pytest.raises(error, match=message):
        formats.write(features, tmp_path / name, **options)
    assert not list(tmp_path.iterdir())


def test_features_of_another_shape_are_refused_and_nothing_is_left(features, tmp_path):
    with pytest.raises(FeatureError):
        formats.write(features.drop(columns="evidence"), tmp_path / "incidents.gpkg")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("name", "text"), [("a.geojson", "{"), ("a.gpkg", "x"), ("a.parquet", "x")])
def test_a_file_that_is_something_else_is_refused(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    with pytest.raises(FormatError, match=name):
        formats.read(tmp_path / name)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(FormatError, match="check the name"):
        formats.read(tmp_path / "none.gpkg")


@pytest.mark.parametrize("extension", [".geojson", ".gpkg", ".parquet"])
def test_columns_of_users_are_kept(features, tmp_path, extension):
    more = features.assign(checked_by=pd.array(["Ada"] * len(features), "string"))
    formats.write(more, tmp_path / f"a{extension}")
    assert set(formats.read(tmp_path / f"a{extension}")["checked_by"]) == {"Ada"}


@pytest.mark.parametrize("extension", [".gpkg", ".gdb", ".fgb"])
def test_a_file_that_is_not_what_it_seems_is_told(tmp_path, extension):
    path = tmp_path / f"other{extension}"
    path.write_text("nothing of the kind")
    with pytest.raises(FormatError, match=f"other{extension} cannot be read as .*name another format"):
        formats.read(path)


def test_a_geopackage_without_our_layer_is_told(tmp_path):
    path = tmp_path / "other.gpkg"
    geopandas.GeoDataFrame({"n": [1]}, geometry=[shapely.Point(1, 1)], crs=4326).to_file(path, layer="roads")
    with pytest.raises(FormatError, match=r"other\.gpkg cannot be read as GeoPackage: .*name another format"):
        formats.read(path)


def test_parquet_written_by_way_of_sorted_files_is_along_one_curve(features, tmp_path, monkeypatch):
    monkeypatch.setattr(parquet, "ROW_GROUP", 12)
    monkeypatch.setattr(parquet, "RUN", 7)
    monkeypatch.setattr(parquet, "BATCH", 3)
    formats.write((features.iloc[start : start + 9] for start in range(0, 40, 9)), tmp_path / "parts.parquet")
    monkeypatch.undo()
    formats.write(features, tmp_path / "whole.parquet")
    parts, whole = (formats.read(tmp_path / f"{name}.parquet") for name in ("parts", "whole"))
    pd.testing.assert_frame_equal(parts, whole)
    distances = whole.geometry.dropna().hilbert_distance(total_bounds=(-180, -90, 180, 90))
    assert distances.is_monotonic_increasing
    assert whole.geometry.isna().to_numpy().argmax() == len(distances)
    assert pq.ParquetFile(tmp_path / "parts.parquet").num_row_groups == 4
    bounds = [
        json.loads(pq.read_schema(path).metadata[b"geo"]) for path in sorted(tmp_path.glob("*.parquet"))
    ]
    assert bounds[0] == bounds[1]
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
