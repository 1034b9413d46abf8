"""Which articles are copies of one text: the same wire report, printed by several papers with small changes.

MinHash with locality-sensitive hashing (Broder 1997): the share of equal minima of hashed word runs estimates
the Jaccard similarity of two texts; articles that agree on a whole band of minima are compared. On numpy
alone, since the libraries that do this bring SciPy for it.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import numpy as np

from geo.coding.catalogue import keys_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    Sketches = np.ndarray[tuple[int, ...], np.dtype[np.uint32]]
    Keys = np.ndarray[tuple[int, ...], np.dtype[np.uint64]]

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
_MIXERS = _random.integers(1 << 62, 1 << 63, BAND // 2, dtype=np.uint64) | np.uint64(1)


def copies(texts: Mapping[str, str]) -> dict[str, str]:
    """Give each article that is a copy the name of the first, by name, of the articles that it is a copy of.

    Parameters
    ----------
    texts
        Name of the article -> its text, or those sentences of it that matter.

    Examples
    --------
    >>> text = "A roadside bomb killed two soldiers near Kirkuk on Sunday, the military said in a statement."
    >>> copies({"b": text, "a": text.replace("roadside", "road side"), "c": "Protesters marched in Cairo."})
    {'b': 'a'}
    """
    names = sorted(texts)
    return copied(names, np.array([sketch(texts[name]) for name in names]))


def sketch(text: str) -> Sketches:
    """Return the minima that stand for a text: 256 bytes, whatever its length."""
    words = keys_of(text)
    runs = {" ".join(words[i : i + RUN]) for i in range(max(1, len(words) - RUN + 1))}
    hashes = np.array([zlib.crc32(run.encode()) for run in runs], dtype=np.uint64)
    values: Keys = (hashes[:, None] * _FACTORS + _ADDENDS) % np.uint64(PRIME)
    least: Sketches = values.min(axis=0).astype(np.uint32)
    return least


def copied(names: Sequence[str], sketches: Sketches) -> dict[str, str]:
    """Do what `copies` does, from the sketches of articles in the order of their names."""
    if not len(names):
        return {}
    keys = _bands(sketches)
    origin: dict[str, str] = {}
    bands: dict[tuple[int, int], list[int]] = {}
    for row, shared in _sharing(keys):
        near = list(dict.fromkeys(other for key in shared for other in bands.get(key, ())))
        alike = (sketches[near] == sketches[row]).mean(axis=-1) >= SIMILAR if near else ()
        found = next((other for other, same in zip(near, alike, strict=True) if same), None)
        if found is not None:
            origin[names[row]] = names[found]
            continue
        for key in shared:  # copies of a copy are found through the first
            band = bands.setdefault(key, [])
            if len(band) < BUSY:
                band.append(row)
    return origin


def _bands(sketches: Sketches) -> Keys:
    """Return one number for each band of each article."""
    halves = np.ascontiguousarray(sketches).view(np.uint64).reshape(len(sketches), -1, BAND // 2)
    keys: Keys = (halves * _MIXERS).sum(axis=-1, dtype=np.uint64)
    return keys


def _sharing(keys: Keys) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Yield the articles that share bands with others, and these bands: few, where most are no copies."""
    shared = np.zeros(keys.shape, dtype=bool)
    for band in range(keys.shape[1]):
        _, inverse, counts = np.unique(keys[:, band], return_inverse=True, return_counts=True)
        shared[:, band] = counts[inverse] > 1
    for row in np.flatnonzero(shared.any(axis=1)):
        yield int(row), [(int(band), int(keys[row, band])) for band in np.flatnonzero(shared[row])]
