"""The documentation builds without a warning, and no command is left out of it."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from maps.cli import COMMANDS, main

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


def commands_told():
    """Return each command line of the README, the pages and the help, and where it stands."""
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "maps/cli").glob("*.py")]
    told = re.compile(r"^(?:\$ | {4,}|)incident-mapper ([a-z].*?)(?: {3,}.*| +#.*)?$", re.MULTILINE)
    return [(page.name, line) for page in pages for line in told.findall(page.read_text(encoding="utf-8"))]


def test_the_commands_that_are_told_exist_with_their_options():
    lines = commands_told()
    assert len(lines) > 50
    for page, line in lines:
        words = shlex.split(line.partition(" < ")[0])
        command = main.get_command(click.Context(main), words[0])
        if isinstance(command, click.Group):
            command = command.commands[words[1]]
        known = {name for parameter in command.params for name in parameter.opts} | {"--help"}
        said = {word.partition("=")[0] for word in words if re.fullmatch(r"--?[a-zA-Z][a-z-]*(=.*)?", word)}
        assert said <= known, (page, line)
