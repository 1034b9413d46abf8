"""Spans of words from the labels of words: the mentions of each layer."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo.reading.pieces import SHAPES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray


_SIGN = SHAPES.index("sign")


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
    complete: Callable[[NDArray[np.intp], NDArray[np.float32]], None] | None = None,
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
    complete
        Changes the likeliest label of each word, given how likely the word is part of a span.
    """
    shifted = logits.copy()
    shifted[:, 0] += offset
    best = shifted.argmax(-1)
    something = 1 - softmax(shifted)[:, 0]
    seen = best > 0
    if complete:
        complete(best, something)
    if not best.any():
        return []
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
    values, known = something.tolist(), seen.tolist()
    return [span._replace(score=_score(values, known, span)) for span in spans]


def _score(something: list[float], seen: list[bool], span: Span) -> float:
    """Return how likely the words of a span are that were found without completion."""
    words = range(span.first, span.end)
    scores = [something[word] for word in words if seen[word]] or [something[word] for word in words]
    return sum(scores) / len(scores)


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
