"""Read what users add: GeoNames dumps, their own places as CSV or GeoJSON; streamed, checked by line."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import math
import sqlite3
import zipfile
import zlib
from typing import TYPE_CHECKING, Any, TextIO

import shapely
from shapely.geometry import shape

from geo.errors import GazetteerError
from geo.gazetteer import build
from geo.gazetteer.entry import Entry, NameKind, abbreviated
from geo.gazetteer.names import MAX_NAME, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

GEONAMES_COLUMNS, ALTERNATE_COLUMNS, ADMIN_COLUMNS = 19, (8, 10), 4
NO_NAMES = frozenset({"link", "post", "iata", "icao", "faac", "wkdt", "unlc", "phon", "tcid"})
"""`isolanguage` of alternate names that are no names."""
USER_IDS = -1_000_000_000
"""Own places have ids below this."""
KM_PER_DEGREE = 111.2
_ALIASES = {"lat": "latitude", "y": "latitude", "lon": "longitude", "lng": "longitude", "long": "longitude"}
_ALIASES |= {
    "x": "longitude",
    "alternatenames": "names",
    "alternate_names": "names",
    "country_code": "country",
}


def add_files(gazetteer: Path, files: Sequence[Path], *, progress: bool = False) -> dict[Path, int]:
    """Add files to a gazetteer; all of them or, when one is broken, none.

    Parameters
    ----------
    gazetteer
        The gazetteer's file; it is replaced when everything has been read.
    files
        GeoNames dumps (`LY.txt`, `LY.zip`, `admin1CodesASCII.txt`, `alternateNamesV2.zip`), CSV or GeoJSON.

    Returns
    -------
    dict
        Number of places (or of names) by file.

    Raises
    ------
    GazetteerError
        Naming the file and the line that is wrong; the gazetteer is as it was.
    """
    counts: dict[Path, int] = {}

    def read(store: sqlite3.Connection) -> None:
        for path in files:
            counts[path] = _add(store, path, progress=progress)
            build.note_added(store, path)

    build.change(gazetteer, read)
    return counts


def remove_sources(gazetteer: Path, names: Sequence[str], *, progress: bool = False) -> dict[str, int]:
    """Remove what was added, by the names that `Gazetteer.sources` tells; the rest is as it was.

    The gazetteer is built anew: a dump of GeoNames took the place of embedded entries, which come back.

    Returns
    -------
    dict
        Number of places by name.

    Raises
    ------
    GazetteerError
        Where nothing was added under a name; nothing is removed then.
    """
    with contextlib.closing(sqlite3.connect(f"{gazetteer.resolve().as_uri()}?mode=ro", uri=True)) as store:
        added: dict[str, int] = dict(
            store.execute("SELECT name, places FROM source WHERE NOT embedded ORDER BY name")
        )
    for name in names:
        if name not in added:
            there = ", ".join(added) or "nothing"
            raise GazetteerError(f"{name}: not added to the gazetteer; there is {there}")
    build.build(gazetteer, progress=progress, without=frozenset(names))
    return {name: added[name] for name in names}


def _add(store: sqlite3.Connection, path: Path, *, progress: bool) -> int:
    if not path.is_file():
        raise GazetteerError(f"{path}: there is no such file: check the path")
    end = path.suffix.casefold()
    source = path.name
    if end in {".geojson", ".json"}:
        found: Iterable[Entry] = read_geojson(path)
    elif end == ".csv":
        found = read_csv(path)
    else:
        with _lines(path) as lines:
            if path.stem.startswith("alternateNames"):
                return _add_names(store, read_alternate_names(path, lines))
            if path.stem.startswith(("admin1Codes", "admin2Codes")):
                return _add_names(store, read_admin_codes(path, lines))
            pairs = ((source, entry) for entry in read_geonames(path, lines))
            return _add_places(store, path, pairs, progress=progress)
    build.forget(store, source)
    return _add_places(store, path, ((source, entry) for entry in found), progress=progress)


def _add_places(
    store: sqlite3.Connection, path: Path, found: Iterable[tuple[str, Entry]], *, progress: bool
) -> int:
    count = build.insert(store, found, progress=progress, describe=path.name)
    if not count:
        raise GazetteerError(f"{path}: there is no place in it: give a file with one at least")
    return count


@contextlib.contextmanager
def _lines(path: Path) -> Iterator[Iterator[str]]:
    """Open a text file, or the one in a zip file that is not the readme."""
    try:
        if path.suffix.casefold() == ".zip":
            with zipfile.ZipFile(path) as archive:
                names = [n for n in archive.namelist() if n.endswith(".txt") and "readme" not in n.casefold()]
                wanted = next((n for n in names if n.split(".")[0] == path.stem), names[0] if names else None)
                if wanted is None:
                    raise GazetteerError(f"{path}: no .txt in it: give a dump as GeoNames makes it")
                with (
                    archive.open(wanted) as raw,
                    io.TextIOWrapper(raw, encoding="utf-8", newline="\n") as text,
                ):
                    yield _checked(path, text)
        else:
            with path.open(encoding="utf-8", newline="\n") as text:
                yield _checked(path, text)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise GazetteerError(f"{path}: the zip file is broken ({error}): fetch it again") from error
    except UnicodeDecodeError as error:
        raise GazetteerError(f"{path}: not UTF-8 text ({error.reason})") from error


def _checked(path: Path, text: TextIO) -> Iterator[str]:
    for number, line in enumerate(text, 1):
        if "\0" in line:
            raise GazetteerError(f"{path}:{number}: a NUL byte: the file is broken, fetch it again")
        yield line.rstrip("\r\n")


def read_geonames(path: Path, lines: Iterable[str]) -> Iterator[Entry]:
    """Yield the places of a GeoNames dump of 19 tab-separated columns."""
    for number, line in enumerate(lines, 1):
        if not line:
            continue
        row = line.split("\t")
        if len(row) != GEONAMES_COLUMNS:
            raise GazetteerError(f"{path}:{number}: {len(row)} columns instead of {GEONAMES_COLUMNS}")
        try:
            geonameid, population = int(row[0]), int(row[14] or 0)
        except ValueError as error:
            raise GazetteerError(f"{path}:{number}: {error}") from error
        latitude, longitude = point(f"{path}:{number}", row[4], row[5])
        names, codes = abbreviated(n for n in (row[2], *row[3].split(",")) if 0 < len(n) <= MAX_NAME)
        yield Entry(
            geonameid,
            f"geonames:{geonameid}",
            row[1][:MAX_NAME],
            longitude,
            latitude,
            row[6] or "P",
            row[7],
            country=row[8] or None,
            admin1_code=row[10] or None,
            admin2_code=row[11] or None,
            population=max(0, population),
            names=names,
            abbreviations=codes,
        )


def read_alternate_names(path: Path, lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield (GeoNames id, name) of GeoNames' table of alternate names."""
    fewest, most = ALTERNATE_COLUMNS
    for number, line in enumerate(lines, 1):
        row = line.split("\t")
        if not fewest <= len(row) <= most or not row[1].isdecimal():
            raise GazetteerError(f"{path}:{number}: no line of GeoNames' alternate names")
        if row[2] not in NO_NAMES:
            yield int(row[1]), row[3]


def read_admin_codes(path: Path, lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield (GeoNames id, name) of GeoNames' tables of first- and second-level areas."""
    for number, line in enumerate(lines, 1):
        row = line.split("\t")
        if len(row) != ADMIN_COLUMNS or not row[3].isdecimal():
            raise GazetteerError(f"{path}:{number}: no line of GeoNames' admin codes")
        yield int(row[3]), row[1]
        yield int(row[3]), row[2]


def _add_names(store: sqlite3.Connection, names: Iterable[tuple[int, str]]) -> int:
    """Add names to places that are there; names of unknown places are passed over."""
    before = store.total_changes
    store.executemany(
        "INSERT OR IGNORE INTO name SELECT ?, id, ? FROM place WHERE id = ?",
        ((key, int(NameKind.ALTERNATE), number) for number, name in names if (key := fold(name))),
    )
    return store.total_changes - before


def read_csv(path: Path) -> Iterator[Entry]:
    """Yield the places of a CSV with the columns name, latitude, longitude and what else is known."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as text:
            table = csv.DictReader(line.replace("\0", "�") for line in text)
            if not table.fieldnames:
                raise GazetteerError(f"{path}: empty: give a header line name,latitude,longitude")
            table.fieldnames = [
                _ALIASES.get(n.strip().casefold(), n.strip().casefold()) for n in table.fieldnames
            ]
            missing = {"name", "latitude", "longitude"} - set(table.fieldnames)
            if missing:
                raise GazetteerError(f"{path}: no column {', '.join(sorted(missing))}")
            for row in table:
                if None in row:
                    raise GazetteerError(f"{path}:{table.line_num}: more cells than the header has")
                yield _own(f"{path}:{table.line_num}", path.stem, row, row["latitude"], row["longitude"])
    except (csv.Error, UnicodeDecodeError) as error:
        raise GazetteerError(f"{path}: not a CSV in UTF-8 ({error})") from error


def read_geojson(path: Path) -> Iterator[Entry]:
    """Yield the places of a GeoJSON: points, or areas with their middle and extent; `name` is needed."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        features = data["features"]
    except (ValueError, KeyError, TypeError) as error:
        raise GazetteerError(f"{path}: not a GeoJSON FeatureCollection ({error})") from error
    for number, feature in enumerate(features, 1):
        where = f"{path}, feature {number}"
        try:
            geometry = shape(feature["geometry"])
            middle = geometry.representative_point()
            properties = {str(k).casefold(): v for k, v in (feature["properties"] or {}).items()}
        except (KeyError, TypeError, AttributeError, ValueError, shapely.errors.ShapelyError) as error:
            raise GazetteerError(f"{where}: no geometry that can be read ({error})") from error
        if geometry.is_empty:
            raise GazetteerError(f"{where}: an empty geometry")
        if geometry.area and "radius_km" not in properties:
            flat = math.cos(math.radians(middle.y))
            properties["radius_km"] = math.sqrt(geometry.area * flat / math.pi) * KM_PER_DEGREE
        yield _own(where, path.stem, properties, middle.y, middle.x)


def _own(where: str, source: str, row: dict[str, Any], latitude: Any, longitude: Any) -> Entry:
    name = str(row.get("name") or "").strip()
    if not name or len(name) > MAX_NAME or not fold(name):
        raise GazetteerError(f"{where}: a name of 1 to {MAX_NAME} characters is needed, not {name[:40]!r}")
    lat, lon = point(where, latitude, longitude)
    try:
        population = int(float(row.get("population") or 0))
        radius = float(row["radius_km"]) if row.get("radius_km") not in {None, ""} else None
    except (ValueError, OverflowError) as error:
        raise GazetteerError(f"{where}: {error}") from error
    if radius is not None and not 0 < radius < math.inf:
        raise GazetteerError(f"{where}: a radius of {radius} km: it must be above 0")
    uid = f"user:{source}/{fold(name).replace(' ', '-')}"
    return Entry(
        USER_IDS - zlib.crc32(f"{uid} {lat:.5f} {lon:.5f}".encode()),
        uid,
        name,
        lon,
        lat,
        str(row.get("feature_class") or "P").upper()[:1],
        str(row.get("feature_code") or ""),
        country=str(row.get("country") or "").upper()[:2] or None,
        population=max(0, population),
        radius_km=radius,
        names=tuple(n.strip() for n in str(row.get("names") or "").split("|") if n.strip()),
    )


def point(where: str, latitude: Any, longitude: Any) -> tuple[float, float]:
    """Return latitude and longitude as numbers in range.

    Raises
    ------
    GazetteerError
        Where they are none.
    """
    try:
        lat, lon = float(latitude), float(longitude)
    except (TypeError, ValueError):
        raise GazetteerError(f"{where}: {latitude!r}, {longitude!r} is no latitude, longitude") from None
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):  # noqa: PLR2004  degrees
        raise GazetteerError(f"{where}: latitude {lat}, longitude {lon} lies outside the world")
    return lat, lon
