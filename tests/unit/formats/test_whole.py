"""What is left beside an output by a process that was killed is cleared away, and nothing else."""

import subprocess
import sys

import pytest

from geo.formats.whole import whole

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="it has no locks on folders")
HOLD = """
import sys, pathlib
from geo.formats.whole import whole
with whole(pathlib.Path(sys.argv[1]), overwrite=True) as part:
    part.write_text("half")
    print(part, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def other(tmp_path):
    """Another process that is writing `a.csv`, and the folder in which it does."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, tmp_path / "a.csv"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with process:
        yield process, tmp_path / process.stdout.readline().decode().strip().rsplit("/", 2)[1]
        process.kill()


def write(path, text):
    with whole(path, overwrite=True) as part:
        part.write_text(text)


def test_what_a_killed_process_left_is_removed(other, tmp_path):
    process, room = other
    process.kill()
    process.wait()
    assert room.is_dir()
    write(tmp_path / "b.csv", "another output")
    assert room.is_dir()
    write(tmp_path / "a.csv", "new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "b.csv"]


def test_what_a_living_process_writes_stays(other, tmp_path):
    process, room = other
    write(tmp_path / "a.csv", "new")
    assert (room / "a.csv").read_text() == "half"
    process.communicate()
    assert process.returncode == 0
    assert (tmp_path / "a.csv").read_text() == "half"
    assert not room.exists()


def test_folders_of_the_users_own_stay(tmp_path):
    (tmp_path / ".a.csv.mine.part").mkdir()
    (tmp_path / ".a.csv.12345678.part").write_text("a file")
    write(tmp_path / "a.csv", "new")
    assert len(list(tmp_path.iterdir())) == 3
