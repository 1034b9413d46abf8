"""Web pages: the main text, title, day and publisher of a saved page, without menus and advertisements."""

from __future__ import annotations

import contextlib
import logging
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import lxml.etree
import lxml.html
import trafilatura

from geo.articles.text import clean, parse_day
from geo.errors import ArticleError
from geo.records import Article

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from geo.articles.source import Source

PAGE = 3 << 20
"""Bytes of the largest page; a few seconds at the worst."""
BLOCKS = re.compile(r"</?(?:p|div|li|br|h[1-6]|tr|blockquote|section)\b", re.IGNORECASE)
PARAGRAPH = "\u2029"
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # its errors are told as reasons
logging.getLogger("htmldate").setLevel(logging.CRITICAL)


def parse(source: Source) -> Iterator[Article]:
    """Yield the article of a page."""
    yield read_page(source.whole(PAGE), source.name, source.url)


def read_page(data: bytes, name: str, url: str | None = None) -> Article:
    """Return the article of a page.

    Raises
    ------
    ArticleError
        When the page has no main text.
    """
    if not data.strip():
        raise ArticleError("is empty: save the page again")
    try:
        found: Any = trafilatura.bare_extraction(
            data, url=url, with_metadata=True, include_comments=False, include_tables=False
        )
    except (lxml.etree.LxmlError, AttributeError, RecursionError, TypeError, ValueError) as error:
        raise ArticleError(f"cannot be read as a page ({type(error).__name__}): save it as text") from error
    title = _clean(found.title) if found else None
    text = clean((found and found.text) or "").removeprefix(title or "").strip()
    if not text:
        raise ArticleError("has no main text (a list of links, or written by scripts?): save it as text")
    url = url or found.url
    return Article(
        doc_id=name,
        text=text.replace("\n", "\n\n"),
        title=title,
        url=_clean(url),
        publisher=_clean(found.sitename) or (urlsplit(url).hostname if url else None),
        published=_day(found.date),
    )


def plain(markup: str) -> str:
    r"""Return the text of a piece of HTML, paragraphs apart.

    Examples
    --------
    >>> plain("<p>Shots fell.</p><script>x()</script><p>More &amp; more.</p>")
    'Shots fell.\n\nMore & more.'
    """
    marked = BLOCKS.sub(PARAGRAPH + r"\g<0>", clean(markup))
    try:
        root = lxml.html.fromstring(f"<div>{marked}</div>")
    except (lxml.etree.LxmlError, ValueError):
        return ""
    text = "".join(root.xpath(".//text()[not(ancestor::script or ancestor::style)]"))
    paragraphs = (" ".join(part.split()) for part in text.split(PARAGRAPH))
    return "\n\n".join(filter(None, paragraphs))


def _clean(value: str | None) -> str | None:
    return clean(value).strip() or None if value else None


def _day(value: str | None) -> date | None:
    with contextlib.suppress(ArticleError):
        return parse_day(value) if value else None
    return None
