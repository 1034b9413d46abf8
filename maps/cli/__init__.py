"""The command line, `incident-mapper`: one group whose commands load when they are called.

Imports of our own packages stand inside functions here, so that `--help` answers at once.
"""

from __future__ import annotations

import io
import logging
import sys
from importlib import import_module

import click

from geo.errors import IncidentMapperError, OptionError

COMMANDS = {
    "map": ("maps.cli.main_job:map_", "Read articles, write the map (and features beside it)."),
    "read": ("maps.cli.reading:read", "Read articles, write what the reader finds, a line of JSON each."),
    "extract": ("maps.cli.main_job:extract", "Read articles, write the incidents as features."),
    "update": ("maps.cli.store:update", "Read what is new, bring a store of incidents up to date."),
    "draw": ("maps.cli.drawing:draw", "Draw a map from a file of incidents."),
    "convert": ("maps.cli.formats:convert", "Turn incidents from one format into another."),
    "schema": ("maps.cli.coding:schema", "Write the JSON Schema of an incident's properties."),
    "geocode": ("maps.cli.gazetteer:geocode", "Show the places that a name may mean."),
    "reverse": ("maps.cli.gazetteer:reverse", "Show the towns next to a point."),
    "geoparse": ("maps.cli.gazetteer:geoparse", "Find the place names of articles and where they are."),
    "gazetteer": ("maps.cli.gazetteer:gazetteer", "Add places to the gazetteer; show what it holds."),
}
"""Command -> where it is, and its line in the help (kept here so that the help imports nothing)."""

RESUMED = ("map", "extract", "update")
"""Commands that go on where they were stopped."""
STOPPED = 130
"""The exit code of what was stopped from the keyboard, by custom."""
LEVELS = (logging.WARNING, logging.INFO, logging.DEBUG)


class LazyGroup(click.Group):
    """A group that imports a command when it is called, and shows our errors as one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """Return the names of the commands, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the command, or return `None` where there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the table of commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; an error of ours is one line on stderr, and exit code 1 (2 for wrong usage)."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            goes_on = ": the same command goes on from here" if ctx.invoked_subcommand in RESUMED else ""
            click.echo(f"\nincident-mapper: stopped, no output is left half written{goes_on}", err=True)
            ctx.exit(STOPPED)
        except IncidentMapperError as error:
            logging.getLogger(__name__).debug("the error in full", exc_info=True)
            click.echo(f"incident-mapper: {error}", err=True)
            ctx.exit(2 if isinstance(error, OptionError) else 1)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("-v", "--verbose", count=True, help="Say more on stderr (-vv: everything).")
@click.option("-q", "--quiet", is_flag=True, help="Only errors on stderr.")
@click.version_option(None, "-V", "--version", package_name="incident-mapper", message="%(prog)s %(version)s")
@click.pass_context
def main(ctx: click.Context, verbose: int, *, quiet: bool) -> None:
    """From news articles to incidents on a map: what happened where, when, by whom.

    \b
    incident-mapper map articles/ -o incidents.html      a map to open in any browser
    incident-mapper extract articles/ -o incidents.gpkg  the same incidents for QGIS
    incident-mapper COMMAND --help                       what a command takes, with examples
    """  # noqa: D301  click's mark for lines to keep
    level = logging.ERROR if quiet else LEVELS[min(verbose, len(LEVELS) - 1)]
    logging.basicConfig(level=level, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    ctx.obj = {"quiet": quiet, "verbose": verbose}
