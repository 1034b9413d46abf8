"""What the command line says of wrong usage: before any work, in one line with the input and what to do."""

import pytest
from click.testing import CliRunner

from geo.formats.kind import refuse
from geo.formats.registry import FORMATS
from maps import cli
from maps.cli import output

PLAIN = "A bomb killed five people in Kirkuk on Sunday."


@pytest.fixture
def said(tmp_path, monkeypatch):
    """Run a command in a folder with an article and broken files; return its exit code and what it says."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(PLAIN, encoding="utf-8")
    (tmp_path / "folder").mkdir()
    (tmp_path / "table.csv").write_text("name,x\nTripoli,2\n", encoding="utf-8")
    (tmp_path / "there.json").write_text("mine", encoding="utf-8")

    def run(line):
        result = CliRunner().invoke(cli.main, line.split())
        assert "Traceback" not in result.output
        return result.exit_code, result.stderr.rstrip().splitlines()[-1]

    return run


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("map a.txt -o map.pdf", 2, "map.pdf: a map is a page of HTML: name it map.html"),
        ("draw table.csv -o map.png", 2, "name it map.html"),
        ("map a.txt --geojson a.gpkg", 2, "a.gpkg is no name of a GeoJSON file"),
        ("map a.txt --report no/r.jsonl", 1, "no/r.jsonl: the folder no is not there"),
        ("map a.txt --report /dev/null", 1, "/dev/null is no file: name one, or `-` for standard output"),
        ("map a.txt --language english", 2, "'english' is no ISO 639-1 code"),
        ("extract a.txt -o a.csv --since yesterday", 2, "'yesterday' is no day: write it as YYYY-MM-DD"),
        ("extract a.txt -o -", 2, "standard output has no extension: name a format of geojson"),
        ("extract a.txt -o - -f csv --style qgis", 2, "standard output has no room for a style"),
        ("update a.txt --store a.docx", 2, "a.docx: the extension tells no format"),
        ("schema -o there.json", 1, "there.json is there already: choose another name, or say --overwrite"),
        ("schema -o no/s.json", 1, "the folder no is not there"),
        ("draw folder", 1, "folder is a folder without incidents: name a file of them"),
        ("draw a.txt", 1, "a.txt cannot be drawn: it is no file of incidents, no layer that GDAL reads"),
        ("draw table.csv", 1, "it has no columns longitude and latitude, only name, x"),
        ("convert table.csv -o t.gpkg", 1, "table.csv has no columns longitude and latitude: name, x"),
    ],
)
def test_what_is_wrong_is_said_before_any_work(said, line, code, words):
    exit_code, last = said(line)
    assert (exit_code, words in last) == (code, True), last


def test_stopped_from_the_keyboard_a_command_says_so_in_one_line(said, monkeypatch):
    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("geo.formats.read_parts", stop)
    stopped = (130, "incident-mapper: stopped, no output is left half written")
    assert said("convert there.json -o t.csv") == stopped


def test_the_help_names_all_formats_that_are_written():
    assert set(output.FORMATS) == {name for name, kind in FORMATS.items() if kind.write is not refuse}
