"""Which articles are copies of one text: the same wire report, printed by several papers with small changes.

MinHash with locality-sensitive hashing (Broder 1997): the share of equal minima of hashed word runs estimates
the Jaccard similarity of two texts; articles that agree on a whole band of minima are compared. On numpy
alone, since the libraries that do this bring SciPy for it.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import numpy as np

from geo.coding.catalogue import tokens

if TYPE_CHECKING:
    from collections.abc import Mapping

    Hashes = np.ndarray[tuple[int, ...], np.dtype[np.uint64]]

MINIMA, BAND, RUN = 64, 4, 3
"""Hash functions; how many make a band; words in a run."""
SIMILAR = 0.5
"""Estimated share of word runs in common, from which on two articles are copies."""
BUSY = 100
"""A band that so many share is a turn of phrase, and tells no more copies: keeps the work linear."""
PRIME = (1 << 61) - 1

_random = np.random.default_rng(1)
_FACTORS = _random.integers(1, 1 << 31, MINIMA, dtype=np.uint64)
_ADDENDS = _random.integers(0, 1 << 60, MINIMA, dtype=np.uint64)


def copies(texts: Mapping[str, str]) -> dict[str, str]:
    """Give each article the name of the first, by name, of the articles that it is a copy of, or its own.

    Parameters
    ----------
    texts
        Name of the article -> its text, or those sentences of it that matter.

    Examples
    --------
    >>> text = "A roadside bomb killed two soldiers near Kirkuk on Sunday, the military said in a statement."
    >>> copies({"b": text, "a": text.replace("roadside", "road side"), "c": "Protesters marched in Cairo."})
    {'a': 'a', 'b': 'a', 'c': 'c'}
    """
    minima = {name: _minima(texts[name]) for name in sorted(texts)}
    first: dict[str, str] = {}
    bands: dict[tuple[int, bytes], list[str]] = {}
    for name, own in minima.items():
        keys = [(i, own[i : i + BAND].tobytes()) for i in range(0, MINIMA, BAND)]
        near = list(dict.fromkeys(other for key in keys for other in bands.get(key, ())))
        alike = (np.array([minima[other] for other in near]) == own).mean(axis=-1) >= SIMILAR if near else ()
        found = next((other for other, same in zip(near, alike, strict=True) if same), None)
        first[name] = name if found is None else found
        if first[name] == name:  # copies of a copy are found through the first
            for key in keys:
                band = bands.setdefault(key, [])
                if len(band) < BUSY:
                    band.append(name)
    return first


def _minima(text: str) -> Hashes:
    words = [token.key for token in tokens(text)]
    runs = {" ".join(words[i : i + RUN]) for i in range(max(1, len(words) - RUN + 1))}
    hashes = np.array([zlib.crc32(run.encode()) for run in runs], dtype=np.uint64)
    values: Hashes = (hashes[:, None] * _FACTORS + _ADDENDS) % np.uint64(PRIME)
    least: Hashes = values.min(axis=0)
    return least
