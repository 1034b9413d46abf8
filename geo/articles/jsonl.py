"""JSON Lines of articles: `doc_id`, `title`, `text`, `url`, `publisher`, `published` in an object a line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from geo.articles import rows
from geo.articles.source import WHOLE
from geo.articles.text import decode
from geo.errors import ArticleError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.articles.source import Source
    from geo.records import Article


def parse(source: Source) -> Iterator[Article]:
    """Yield an article for each line; a broken line is told and left out."""
    return rows.parse(_objects(source), source)


def _objects(source: Source) -> Iterator[tuple[str, Any]]:
    for number, line in _lines(source):
        try:
            row = json.loads(decode(line))
        except (ArticleError, RecursionError, ValueError):
            row = rows.Broken("is no JSON object: mend or drop it")
        for one in rows.listed(row) if isinstance(row, dict) else [row]:
            yield f"line {number}", one


def _lines(source: Source) -> Iterator[tuple[int, bytes]]:
    """Yield numbered lines that are not blank; one that has no end is told and left out."""
    number = 0
    while line := source.stream.readline(WHOLE):
        number += 1
        if len(line) == WHOLE:
            source.fail(f"line {number}", f"is longer than {WHOLE >> 20} MB: is it JSON Lines?")
            while line and not line.endswith(b"\n"):
                line = source.stream.readline(1 << 20)
        elif not line.isspace():
            yield number, line
