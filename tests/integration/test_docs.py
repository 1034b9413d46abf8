"""The documentation builds without a warning, and no command is left out of it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from maps.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    out = tmp_path_factory.mktemp("docs")
    command = [sys.executable, "-m", "sphinx", "-W", "-q", "--keep-going", "-b", "text", ROOT / "docs", out]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return out


def test_every_command_is_documented(built):
    text = (built / "commands.txt").read_text(encoding="utf-8")
    for name in COMMANDS:
        assert re.search(rf"incident-mapper {name} \[OPTIONS\]", text), name


def test_every_page_is_in_the_table_of_contents(built):
    pages = {p.stem for p in (ROOT / "docs").glob("*.md")}
    assert pages - {"index"} == set(
        re.findall(r"^([a-z-]+)$", (ROOT / "docs/index.md").read_text(), re.MULTILINE)
    )
    assert {p.stem for p in built.glob("*.txt")} == pages
