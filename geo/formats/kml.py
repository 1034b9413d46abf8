"""KML for Google Earth: a folder for each event type in its colour, time spans, balloons with the evidence.

What articles say is text in the balloon, never markup. The columns stand in `ExtendedData`, from which the
file is read back.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape, quoteattr

import pandas as pd
import pyarrow as pa
import shapely

from geo.formats.areas import to_areas
from geo.formats.kind import Format, Frames
from geo.formats.labels import label
from geo.formats.table import GEOMETRY, TIMES, from_table, replace_unholdable, to_table
from geo.ontology import event_types

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas as gpd

    from geo.formats.provenance import Provenance

NAMESPACE = "http://www.opengis.net/kml/2.2"
ICON = "https://maps.google.com/mapfiles/kml/shapes/placemark_circle.png"
UNHOLDABLE = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x{fffe}\x{ffff}]"
"""Characters that XML 1.0 has not."""
KINDS = {pa.int64(): "int", pa.float64(): "double"}
PLACE_AND_TIME = ("event_date", "place_name", "precision")
SCHEMA_ID = "incident"
"""What tells our placemarks with data from the areas, when reading."""


def write(
    frames: Frames, path: Path, provenance: Provenance, *, areas: bool = True, precision: int = 7
) -> None:
    """Write a KML document; `areas`: with a folder of areas; `precision`: digits of a coordinate."""
    features = replace_unholdable(pd.concat(frames, ignore_index=True), FORMAT.title, UNHOLDABLE)
    table = to_table(features)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        about = "\n".join(f"{name}: {text}" for name, text in provenance.told().items())
        file.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="{NAMESPACE}"><Document>\n')
        file.write(f"<name>Incidents</name><description>{_text(about)}</description>\n")
        file.writelines(_styles())
        file.write(_schema(table))
        if areas:
            file.write("<Folder><name>Areas</name>\n")
            file.writelines(_areas(features, precision))
            file.write("</Folder>\n")
        rows = table.to_pylist()
        for name, kind in event_types().items():
            placemarks = [_placemark(row, precision) for row in rows if row["event_type"] == name]
            if placemarks:
                title = _text(f"{kind.label} ({len(placemarks)})")
                file.write(f"<Folder><name>{title}</name>\n")
                file.writelines(placemarks)
                file.write("</Folder>\n")
        file.write("</Document></kml>\n")


def read(path: Path) -> Iterator[gpd.GeoDataFrame]:
    """Read a KML document of ours."""
    rows: list[dict[str, str]] = []
    points: list[shapely.Point | None] = []
    for _, placemark in ET.iterparse(path):  # noqa: S314  expat bounds what entities may do
        data = placemark.find(f".//{{*}}SchemaData[@schemaUrl='#{SCHEMA_ID}']")
        if not placemark.tag.endswith("}Placemark") or data is None:
            continue
        rows.append({item.get("name", ""): item.text or "" for item in data})
        coordinates = placemark.findtext(".//{*}coordinates")
        points.append(shapely.Point(*map(float, coordinates.split(","))) if coordinates else None)
        placemark.clear()
    names = dict.fromkeys(name for row in rows for name in row)
    columns = {name: pa.array([row.get(name) for row in rows], pa.string()) for name in names}
    table = pa.table(columns) if columns else pa.table({"incident_id": pa.array([], pa.string())})
    yield from_table(table, points)


def _text(value: Any) -> str:
    return escape(str(value), {"\r": "&#13;"})


def _styles() -> Iterator[str]:
    for name, kind in event_types().items():
        blue_green_red = kind.colour[5:7] + kind.colour[3:5] + kind.colour[1:3]
        yield (
            f'<Style id="{name}"><IconStyle><color>e6{blue_green_red}</color><scale>0.9</scale>'
            f"<Icon><href>{ICON}</href></Icon></IconStyle><LabelStyle><scale>0.7</scale></LabelStyle>"
            f"<LineStyle><color>80{blue_green_red}</color></LineStyle>"
            f"<PolyStyle><color>18{blue_green_red}</color></PolyStyle></Style>\n"
        )


def _schema(table: pa.Table) -> str:
    fields = "".join(
        f'<SimpleField type="{KINDS.get(field.type, "string")}" name={quoteattr(field.name)}>'
        f"<displayName>{_text(label(field.name))}</displayName></SimpleField>"
        for field in table.schema
        if field.name not in {GEOMETRY, *TIMES}
    )
    return f'<Schema name="incidents" id="{SCHEMA_ID}">{fields}</Schema>\n'


def _placemark(row: dict[str, Any], precision: int) -> str:
    kind = event_types()[row["event_type"]]
    data = "".join(
        f"<SimpleData name={quoteattr(name)}>{_text(value)}</SimpleData>"
        for name, value in row.items()
        if value is not None and name not in {GEOMETRY, *TIMES}
    )
    point = ""
    if row[GEOMETRY] is not None:
        place = shapely.from_wkb(row[GEOMETRY])
        longitude, latitude = round(place.x, precision), round(place.y, precision)
        point = f"<Point><coordinates>{longitude},{latitude}</coordinates></Point>"
    return (
        f"<Placemark><name>{_text(row['place_name'] or row['place'] or kind.label)}</name>"
        f'<Snippet maxLines="0"></Snippet><description>{_text(_balloon(row, kind.label))}</description>'
        f"{_time_span(row)}<styleUrl>#{kind.name}</styleUrl>"
        f'<ExtendedData><SchemaData schemaUrl="#{SCHEMA_ID}">{data}</SchemaData></ExtendedData>'
        f"{point}</Placemark>\n"
    )


def _time_span(row: dict[str, Any]) -> str:
    if row["event_date"] is None:
        return ""
    end = row["event_date_end"] or row["event_date"]
    return f"<TimeSpan><begin>{row['event_date']}</begin><end>{end}</end></TimeSpan>"


def _balloon(row: dict[str, Any], kind: str) -> str:
    """Return the HTML of a balloon: values are text in it, and `$[...]` is not filled in."""

    def shown(value: Any) -> str:
        return html.escape(str(value)).replace("$[", "&#36;[")

    sides = (("actor", "associated_actors"), ("recipient", "associated_recipients"))
    parties = (", ".join(shown(row[name]) for name in side if row[name] is not None) for side in sides)
    source = ", ".join(shown(row[name]) for name in ("publisher", "title") if row[name] is not None)
    if (row["url"] or "").startswith(("http://", "https://")):
        source = f'<a href="{shown(row["url"])}">{source or shown(row["url"])}</a>'
    lines = [
        f"<b>{shown(kind)}</b> ({shown(row['status'])})",
        " → ".join(filter(None, parties)),
        ", ".join(shown(row[name]) for name in PLACE_AND_TIME if row[name] is not None),
        f"<blockquote>{shown(row['evidence'])}</blockquote>",
        source,
    ]
    return "<br/>".join(line for line in lines if line)


def _areas(features: gpd.GeoDataFrame, precision: int) -> Iterator[str]:
    areas = to_areas(features)
    for row, area in zip(to_table(areas).to_pylist(), areas.geometry, strict=True):
        polygons = "".join(
            f"<Polygon><outerBoundaryIs>{_ring(polygon.exterior, precision)}</outerBoundaryIs>"
            + "".join(
                f"<innerBoundaryIs>{_ring(hole, precision)}</innerBoundaryIs>" for hole in polygon.interiors
            )
            + "</Polygon>"
            for polygon in area.geoms
        )
        yield (
            f"<Placemark><name>{_text(row['place_name'] or '')}</name>"
            f'<Snippet maxLines="0"></Snippet><description>Incidents: {row["incidents"]}</description>'
            f"{_time_span(row)}<styleUrl>#{row['main_event_type']}</styleUrl>"
            f"<MultiGeometry>{polygons}</MultiGeometry></Placemark>\n"
        )


def _ring(ring: shapely.LinearRing, precision: int) -> str:
    corners = " ".join(f"{round(x, precision)},{round(y, precision)}" for x, y in ring.coords)
    return f"<LinearRing><coordinates>{corners}</coordinates></LinearRing>"


FORMAT = Format("kml", "KML", (".kml",), write, read)
