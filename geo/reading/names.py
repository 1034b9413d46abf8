"""Whole place names: words that the network leaves out of a name though they are written as part of it.

Signs inside of a name are what it is least sure of: `Ust-Luga`, `Sana'a`, `W.Va.`. How a name is written
says more: an apostrophe between letters or the points of initials never end one, a hyphen may join two
names (`the Kabul-Kandahar highway`), a participle after it belongs to none (`Tripoli-based`).
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

from geo.reading.pieces import SHAPES
from geo.reading.sentences import words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.reading.pieces import Pieces

BEGIN, INSIDE = 1, 2
BRIDGE = 0.1
"""Least score of a capitalised word that joins two of a name."""
FRONT = 0.2
"""Least score of a capitalised word that goes before a name."""
HYPHEN = 0.1
"""Least score of a hyphen that joins the parts of one name."""
PARTICLE = 0.02
"""The same beside a small word: `Rostov-on-Don`."""
ROUTE = 0.75
"""The same of two capitalised words before `highway` or `border`, which go with two names."""
BASED = 0.1
"""Least score of a name before `-based`."""
_SIGN = SHAPES.index("sign")
_TITLE, _UPPER = SHAPES.index("title"), SHAPES.index("upper")
_SUFFIXES = frozenset({"s", "t", "d", "ll", "re", "ve", "m"})
"""What stands after an apostrophe that is not inside of a word."""


@cache
def lists() -> dict[str, frozenset[str]]:
    """Return the lists of `names.toml`, by name."""
    data = tomllib.loads(files("geo.reading").joinpath("names.toml").read_text(encoding="utf-8"))
    return {name: frozenset(data[name]) for name in data}


def complete(best: NDArray[np.intp], something: NDArray[np.float32], pieces: Pieces) -> None:
    """Make names of any kind whole: take in capitalised words that may belong to them.

    Parameters
    ----------
    best
        The likeliest label of each word: 0 for none, `BEGIN`, `INSIDE`; changed in place.
    something
        How likely each word is part of a name.
    pieces
        The words.
    """
    if not best.any():
        return
    pair = _pairs(pieces)
    _bridge(best, something, pair)
    _front(best, something, pair)


def complete_place(best: NDArray[np.intp], something: NDArray[np.float32], pieces: Pieces) -> None:
    """Make place names whole: what signs join and part, too.

    Takes the same as `complete`.
    """
    shapes = pieces.shapes[pieces.firsts]
    shape, glued = shapes % len(SHAPES), shapes >= len(SHAPES)
    inner = np.flatnonzero((shape[1:-1] == _SIGN) & glued[1:-1] & glued[2:]) + 1
    _based(best, something, pieces, inner)
    if not best.any():
        return
    pair = _pairs(pieces)
    _bridge(best, something, pair)
    _hyphens(best, something, pieces, inner)
    _spelled(best, pieces, inner)
    _heads(best, pieces, pair)
    _front(best, something, pair)


def _pairs(pieces: Pieces) -> NDArray[np.bool_]:
    """Return which words are capitalised as is the next one of their sentence."""
    shape = pieces.shapes[pieces.firsts] % len(SHAPES)
    capital = (shape == _TITLE) | (shape == _UPPER)
    pairs: NDArray[np.bool_] = capital[:-1] & capital[1:] & (pieces.sentences[:-1] == pieces.sentences[1:])
    return pairs


def _bridge(best: NDArray[np.intp], something: NDArray[np.float32], pair: NDArray[np.bool_]) -> None:
    """Take in a capitalised word between two words of a name."""
    for word in np.flatnonzero(pair[1:]) + 1:
        if not best[word] and best[word - 1] and best[word + 1] and something[word] >= BRIDGE:
            best[word : word + 2] = INSIDE


def _front(best: NDArray[np.intp], something: NDArray[np.float32], pair: NDArray[np.bool_]) -> None:
    """Take in capitalised words before the first of a name."""
    for word in np.flatnonzero(pair)[::-1]:
        if not best[word] and best[word + 1] and something[word] >= FRONT:
            best[word : word + 2] = BEGIN, INSIDE


def _heads(best: NDArray[np.intp], pieces: Pieces, pair: NDArray[np.bool_]) -> None:
    """Take in the word after one that is no name alone: `Mount`, `Port`, `San`."""
    for word in map(int, np.flatnonzero(best[:-1])):
        alone = best[word] == BEGIN and best[word + 1] != INSIDE
        if alone and pair[word] and pieces.word(word).casefold() in lists()["heads"]:
            best[word + 1] = INSIDE


def _based(
    best: NDArray[np.intp], something: NDArray[np.float32], pieces: Pieces, inner: NDArray[np.intp]
) -> None:
    """Find the name before `-based`, which is that of a place."""
    for sign in map(int, inner):
        last = sign - 1
        if pieces.word(sign + 1) not in lists()["of_places"] or best[last] or something[last] < BASED:
            continue
        if pieces.word(last)[:1].isupper():
            best[last] = INSIDE if best[last - 1] else BEGIN


def _hyphens(
    best: NDArray[np.intp], something: NDArray[np.float32], pieces: Pieces, inner: NDArray[np.intp]
) -> None:
    """Join the parts of a name with hyphens, and part two names that one joins."""
    for sign in map(int, inner):
        left, right = sign - 1, sign + 1
        if not (best[left] or best[right]) or pieces.plain(sign) != "-":
            continue
        least = _least(pieces, sign)
        if something[sign] < least:
            both = (
                min(something[left], something[right]) >= FRONT
                if least == ROUTE
                else best[left] and best[right]
            )
            if both:
                best[left], best[sign], best[right] = best[left] or BEGIN, 0, BEGIN
        elif _part(pieces.word(left)) and _part(pieces.word(right)):
            goes_on = pieces.word(left).islower() and best[left - 1]
            best[left] = best[left] or (INSIDE if goes_on else BEGIN)
            best[sign : right + 1] = INSIDE
        else:
            best[sign] = 0


def _least(pieces: Pieces, sign: int) -> float:
    """Return the least score of a hyphen inside of a name."""
    after = pieces.word(sign + 2) if sign + 2 < len(pieces.starts) else ""
    two = pieces.word(sign - 1)[:1].isupper() and pieces.word(sign + 1)[:1].isupper()
    return PARTICLE if not two else ROUTE if after in lists()["between"] else HYPHEN


def _part(word: str) -> bool:
    """Whether a word may be part of a name with hyphens: `Ust`, `e`, `sur`; not the `D` of `D-Ohio`."""
    return (word[:1].isupper() and len(word) > 1) or word in lists()["particles"]


def _spelled(best: NDArray[np.intp], pieces: Pieces, inner: NDArray[np.intp]) -> None:
    """Take in all that apostrophes and the points of initials join."""
    for first, end in _groups(pieces, inner):
        named = np.flatnonzero(best[first:end])
        if len(named) and not all(best[first:end]):
            begins = best[first + named[0]] == BEGIN or not (first and best[first - 1])
            best[first:end] = INSIDE
            best[first] = BEGIN if begins else INSIDE


def _groups(pieces: Pieces, inner: NDArray[np.intp]) -> list[tuple[int, int]]:
    """Return the words that are one as they are written."""
    groups: list[tuple[int, int]] = []
    for sign in map(int, inner):
        if not _joins(pieces.plain(sign), pieces.word(sign - 1), pieces.word(sign + 1)):
            continue
        if groups and groups[-1][1] == sign:
            groups[-1] = (groups[-1][0], sign + 2)
        else:
            groups.append((sign - 1, sign + 2))
    return groups


def _joins(mark: str, left: str, right: str) -> bool:
    """Whether a sign stands inside of a word: `Sana'a`, `D.C`, `W.Va`."""
    if mark == "'":
        return right.lower() not in _SUFFIXES and right[:1].isalpha()
    letters = len(left) == 1 and left.isupper() and right[:1].isupper()
    return mark == "." and letters and (len(right) == 1 or right.lower() in words()["short_places"])
