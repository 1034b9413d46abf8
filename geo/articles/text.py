"""Plain text articles: header lines, then paragraphs.

The header is optional: lines `title:`, `url:`, `publisher:`, `date: YYYY-MM-DD`, or a first line that
begins with `date YYYY-MM-DD` and may go on with the text.
"""

from __future__ import annotations

import codecs
import contextlib
import re
from datetime import date
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from charset_normalizer import from_bytes

from geo.errors import ArticleError
from geo.records import Article

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.articles.source import Source

FIRST_LINE = re.compile(r"\s*date[ \t]+(\d{4}-\d{2}-\d{2})\b[ \t]*\n?", re.IGNORECASE)
HEADER = re.compile(r"\s*(title|url|publisher|date):(.*)(?:\n|\Z)", re.IGNORECASE)
COMPACT = re.compile(r"\d{8}(?:T?\d{6}Z?)?$")
SAMPLE = 1 << 15
"""Bytes from which an encoding is guessed."""
WESTERN = frozenset({"ascii", "cp1250", "cp1252", "latin_1", "iso8859_15", "cp850", "cp437", "mac_roman"})
"""Guesses that mean Windows-1252, as texts of these letters are saved."""
CONTROL_SHARE = 0.05
"""More control characters than this share are no text."""


def parse(source: Source) -> Iterator[Article]:
    """Yield the one article of a text file.

    Raises
    ------
    ArticleError
        For an empty file, a binary file, or a date that is none.
    """
    text = clean(decode(source.whole()))
    header: dict[str, str] = {}
    position = 0
    if match := FIRST_LINE.match(text):
        header["date"], position = match[1], match.end()
    while match := HEADER.match(text, position):
        header[match[1].lower()], position = match[2].strip(), match.end()
    body = text[position:].lstrip("\n")
    if not body.strip():
        raise ArticleError("is empty: an article needs text")
    yield Article(
        doc_id=source.name,
        text=body,
        title=header.get("title") or None,
        url=header.get("url") or None,
        publisher=header.get("publisher") or None,
        published=parse_day(header["date"]) if header.get("date") else None,
    )


def decode(data: bytes) -> str:
    """Decode bytes of any encoding.

    Raises
    ------
    ArticleError
        When the bytes are no text.
    """
    text = data.decode(encoding_of(data), "replace")
    head = text[:4096]
    if sum(c < " " and c not in "\t\n\r\f" for c in head) > CONTROL_SHARE * len(head):
        raise ArticleError("is not text (a binary file?): give a .txt file in UTF-8")
    return text


def encoding_of(data: bytes) -> str:
    """Name the encoding of bytes: by the byte order mark, as UTF-8, or by what reads like a language.

    Examples
    --------
    >>> encoding_of("Trípoli".encode()), encoding_of("Washington’s policy – said".encode("cp1252"))
    ('utf-8-sig', 'cp1252')
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)  # it may end within a character
    except UnicodeDecodeError:
        best = from_bytes(data[:SAMPLE]).best()
        return "cp1252" if best is None or best.encoding in WESTERN else best.encoding
    return "utf-8-sig"


def clean(text: str) -> str:
    """Replace what no output can hold (NUL, lone surrogates) by U+FFFD; lines end with a line feed."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def parse_day(value: str) -> date:
    """Read a day: ISO 8601 with or without a time, `YYYYMMDD...`, or as e-mail writes it.

    Raises
    ------
    ArticleError
        When it is none.

    Examples
    --------
    >>> {str(parse_day(d)) for d in ("2020-07-16T12:00:00Z", "20200716120000", "Thu, 16 Jul 2020 12:00 GMT")}
    {'2020-07-16'}
    """
    value = value.strip()
    try:
        return date.fromisoformat(value[:8] if COMPACT.match(value) else value[:10])
    except ValueError:
        with contextlib.suppress(ValueError):
            return parsedate_to_datetime(value).date()
        raise ArticleError(f"the date {value[:60]!r} is none: write it as YYYY-MM-DD") from None
