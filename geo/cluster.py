"""Partitions on a Dask cluster. Needs the extra `dask`.

The cluster reads and codes partitions, and merges buckets of incidents; no files need to be shared, as little
goes to and fro. Dask does a task again when its worker is lost; a task gives the same whenever it is done.
Every worker has the package installed, and so the model; the gazetteer is taken from the same path, or built
there; that both are the same everywhere is checked.
"""

from __future__ import annotations

import logging
from collections import deque
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

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

LOCAL = "dask"
"""The address that means: start a cluster on this machine."""
RETRIES = 3
CONNECT = 10
"""Seconds to wait for a scheduler."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a worker needs to do the work: it opens the gazetteer itself, once."""

    gazetteer: Path
    service: str | None
    choices: Choices
    reader: Reader


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
        self._client, self._lost = connect(address)
        try:
            self.threads = sum(self._client.nthreads().values())
            self._check(address, work.gazetteer)
            recipe = Recipe(work.gazetteer.file, work.gazetteer.service, work.choices, work.reader)
            self._recipe = self._client.scatter(recipe, broadcast=True)
        except BaseException:
            self._client.close()
            raise

    def submit(self, run: Any, /, *args: Any, **_: Any) -> Future[Any]:
        """Send a partition."""
        return _Sent(self._client.submit(run, self._recipe, *args, retries=RETRIES, pure=False), self._lost)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        """Leave the cluster; one that was started here ends."""
        self._client.close()

    def _check(self, address: str, gazetteer: Gazetteer) -> None:
        if not self.threads:
            raise ServiceError(f"{address}: the cluster has no workers: start some")
        here = fingerprint(gazetteer)
        for worker, found in self._client.run(there, gazetteer.file).items():
            if found != here:
                raise OptionError(f"{worker}: {difference(here, found)}: install the same there")


class _Sent(Future[Any]):
    """A task on the cluster; a worker that it killed shows as a broken executor."""

    def __init__(self, future: Any, lost: tuple[type[Exception], ...]) -> None:
        super().__init__()
        self._sent, self._lost = future, lost

    def result(self, timeout: float | None = None) -> Any:
        """Wait for the outcome."""
        try:
            return self._sent.result(timeout)
        except self._lost as error:
            raise BrokenExecutor(str(error)) from error


def run(recipe: Recipe, articles: list[Article]) -> list[Coded]:
    """Do a partition; runs on a worker."""
    return Work(_opened(recipe.gazetteer, recipe.service), recipe.choices, recipe.reader)(articles)


def there(file: Path) -> dict[str, str]:
    """Say what the outcome depends on; runs on a worker."""
    return fingerprint(_opened(file))


def difference(here: dict[str, str], there: dict[str, str]) -> str:
    """Say what a worker has otherwise.

    Examples
    --------
    >>> difference({"model": "a1", "gazetteer": "b2"}, {"model": "c3", "gazetteer": "b2"})
    'its model is c3, not a1'
    """
    return "; ".join(
        f"its {name} is {there[name]}, not {here[name]}" for name in here if there[name] != here[name]
    )


@cache
def _opened(file: Path, service: str | None = None) -> Gazetteer:
    return open_gazetteer(file if Path(file).is_file() else None, service=service)


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
            todo, sent = iter(buckets), deque[Any]()
            scattered = client.scatter(merge, broadcast=True)
            ahead = AHEAD * sum(client.nthreads().values())
            while True:
                for bucket in islice(todo, ahead - len(sent)):
                    sent.append(client.submit(call, scattered, bucket, retries=RETRIES, pure=False))
                if not sent:
                    return
                try:
                    yield sent.popleft().result()
                except lost as error:
                    raise ServiceError(f"{address}: workers are lost again and again: {error}") from error

    return mapped


def call(merge: Merge, bucket: list[bytes]) -> list[bytes]:
    """Merge a bucket; runs on a worker."""
    return merge(bucket)
