"""E-mail: single letters (.eml) and mailboxes (.mbox)."""

from __future__ import annotations

import contextlib
import email
import email.policy
import email.utils
from email.errors import MessageError
from typing import TYPE_CHECKING

from geo.articles import html
from geo.articles.source import WHOLE
from geo.articles.text import clean
from geo.errors import ArticleError
from geo.records import Article

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from email.message import EmailMessage

    from geo.articles.source import Source

BOX = b"From "
BROKEN = (ArithmeticError, AttributeError, LookupError, MessageError, RecursionError, TypeError, ValueError)
"""What the standard library raises on letters that are none."""


def parse(source: Source) -> Iterator[Article]:
    """Yield the article of each letter."""
    if source.stream.peek(5)[:5] != BOX:  # type: ignore[attr-defined]
        yield _article(source.whole(), source.name)
        return
    for number, letter in enumerate(_letters(source), 1):
        try:
            yield _article(letter, f"{source.name}:{number}")
        except ArticleError as error:
            source.fail(f"letter {number}", str(error))


def _letters(source: Source) -> Iterator[bytes]:
    """Yield the letters of a mailbox, one in memory at a time."""
    source.stream.readline(WHOLE)
    letter, blank = bytearray(), False
    while line := source.stream.readline(WHOLE):
        if blank and line.startswith(BOX):
            yield bytes(letter)
            letter.clear()
        elif len(letter) <= WHOLE:
            letter += line
        blank = not line.strip()
    yield bytes(letter)


def _article(data: bytes, name: str) -> Article:
    if not data.strip():
        raise ArticleError("is empty: a letter has headers and a text")
    if len(data) > WHOLE:
        raise ArticleError(f"is larger than {WHOLE >> 20} MB: take off its attachments")
    try:
        letter = email.message_from_bytes(data, policy=email.policy.default)
        text = _body(letter)
        headers = {key: _header(letter, key) for key in ("message-id", "subject", "from")}
        published = _day(letter)
    except BROKEN as error:
        raise ArticleError(f"is no letter ({type(error).__name__}): save it as text") from error
    if not text.strip():
        raise ArticleError("has no text: a letter has headers and a text")
    sender = email.utils.parseaddr(headers["from"] or "")
    return Article(
        doc_id=headers["message-id"] or name,
        text=text,
        title=headers["subject"],
        publisher=sender[0] or sender[1] or None,
        published=published,
    )


def _body(letter: EmailMessage) -> str:
    body = letter.get_body(("plain", "html"))
    if body is None:
        return ""
    content = clean(str(body.get_content())).strip("\n")
    return html.plain(content) if body.get_content_subtype() == "html" else content


def _header(letter: EmailMessage, key: str) -> str | None:
    value = letter.get(key)
    return " ".join(clean(str(value)).split()) or None if value is not None else None


def _day(letter: EmailMessage) -> date | None:
    with contextlib.suppress(*BROKEN):
        return email.utils.parsedate_to_datetime(str(letter["date"])).date()
    return None
