"""What was read before in a run: ids stay unique, and copies of a text are recognised.

A near copy has the same names and figures as a text before it, and nearly all of its words in the same order:
simhash (Charikar 2002) tells, from 64 bits a text. A report that adds something is no copy.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import replace
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from geo.records import Article

WORD = re.compile(r"\w+")
RUN, LEAST = 3, 50
"""Words that make a run; words of a text that can have near copies."""
NEAR, MORE = 8, 2
"""Bits in which a near copy differs at most; words that it may have more."""
NUMBER = re.compile(
    r"no|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(thir|four|fif|six|seven|eigh|nine)teen"
    r"|(twen|thir|for|fif|six|seven|eigh|nine)ty|(dozen|hundred|thousand)s?|several"
)
MIXERS = np.array([0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9], dtype=np.uint64)
"""Odd numbers that spread a hash over 64 bits (those of SplitMix64)."""


class Known:
    """The articles of a run so far, as short hashes."""

    def __init__(self) -> None:
        """Start with none."""
        self._ids: set[int] = set()
        self._texts: set[int] = set()
        self._gists: dict[int, list[tuple[int, int]]] = {}

    def is_copy(self, article: Article) -> bool:
        """Whether the same publisher had the same words before; what is asked is remembered."""
        key = _hash(words_of(article))
        if key in self._texts:
            return True
        self._texts.add(key)
        return False

    def is_near_copy(self, article: Article) -> bool:
        """Whether the same publisher had nearly the same words; what is no copy is remembered."""
        words = WORD.findall(article.text)
        if len(words) < LEAST:
            return False
        told = sorted({word for word in words if not word.islower() or NUMBER.fullmatch(word)})
        before = self._gists.setdefault(_hash(*told, article.publisher or ""), [])
        own = simhash([word.casefold() for word in words])
        if any((own ^ other).bit_count() <= NEAR and len(words) <= size + MORE for other, size in before):
            return True
        before.append((own, len(words)))
        return False

    def with_own_id(self, article: Article) -> Article:
        """Return the article with an id that no other has: `a.txt`, then `a.txt#2`, ..."""
        doc_id, number = article.doc_id, 1
        while _hash(doc_id) in self._ids:
            number += 1
            doc_id = f"{article.doc_id}#{number}"
        self._ids.add(_hash(doc_id))
        return article if number == 1 else replace(article, doc_id=doc_id)


def words_of(article: Article) -> str:
    """Return what two copies have in common: the words, however they are spaced, and who published them."""
    return " ".join(article.text.split()) + "\x1f" + (article.publisher or "")


def simhash(words: list[str]) -> int:
    """Return 64 bits of which few differ where few runs of words do.

    Examples
    --------
    >>> words = [f"word{n}" for n in range(200)]
    >>> other = [*words[:100], "new", *words[101:]]
    >>> (simhash(words) ^ simhash(other)).bit_count() <= NEAR
    True
    >>> (simhash(words) ^ simhash(words[::-1])).bit_count() <= NEAR
    False
    """
    runs = (" ".join(words[i : i + RUN]) for i in range(len(words) - RUN + 1))
    hashes = np.array([zlib.crc32(run.encode("utf-8", "surrogatepass")) for run in runs], dtype=np.uint64)
    for mixer in MIXERS:
        hashes = hashes * mixer
        hashes ^= hashes >> np.uint64(31)
    bits = np.unpackbits(hashes.view(np.uint8).reshape(-1, 8), axis=1)
    return int.from_bytes(np.packbits(2 * bits.sum(axis=0, dtype=np.int64) > len(bits)).tobytes())


def _hash(*parts: str) -> int:
    digest = blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=8)
    return int.from_bytes(digest.digest())
