"""What the page is given: every row, whatever columns it has."""

import gzip
import json

import geopandas as gpd
import pandas as pd
import shapely

from maps.columns import to_packs
from maps.pack import pack
from maps.theme import categorical_hues, event_hues


def header(data):
    return json.loads(data[4 : 4 + int.from_bytes(data[:4], "little")])


def test_a_frame_with_no_known_column_is_packed():
    packs = to_packs(gpd.GeoDataFrame({"x": [1, 2]}, geometry=[shapely.Point(1, 2), None], crs=4326))
    assert packs.count == 2
    assert header(packs.texts)["meta"]["has"] == ["x"]


def test_the_callers_frame_stays_as_it_was():
    frame = gpd.GeoDataFrame(
        {"event_date": pd.to_datetime(["2020-02-01", "2020-01-01"])},
        geometry=[shapely.Point(500000, 0)] * 2,
        crs=32633,
    )
    before = frame.copy()
    to_packs(frame)
    pd.testing.assert_frame_equal(frame, before)


def test_broken_tellings_fall_back_to_the_row_s_own_evidence():
    frame = gpd.GeoDataFrame(
        {"tellings": ["{", "[1]", '[{"evidence": "b"}]', None], "evidence": list("wxyz")},
        geometry=[shapely.Point(1, 2)] * 4,
        crs=4326,
    )
    assert b"wxbz" in to_packs(frame).texts


def test_a_figure_without_bounds_is_exact_and_one_without_an_upper_bound_is_open():
    def packed(**counts):
        return to_packs(gpd.GeoDataFrame(counts, geometry=[shapely.Point(1, 2)], crs=4326)).columns

    assert packed(killed=[100]) == packed(killed=[100], killed_max=[100])
    assert packed(killed=[100]) != packed(killed=[100], killed_max=[None])


def test_all_who_acted_together_can_be_chosen():
    frame = gpd.GeoDataFrame(
        {
            "actor_name": ["A", "B", None],
            "recipient": [None, "C", None],
            "associated_actors": ["B; D", None, None],
            "associated_recipients": ["D", "E", None],
        },
        geometry=[shapely.Point(1, 2)] * 3,
        crs=4326,
    )
    data = to_packs(frame).columns
    assert {"key": "associate", "also": "actor"} in header(data)["meta"]["facets"]
    assert header(data)["arrays"]["facet.associate.rows"][1] == 3  # B and D in the first row, E in the second
    assert b"BACDE" in data


def test_lone_surrogates_are_replaced():
    frame = gpd.GeoDataFrame(
        {"evidence": pd.Series(["a\ud800b"], dtype=object), "place": pd.Series(["\ud800"], dtype=object)},
        geometry=[shapely.Point(1, 2)],
        crs=4326,
    )
    assert "a\ufffdb".encode() in to_packs(frame).texts


def test_lengths_count_as_javascript_does():
    data = pack({}, {}, {"t": ["a", "💥", "é"]})
    kind, count, _ = header(data)["arrays"]["t.length"]
    start = 4 + int.from_bytes(data[:4], "little")
    assert (kind, list(data[start : start + count])) == ("u1", [1, 2, 1])
    assert gzip.compress(data)


def test_types_of_others_get_colours_of_their_own():
    hues = event_hues(["air_strike", "Battles", "Riots"])
    assert len({h.light for h in hues}) == 3
    assert len({h.light for h in categorical_hues(10)}) == 10
