"""Killed while writing: the old output stands, or the new one, never half of one."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from geo import formats

KILLER = Path(__file__).with_name("killer.py")
ROOT = Path(__file__).resolve().parents[3]
TIMES = 50
LOSSY = ("acled", "ucdp")
EXTENSIONS = [
    kind.extensions[0] for name, kind in formats.FORMATS.items() if kind.extensions and name not in LOSSY
]


def kill(output):
    command = [sys.executable, KILLER, output, str(TIMES), "7"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def check(told):
    assert sum(told["killed"].values()) == TIMES
    assert told["killed"]["old"]
    assert set(told["killed"]) <= {"old", "new"}, told
    assert told["left alone"] == "new"


@pytest.mark.skipif(sys.platform != "linux", reason="forks, and swaps folders in one step")
@pytest.mark.parametrize("extension", EXTENSIONS)
def test_a_file_is_the_old_or_the_new(tmp_path, extension):
    check(kill(tmp_path / f"a{extension}"))
    assert [path.name for path in tmp_path.iterdir()] == [
        f"a{extension}"
    ]  # what the dead left is cleared away


@pytest.mark.skipif(sys.platform != "linux", reason="forks")
def test_a_table_is_the_old_or_the_new(postgres):
    check(kill(f"{postgres}#kill.events"))
