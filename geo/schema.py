"""The JSON Schema of the properties of a GeoJSON feature, for those who read our output."""

from __future__ import annotations

from typing import Any

from geo.features import COUNT, DAY, NUMBER, SCHEMA, TEXT, Column
from geo.formats.table import MEANINGS, TIMES

TYPES: dict[str, tuple[str, dict[str, Any]]] = {
    TEXT: ("string", {}),
    COUNT: ("integer", {}),
    NUMBER: ("number", {}),
    DAY: ("string", {"format": "date"}),
}


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the `properties` member of a feature.

    Examples
    --------
    >>> json_schema()["properties"]["status"]["enum"][:2]
    ['happened', 'alleged']
    """
    described = {column.name: _property(column) for column in SCHEMA}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "incident-mapper: properties of an incident",
        "description": "One incident: what happened where, when, by whom, with the sentence that says so. "
        "The geometry is a point in degrees (EPSG:4326), or null.",
        "type": "object",
        "properties": described | {name: _time(name) for name in TIMES},
        "required": list(described),
    }


def _time(name: str) -> dict[str, Any]:
    """Describe a time without a zone, `2020-07-16T00:00:00`."""
    return {"description": MEANINGS[name], "type": ["string", "null"]}


def _property(column: Column) -> dict[str, Any]:
    kind, more = TYPES[column.dtype]
    described = {"description": column.meaning, "type": kind if column.required else [kind, "null"], **more}
    if column.choices:
        described["enum"] = [*column.choices, *([] if column.required else [None])]
    return described
