"""What tests share: the corpora, where they are at hand; features to write or draw; a PostgreSQL."""

import os
import shutil
import subprocess
import tempfile
from datetime import date, timedelta
from pathlib import Path

import pytest

from geo.features import to_features
from geo.ontology import event_types, precisions
from geo.records import Actor, DateSpan, Incident, Location, Place, Telling

ROOT = Path(__file__).resolve().parent.parent
PLACES = [
    Place(
        "geonames:2210247", "Tripoli", 13.18746, 32.88743, "city", 10.0, "LY", "Tripoli", geonameid=2210247
    ),
    Place("geonames:360630", "Cairo", 31.24967, 30.06263, "city", 15.0, "EG", "Cairo", geonameid=360630),
    Place("geonames:2198148", "Suva", 178.44149, -18.14161, "city", 5.0, "FJ", "Central", geonameid=2198148),
    Place("geonames:2215636", "Libya", 17.0, 28.0, "country", 800.0, "LY", geonameid=2215636),
]


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of the development corpora, `$INCIDENT_MAPPER_SHARED` or `../shared`."""
    folder = Path(os.environ.get("INCIDENT_MAPPER_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"the development corpora are not at {folder}")
    return folder


@pytest.fixture(scope="session")
def make_incident():
    """Return a function from a number to an incident."""
    return _make_incident


def _make_incident(number, **changes):
    """Return one incident; every third has no place, every fourth no date, every fifth no actor."""
    kinds, levels = list(event_types()), list(precisions())
    place = PLACES[number % len(PLACES)]
    day = date(2020, 1, 1) + timedelta(days=number % 300)
    article = f"article-{number // 2}.txt"
    fields = {
        "incident_id": f"inc-{number:06d}",
        "event_type": kinds[number % len(kinds)],
        "status": "happened" if number % 6 else "alleged",
        "tellings": (
            Telling(
                article, f"Forces met near {place.name} on day {number}.", 10, 40, "met",
                title="Talks, “again”", url=f"https://news.example.org/{number}", publisher="Dispatch",
                published=day,
            ),
        ),
        "actor": Actor("the LNA", "Libyan National Army", "rebel", "LY") if number % 5 else None,
        "recipient": Actor("Ankara", "Turkey", "state", "TR") if number % 2 else None,
        "when": DateSpan(day, day + timedelta(days=number % 3), "day", "Monday") if number % 4 else None,
        "place_text": place.name,
        "location": Location(
            place.longitude + number * 1e-4 % 1, place.latitude, levels[number % len(levels)],
            place.radius_km, place, 0.91, "capital",
        ) if number % 3 else None,
        "unlocated": None if number % 3 else "not in the gazetteer",
        "place_basis": "sentence",
        "killed": number % 7 or None,
        "confidence": 0.875,
    }  # fmt: skip
    return Incident(**{**fields, **changes})


@pytest.fixture
def features():
    """Return 40 features: all event types and precisions; some without place, date or actor."""
    frame = to_features(_make_incident(number) for number in range(40))
    frame.attrs["provenance"] = {
        "model": "reader 1",
        "gazetteer": "2026-11",
        "command": "extract --status all",
    }
    return frame


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory) -> Path:
    """The cache folder of all tests, `$INCIDENT_MAPPER_CACHE` where that is set: one gazetteer for all."""
    folder = os.environ.get("INCIDENT_MAPPER_CACHE") or str(tmp_path_factory.mktemp("cache"))
    os.environ["INCIDENT_MAPPER_CACHE"] = folder
    return Path(folder)


@pytest.fixture(scope="session")
def gazetteer(cache):
    """The embedded gazetteer, built once."""
    from geo.gazetteer import open_gazetteer  # noqa: PLC0415  for the tests that need none

    return open_gazetteer()


def _bin(name):
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    path = shutil.which(name) or (str(found[-1]) if found else None)
    if path is None:
        pytest.skip("PostgreSQL is not installed")
    return path


def _run(*command):
    """Run as `postgres` where we are root, who may not run a server."""
    user = "postgres" if os.geteuid() == 0 else None
    subprocess.run(command, check=True, capture_output=True, user=user, cwd="/")


@pytest.fixture(scope="session")
def postgres():
    """Return the address of an empty database with PostGIS at hand, reached through a unix socket only."""
    pytest.importorskip("psycopg")
    initdb, ctl = _bin("initdb"), _bin("pg_ctl")
    room = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # a socket's path must be short
    if os.geteuid() == 0:
        import pwd  # noqa: PLC0415  not on Windows

        owner = pwd.getpwnam("postgres")
        os.chown(room, owner.pw_uid, owner.pw_gid)
    data = str(room / "data")
    _run(initdb, "-D", data, "-U", "test", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")
    options = f"-c listen_addresses='' -c unix_socket_directories='{room}' -c fsync=off"
    _run(ctl, "-D", data, "-o", options, "-l", str(room / "log"), "-w", "start")
    yield f"postgresql://test@/postgres?host={room}"
    _run(ctl, "-D", data, "-m", "immediate", "-w", "stop")
    shutil.rmtree(room)
