"""Web archives (WARC): the article of each page that was answered with success."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from geo.articles import html
from geo.articles.compression import ERRORS
from geo.errors import ArticleError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.articles.source import Source
    from geo.records import Article

BROKEN = (*ERRORS, ArchiveLoadFailed, AttributeError, IndexError, TypeError, ValueError)


def parse(source: Source) -> Iterator[Article]:
    """Yield the article of each HTML response."""
    records = iter(ArchiveIterator(source.stream))
    pages = 0
    while True:
        try:
            record = next(records, None)
            if record is None:
                break
            page = _page(record)
        except BROKEN as error:
            raise ArticleError(f"breaks off here ({type(error).__name__}): is it complete?") from error
        if page is None:
            continue
        pages += 1
        url, data = page
        try:
            yield html.read_page(data, url, url)
        except ArticleError as error:
            source.fail(url, str(error))
    if not pages:
        raise ArticleError("holds no web page: is it a WARC file with responses?")


def _page(record: Any) -> tuple[str, bytes] | None:
    """Return the address and the HTML of a record that has any."""
    headers = record.http_headers
    if record.rec_type != "response" or headers is None or headers.get_statuscode() != "200":
        return None
    if "html" not in (headers.get_header("Content-Type") or "").lower():
        return None
    data = record.content_stream().read(html.PAGE)  # the beginning holds the article
    return str(record.rec_headers.get_header("WARC-Target-URI")), data
