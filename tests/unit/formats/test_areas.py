"""Areas: the outline of a country where the place is one, a circle anywhere else."""

import pytest
import shapely

from geo import formats
from geo.formats.areas import outlines, to_areas


def areas_of(features, country, precision):
    known = features[features.geometry.notna()].head(1).copy()
    known.loc[:, ["country", "precision", "radius_km"]] = [country, precision, 100.0]
    (area,) = to_areas(known).geometry
    return area, known.geometry.iloc[0]


def test_a_country_has_its_outline(features):
    assert areas_of(features, "LY", "country")[0].equals(outlines()["LY"])


@pytest.mark.parametrize(
    ("country", "precision"), [("TV", "country"), (None, "country"), ("LY", "city")]
)  # fmt: skip
def test_anything_else_has_a_circle(features, country, precision):
    area, point = areas_of(features, country, precision)
    assert len(area.geoms[0].exterior.coords) == 37
    assert area.contains(point)


def test_kml_has_the_holes_of_an_outline(features, tmp_path):
    known = features[features.geometry.notna()].head(1).copy()
    known.loc[:, ["country", "precision", "radius_km"]] = ["ZA", "country", 100.0]
    formats.write(known, tmp_path / "a.kml")
    assert (tmp_path / "a.kml").read_text(encoding="utf-8").count("<innerBoundaryIs>") == 1


@pytest.mark.parametrize("code", sorted(outlines()))
def test_an_outline_is_valid_and_wound_as_rfc_7946_wants(code):
    outline = outlines()[code]
    west, south, east, north = outline.bounds
    assert outline.geom_type == "MultiPolygon"
    assert outline.is_valid
    assert -180 <= west < east <= 180
    assert -90 <= south < north <= 90
    for polygon in outline.geoms:
        assert polygon.exterior.is_ccw
        assert not any(hole.is_ccw for hole in polygon.interiors)
        if code != "AQ":
            assert polygon.bounds[2] - polygon.bounds[0] < 180


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
    assert outlines()[code].contains(shapely.Point(inside))
    assert not outlines()[code].intersects(shapely.Point(outside))


def test_outlines_are_small_enough_to_be_repeated():
    sizes = [len(shapely.to_wkb(outline)) for outline in outlines().values()]
    assert len(sizes) > 230
    assert sum(sizes) / len(sizes) < 2000
