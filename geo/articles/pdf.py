"""PDF: the text layer, page after page."""

from __future__ import annotations

import io
import logging
from typing import TYPE_CHECKING

import pypdf

from geo.articles.text import clean
from geo.errors import ArticleError
from geo.records import Article

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.articles.source import Source

PAGES, LETTERS = 2_000, 4 << 20
"""No more pages and letters than these are read of one file."""
logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its errors are told as reasons


def parse(source: Source) -> Iterator[Article]:
    """Yield the article of a file."""
    data = source.whole()
    if not data:
        raise ArticleError("is empty: save the file again")
    try:
        with pypdf.PdfReader(io.BytesIO(data)) as reader:
            text = _text(reader)
            title = reader.metadata.title if reader.metadata else None
    except ArticleError:
        raise
    except Exception as error:  # broken files fail in all ways
        raise ArticleError(f"cannot be read as PDF ({type(error).__name__}): save it as text") from error
    if not text.strip():
        raise ArticleError("has no text layer (a scan?): run it through text recognition first")
    yield Article(source.name, text, title=clean(str(title)).strip() or None if title else None)


def _text(reader: pypdf.PdfReader) -> str:
    if reader.is_encrypted:
        raise ArticleError("is encrypted: save it without a password")
    pages: list[str] = []
    for number, page in enumerate(reader.pages):
        if number == PAGES or sum(map(len, pages)) > LETTERS:
            raise ArticleError(f"has more than {PAGES} pages or {LETTERS >> 20} M letters: split it")
        pages.append(clean(page.extract_text()))
    return "\n".join(pages)
