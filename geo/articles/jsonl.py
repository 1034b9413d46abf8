"""JSON Lines of articles: `doc_id`, `title`, `text`, `url`, `publisher`, `published` in an object a line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from geo.articles.failure import ArticleFailure
from geo.articles.text import clean, decode, parse_day
from geo.errors import ArticleError
from geo.records import Article

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def parse(data: bytes, name: str, on_error: Callable[[ArticleFailure], None]) -> Iterator[Article]:
    """Yield an article for each line; a broken line is told and left out."""
    lines = decode(data).split("\n")
    if not any(line.strip() for line in lines):
        raise ArticleError("is empty: write a JSON object a line")
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield _article(json.loads(line), f"{name}:{number}")
        except (ArticleError, RecursionError, ValueError) as error:
            reason = str(error) if isinstance(error, ArticleError) else "is no JSON object: mend or drop it"
            on_error(ArticleFailure(f"{name}, line {number}", reason))


def _article(row: Any, fallback_id: str) -> Article:
    if not isinstance(row, dict) or not isinstance(row.get("text"), str) or not row["text"].strip():
        raise ArticleError("has no `text`: an article is an object with a string under that name")

    def string(key: str) -> str | None:
        value = row.get(key)
        return None if value is None or value == "" else clean(str(value))

    published = string("published")
    return Article(
        doc_id=string("doc_id") or fallback_id,
        text=clean(row["text"]),
        title=string("title"),
        url=string("url"),
        publisher=string("publisher"),
        published=parse_day(published) if published else None,
    )
