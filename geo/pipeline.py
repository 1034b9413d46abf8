"""The whole way in one function: articles in, features out, with a report of what happened on the way.

`run` gives all features in one frame, `stream` in several, in bounded memory however many there are.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from geo import cluster, coding, formats, reading
from geo.features import to_features
from geo.gazetteer import open_gazetteer
from geo.partitions import Work, code_all
from geo.shuffle import Shuffle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import TypedDict, Unpack

    import geopandas as gpd

    from geo.articles import ArticleFailure
    from geo.coding import Choices
    from geo.gazetteer import Gazetteer
    from geo.journal import Journal
    from geo.partitions import Coded, Reader
    from geo.records import Article, Incident

    Workers = int | str | None

    class Settings(TypedDict, total=False):
        """What `stream` takes beside articles."""

        gazetteer: Gazetteer | None
        reader: Reader
        choices: Choices
        workers: Workers
        progress: Callable[[Iterable[Coded]], Iterable[Coded]] | None
        journal: Journal | None


HERE = ("auto", cluster.LOCAL)
"""Workers on this machine: no use to send them what is quickly merged here."""
ROWS = 10_000
"""Rows of a frame of `stream`."""


@dataclass(slots=True)
class Report:
    """What a run did, counted."""

    articles: int = 0
    events: int = 0
    incidents: int = 0
    located: Counter[str] = field(default_factory=Counter)
    """Incidents by precision."""
    unlocated: Counter[str] = field(default_factory=Counter)
    """Incidents without a location, by reason."""
    seconds: float = 0.0
    failures: list[ArticleFailure] = field(default_factory=list)
    """Articles of which nothing could be read or coded."""

    def count(self, coded: Iterable[Coded]) -> Iterator[Coded]:
        """Count what became of articles, while they pass."""
        for one in coded:
            if one.failure:
                self.failures.append(one.failure)
            else:
                self.articles += 1
                self.events += one.events
            yield one

    def count_incidents(self, incidents: Iterable[Incident]) -> Iterator[Incident]:
        """Count the incidents that come out at the end, while they pass."""
        for incident in incidents:
            self.incidents += 1
            if incident.location is None:
                self.unlocated[incident.unlocated or "no place told"] += 1
            else:
                self.located[incident.location.precision] += 1
            yield incident


def code(articles: Iterable[Article], work: Work, *, workers: Workers = None) -> Iterable[Coded]:
    """Read and code articles, here or on a cluster; outcomes come in the order of the articles."""
    if workers == "auto":
        return code_all(articles, work, workers="auto")
    if isinstance(workers, str):
        return cluster.code_all(articles, work, workers)
    return code_all(articles, work, workers=workers)


def run(articles: Iterable[Article], **settings: Unpack[Settings]) -> tuple[gpd.GeoDataFrame, Report]:
    """Walk the whole way from articles to features, in one frame.

    Parameters
    ----------
    articles, **settings
        As for `stream`.

    Returns
    -------
    features, report
        See `geo.features.SCHEMA` for the frame. The same rows in the same order, however many workers.
    """
    frames, report = stream(articles, **settings)
    return formats.joined(frames), report


def stream(
    articles: Iterable[Article],
    *,
    gazetteer: Gazetteer | None = None,
    reader: Reader = reading.read_all,
    choices: Choices = coding.DEFAULT,
    workers: Workers = None,
    progress: Callable[[Iterable[Coded]], Iterable[Coded]] | None = None,
    journal: Journal | None = None,
) -> tuple[Iterator[gpd.GeoDataFrame], Report]:
    """Walk the whole way from articles to features, in bounded memory.

    Parameters
    ----------
    articles
        Read one after another; their incidents go to files in the system's folder for such (`TMPDIR`) when
        there are many.
    gazetteer
        The embedded one where none is given.
    reader
        Replaces the trained reader, for tests and for readers of your own.
    choices
        How incidents are merged, corrected and selected.
    workers
        Processes to share the work, each on one core; 1 is this process. `auto`: one for each core, where
        there are more than a few articles. `None`: this process, whose reader has a thread for each core.
        A script that asks for processes needs `if __name__ == "__main__":`, as `multiprocessing` does.
        Any other text is the address of a Dask scheduler (`tcp://host:8786`) whose workers do it, or `dask`
        for a cluster on this machine; that needs the extra `dask`.
    progress
        Takes the outcomes of the articles and gives them on, one by one: a progress bar.
    journal
        Keeps what is coded until it is told that the run is done (`geo.journal`); what is in it already is
        not coded again.

    Returns
    -------
    frames, report
        At least one frame, of a few thousand rows each, and together what `run` gives. All articles are coded
        when this returns; the report counts incidents while the frames are taken.
    """
    started = time.perf_counter()
    report = Report()
    gazetteer = gazetteer or open_gazetteer()
    work = partial(code, work=Work(gazetteer, choices, reader), workers=workers)
    coded = journal.resume(articles, work) if journal else work(articles)
    if progress is not None:
        coded = progress(coded)
    shuffle = Shuffle()
    try:
        for one in report.count(coded):
            shuffle.add(one.incidents)
    except BaseException:
        shuffle.close()
        raise
    return _finish(shuffle, choices, gazetteer, report, workers, started), report


def _finish(
    shuffle: Shuffle, choices: Choices, gazetteer: Gazetteer, report: Report, workers: Workers, started: float
) -> Iterator[gpd.GeoDataFrame]:
    with shuffle:
        yield from frames_of(shuffle, choices, gazetteer, report, workers)
    report.seconds = time.perf_counter() - started


def frames_of(
    shuffle: Shuffle, choices: Choices, gazetteer: Gazetteer, report: Report, workers: Workers = None
) -> Iterator[gpd.GeoDataFrame]:
    """Yield the features of all incidents that a shuffle has: merged, corrected, selected, counted.

    A Dask cluster merges, if that is what `workers` names and there are many; else this process does.
    """
    mapped = cluster.mapping(workers) if isinstance(workers, str) and workers not in HERE else map
    merged = partial(shuffle.merged, mapped) if choices.merge == "corpus" else shuffle.told
    found = report.count_incidents(coding.finish_merged(merged, choices, gazetteer))
    first = to_features(islice(found, ROWS))
    yield first
    while len(frame := to_features(islice(found, ROWS))):
        yield frame
