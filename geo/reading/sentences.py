"""Where sentences begin and end, in code points of the text as it came."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 2_000
"""No sentence is longer (code points): what has no full stop is cut at a space."""

_BLOCK = re.compile(r"\S(?:.*\S)?", re.DOTALL)
_PARAGRAPH = re.compile(r"\r?\n[ \t\r]*\n\s*|[\u2029\f\v]+")
_MARKS = ".!?\u2026\u3002\uff01\uff1f"
_QUOTES = "\"'\u2018\u2019\u201c\u201d\u00ab\u00bb()\\[\\]"
_STOP = re.compile(rf"[{_MARKS}]+[{_QUOTES}]*(?=\s)|[\u3002\uff01\uff1f]+[{_QUOTES}]*|\r?\n|\u2028")
_LAST_WORD = re.compile(rf"[^\s{_QUOTES}]*$")
_FIRST_WORD = re.compile(rf"\s*[{_QUOTES}\u2014\u2013-]*\s*([^\W_]*)")
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+$")
_WRAPPED = 50
"""A line this long without a full stop goes on in the next one."""


@cache
def words() -> dict[str, frozenset[str]]:
    """Return the lists of `sentences.toml`, by name."""
    data = tomllib.loads(files("geo.reading").joinpath("sentences.toml").read_text(encoding="utf-8"))
    return {name: frozenset(data[name]) for name in data}


def split(text: str) -> tuple[tuple[int, int], ...]:
    """Cut a text into sentences.

    A blank line always ends a sentence; a single line break does where the line looks finished. A full stop
    does not after an abbreviation, an initial, or before a lower-case word (unless the text has no capitals).

    Parameters
    ----------
    text
        Any text, however long; taken as it is.

    Returns
    -------
    sentences
        Start and end of each, in order, without the white space around it. What lies between two of them is
        white space only.

    Examples
    --------
    >>> text = 'Gen. Haftar left Cairo. "We agreed," he said.'
    >>> [text[a:b] for a, b in split(text)]
    ['Gen. Haftar left Cairo.', '"We agreed," he said.']
    """
    caseless = not re.search(r"[a-z][^A-Z]{0,400}[A-Z]", text[:20_000])
    found: list[tuple[int, int]] = []
    start = 0
    for gap in _PARAGRAPH.finditer(text):
        found.extend(_split_paragraph(text, start, gap.start(), caseless=caseless))
        start = gap.end()
    found.extend(_split_paragraph(text, start, len(text), caseless=caseless))
    return tuple(found)


def _split_paragraph(text: str, start: int, end: int, *, caseless: bool) -> Iterator[tuple[int, int]]:
    begin = start
    for stop in _STOP.finditer(text, start, end):
        if _ends(text, begin, stop, end, caseless=caseless):
            yield from _trim(text, begin, stop.end())
            begin = stop.end()
    yield from _trim(text, begin, end)


def _ends(text: str, begin: int, stop: re.Match[str], end: int, *, caseless: bool) -> bool:
    """Whether the sentence that began at `begin` ends with this stop."""
    following = _FIRST_WORD.match(text, stop.end(), end)
    word = following[1] if following else ""
    lower = bool(word) and word[0].islower() and not caseless
    mark = stop[0]
    if mark in {"\n", "\r\n", "\u2028"}:
        line = text[max(begin, stop.start() - _WRAPPED) : stop.start()]
        return not lower and not ("\n" not in line and len(line) == _WRAPPED and line.rstrip()[-1:].isalnum())
    if mark[0] != ".":
        return not lower
    if lower:
        return False
    last = _LAST_WORD.search(text, max(begin, stop.start() - 30), stop.start())
    before = last[0] if last else ""
    if before.casefold() in words()["abbreviations"]:
        return False
    if _DOTTED.fullmatch(before + "."):
        return len(before) > 1 and word.casefold() in words()["starters"]
    return True


def _trim(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the span without white space around it, in parts no longer than `LONGEST`."""
    while start < end:
        block = _BLOCK.search(text, start, min(end, start + LONGEST))
        if block is None:
            start += LONGEST
            continue
        stop = block.end()
        if end - start > LONGEST:
            space = text.rfind(" ", block.start() + 1, stop)
            stop = space if space > 0 else stop
        yield block.start(), stop
        start = stop if end - start > LONGEST else end
