"""What columns and precisions are called and how they look, for people; from `fields.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

SIZES = {
    "site": 2.2, "city": 2.6, "near": 3.4, "district": 4.2, "region": 5.6, "border": 5.0, "country": 8.0,
    "waters": 6.2,
}  # fmt: skip
"""Precision of place -> diameter of its symbol in millimetres: the less is known, the larger."""
OPACITIES = {"happened": 90, "alleged": 70, "planned": 45, "hypothetical": 35, "denied": 25, "background": 35}
"""Status -> opacity of its symbol in percent: the less it happened, the fainter."""


@cache
def groups() -> dict[str, dict[str, str]]:
    """Group -> column -> label.

    Examples
    --------
    >>> groups()["Where"]["radius_km"]
    'Radius (km)'
    """
    return tomllib.loads(files("geo.formats").joinpath("fields.toml").read_text(encoding="utf-8"))


def label(column: str) -> str:
    """Return what a column is called.

    Examples
    --------
    >>> label("event_date"), label("some_column")
    ('First day', 'Some column')
    """
    for columns in groups().values():
        if column in columns:
            return columns[column]
    return column.replace("_", " ").capitalize()
