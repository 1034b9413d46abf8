"""RSS and Atom: an entry is an article; the page behind it is fetched only under `Options.follow`."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING, Any

import feedparser

from geo.articles import html, pages
from geo.errors import ArticleError
from geo.records import Article

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.articles.source import Source


def parse(source: Source) -> Iterator[Article]:
    """Yield the article of each entry."""
    data = source.whole()
    if not data.strip():
        raise ArticleError("is empty: save the feed again")
    try:
        feed: Any = feedparser.parse(io.BytesIO(data), sanitize_html=True, resolve_relative_uris=False)
    except (AttributeError, IndexError, KeyError, RecursionError, TypeError, ValueError) as error:
        raise ArticleError(f"is no feed ({type(error).__name__}): it takes RSS and Atom") from error
    if not feed.entries:
        raise ArticleError("has no entries: it takes RSS and Atom")
    publisher = _text(feed.feed.get("title"))
    for number, entry in enumerate(feed.entries, 1):
        try:
            yield _article(entry, publisher, f"{source.name}:{number}", source)
        except ArticleError as error:
            source.fail(f"entry {number}", str(error))


def _article(entry: Any, publisher: str | None, name: str, source: Source) -> Article:
    url = _text(entry.get("link"))
    told = next((c.get("value") for c in entry.get("content", ()) if c.get("value")), None)
    text = html.plain(told or entry.get("summary") or "")
    if source.options.follow and url:
        text = pages.follow(url, source).text
    if not text:
        raise ArticleError("has no text: say --follow to fetch the page behind it")
    day = entry.get("published_parsed") or dict.get(
        entry, "updated_parsed"
    )  # without feedparser's own fallback
    return Article(
        doc_id=_text(entry.get("id")) or url or name,
        text=text,
        title=_text(entry.get("title")),
        url=url,
        publisher=publisher,
        published=date(*day[:3]) if day else None,
    )


def _text(value: Any) -> str | None:
    return (html.plain(value) or None) if isinstance(value, str) else None
