"""Articles -> their incidents, partition by partition: in this process, in worker processes, or on Dask.

What comes out does not depend on where it was made: a partition is a few articles that follow one another,
each article is read and coded by itself, and outcomes come in the order of the articles.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
from collections import deque
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import version
from itertools import chain, islice
from typing import TYPE_CHECKING, Literal

from geo import coding, reading
from geo.articles import ArticleFailure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from geo.articles.failure import Stage
    from geo.coding import Choices
    from geo.gazetteer import Gazetteer
    from geo.records import Article, Incident, Reading

    Reader = Callable[[Iterable[Article]], Iterator[tuple[Article, Reading]]]
    Workers = int | Literal["auto"] | None

logger = logging.getLogger(__name__)

ARTICLES, LETTERS = 16, 200_000
"""A partition has no more articles than this, and ends once it has so many letters."""
FEW = 256
"""So few articles are done in this process even where workers are allowed: those take seconds to start."""
AHEAD = 3
"""Partitions a worker, that are on their way at once."""
LIVES = 2
"""Times that an article may take its worker down, alone, before it is given up."""
DEADLY: tuple[str, Stage] = ("takes its worker down (too little memory?): look at this article", "reading")


@dataclass(frozen=True, slots=True)
class Coded:
    """What became of one article."""

    article: Article
    events: int = 0
    incidents: tuple[Incident, ...] = ()
    failure: ArticleFailure | None = None
    """Why there is nothing, where reading or coding failed."""


@dataclass(frozen=True, slots=True)
class Work:
    """What is done with each partition; can be sent to other processes."""

    gazetteer: Gazetteer
    choices: Choices = coding.DEFAULT
    reader: Reader = reading.read_all

    def __call__(self, articles: Sequence[Article]) -> list[Coded]:
        """Read and code a few articles; one that fails does not take the others with it."""
        try:
            readings = list(self.reader(articles))
        except Exception as error:  # noqa: BLE001  the reader's error says nothing of the article: ask for each by itself
            if len(articles) == 1:
                return [_failed(articles[0], "reading", error)]
            return [coded for article in articles for coded in self([article])]
        return [self._code(article, found) for article, found in readings]

    def _code(self, article: Article, found: Reading) -> Coded:
        try:
            incidents = coding.code(article, found, self.gazetteer, self.choices)
        except Exception as error:  # noqa: BLE001  one article's surprise is a line in the report, not the end of the run
            return _failed(article, "coding", error)
        return Coded(article, len(found.events), tuple(map(_lean, incidents)))


def code_all(articles: Iterable[Article], work: Work, *, workers: Workers = None) -> Iterator[Coded]:
    """Read and code articles, in bounded memory whatever their number.

    Parameters
    ----------
    articles
        Taken as they are needed.
    work
        What is done with each.
    workers
        Processes to share the work, each on one core; 1 is this process. `auto`: one for each core, where
        there are more than a few articles. `None`: this process, whose reader has a thread for each core.

    Yields
    ------
    Coded
        One for each article, in their order.
    """
    articles = iter(articles)
    first = list(islice(articles, FEW)) if workers == "auto" else []
    many = (cores() if len(first) == FEW else None) if workers == "auto" else workers
    parts = partitions(chain(first, articles))
    if many and work.reader is reading.read_all:
        work = replace(work, reader=partial(reading.read_all, threads=1))
    if many is None or many == 1:
        for part in parts:
            yield from work(part)
        return
    yield from over(parts, partial(_processes, many, work), _run, ahead=AHEAD * many)


def partitions(articles: Iterable[Article]) -> Iterator[list[Article]]:
    """Yield a few articles at a time."""
    part: list[Article] = []
    letters = 0
    for article in articles:
        part.append(article)
        letters += len(article.text)
        if len(part) == ARTICLES or letters >= LETTERS:
            yield part
            part, letters = [], 0
    if part:
        yield part


@dataclass(slots=True)
class _Task:
    articles: list[Article]
    future: Future[list[Coded]] | None = None
    """`None`: to be done alone, since it was on its way when a worker died."""
    lives: int = LIVES


def over(
    parts: Iterable[list[Article]],
    start: Callable[[], Executor],
    run: Callable[[list[Article]], list[Coded]],
    *,
    ahead: int,
) -> Iterator[Coded]:
    """Do partitions on an executor, a bounded number at once; yield outcomes in order.

    When a worker dies, what was on its way is done again, one partition after the other, so that it shows
    which of them is to blame.

    Parameters
    ----------
    parts
        The partitions.
    start
        Makes an executor; called again when workers died and took it with them.
    run
        What the executor does with a partition.
    ahead
        How many partitions are on their way at once.
    """
    parts = iter(parts)
    executor = start()
    tasks: deque[_Task] = deque()
    try:
        while True:
            if all(task.future for task in tasks):
                for part in islice(parts, ahead - len(tasks)):
                    tasks.append(_Task(part, _submit(executor, run, part)))
            if not tasks:
                return
            task = tasks.popleft()
            try:
                done = (task.future or executor.submit(run, task.articles)).result()
            except BrokenExecutor:
                logger.warning("a worker died; what it was at is done again")
                executor.shutdown(wait=False, cancel_futures=True)
                executor = start()
                for other in tasks:
                    other.future = None
                tasks.extendleft(reversed(_suspects(task)))
                done = [] if tasks and tasks[0].lives else [_given_up(tasks.popleft().articles[0], *DEADLY)]
            yield from done
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _submit(
    executor: Executor, run: Callable[[list[Article]], list[Coded]], part: list[Article]
) -> Future[list[Coded]] | None:
    try:
        return executor.submit(run, part)
    except BrokenExecutor:  # shows at the first task that is waited for
        return None


def _suspects(task: _Task) -> list[_Task]:
    """Return what is to be done alone in place of a task whose worker died."""
    if task.future:
        return [_Task(task.articles)]
    if len(task.articles) > 1:
        return [_Task([article]) for article in task.articles]
    return [_Task(task.articles, lives=task.lives - 1)]


def fingerprint(gazetteer: Gazetteer) -> dict[str, str]:
    """Say what the outcome depends on: the versions of the package, of the model, and of the gazetteer."""
    return {
        "incident-mapper": version("incident-mapper"),
        "model": reading.version(),
        "gazetteer": gazetteer.version(),
    }


def _failed(article: Article, stage: Stage, error: Exception) -> Coded:
    logger.info("%s: %s failed", article.doc_id, stage, exc_info=error)
    reason = (
        f"{stage} it failed ({type(error).__name__}: {' '.join(str(error).split())[:120]}): please report it"
    )
    return _given_up(article, reason, stage)


def _given_up(article: Article, reason: str, stage: Stage) -> Coded:
    return Coded(article, failure=ArticleFailure(article.doc_id, reason, stage))


def _lean(incident: Incident) -> Incident:
    """Leave out the candidates that were not chosen: nothing later asks for them."""
    location = incident.location
    return replace(incident, location=replace(location, candidates=())) if location else incident


def cores() -> int:
    """Return the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _processes(workers: int, work: Work) -> Executor:
    context = multiprocessing.get_context(
        "spawn"
    )  # a fork would copy the locks of threads that it does not have
    return ProcessPoolExecutor(workers, context, _prepare, (work,))


_work: list[Work] = []


def _prepare(work: Work) -> None:
    """Make a worker process ready; the one that started it handles interrupts, and takes it along."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _work.append(work)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _run(articles: list[Article]) -> list[Coded]:
    return _work[0](articles)
