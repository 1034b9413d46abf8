"""Write over an output in a child process and kill it at a random moment, again and again.

Usage: killer.py OUTPUT TIMES SEED; prints what was found at the output how often, as JSON.
"""

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from contextlib import suppress

from geo import formats
from geo.errors import IncidentMapperError
from geo.features import to_features
from geo.records import Incident, Location, Place, Telling

TRIPOLI = Place("geonames:2210247", "Tripoli", 13.19, 32.89, "city", 10.0, "LY", geonameid=2210247)
ROWS = 25
KINDS = {1: "old", 2: "new"}
"""What `killed` says in every row."""


def make(killed):
    """Return features that can be told from others by one column."""
    here = Location(13.19, 32.89, "city", 10.0, TRIPOLI, 0.9)
    telling = Telling("a.txt", "Jets hit Tripoli. " * 20, 0, 17, "hit")
    incidents = [
        Incident(f"{i:03d}", "air_strike", "happened", (telling,), location=here, killed=killed)
        for i in range(ROWS)
    ]
    return to_features(incidents)


def found(output):
    """Return what stands at the output: `old`, `new`, or what is wrong with it."""
    try:
        read = formats.read(output)
    except IncidentMapperError as error:
        return str(error)
    told = read["killed"].unique().tolist()
    return KINDS[told[0]] if len(read) == ROWS and len(told) == 1 else f"{len(read)} rows of {told}"


def spawn(features, output):
    """Write in a child process, whose id is returned."""
    child = os.fork()
    if not child:
        formats.write(features, output, overwrite=True)
        os._exit(0)
    return child


def clock(features, output):
    """Return how many seconds a write lasts."""
    started = time.perf_counter()
    os.waitpid(spawn(features, output), 0)
    return time.perf_counter() - started


def main():
    """Do what the module's first lines say."""
    output, times, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    chance = random.Random(seed)
    old, new = make(1), make(2)
    formats.write(old, output)
    lasts = max(clock(old, output) for _ in range(3))
    outcomes = Counter()
    for _ in range(times):
        child = spawn(new, output)
        time.sleep(chance.uniform(0, 1.2 * lasts))
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        outcome = found(output)
        outcomes[outcome] += 1
        if outcome == "new":
            old, new = new, old
            KINDS[1], KINDS[2] = KINDS[2], KINDS[1]
    os.waitpid(spawn(new, output), 0)
    print(json.dumps({"killed": outcomes, "left alone": found(output)}))  # noqa: T201


if __name__ == "__main__":
    main()
