"""Articles whose place names are already marked: JSON Lines with `doc_id`, `text` and `toponyms`."""

from __future__ import annotations

import json
import sys
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.errors import ArticleError
from geo.records import Article, Mention

if TYPE_CHECKING:
    from collections.abc import Iterator


def read_spans(path: str | Path) -> Iterator[tuple[Article, list[Mention]]]:
    """Yield the articles of a file with the mentions that are marked in them; `-` is standard input.

    Raises
    ------
    ArticleError
        Naming the line: no JSON, no text, or a span that lies outside it.
    """
    try:
        opened = nullcontext(sys.stdin) if str(path) == "-" else Path(path).open(encoding="utf-8")  # noqa: SIM115
    except OSError as error:
        raise ArticleError(f"{path}: cannot be read ({error.strerror})") from error
    with opened as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield _article(f"{path}:{number}", line)


def _article(where: str, line: str) -> tuple[Article, list[Mention]]:
    try:
        data: dict[str, Any] = json.loads(line)
        text = data["text"]
        spans = [(t["start"], t["end"], t.get("type")) for t in data.get("toponyms", ())]
        article = Article(
            str(data.get("doc_id", where)),
            text,
            data.get("title"),
            data.get("url"),
            data.get("publisher") or data.get("source"),
            _day(data.get("published") or data.get("date")),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ArticleError(
            f"{where}: not an article with marked spans ({error}):"
            " give doc_id, text, and toponyms with start and end"
        ) from error
    mentions = []
    for i, (start, end, kind) in enumerate(spans):
        if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text)):
            raise ArticleError(
                f"{where}: span {start!r} to {end!r} lies outside the text of {len(text)} characters"
            )
        literal = kind != "associative"
        mentions.append(Mention(f"t{i}", "toponym" if literal else "metonym", start, end, text[start:end]))
    return article, mentions


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if value else None
    except ValueError:
        return None
