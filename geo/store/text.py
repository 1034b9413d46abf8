"""Records as JSON text and back: fields that are empty are left out, dates are ISO 8601."""

from __future__ import annotations

import json
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from functools import cache
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

Record = TypeVar("Record")


def to_text(record: object) -> str:
    """Return a record of `geo.records` as JSON.

    Examples
    --------
    >>> from geo.records import Actor
    >>> to_text(Actor("the LNA", country="LY"))
    '{"text":"the LNA","country":"LY"}'
    >>> from_text(Actor, to_text(Actor("the LNA", country="LY")))
    Actor(text='the LNA', name=None, type=None, country='LY')
    """
    return json.dumps(_plain(record), ensure_ascii=False, separators=(",", ":"))


def from_text(kind: type[Record], text: str) -> Record:
    """Return the record of which `to_text` gave the text."""
    made: Record = _made(kind, json.loads(text))
    return made


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        told = ((field, getattr(value, field.name)) for field in fields(value))
        return {field.name: _plain(v) for field, v in told if field.default is MISSING or v != field.default}
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    return value.isoformat() if isinstance(value, date) else value


def _made(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if get_origin(kind) in (Union, UnionType):
        kind = next((part for part in get_args(kind) if part is not type(None)), kind)
    if get_origin(kind) is tuple:
        return tuple(_made(get_args(kind)[0], v) for v in value)
    if kind is date:
        return date.fromisoformat(value)
    if is_dataclass(kind):
        hints = _hints(kind)  # type: ignore[arg-type]
        return kind(**{name: _made(hints[name], v) for name, v in value.items()})  # type: ignore[operator]
    return value


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
