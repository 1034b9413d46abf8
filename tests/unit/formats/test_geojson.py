"""GeoJSON keeps RFC 7946: a schema of our own, with the ranges and windings that validators do not check."""

import json

import jsonschema
import numpy as np
import pytest
import shapely

from geo import formats
from geo.formats.areas import GEOD, circles

NULL_OR = {"string": {"type": ["string", "null"]}, "number": {"type": ["number", "null"]}}
POINT = {
    "type": "object",
    "properties": {
        "type": {"const": "Point"},
        "coordinates": {
            "type": "array",
            "prefixItems": [
                {"type": "number", "minimum": -180, "maximum": 180},
                {"type": "number", "minimum": -90, "maximum": 90},
            ],
            "items": False,
            "minItems": 2,
        },
    },
    "required": ["type", "coordinates"],
    "additionalProperties": False,
}
FEATURE = {
    "type": "object",
    "properties": {
        "type": {"const": "Feature"},
        "id": {"type": "string", "minLength": 1},
        "geometry": {"anyOf": [POINT, {"type": "null"}]},
        "properties": {
            "type": "object",
            "properties": {
                "incident_id": {"type": "string"},
                "event_date": {"type": ["string", "null"], "pattern": r"^\d{4}-\d{2}-\d{2}$"},
                "event_start": {"type": ["string", "null"], "pattern": r"^\d{4}-\d{2}-\d{2}T00:00:00$"},
                "event_end": {"type": ["string", "null"], "pattern": r"^\d{4}-\d{2}-\d{2}T23:59:59$"},
                "evidence": {"type": "string"},
                "killed": {"type": ["integer", "null"]},
                "actor": NULL_OR["string"],
                "radius_km": NULL_OR["number"],
            },
            "required": ["incident_id", "event_date", "event_start", "evidence", "killed", "actor"],
        },
    },
    "required": ["type", "id", "geometry", "properties"],
    "additionalProperties": False,
}
COLLECTION = {
    "type": "object",
    "properties": {
        "type": {"const": "FeatureCollection"},
        "features": {"type": "array", "items": FEATURE},
        "bbox": {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 4},
        "crs": False,
        "geometry": False,
        "properties": False,
        "coordinates": False,
    },
    "required": ["type", "features"],
}


@pytest.fixture
def collection(features, tmp_path):
    formats.write(features, tmp_path / "a.geojson")
    return json.loads((tmp_path / "a.geojson").read_text(encoding="utf-8"))


def test_it_is_a_feature_collection_of_points_in_range(collection):
    jsonschema.Draft202012Validator(COLLECTION).validate(collection)


def test_ids_are_members_and_properties(collection):
    assert all(f["id"] == f["properties"]["incident_id"] for f in collection["features"])


def test_the_bbox_is_that_of_the_points(collection, features):
    assert collection["bbox"] == pytest.approx(features.total_bounds.tolist(), abs=1e-7)


def test_provenance_stands_beside_the_features(collection):
    told = collection["provenance"]
    assert told["software"].startswith("incident-mapper ")
    assert (told["model"], told["gazetteer"]) == ("reader 1", "2026-11")
    assert "GeoNames" in told["attribution"]


def test_precision_is_a_choice(features, tmp_path):
    formats.write(features, tmp_path / "a.geojson", precision=2)
    read = json.loads((tmp_path / "a.geojson").read_text(encoding="utf-8"))
    points = [f["geometry"]["coordinates"] for f in read["features"] if f["geometry"]]
    assert all(round(degrees, 2) == degrees for point in points for degrees in point)


def test_a_text_sequence_has_record_separators_where_its_name_says_so(features, tmp_path):
    for extension, start in ((".geojsons", b"\x1e{"), (".geojsonl", b"{")):
        formats.write(features, tmp_path / f"a{extension}")
        lines = (tmp_path / f"a{extension}").read_bytes().splitlines(keepends=True)
        assert len(lines) == len(features)
        assert all(line.startswith(start) and line.endswith(b"}\n") for line in lines)
        for line in lines:
            jsonschema.validate(json.loads(line.lstrip(b"\x1e")), FEATURE)


@pytest.mark.parametrize(
    ("longitude", "latitude", "radius", "pieces"),
    [(13.2, 32.9, 10, 1), (178.4, -18.1, 300, 2), (-179.9, 60, 50, 2), (10, 88, 500, 1), (0, -90, 100, 1)],
)
def test_an_area_is_a_circle_cut_at_the_antimeridian(longitude, latitude, radius, pieces):
    (area,) = circles(np.array([longitude]), np.array([latitude]), np.array([float(radius)]))
    assert area.is_valid
    assert len(area.geoms) == pieces
    west, south, east, north = area.bounds
    assert -180 <= west <= east <= 180
    assert -90 <= south <= north <= 90
    assert all(shapely.is_ccw(polygon.exterior) for polygon in area.geoms)
    size = sum(abs(GEOD.geometry_area_perimeter(polygon)[0]) for polygon in area.geoms) / 1e6
    assert size == pytest.approx(np.pi * radius**2, rel=0.01)
