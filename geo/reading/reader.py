"""Articles in, readings out: windows of all articles walk through the model side by side."""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from geo.reading.assemble import Page, assemble
from geo.reading.casing import cased
from geo.reading.decode import decode
from geo.reading.model import Model, shipped
from geo.reading.pieces import Pieces, cut
from geo.reading.sentences import split
from geo.reading.windows import plan

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Future

    from geo.records import Article, Reading

BLOCK = 500
"""Sentences that are cut into pieces at a time: bounds the memory that a long text takes."""


def read(article: Article, *, min_confidence: float | None = None) -> Reading:
    """Read one article.

    Parameters
    ----------
    article
        What is read is `article.text`; the title is not.
    min_confidence
        Least confidence (0 to 1) of the events and roles kept; `None` for the thresholds tuned with
        the model.

    Returns
    -------
    Reading
        Sentences, mentions and events in the order of the text. The same text gives the same reading,
        whatever else is read and on however many threads.
    """
    return next(read_all([article], min_confidence=min_confidence))[1]


def read_all(
    articles: Iterable[Article],
    *,
    threads: int | None = None,
    min_confidence: float | None = None,
    model: Model | None = None,
) -> Iterator[tuple[Article, Reading]]:
    """Read articles one after another, windows of several at once.

    Parameters
    ----------
    articles
        Taken as they are needed, a few ahead of what is returned.
    threads
        Windows read at once; as many as there are cores where not given.
    min_confidence
        See `read`.
    model
        One of your own; the shipped one where none is given.

    Yields
    ------
    article, reading
        In the order of the articles.
    """
    model = model or shipped()
    workers = threads or _cores()
    ahead: deque[tuple[_Work, Future[None] | None]] = deque()
    with ThreadPoolExecutor(workers, thread_name_prefix="reader") as pool:
        for work, job in _jobs(articles, model, min_confidence):
            ahead.append((work, pool.submit(job) if job else None))
            while len(ahead) > 8 * workers:
                yield from _finish(*ahead.popleft())
        while ahead:
            yield from _finish(*ahead.popleft())


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(slots=True)
class _Work:
    """One article while it is read."""

    article: Article
    sentences: tuple[tuple[int, int], ...]
    windows: list[Page] = field(default_factory=list)


class _Job:
    """One window to be read."""

    __slots__ = ("_confidence", "_index", "_model", "_own", "_pieces", "_work")

    def __init__(self, work: _Work, model: Model, pieces: Pieces, own: int, confidence: float | None) -> None:
        self._work, self._model, self._pieces, self._own, self._confidence = (
            work,
            model,
            pieces,
            own,
            confidence,
        )
        self._index = len(work.windows)
        work.windows.append(Page())

    def __call__(self) -> None:
        outputs = self._model.run(self._pieces)
        window = decode(self._pieces, self._own, outputs, self._model.settings, self._confidence)
        page = Page(
            tuple(window.mentions()),
            tuple(window.events()),
            tuple(window.doubtful()),
            tuple(window.named("per")),
            tuple(window.named("org")),
        )
        self._work.windows[self._index] = page


def _jobs(
    articles: Iterable[Article], model: Model, confidence: float | None
) -> Iterator[tuple[_Work, _Job | None]]:
    """Yield the windows of each article, and `None` after its last."""
    for article in articles:
        work = _Work(article, split(article.text))
        text = cased(article.text)
        for first in range(0, len(work.sentences), BLOCK):
            block = work.sentences[first : first + BLOCK]
            pieces = cut(text, block, model.tokenizer, first)
            for part, own in _windows(pieces, model.settings.size - 2, model.settings.context):
                yield work, _Job(work, model, part, own, confidence)
        yield work, None


def _windows(pieces: Pieces, size: int, context: int) -> Iterator[tuple[Pieces, int]]:
    """Yield windows of pieces, and the first of the words that are the window's own."""
    if not len(pieces.firsts):
        return
    ends = np.append(pieces.firsts[1:], len(pieces.ids))
    units = pieces.units(size)
    lengths = [int(ends[b - 1] - pieces.firsts[a]) for a, b in units]
    for first, own, end in plan(lengths, size, context):
        a, b = units[first][0], units[end - 1][1]
        low, high = int(pieces.firsts[a]), int(ends[b - 1])
        part = Pieces(
            pieces.ids[low:high],
            pieces.shapes[low:high],
            pieces.firsts[a:b] - low,
            pieces.starts[a:b],
            pieces.ends[a:b],
            pieces.sentences[a:b],
            pieces.text,
        )
        yield part, units[own][0] - a


def _finish(work: _Work, job: Future[None] | None) -> Iterator[tuple[Article, Reading]]:
    """Wait for a window; after the last of an article, yield its reading."""
    if job:
        job.result()
    else:
        yield work.article, assemble(work.article.text, work.sentences, work.windows)
