"""Text to word pieces: the arrays that the model takes, with offsets into the text as it came.

The tokenizer folds case and accents; what case says is kept beside the pieces as the shape of each word.
Nothing here changes the length of the text, so that all offsets count the code points of the original.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from tokenizers import Encoding, Tokenizer

TYPOGRAPHY = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201b\u02bc\u0060\u2032", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb\u2033", '"')
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
)
"""Quotation marks and dashes, one character for one: the tokenizer knows the plain forms best."""

SHAPES = ("none", "lower", "title", "upper", "letter", "mixed", "digits", "alphanumeric", "sign")
"""Shapes of a word; a word that follows the one before without a space has `len(SHAPES)` added."""

_SHAPE = {name: number for number, name in enumerate(SHAPES)}


@dataclass(frozen=True, slots=True)
class Pieces:
    """Word pieces of consecutive sentences, and the words that they make up."""

    ids: NDArray[np.int64]
    """Number of each piece in the vocabulary."""
    shapes: NDArray[np.int64]
    """Shape of the word that the piece belongs to."""
    firsts: NDArray[np.int64]
    """Index of the first piece of each word."""
    starts: NDArray[np.int64]
    """Where each word starts in the text, code points."""
    ends: NDArray[np.int64]
    sentences: NDArray[np.int64]
    """Index of the sentence that each word stands in."""
    text: str = ""
    """What `starts` and `ends` index."""

    def word(self, index: int) -> str:
        """Return a word as written."""
        return self.text[self.starts[index] : self.ends[index]]

    def plain(self, index: int) -> str:
        """Return a word with plain quotation marks and dashes."""
        return self.word(index).translate(TYPOGRAPHY)

    def units(self, longest: int) -> list[tuple[int, int]]:
        """Return first word and end of each sentence; one of more than `longest` pieces in parts."""
        found: list[tuple[int, int]] = []
        ends = np.append(self.firsts[1:], len(self.ids))
        start = 0
        for word in range(1, len(self.firsts)):
            full = ends[word] - self.firsts[start] > longest
            if full or self.sentences[word] != self.sentences[start]:
                found.append((start, word))
                start = word
        return [*found, (start, len(self.firsts))] if len(self.firsts) else []


@lru_cache(maxsize=1 << 14)
def shape(word: str) -> int:
    """Return the shape of a word, an index into `SHAPES`.

    Examples
    --------
    >>> [SHAPES[shape(word)] for word in ("led", "Cairo", "NATO", "S", "eBay", "1,200", "5th", "-")]
    ['lower', 'title', 'upper', 'letter', 'mixed', 'digits', 'alphanumeric', 'sign']
    """
    return _SHAPE[_shape_name(word)]


def _shape_name(word: str) -> str:
    if not any(map(str.isalnum, word)):
        return "sign"
    if not any(map(str.isalpha, word)):
        return "digits"
    if any(map(str.isdigit, word)):
        return "alphanumeric"
    if word.isupper():
        return "upper" if len(word) > 1 else "letter"
    if word.islower() or not word[0].isupper():
        return "mixed" if any(map(str.isupper, word)) else "lower"
    return "title" if not any(map(str.isupper, word[1:])) else "mixed"


def cut(text: str, sentences: Sequence[tuple[int, int]], tokenizer: Tokenizer, first: int = 0) -> Pieces:
    """Cut sentences into word pieces.

    Parameters
    ----------
    text
        The text that the sentences index.
    sentences
        Start and end of each.
    tokenizer
        A word-piece tokenizer that adds no special pieces.
    first
        Index of the first of these sentences in its article.
    """
    plain = (text[a:b].translate(TYPOGRAPHY) for a, b in sentences)
    encodings = [tokenizer.encode(sentence, add_special_tokens=False) for sentence in plain]
    ids: list[int] = []
    shapes: list[int] = []
    words: list[tuple[int, int, int, int]] = []
    for number, ((start, _), encoding) in enumerate(zip(sentences, encodings, strict=True), first):
        _add_words(start, number, encoding, len(ids), words)
        ids.extend(encoding.ids)
    words = [(piece, a, _whole(text, b), sentence) for piece, a, b, sentence in words]
    table = np.array(words, np.int64).reshape(-1, 4)
    ends = np.append(table[1:, 0], len(ids)) if len(table) else table[:, 0]
    previous = 0
    for (_, a, b, _), count in zip(words, ends - table[:, 0], strict=True):
        shapes.extend([shape(text[a:b]) + len(SHAPES) * (a == previous)] * int(count))
        previous = b
    return Pieces(
        np.array(ids, np.int64),
        np.array(shapes, np.int64),
        table[:, 0],
        table[:, 1],
        table[:, 2],
        table[:, 3],
        text,
    )


def _add_words(
    start: int, sentence: int, encoding: Encoding, base: int, words: list[tuple[int, int, int, int]]
) -> None:
    """Append (first piece, start, end, sentence) of each word."""
    last = None
    for index, (word, (a, b)) in enumerate(zip(encoding.word_ids, encoding.offsets, strict=True)):
        if word != last:
            words.append((base + index, start + a, start + b, sentence))
            last = word
        else:
            words[-1] = (*words[-1][:2], start + b, sentence)


def _whole(text: str, end: int) -> int:
    """Move the end of a word behind the marks that combine with its last letter."""
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return end
