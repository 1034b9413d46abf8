"""An incident store: a file, folder or table of features that grows with each run, and the ledger behind it.

The ledger says which articles were read and keeps the incidents of each; the features are made from it,
whole, so that they are always what one run over all articles would give. A run that is killed has lost
nothing but the articles it was at: the next one goes on there, and nothing is doubled.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo import coding, formats, reading
from geo.articles.known import Known
from geo.errors import OptionError
from geo.gazetteer import open_gazetteer
from geo.journal import digest_of
from geo.partitions import Work
from geo.paths import is_database, is_object, without_secrets
from geo.pipeline import Report, code, frames_of
from geo.shuffle import Shuffle
from geo.store.files import FileLedger, ledger_of
from geo.store.ledger import Ledger
from geo.store.tables import TableLedger, has_ledger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import geopandas as gpd

    from geo.coding import Choices
    from geo.gazetteer import Gazetteer
    from geo.partitions import Coded, Reader
    from geo.pipeline import Workers
    from geo.records import Article

__all__ = ["Ledger", "Update", "is_store", "ledger_of", "open_ledger", "stream", "update"]

STDIN = ("-", "-:")


@dataclass(slots=True)
class Update(Report):
    """What a run of `update` did, counted."""

    known: int = 0
    """Articles that the store had already, unchanged or under another name."""
    in_store: int = 0
    """Articles that the store has now."""
    written: bool = field(default=False)
    """Whether the features were made anew: something had changed."""


def is_store(path: str | Path) -> bool:
    """Whether something is a store: a file with a ledger beside it, or the address of a table."""
    if is_database(path):
        return True
    return not is_object(path) and str(path) != "-" and ledger_of(path).is_file()


def _was_made(store: str | Path) -> bool:
    return has_ledger(str(store)) if is_database(store) else is_store(store)


def open_ledger(store: str | Path, *, create: bool = False) -> Ledger:
    """Open the ledger of a store.

    Raises
    ------
    OutputError
        When it is no store, or its ledger cannot be used.
    OptionError
        When it is what cannot be a store.
    """
    if is_object(store):
        raise OptionError(
            f"{without_secrets(store)}: a store is a file or a folder on this machine, or a table of a"
            " PostgreSQL; send a copy by `convert`"
        )
    formats.find_format(store)
    if is_database(store):
        return TableLedger(str(store), create=create)
    return FileLedger(Path(store), create=create)


def update(
    articles: Iterable[Article],
    store: str | Path,
    *,
    gazetteer: Gazetteer | None = None,
    reader: Reader = reading.read_all,
    choices: Choices = coding.DEFAULT,
    workers: Workers = None,
    again: bool = False,
    progress: Callable[[Iterable[Coded]], Iterable[Coded]] | None = None,
) -> Update:
    """Bring a store up to date: read what is new or changed, merge it with what is there.

    Parameters
    ----------
    articles
        All that the sources have now; those that the store knows are passed over. Of none at all no store is
        made.
    store
        A file of features in any format that `geo.formats` writes, or the address of a table
        (`postgresql://user@host/database#schema.table`); made where it is not there.
    gazetteer, reader, choices, workers, progress
        As for `geo.pipeline.run`. Corrections and selections hold for the whole store, each time anew.
    again
        Read also the articles that are known, as after an update of this program.

    Raises
    ------
    OutputError
        When there is such a file or table without a ledger, or it cannot be written; the ledger keeps what
        was read.
    OptionError
        When the store was made with another way of coding.
    """
    started, report = time.perf_counter(), Update()
    articles = iter(articles)
    first = list(islice(articles, 1))
    if not first and not _was_made(store):
        return report
    gazetteer = gazetteer or open_gazetteer()
    with open_ledger(store, create=True) as ledger:
        _agree(ledger, "coding", _way(choices), "--merge or --actors", again=again)
        _agree(ledger, "service", gazetteer.service or "", "--service", again=again)
        wanted = _unknown(chain(first, articles), ledger, report, again=again)
        coded = code(wanted, Work(gazetteer, choices, reader), workers=workers)
        if progress is not None:
            coded = progress(coded)
        for one in report.count(coded):
            ledger.keep(one)
        ledger.commit()
        report.in_store = ledger.count()
        _write(store, ledger, choices, gazetteer, report, workers)
    report.seconds = time.perf_counter() - started
    return report


def stream(
    store: str | Path, *, gazetteer: Gazetteer | None = None, choices: Choices = coding.DEFAULT
) -> tuple[Iterator[gpd.GeoDataFrame], Report]:
    """Give the incidents of a store, corrected and selected anew; the store stays as it is.

    Parameters
    ----------
    store
        Made by `update`.
    gazetteer, choices
        As for `geo.pipeline.run`.

    Returns
    -------
    frames, report
        As `geo.pipeline.stream` gives them.

    Raises
    ------
    OutputError
        When it is no store.
    OptionError
        When the store was made with another way of coding.
    """
    started, report = time.perf_counter(), Report()
    with open_ledger(store) as ledger:
        _agree(ledger, "coding", _way(choices), "--merge or --actors")
        report.articles = ledger.count()
    return _frames(store, choices, gazetteer or open_gazetteer(), report, started), report


def _frames(
    store: str | Path, choices: Choices, gazetteer: Gazetteer, report: Report, started: float
) -> Iterator[gpd.GeoDataFrame]:
    with open_ledger(store) as ledger:
        yield from _told(ledger, choices, gazetteer, report)
    report.seconds = time.perf_counter() - started


def _told(
    ledger: Ledger, choices: Choices, gazetteer: Gazetteer, report: Report, workers: Workers = None
) -> Iterator[gpd.GeoDataFrame]:
    """Yield the features of all incidents of a ledger."""
    with Shuffle() as shuffle:
        for incidents in ledger.incidents():
            report.events += len(incidents)
            shuffle.add(incidents)
        yield from frames_of(shuffle, choices, gazetteer, report, workers)


def _unknown(
    articles: Iterable[Article], ledger: Ledger, report: Update, *, again: bool
) -> Iterator[Article]:
    """Yield what is to be read; a store keeps no copies, of this run or of earlier ones."""
    seen = Known()
    for article in map(_named, articles):
        state = ledger.state(article)
        if state == "copy" or seen.is_copy(article) or (state == "same" and not again):
            report.known += 1
        else:
            yield article


def _named(article: Article) -> Article:
    """Name an article of standard input by its words: its place there is another one in each run."""
    if not article.doc_id.startswith(STDIN):
        return article
    digest = blake2b(article.text.encode(), digest_size=8).hexdigest()
    return replace(article, doc_id=f"stdin-{digest}")


def _way(choices: Choices) -> str:
    return digest_of(choices.merge == "off", choices.actors)


def _agree(ledger: Ledger, fact: str, value: str, options: str, *, again: bool = False) -> None:
    """Refuse to mix articles that were coded in different ways."""
    before = ledger.told(fact)
    if before not in (None, value) and not again:
        raise OptionError(f"the store was made with another {options}: say the same, or a new store")
    if before != value:
        ledger.tell(fact, value)


def _write(
    store: str | Path,
    ledger: Ledger,
    choices: Choices,
    gazetteer: Gazetteer,
    report: Update,
    workers: Workers,
) -> None:
    """Make the features anew, unless they are what they would become, or no article was ever read."""
    state = digest_of(ledger.changes(), choices)
    done = ledger.told("written") == state if ledger.has_features() else not report.in_store
    if done:
        return
    frames = _told(ledger, choices, gazetteer, report, workers)
    whole: dict[str, Any] = {"replace": True} if is_database(store) else {}
    formats.write(frames, store, overwrite=True, **whole)
    ledger.tell("written", state)
    report.written = True
