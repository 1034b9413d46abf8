"""The options of coding on the command line, and the schema."""

import json
from datetime import date

import click
import jsonschema
import pytest
from click.testing import CliRunner

from geo import formats
from geo.coding.selection import EVERYTHING
from geo.features import COLUMNS, to_features
from geo.records import DateSpan, Incident, Telling
from geo.schema import json_schema
from maps.cli import main
from maps.cli.coding import coding_options

CHOICES = []


@click.command()
@coding_options
@click.option("--other")
def command(choices, other):
    CHOICES.append((choices, other))


def test_options_become_choices():
    said = (
        "--merge article --status happened,alleged --types violence --types protest --since 2020-01-02"
        " --country Libya,EG --bbox 9,19,26,34 --min-confidence 0.7 --other x"
    )
    result = CliRunner().invoke(command, said.split())
    assert result.exit_code == 0, result.output
    choices, other = CHOICES[-1]
    assert (choices.merge, other) == ("article", "x")
    assert choices.selection.statuses == {"happened", "alleged"}
    assert {"protest", "air_strike"} < choices.selection.types
    assert choices.selection.since == date(2020, 1, 2)
    assert choices.selection.countries == {"LY", "EG"}
    assert choices.selection.min_confidence == 0.7
    assert choices.selection.bbox == (9.0, 19.0, 26.0, 34.0)


def test_by_default_everything_is_kept_and_the_corpus_merged():
    assert CliRunner().invoke(command, []).exit_code == 0
    choices, _ = CHOICES[-1]
    assert (choices.merge, choices.corrections, choices.actors) == ("corpus", (), None)
    assert choices.selection == EVERYTHING


def test_files_of_the_user_are_read(tmp_path):
    (tmp_path / "c.csv").write_text("incident_id,column,value\na,killed,3\n", encoding="utf-8")
    (tmp_path / "a.toml").write_text('[[actors]]\nname = "Red Hand"\ntype = "militia"\n', encoding="utf-8")
    said = ["--corrections", str(tmp_path / "c.csv"), "--actors", str(tmp_path / "a.toml")]
    assert CliRunner().invoke(command, said).exit_code == 0
    choices, _ = CHOICES[-1]
    assert choices.corrections[0].column == "killed"
    assert ("red", "hand") in choices.actors.actors


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("--types war", "type 'war' is not known"),
        ("--status true", "status 'true' is not known"),
        ("--country Atlantis", "country 'Atlantis' is not known"),
        ("--bbox 1,2,3", "west,south,east,north"),
        ("--since yesterday", "is no day: write it as YYYY-MM-DD"),
        ("--merge all", "'all' is not one of"),
    ],
)
def test_a_wrong_option_is_wrong_usage(said, words):
    result = CliRunner().invoke(command, said.split())
    assert result.exit_code == 2
    assert words in " ".join(result.output.split())


def test_the_schema_is_one_and_names_every_column():
    result = CliRunner().invoke(main, ["schema"])
    assert result.exit_code == 0
    schema = json.loads(result.output)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert tuple(schema["properties"])[: len(COLUMNS)] == COLUMNS


def test_the_schema_takes_what_is_right_and_refuses_what_is_not():
    validator = jsonschema.Draft202012Validator(json_schema())
    good = dict.fromkeys(COLUMNS) | {
        "incident_id": "a", "event_type": "riot", "event_group": "violence", "status": "happened",
        "evidence": "It happened.", "article": "1", "event_date": "2020-01-01", "killed": 3,
    }  # fmt: skip
    assert list(validator.iter_errors(good)) == []
    for wrong in ({"killed": "3"}, {"status": "perhaps"}, {"evidence": None}):
        assert list(validator.iter_errors(good | wrong))


def test_geojson_as_it_is_written_fits_the_schema(tmp_path):
    told = Telling("1", "A bomb went off.", 0, 16, "bomb", published=date(2020, 1, 2))
    day = DateSpan(date(2020, 1, 1), date(2020, 1, 1), "day", "Wednesday")
    incident = Incident("a", "explosive", "happened", (told,), when=day, killed=3)
    formats.write(to_features([incident]), tmp_path / "i.geojson")
    (feature,) = json.loads((tmp_path / "i.geojson").read_text(encoding="utf-8"))["features"]
    validator = jsonschema.Draft202012Validator(json_schema(), format_checker=jsonschema.FormatChecker())
    validator.validate(feature["properties"])
    assert set(feature["properties"]) <= set(json_schema()["properties"])
