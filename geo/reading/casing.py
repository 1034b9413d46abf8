"""Texts in capitals, as old newswire is sent, in the letters that the reader was trained on.

Every letter keeps its place, so that what is found in the one text stands at the same offsets in the other.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

ENOUGH, MOST = 40, 0.9
"""Letters that a text must have, and the share of capitals from which on it counts as written in them."""
ENDINGS = ("s", "es", "ed", "d", "ing", "ly", "er")
"""Endings without which a word may be in the list."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_START = re.compile(r"(?:^|[.!?][\"”)]?\s+|\n\s*|[\"“])([a-z])")


def cased(text: str) -> str:
    """Write a text in capitals as English would; any other text stays as it is.

    Examples
    --------
    >>> cased("GUERRILLAS ATTACKED THE PRESIDENTIAL FARM NEAR ESCUINTLA. THE ARMY DENIED IT.")
    'Guerrillas attacked the presidential farm near Escuintla. The army denied it.'
    >>> cased("The army denied it.")
    'The army denied it.'
    """
    letters = [c for c in text if c.isalpha()]
    if len(letters) < ENOUGH or sum(c.isupper() for c in letters) < MOST * len(letters):
        return text
    written = _WORD.sub(lambda match: _word(match[0]), text)
    return _START.sub(lambda match: match[0][:-1] + match[1].upper(), written)


def _word(word: str) -> str:
    small = word.lower()
    stems = (small.removesuffix(ending) for ending in ENDINGS if small.endswith(ending))
    if len(small) != len(word):  # some letters have no small form of one letter
        return word
    if small in _small_words() or any(stem in _small_words() for stem in stems):
        return small
    return small[0].upper() + small[1:] if len(small[0].upper()) == 1 else word


@cache
def _small_words() -> frozenset[str]:
    lines = files("geo.reading").joinpath("lowercase.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
