"""A PostgreSQL of the tests' own: a cluster in a temporary folder, reached through a unix socket only."""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

collect_ignore = ["qgis_probe.py"]  # for Debian's Python, which has QGIS


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
    """Return the address of an empty database with PostGIS at hand."""
    pytest.importorskip("psycopg")
    initdb, ctl = _bin("initdb"), _bin("pg_ctl")
    room = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # a socket's path must be short
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(room, owner.pw_uid, owner.pw_gid)
    data = str(room / "data")
    _run(initdb, "-D", data, "-U", "test", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")
    options = f"-c listen_addresses='' -c unix_socket_directories='{room}' -c fsync=off"
    _run(ctl, "-D", data, "-o", options, "-l", str(room / "log"), "-w", "start")
    yield f"postgresql://test@/postgres?host={room}"
    _run(ctl, "-D", data, "-m", "immediate", "-w", "stop")
    shutil.rmtree(room)
