"""Progress: a bar with rate and time left on a terminal, a line every 30 seconds elsewhere."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Item = TypeVar("Item")
EVERY = 30.0
"""Seconds between two lines where there is no terminal."""


def shown(*, quiet: bool, total: int | None = None) -> Callable[[Iterable[Item]], Iterator[Item]]:
    """Return what shows how far a run is, while its articles pass through.

    Parameters
    ----------
    quiet
        Show nothing.
    total
        How many articles will come, where that is known.
    """
    if quiet:
        return iter

    def bar(items: Iterable[Item]) -> Iterator[Item]:
        from tqdm import tqdm

        with tqdm(items, "reading", total, unit=" articles", leave=False) as passing:
            yield from passing

    def lines(items: Iterable[Item]) -> Iterator[Item]:
        started = said = time.monotonic()
        for number, item in enumerate(items, 1):
            yield item
            if (now := time.monotonic()) - said >= EVERY:
                said = now
                rate = number / (now - started)
                left = f", {(total - number) / rate:.0f} s left" if total else ""
                click.echo(f"incident-mapper: {number} articles, {rate:.1f} a second{left}", err=True)

    return bar if sys.stderr.isatty() else lines
