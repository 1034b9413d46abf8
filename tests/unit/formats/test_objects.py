"""Object stores: features go there and come back, whole; what is wrong is said."""

import pytest
from geopandas.testing import assert_geodataframe_equal

from geo import formats
from geo.errors import FormatError, OptionError, OutputError

UPath = pytest.importorskip("upath").UPath


@pytest.fixture(params=["memory", "file"])
def folder(request, tmp_path):
    """Yield the address of an empty folder."""
    yield f"memory://{tmp_path.name}" if request.param == "memory" else tmp_path.as_uri()
    if request.param == "memory":
        UPath("memory://").fs.store.clear()


def by_id(frame):
    return frame.sort_values("incident_id", ignore_index=True)


@pytest.mark.parametrize("name", ["a.geojson", "a.gpkg", "a.parquet", "a.parquets"])
def test_features_come_back(features, folder, name):
    address = f"{folder}/deep/{name}"
    formats.write(features, address)
    assert_geodataframe_equal(by_id(features), by_id(formats.read(address)), check_less_precise=True)
    with pytest.raises(OutputError, match="there already"):
        formats.write(features, address)
    formats.write(features.iloc[:3], address, overwrite=True)
    assert len(formats.read(address)) == 3


def test_nothing_of_an_older_folder_stays(features, folder, monkeypatch):
    monkeypatch.setattr(formats.parquet, "ROW_GROUP", 12)
    formats.write(features, f"{folder}/a.parquets")
    assert len(list(UPath(folder, "a.parquets").iterdir())) == 4
    formats.write(features.iloc[:3], f"{folder}/a.parquets", overwrite=True)
    assert [file.name for file in UPath(folder, "a.parquets").iterdir()] == ["part-00000.parquet"]


def test_a_style_goes_beside(features, folder):
    formats.write(features, f"{folder}/a.geojson", style="qgis")
    assert {file.name for file in UPath(folder).iterdir()} == {"a.geojson", "a.qml"}


def test_what_fails_leaves_nothing(features, folder):
    with pytest.raises(OptionError):
        formats.write(features, f"{folder}/a.geojson", depth=3)

    def broken():
        yield features
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        formats.write(broken(), f"{folder}/a.geojson")
    assert not UPath(folder, "a.geojson").exists()


def test_what_is_not_there_is_said(folder):
    with pytest.raises(FormatError, match=r"nothing\.geojson cannot be read"):
        formats.read(f"{folder}/nothing.geojson")
    with pytest.raises(OptionError, match="no address that can be used"):
        formats.read("nosuchstore://a/b.geojson")
