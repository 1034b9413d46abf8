"""Outlines of regions: of those that a map needs, and of no others."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

import maps
from maps.lines import line_arrays, outline_arrays, region_ids

KANDAHAR = 1138335  # GeoNames id


def frame(**columns):
    count = len(next(iter(columns.values())))
    return gpd.GeoDataFrame(columns, geometry=[shapely.Point(66, 31)] * count, crs=4326, index=[7] * count)


def test_a_region_is_known_by_its_id_or_by_its_name():
    found = region_ids(
        frame(
            precision=["region", "city", "region", "region", None, "region"],
            country=["AF", "AF", "AF", "AF", "AF", None],
            geonameid=[KANDAHAR, KANDAHAR, None, 99, None, KANDAHAR],
            admin1=[None, None, "Kandahar", "Kandahar", None, None],
        )
    )
    outline = f"region:AF:{KANDAHAR}"
    assert found.tolist() == [outline, "", outline, "", "", ""]


def test_a_frame_that_knows_little_has_no_outlines():
    assert region_ids(frame(name=["a"])).tolist() == [""]
    assert region_ids(frame(precision=["region"], country=["AF"])).tolist() == [""]
    assert region_ids(frame(precision=["region"], country=["AF"], admin1=["Kandahar"])).tolist() != [""]
    assert region_ids(frame(precision=["city"])[:0]).tolist() == []


def test_outlines_are_rings_of_whole_numbers():
    arrays = outline_arrays([f"region:AF:{KANDAHAR}"])
    assert arrays["outline.rings"].sum() == len(arrays["outline.lengths"]) >= 1
    assert arrays["outline.lengths"].sum() == len(arrays["outline.x"])
    assert 64 < arrays["outline.x"].mean() / 500 < 68
    assert 28 < arrays["outline.y"].mean() / 500 < 34
    assert all(len(values) == 0 for values in outline_arrays([]).values())
    line = line_arrays(np.array([shapely.LineString([(0, 0), (1, 0.5)])]))
    assert (line["lengths"].tolist(), line["x"].tolist(), line["y"].tolist()) == ([2], [0, 500], [0, 250])


def test_an_outline_stands_in_the_page_once(tmp_path):
    one = frame(
        precision=["region"], country=["AF"], geonameid=pd.array([KANDAHAR], "Int64"), admin1=["Kandahar"]
    )
    many = pd.concat([one] * 100)
    for name, features in (("none", one.assign(precision="city")), ("one", one), ("many", many)):
        maps.save(maps.draw(features, basemap=None), tmp_path / name)
    none, first, last = ((tmp_path / name).stat().st_size for name in ("none", "one", "many"))
    assert 100 < first - none < 4000
    assert last - first < 1500
