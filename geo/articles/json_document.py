"""A JSON document: an article, a list of articles, or an export with such a list in it (NewsAPI, GDELT)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from geo.articles import rows
from geo.articles.text import decode
from geo.errors import ArticleError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.articles.source import Source
    from geo.records import Article


def parse(source: Source) -> Iterator[Article]:
    """Yield an article for each object of the list."""
    try:
        document = json.loads(decode(source.whole()))
    except (RecursionError, json.JSONDecodeError) as error:
        raise ArticleError(f"is no JSON document ({str(error)[:80]}): is it JSON Lines (.jsonl)?") from error
    found = ((f"article {number}", row) for number, row in enumerate(rows.listed(document), 1))
    return rows.parse(found, source)
