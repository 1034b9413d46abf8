"""Partitions on a Dask cluster. Needs the extra `dask`.

The cluster reads and codes partitions, and merges buckets of incidents; no files need to be shared, as little
goes to and fro. Dask does a task again when its worker is lost; one that takes far longer than others begins
a second time elsewhere. A task gives the same wherever and however often it is done.
Every worker has the package installed, and so the model; the gazetteer is taken from the same path, or built
there; that both are the same everywhere is checked, also where a worker joins later.
"""

from __future__ import annotations

import logging
import platform
import time
from collections import deque
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import islice
from math import inf
from pathlib import Path
from queue import Empty, SimpleQueue
from statistics import median
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from geo import reading
from geo.errors import OptionError, ServiceError
from geo.gazetteer import open_gazetteer
from geo.partitions import AHEAD, Coded, Work, fingerprint, over, partitions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from geo.coding import Choices
    from geo.gazetteer import Gazetteer
    from geo.partitions import Reader
    from geo.records import Article
    from geo.shuffle import Mapped, Merge

logger = logging.getLogger(__name__)

LOCAL = "dask"
"""The address that means: start a cluster on this machine."""
RETRIES = 3
CONNECT = 10
"""Seconds to wait for a scheduler."""
SLOW, PATIENCE = 3, 30.0
"""A task is begun again once it takes so many times as long as others, and so many seconds."""
RECENT = 1_000
"""Tasks whose median says how long others take."""
COPIES = 3
"""Times that a task is begun."""
LOOK = 1.0
"""Seconds between two looks at whether a task takes too long."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a worker needs to do the work: it opens the gazetteer itself, once."""

    gazetteer: Path
    service: str | None
    machines: int
    choices: Choices
    reader: Reader
    fingerprint: dict[str, str]


def connect(address: str) -> tuple[Any, tuple[type[Exception], ...]]:
    """Return a client of a cluster, and the errors that tell of lost workers.

    Raises
    ------
    OptionError
        Without the extra.
    ServiceError
        When the scheduler does not answer.
    """
    try:
        import distributed  # noqa: PLC0415  an extra
    except ImportError as error:
        raise OptionError("Dask is not here: pip install 'incident-mapper[dask]'") from error
    logging.getLogger("distributed").setLevel(logging.WARNING)  # it tells of every worker that comes or goes
    try:
        place = {"processes": True, "dashboard_address": None} if address == LOCAL else {"address": address}
        client = distributed.Client(**place, set_as_default=False, timeout=CONNECT)
    except (OSError, TimeoutError, ValueError) as error:
        raise ServiceError(f"{address}: no Dask scheduler answers there: check the address") from error
    return client, (distributed.client.FutureCancelledError, distributed.KilledWorker)


class Tasks:
    """The tasks of one run on a cluster.

    Parameters
    ----------
    client, lost
        As `connect` gives them.
    """

    def __init__(self, client: Any, lost: tuple[type[Exception], ...]) -> None:
        self._client = client
        self.lost = lost
        self._seconds = deque[float](maxlen=RECENT)

    def send(self, run: Any, /, *args: Any) -> Future[Any]:
        """Send a task; what it gives must be the same wherever and however often it is done."""
        return _Sent(self, partial(self._client.submit, run, *args, retries=RETRIES, pure=False))

    def note(self, seconds: float) -> None:
        """Note how long a task took."""
        self._seconds.append(seconds)

    def patience(self) -> float:
        """Return how many seconds a task may take."""
        return max(PATIENCE, SLOW * median(list(self._seconds))) if self._seconds else inf

    def idle(self, keys: set[str]) -> list[str]:
        """Return the workers that could do more, without those that are at one of these tasks."""
        threads = self._client.nthreads()
        doing = self._client.processing()
        return [w for w, tasks in doing.items() if len(tasks) < threads.get(w, 0) and keys.isdisjoint(tasks)]


class _Sent(Future[Any]):
    """A task on the cluster, begun again elsewhere if it takes too long; the first outcome counts.

    A worker that it killed shows as a broken executor.
    """

    def __init__(self, tasks: Tasks, submit: Callable[..., Any]) -> None:
        super().__init__()
        self._tasks, self._submit = tasks, submit
        self._sent_at = time.monotonic()
        self._done = SimpleQueue[Any]()
        self._copies: list[Any] = []
        self._send()

    def result(self, timeout: float | None = None) -> Any:  # noqa: ARG002  nobody here asks for less
        """Wait for the outcome."""
        while True:
            try:
                first = self._done.get(timeout=LOOK)
                break
            except Empty:
                self._hasten()
        for copy in self._copies:
            if copy is not first:
                copy.cancel()
        try:
            return first.result()
        except self._tasks.lost as error:
            raise BrokenExecutor(str(error)) from error

    def _send(self, **where: Any) -> None:
        self._copies.append(self._submit(**where))
        self._copies[-1].add_done_callback(self._end)

    def _end(self, copy: Any) -> None:
        """Take an outcome; runs in a thread of Dask's."""
        self._tasks.note(time.monotonic() - self._sent_at)
        self._done.put(copy)

    def _hasten(self) -> None:
        """Begin the task again, if it takes too long and another worker has nothing to do."""
        seconds, begun = time.monotonic() - self._sent_at, len(self._copies)
        if begun == COPIES or seconds < begun * self._tasks.patience():
            return
        if idle := self._tasks.idle({copy.key for copy in self._copies}):
            logger.warning("a worker is at one task for %.0f seconds; another does it, too", seconds)
            self._send(workers=idle, allow_other_workers=True)


class Cluster(Executor):
    """An executor that sends partitions to a Dask cluster.

    Parameters
    ----------
    address
        Of its scheduler (`tcp://host:8786`), or `dask` for a cluster on this machine.
    work
        What is done with each partition.

    Raises
    ------
    OptionError
        Without the extra, or when a worker has another version of the package, model or gazetteer.
    ServiceError
        When the scheduler does not answer, or has no workers.
    """

    def __init__(self, address: str, work: Work) -> None:
        self._client, lost = connect(address)
        self._tasks = Tasks(self._client, lost)
        try:
            workers = self._client.nthreads()
            self.threads = sum(workers.values())
            gazetteer, here = work.gazetteer, fingerprint(work.gazetteer)
            self._check(address, gazetteer.file, here)
            machines = len({urlsplit(worker).hostname for worker in workers})
            recipe = Recipe(gazetteer.file, gazetteer.service, machines, work.choices, work.reader, here)
            self._recipe = self._client.scatter(recipe, broadcast=True)
        except BaseException:
            self._client.close()
            raise

    def submit(self, run: Any, /, *args: Any, **_: Any) -> Future[Any]:
        """Send a partition."""
        return self._tasks.send(run, self._recipe, *args)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        """Leave the cluster; one that was started here ends."""
        self._client.close()

    def _check(self, address: str, gazetteer: Path, here: dict[str, str]) -> None:
        if not self.threads:
            raise ServiceError(f"{address}: the cluster has no workers: start some")
        for worker, found in self._client.run(there, gazetteer).items():
            agree(worker, here, found)


def run(recipe: Recipe, articles: list[Article]) -> list[Coded]:
    """Do a partition; runs on a worker."""
    gazetteer = _opened(recipe.gazetteer, recipe.service, recipe.machines)
    agree(platform.node(), recipe.fingerprint, fingerprint(gazetteer))
    return Work(gazetteer, recipe.choices, recipe.reader)(articles)


def there(file: Path) -> dict[str, str]:
    """Say what the outcome depends on; runs on a worker."""
    return fingerprint(_opened(file))


def agree(worker: str, here: dict[str, str], there: dict[str, str]) -> None:
    """Refuse a worker whose outcomes would be others.

    Examples
    --------
    >>> agree("tcp://10.0.0.7:4000", {"model": "a1", "gazetteer": "b2"}, {"model": "c3", "gazetteer": "b2"})
    Traceback (most recent call last):
    geo.errors.OptionError: tcp://10.0.0.7:4000: its model is c3, not a1: install the same there
    """
    other = "; ".join(
        f"its {name} is {there[name]}, not {here[name]}" for name in here if there[name] != here[name]
    )
    if other:
        raise OptionError(f"{worker}: {other}: install the same there")


@cache
def _opened(file: Path, service: str | None = None, machines: int = 1) -> Gazetteer:
    return open_gazetteer(file if Path(file).is_file() else None, service=service, machines=machines)


def code_all(articles: Iterable[Article], work: Work, address: str) -> Iterator[Coded]:
    """Read and code articles on a cluster; the outcome is that of `geo.partitions.code_all`."""
    if work.reader is reading.read_all:
        work = replace(work, reader=partial(reading.read_all, threads=1))
    first = [Cluster(address, work)]
    ahead = AHEAD * first[0].threads

    def start() -> Cluster:
        return first.pop() if first else Cluster(address, work)

    yield from over(
        partitions(articles), start, cast("Callable[[list[Article]], list[Coded]]", run), ahead=ahead
    )


def mapping(address: str) -> Mapped:
    """Return a `map` whose calls a cluster does, a bounded number at once; outcomes come in order."""

    def mapped(merge: Merge, buckets: Iterable[list[bytes]]) -> Iterator[list[bytes]]:
        client, lost = connect(address)
        with client:
            tasks, todo, sent = Tasks(client, lost), iter(buckets), deque[Future[list[bytes]]]()
            scattered = client.scatter(merge, broadcast=True)
            ahead = AHEAD * sum(client.nthreads().values())
            while True:
                for bucket in islice(todo, ahead - len(sent)):
                    sent.append(tasks.send(call, scattered, bucket))
                if not sent:
                    return
                try:
                    yield sent.popleft().result()
                except BrokenExecutor as error:
                    raise ServiceError(f"{address}: workers are lost again and again: {error}") from error

    return mapped


def call(merge: Merge, bucket: list[bytes]) -> list[bytes]:
    """Merge a bucket; runs on a worker."""
    return merge(bucket)
