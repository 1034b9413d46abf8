"""How long incidents take in each format, how large the files are, and how much memory that needs.

python benchmarks/formats/measure.py [--rows 1000000] [--repeat 3] [CASE...] prints a table, the best of the
runs by the processor's time: seconds on the clock and of the processor for writing, of the processor for
reading, megabytes on the disk, the memory that writing takes beyond the frame, and all of it. A case is a
format (`gpkg`), `geopandas:gpkg` (what a user would write instead, by its extension), or `stream:geojsonseq`
(written from a generator and read part by part: its memory must not grow). Each run is a process.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from geo import formats
from geo.features import to_features
from geo.ontology import event_types
from geo.records import Actor, DateSpan, Incident, Location, Place, Telling

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PART = 20_000
KINDS = list(event_types())
WORDS = [
    "clash",
    "shelling",
    "near",
    "the",
    "town",
    "market",
    "road",
    "after",
    "patrol",
    "reported",
    "by",
    "local",
    "officials",
    "killing",
    "wounded",
    "several",
    "people",
    "witnesses",
    "said",
    "on",
    "the",
    "northern",
    "outskirts",
    "bridge",
    "checkpoint",
    "convoy",
    "drone",
    "strike",
    "hospital",
]


def make_part(number: int) -> gpd.GeoDataFrame:
    """Return one part of the features: sentences of about 25 words, towns with incidents around them."""
    chance = np.random.default_rng(number)
    incidents = []
    for index in range(PART):
        town = int(chance.integers(400))
        place = Place(
            f"geonames:{town}", f"Town {town}", town % 80 - 20.0, town % 50 - 10.0, "city", 5.0, "LY", "North"
        )
        here = Location(
            place.longitude + chance.normal(0, 0.3),
            place.latitude + chance.normal(0, 0.3),
            "city",
            5.0,
            place,
            0.9,
        )
        day = date(2020, 1, 1) + timedelta(days=int(chance.integers(1000)))
        sentence = " ".join(chance.choice(WORDS, 25))
        key = number * PART + index
        telling = Telling(
            f"article-{key // 3}", sentence, 10, 10 + len(sentence), WORDS[0], sentence[:60],
            f"https://news.example.org/{key}", f"Source {town % 57}", day,
        )  # fmt: skip
        incidents.append(
            Incident(
                f"inc-{key:09d}", KINDS[town % 32], "happened", (telling,), Actor("rebels", type="rebel"),
                Actor("police", type="police"), DateSpan(day, day, "day"), place.name, None, here, "sentence",
                killed=town % 7,
            )
        )  # fmt: skip
    return to_features(incidents)


def parts(rows: int) -> Iterator[gpd.GeoDataFrame]:
    """Yield parts until there are `rows` rows; after the first, only ids and points are new."""
    first = make_part(0)
    for start in range(0, rows, PART):
        chance = np.random.default_rng(start)
        size = min(PART, rows - start)
        ids = pd.array([f"inc-{start + i:09d}" for i in range(size)], "string")
        part = first.iloc[:size].assign(incident_id=ids)
        moved = [
            v.to_numpy()[:size] + chance.normal(0, 0.1, size) for v in (first.geometry.x, first.geometry.y)
        ]
        yield part.set_geometry(gpd.points_from_xy(*moved, crs=first.crs))


def whole(rows: int) -> gpd.GeoDataFrame:
    """Return all rows as one frame, its columns in one piece as `to_features` makes them."""
    frame = pd.concat(parts(rows), ignore_index=True)
    texts = [name for name in frame.columns if frame[name].dtype == "string"]
    return frame.assign(**{name: pd.array(frame[name].to_numpy(object), "string") for name in texts})


def stream(rows: int, folder: Path) -> dict[str, float]:
    """Write from a generator and read part by part."""
    path = folder / "a.geojsonl"
    figures = clock(lambda: formats.write(parts(rows), path))
    return figures | read_back(lambda: sum(len(part) for part in formats.read_parts(path)), rows, path)


def plain(name: str, rows: int, folder: Path) -> dict[str, float]:
    """Write what geopandas writes by itself."""
    path = folder / f"a.{name}"
    features = whole(rows)
    writers = {
        "parquet": lambda: features.to_parquet(path),
        "csv": lambda: features.to_wkt().to_csv(path, index=False),
    }
    return clock(writers.get(name, lambda: features.to_file(path))) | {"MB": size(path)}


def ours(name: str, rows: int, folder: Path) -> dict[str, float]:
    """Write and read one format."""
    path = folder / f"a{formats.FORMATS[name].extensions[0]}"
    features = whole(rows)
    figures = clock(lambda: formats.write(features, path))
    return figures | read_back(lambda: len(formats.read(path)), rows, path)


def clock(write: Callable[[], object]) -> dict[str, float]:
    """Return how long writing takes and how much memory, beyond what is taken before."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak from here on
    before, started, used = memory("VmRSS"), time.perf_counter(), time.process_time()
    write()
    return {
        "write": time.perf_counter() - started,
        "cpu": time.process_time() - used,
        "more MB": memory("VmHWM") - before,
    }


def read_back(read: Callable[[], int], rows: int, path: Path) -> dict[str, float]:
    """Return how long reading takes, and check that the rows are there."""
    used = time.process_time()
    found = read()
    wanted = rows if formats.find_format(path).name != "acled" else found
    if found != wanted:
        raise SystemExit(f"{path.name}: {found} rows read of {rows}")
    return {"read": time.process_time() - used, "MB": size(path)}


def memory(name: str) -> float:
    """Return megabytes of this process, as the system tells them."""
    told = Path("/proc/self/status").read_text(encoding="ascii").partition(f"{name}:")[2]
    return int(told.split()[0]) / 1e3


def size(path: Path) -> float:
    """Return megabytes on the disk."""
    return sum(file.stat().st_size for file in [path, *path.rglob("*")] if file.is_file()) / 1e6


def measure(name: str, rows: int) -> dict[str, float]:
    """Measure once, in this process."""
    with tempfile.TemporaryDirectory() as room:
        kind, _, rest = name.partition(":")
        case = {
            "stream": lambda: stream(rows, Path(room)),
            "geopandas": lambda: plain(rest, rows, Path(room)),
        }
        result = case.get(kind, lambda: ours(name, rows, Path(room)))()
    return {**result, "peak MB": memory("VmHWM")}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("cases", nargs="*", default=["parquet", "geopandas:parquet", "stream:geojsonseq"])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--here", action="store_true", help="measure one case in this process, print JSON")
    taken = parser.parse_args()
    if taken.here:
        print(json.dumps(measure(taken.cases[0], taken.rows)))
        return
    print(
        f"{'case':22}{'rows':>10}{'write s':>9}{'cpu s':>9}{'read s':>9}{'MB':>8}{'more MB':>9}{'peak MB':>9}"
    )
    for case in taken.cases:
        command = [sys.executable, __file__, case, "--rows", str(taken.rows), "--here"]
        runs = [
            json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
            for _ in range(taken.repeat)
        ]
        best = min(runs, key=lambda run: run["cpu"])
        cells = [f"{best.get(key, float('nan')):9.2f}" for key in ("write", "cpu", "read")]
        cells += [f"{best['MB']:8.1f}", f"{best['more MB']:9.0f}", f"{best['peak MB']:9.0f}"]
        print(f"{case:22}{taken.rows:>10}{''.join(cells)}", flush=True)


if __name__ == "__main__":
    main()
