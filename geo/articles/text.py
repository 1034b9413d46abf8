"""Plain text articles: header lines, then paragraphs.

The header is optional: lines `title:`, `url:`, `publisher:`, `date: YYYY-MM-DD`, or a first line that
begins with `date YYYY-MM-DD` and may go on with the text.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from geo.errors import ArticleError
from geo.records import Article

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geo.articles.failure import ArticleFailure

FIRST_LINE = re.compile(r"\s*date[ \t]+(\d{4}-\d{2}-\d{2})\b[ \t]*\n?", re.IGNORECASE)
HEADER = re.compile(r"\s*(title|url|publisher|date):[ \t]*(.*?)[ \t]*(?:\n|\Z)", re.IGNORECASE)
CONTROL_SHARE = 0.05
"""More control characters than this share are no text."""


def parse(data: bytes, name: str, on_error: Callable[[ArticleFailure], None]) -> Iterator[Article]:  # noqa: ARG001
    """Yield the one article of a text file.

    Raises
    ------
    ArticleError
        For an empty file, a binary file, or a date that is none.
    """
    text = clean(decode(data))
    header: dict[str, str] = {}
    position = 0
    if match := FIRST_LINE.match(text):
        header["date"], position = match[1], match.end()
    while match := HEADER.match(text, position):
        header[match[1].lower()], position = match[2], match.end()
    body = text[position:].lstrip("\n")
    if not body.strip():
        raise ArticleError("is empty: an article needs text")
    yield Article(
        doc_id=name,
        text=body,
        title=header.get("title") or None,
        url=header.get("url") or None,
        publisher=header.get("publisher") or None,
        published=parse_day(header["date"]) if header.get("date") else None,
    )


def decode(data: bytes) -> str:
    """Decode bytes as UTF-8 (with or without a byte order mark), UTF-16 with one, or else Windows-1252.

    Raises
    ------
    ArticleError
        When the bytes are no text.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    head = text[:4096]
    if sum(c < " " and c not in "\t\n\r\f" for c in head) > CONTROL_SHARE * len(head):
        raise ArticleError("is not text (a binary file?): give a .txt file in UTF-8")
    return text


def clean(text: str) -> str:
    """Replace what no output can hold (NUL, lone surrogates) by U+FFFD; lines end with a line feed."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def parse_day(value: str) -> date:
    """Read a day, `YYYY-MM-DD`, from the beginning of an ISO date or date-time.

    Raises
    ------
    ArticleError
        When it is none.
    """
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        raise ArticleError(f"the date {value!r} is none: write it as YYYY-MM-DD") from None
