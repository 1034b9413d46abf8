"""Spans of words from the labels of words: the mentions of each layer."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo.reading.pieces import SHAPES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


_SIGN = SHAPES.index("sign")
_CAPITALISED = (SHAPES.index("title"), SHAPES.index("upper"))
BRIDGE = 0.1
"""Least score of a word that joins two."""
FRONT = 0.2
"""Least score of a word that goes before a name."""


class Span(NamedTuple):
    """A run of words with a label."""

    first: int
    end: int
    """One after the last word."""
    label: str
    score: float


def softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Turn logits into probabilities along the last axis."""
    grown = np.exp(logits - logits.max(-1, keepdims=True))
    result: NDArray[np.float32] = grown / grown.sum(-1, keepdims=True)
    return result


def find(
    logits: NDArray[np.float32],
    labels: Sequence[str],
    sentences: NDArray[np.int64],
    shapes: NDArray[np.int64],
    offset: float = 0.0,
) -> list[Span]:
    """Cut spans out of one layer.

    Parameters
    ----------
    logits
        Word, label.
    labels
        `O`, then `B` and `I`, or `B-x` and `I-x` for each kind x. An I that continues nothing begins a span;
        no span begins in the middle of what is written without a space, or with a sign.
    sentences
        Index of each word's sentence; no span reaches over its end.
    shapes
        Shape of each word, with `len(SHAPES)` added where no space stands before it.
    offset
        Added to the logits of `O`: above 0 finds less.
    """
    shifted = logits.copy()
    shifted[:, 0] += offset
    best = shifted.argmax(-1)
    if not best.any():
        return []
    something = 1 - softmax(shifted)[:, 0]
    if "I" in labels:
        _complete(best, something, shapes, sentences)
    spans: list[Span] = []
    for word in np.flatnonzero(best):
        mark, _, kind = labels[best[word]].partition("-")
        last = spans[-1] if spans else Span(-1, -1, "", 0.0)
        touches = last.end == word and last.label == kind and sentences[last.first] == sentences[word]
        if touches and (mark == "I" or shapes[word] >= len(SHAPES)):
            spans[-1] = last._replace(end=int(word) + 1)
        elif shapes[word] % len(SHAPES) != _SIGN:
            spans.append(Span(int(word), int(word) + 1, kind, 0.0))
    spans = [_without_last_sign(span, shapes) for span in spans]
    return [span._replace(score=float(something[span.first : span.end].mean())) for span in spans]


def _complete(
    best: NDArray[np.intp],
    something: NDArray[np.float32],
    shapes: NDArray[np.int64],
    sentences: NDArray[np.int64],
) -> None:
    """Take in capitalised words that may belong to a name: between two of its words, and before its first."""
    begin, inside = 1, 2
    capital = np.isin(shapes % len(SHAPES), _CAPITALISED)
    pair = capital[:-1] & capital[1:] & (sentences[:-1] == sentences[1:])
    for word in np.flatnonzero(pair[1:]) + 1:
        if not best[word] and best[word - 1] and best[word + 1] and something[word] >= BRIDGE:
            best[word : word + 2] = inside
    for word in np.flatnonzero(pair)[::-1]:
        if not best[word] and best[word + 1] and something[word] >= FRONT:
            best[word : word + 2] = begin, inside


def _without_last_sign(span: Span, shapes: NDArray[np.int64]) -> Span:
    """Leave out a sign at the end that stands apart: an opening bracket, a dash."""
    while span.end > span.first + 1 and shapes[span.end - 1] == _SIGN:
        span = span._replace(end=span.end - 1)
    return span


def runs(
    marked: NDArray[np.bool_], sentences: NDArray[np.int64], labels: NDArray[np.intp]
) -> list[tuple[int, int]]:
    """Cut runs of marked words that have one label and stand in one sentence."""
    words = np.flatnonzero(marked)
    if not len(words):
        return []
    breaks = (np.diff(words) > 1) | (np.diff(sentences[words]) != 0) | (np.diff(labels[words]) != 0)
    return [(int(part[0]), int(part[-1]) + 1) for part in np.split(words, np.flatnonzero(breaks) + 1)]


def around(weights: NDArray[np.float32], share: float) -> tuple[int, int]:
    """Return the words around the heaviest one that weigh at least a share of it."""
    peak = int(weights.argmax())
    low = high = peak
    while low and weights[low - 1] >= share * weights[peak]:
        low -= 1
    while high + 1 < len(weights) and weights[high + 1] >= share * weights[peak]:
        high += 1
    return low, high + 1
