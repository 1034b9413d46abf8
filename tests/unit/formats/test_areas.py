"""Areas: each once; the outline of a country or region where the place is one, a circle anywhere else."""

import csv
import gzip
from importlib.resources import files

import pandas as pd
import pytest
import shapely
from geopy.distance import geodesic
from shapely.ops import nearest_points

from geo import formats
from geo.formats.areas import area_ids, outline_of, to_areas
from geo.formats.outlines import country_outlines, regions

ALEPPO = 170062
"""GeoNames id of a Syrian governorate."""


def at(features, **changes):
    """Return one located feature, changed."""
    known = features[features.geometry.notna()].head(1).copy()
    told = {"country": None, "admin1": None, "geonameid": None, "precision": "city", "radius_km": 100.0}
    for name, value in {**told, **changes}.items():
        known[name] = pd.array([value], known[name].dtype)
    return known


def test_a_country_has_its_outline(features):
    (area,) = to_areas(at(features, country="LY", precision="country")).geometry
    assert area.equals(country_outlines()["LY"])


def test_a_first_level_area_has_its_outline_by_its_geonames_id(features):
    known = at(features, country="SY", precision="region", geonameid=ALEPPO)
    assert area_ids(known).tolist() == [f"region:SY:{ALEPPO}"]
    (area,) = to_areas(known).geometry
    assert area.equals(regions("SY").outlines[ALEPPO])
    assert area.contains(shapely.Point(37.16, 36.2))


@pytest.mark.parametrize("name", ["Aleppo", "Aleppo governorate", "ALEPPO"])
def test_a_first_level_area_of_another_data_set_has_its_outline_by_its_name(features, name):
    known = at(features, country="SY", precision="region", admin1=name, radius_km=None)
    assert area_ids(known).tolist() == [f"region:SY:{ALEPPO}"]


def test_a_part_of_a_region_is_not_the_region(features):
    known = at(features, country="SY", precision="region", geonameid=ALEPPO, place_phrase="north of Aleppo")
    assert area_ids(known).str.startswith("circle:").all()


@pytest.mark.parametrize(
    ("country", "precision", "more"),
    [
        ("TV", "country", {}),
        (None, "country", {}),
        ("LY", "city", {}),
        ("SY", "region", {"geonameid": 1}),
        ("SY", "region", {"admin1": "Nowhere"}),
        ("SY", "district", {"geonameid": ALEPPO}),
    ],
)
def test_anything_else_has_a_circle(features, country, precision, more):
    known = at(features, country=country, precision=precision, **more)
    (area,) = to_areas(known).geometry
    assert len(area.geoms[0].exterior.coords) == 37
    assert area.contains(known.geometry.iloc[0])


def test_an_area_that_is_shared_is_there_once_with_what_its_incidents_have_in_common(features):
    one = at(features, country="LY", precision="country", place_name="Libya")
    days = pd.to_datetime(["2020-01-03", "2020-01-01", None, "2020-01-02"]).astype("datetime64[s]")
    many = pd.concat([one] * 4, ignore_index=True).assign(
        incident_id=pd.array(list("abcd"), "string"),
        event_type=pd.array(["protest", "riot", "riot", "arrest"], "string"),
        event_date=days,
        event_date_end=[days[0], pd.Timestamp(2020, 1, 9), pd.NaT, pd.NaT],
    )
    (area,) = to_areas(many).to_dict("records")
    told = ("area_id", "place_name", "incidents", "main_event_type", "event_date", "event_date_end")
    assert tuple(area[name] for name in told) == (
        "country:LY", "Libya", 4, "riot", pd.Timestamp(2020, 1, 1), pd.Timestamp(2020, 1, 9),
    )  # fmt: skip


def test_equal_circles_are_one_others_are_not(features):
    one = at(features)
    near = one.set_geometry(one.geometry.translate(1e-6))
    far = one.set_geometry(one.geometry.translate(0.01))
    wider = one.assign(radius_km=101.0)
    together = pd.concat([one, near, far, wider], ignore_index=True)
    areas = to_areas(together)
    assert sorted(areas["incidents"]) == [1, 1, 2]
    assert areas["radius_km"].iloc[0] == 101
    assert area_ids(together).nunique() == 3


def test_an_incident_without_a_point_has_no_area(features):
    unlocated = features[features.geometry.isna()]
    assert len(unlocated)
    assert area_ids(unlocated).isna().all()
    assert area_ids(features).notna().sum() == (features.geometry.notna() & (features["radius_km"] > 0)).sum()


def test_every_area_has_an_id_by_which_incidents_find_it(features):
    areas, ids = to_areas(features), area_ids(features)
    assert set(areas["area_id"]) == set(ids.dropna())
    assert areas["incidents"].sum() == ids.notna().sum()
    assert outline_of("country:LY") is country_outlines()["LY"]


def test_kml_has_the_holes_of_an_outline(features, tmp_path):
    formats.write(at(features, country="ZA", precision="country"), tmp_path / "a.kml")
    assert (tmp_path / "a.kml").read_text(encoding="utf-8").count("<innerBoundaryIs>") == 1


def check(outline):
    west, south, east, north = outline.bounds
    assert outline.geom_type == "MultiPolygon"
    assert outline.is_valid
    assert -180 <= west < east <= 180
    assert -90 <= south < north <= 90
    for polygon in outline.geoms:
        assert polygon.exterior.is_ccw
        assert not any(hole.is_ccw for hole in polygon.interiors)


@pytest.mark.parametrize("code", sorted(country_outlines()))
def test_outlines_are_valid_and_wound_as_rfc_7946_wants(code):
    outline = country_outlines()[code]
    check(outline)
    if code != "AQ":
        assert all(polygon.bounds[2] - polygon.bounds[0] < 180 for polygon in outline.geoms)
    areas = list(regions(code).outlines.values())
    for area in areas:
        check(area)
    assert not areas or shapely.coverage_is_valid(areas)


@pytest.mark.parametrize(
    ("code", "inside", "outside"),
    [
        ("FJ", (178, -17.8), (0, -17.8)),
        ("RU", (-175, 66.5), (-100, 60)),
        ("ZA", (28, -26.2), (28.2, -29.6)),  # Lesotho is a hole
        ("AQ", (0, -89), (0, -60)),
        ("SO", (44.06, 9.56), (40, 9)),
        ("FR", (2.35, 48.85), (-53, 4)),
        ("GF", (-53, 4), (2.35, 48.85)),
    ],
)
def test_an_outline_has_what_belongs_to_the_country(code, inside, outside):
    assert country_outlines()[code].contains(shapely.Point(inside))
    assert not country_outlines()[code].intersects(shapely.Point(outside))


@pytest.mark.parametrize(
    ("country", "name", "inside"),
    [
        ("US", "Texas", (-97.7, 30.3)),
        ("GB", "Scotland", (-4.2, 57.1)),  # of councils
        ("FR", "Île-de-France", (2.35, 48.85)),  # of departments
        ("IT", "Tuscany", (11.2, 43.5)),  # of provinces
        ("UA", "Donetsk", (37.8, 48.0)),
        ("UA", "Crimea", (34.1, 45.0)),
        ("RU", "Karelia", (33.0, 63.5)),
        ("ET", "Oromiya", (40.0, 7.5)),
        ("NG", "Borno State", (13.1, 11.8)),
        ("AF", "Kandahar", (65.7, 31.6)),
    ],
)
def test_a_region_is_found_by_its_name_and_is_where_it_is(country, name, inside):
    known = regions(country)
    assert known.outlines[known.find(name)].contains(shapely.Point(inside))


def test_a_state_that_was_divided_since_has_no_outline():
    assert regions("IN").find("Andhra Pradesh") is None  # Telangana is drawn with it
    assert regions("IN").find("Tamil Nadu") is not None


def test_outlines_are_small():
    countries = [len(shapely.to_wkb(outline)) for outline in country_outlines().values()]
    assert len(countries) > 230
    assert sum(countries) / len(countries) < 2000
    areas = [len(shapely.to_wkb(o)) for code in country_outlines() for o in regions(code).outlines.values()]
    assert len(areas) > 3100
    assert sum(areas) / len(areas) < 1000


def test_first_level_areas_lie_in_their_outlines_or_off_their_islands():
    packed = files("geo.gazetteer").joinpath("data", "admin1.csv.gz").read_bytes()
    rows = csv.DictReader(line for line in gzip.decompress(packed).decode().splitlines() if line[0] != "#")
    far = []
    for row in rows:
        outline = regions(row["code"][:2]).outlines.get(int(row["geonameid"]))
        point = shapely.Point(float(row["longitude"]), float(row["latitude"]))
        if outline is not None and not outline.contains(point):
            nearest = nearest_points(outline, point)[0]
            if geodesic((point.y, point.x), (nearest.y, nearest.x)).km > 150:
                far.append(row["code"])
    assert not far
