"""The dateline of an article: `NAIROBI, Kenya (AP) -- `, `LIMA, Jan 10. `, `(Juba, 18 February 2020) `."""

from __future__ import annotations

import re
from functools import lru_cache

HEAD = 400
"""Where a dateline must end, in code points."""

_DATELINE = re.compile(
    r"\s*[A-Z][^\n()–—:;!?]{1,70}?(?: \([^()\n]{2,40}\))?"
    r"(?:,? (?P<date>\d{1,2} [A-Z][A-Za-z]{2,8}\.? (?:\d{4}|\d\d)|[A-Z][a-z]{2,8}\.? \d{1,2}(?:, \d{4})?))?"
    r"(?:,? ?\([^()\n]{2,60}\))?[.,]? ?"
    r"(?:--|[–—]|(?<= )- |(?<=\) )-(?=[A-Z])|(?<=\.)-\s)\s*(?:\[[A-Z]+\]\s*)*"
)
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_DATELINE_WITHOUT_DASH = re.compile(
    r"\s*(?:[A-Z][A-Z .’'-]{1,30}(?:, [A-Z][\w .]{1,30})?:"
    r"|[A-Z][^\n()–—:;!?.]{1,50}, "
    rf"(?P<date>{_MONTH} \d{{1,2}}(?:, \d{{4}})?|\d{{1,2}} {_MONTH}(?: \d{{4}})?)"
    r"(?: ?\([A-Z][^()\n]{1,40}\)[.:]?|[.:](?: /[A-Z-]+/\.?)?))\s+"
)
"""`ISLAMABAD: `, `Imphal, Sep 11: `, `LIMA, Jan 10. `, `MOSCOW, January 10. /TASS/. `, and the like."""
_DATELINE_IN_BRACKETS = re.compile(
    r"\([A-Z][^()\d\n]{1,40}?"
    r"(?:\)(?=\s?[–—-])|, (?P<date>\d{1,2} [A-Z][a-z]{2,8},? \d{4})\))\s*(?:[–—-]+\s+)?"
)
"""`(Juba, 18 February 2020) `, `(Nairobi) – `"""
_DATELINES = (_DATELINE, _DATELINE_WITHOUT_DASH, _DATELINE_IN_BRACKETS)
_LATER = re.compile(r"[A-Z]{3,}|[^\n]*\(")
"""How a dateline begins, or what it holds, that is not at the start of the text."""
_SMALL_WORD = re.compile(r"\b[a-z]{3,}\b")
_BRACKETS = re.compile(r"\([^()]*\)")
MOST_SMALL_WORDS = 1
"""Words in small letters that a dateline has at most: a title that ends like one has more."""


def dateline(text: str) -> tuple[int, int]:
    r"""Return where the dateline begins and ends, such as `NAIROBI, Kenya (AP) -- `; 0, 0 if there is none.

    Examples
    --------
    >>> [dateline(text) for text in ("NAIROBI (AP) - Rain.", "Update\nLAHORE: Rain.", "Rain.")]
    [(0, 15), (7, 15), (0, 0)]
    >>> dateline("Kenya takes up the rebuilding - at last.")
    (0, 0)
    """
    match = found(text)
    return match.span() if match else (0, 0)


@lru_cache(maxsize=4)  # each stage asks anew
def found(text: str) -> re.Match[str] | None:
    """Return the dateline: at the start, or else, with capitals or an agency, at that of a later line.

    Its group `date` is the date that it names.
    """
    head = text[:HEAD]
    for line in re.finditer("^", head, re.MULTILINE):
        matches = (pattern.match(head, line.start()) for pattern in _DATELINES)
        likely = (m for m in matches if m and (line.start() == 0 or _LATER.match(m[0].lstrip())))
        match = next((m for m in likely if not _title(m[0])), None)
        if match or head.isupper():
            return match
    return None


def _title(line: str) -> bool:
    """Whether a line is a title: `Council takes up the budget - `."""
    return len(_SMALL_WORD.findall(_BRACKETS.sub("", line))) > MOST_SMALL_WORDS
