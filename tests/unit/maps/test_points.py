"""Maps from files: ours, other people's tables and layers, and none."""

import base64
import json
import re

import geopandas as gpd
import pytest
import shapely
from click.testing import CliRunner

import maps
from geo.errors import FormatError
from maps.cli import main
from maps.points import read_points


def run(*arguments):
    return CliRunner().invoke(main, [str(a) for a in arguments])


def test_a_table_of_others_needs_only_longitude_and_latitude(tmp_path):
    (tmp_path / "a.csv").write_text("Name,Lat,LON\nA,10,20\nB,,\n")
    frame = read_points(tmp_path / "a.csv")
    assert [None if p is None else (p.x, p.y) for p in frame.geometry] == [(20, 10), None]
    assert list(frame.columns) == ["Name", "geometry"]


def test_areas_of_others_become_points_inside_them(tmp_path):
    gpd.GeoDataFrame({"n": [1]}, geometry=[shapely.box(0, 0, 2, 2)], crs=4326).to_file(tmp_path / "a.gpkg")
    assert shapely.box(0, 0, 2, 2).contains(read_points(tmp_path / "a.gpkg").geometry[0])


def test_what_is_no_map_is_refused_in_words(tmp_path):
    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    with pytest.raises(FormatError, match="no columns longitude and latitude, only a, b"):
        read_points(tmp_path / "a.csv")


def test_draw_writes_a_map_beside_its_input(tmp_path):
    (tmp_path / "a.csv").write_text("name,lat,lon\nA,10,20\n")
    done = run("draw", tmp_path / "a.csv", "--title", "Mine", "--basemap", "none")
    assert done.exit_code == 0, done.output
    text = (tmp_path / "a.html").read_text()
    assert "<title>Mine</title>" in text
    assert "world_layer" not in text
    assert run("draw", tmp_path / "a.csv", "-o", tmp_path / "a.html").exit_code == 1
    assert run("draw", tmp_path / "a.csv", "--group-by", "nonsense").exit_code == 2


def test_draw_shows_the_statuses_that_are_named(tmp_path):
    (tmp_path / "a.csv").write_text("status,lat,lon\nplanned,10,20\nhappened,10,20\nfeared,10,20\n")

    def shown(*options):
        done = run("draw", tmp_path / "a.csv", "-o", tmp_path / "a.html", "--overwrite", *options)
        assert done.exit_code == 0, done.output
        packed = re.search(r'-options">([^<]+)<', (tmp_path / "a.html").read_text())[1]
        return json.loads(base64.b64decode(packed))["statuses"]

    assert shown() == ["alleged", "happened"]
    assert shown("--show-status", "planned,feared") == ["feared", "planned"]
    assert shown("--show-status", "planned", "--show-status", "happened") == ["happened", "planned"]
    assert shown("--show-status", "all") is None
    wrong = run("draw", tmp_path / "a.csv", "-o", tmp_path / "b.html", "--show-status", "feard")
    assert wrong.exit_code == 2
    assert "'feard'" in wrong.output
    assert "feared" in wrong.output


def test_own_outlines_lie_on_the_world(tmp_path):
    lines = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 2, 2), shapely.Point(1, 1)], crs=4326)
    frame = gpd.GeoDataFrame({"n": [1]}, geometry=[shapely.Point(1, 1)], crs=4326)
    text = maps.draw(frame, basemap=lines).get_root().render()
    assert text.count('-lines">') == 1
    assert '-world">' in text
