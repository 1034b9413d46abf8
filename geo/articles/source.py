"""One input that is open, as every parser gets it, and the guards around its bytes."""

from __future__ import annotations

import io
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, cast

from geo.articles.failure import ArticleFailure
from geo.articles.options import DEFAULT, Options
from geo.errors import ArticleError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geo.articles.fetching import Fetcher

    OnError = Callable[[ArticleFailure], None]

WHOLE = 32 << 20
"""Bytes of the largest single document: a page, a letter, a PDF file, a line."""
RATIO, FREE = 100, 16 << 20
"""What is compressed may grow by this factor; less than so many bytes are always fine."""


@dataclass(frozen=True, slots=True)
class Source:
    """One input that is open."""

    name: str
    """What its articles go by."""
    stream: BinaryIO = field(repr=False)
    report: OnError
    """Takes what is wrong with a part of the input; the rest goes on."""
    fetcher: Fetcher = field(repr=False)
    """Fetches the pages that the input names."""
    options: Options = DEFAULT
    url: str | None = None
    """Where it was fetched from."""
    depth: int = 0
    """How many containers it lies in."""

    def whole(self, limit: int = WHOLE) -> bytes:
        """Return all bytes.

        Raises
        ------
        ArticleError
            When there are more than `limit`.
        """
        data = self.stream.read(limit + 1)
        if len(data) > limit:
            raise ArticleError(f"is larger than {limit >> 20} MB: split it, or give JSON Lines")
        return data

    @contextmanager
    def seekable(self) -> Iterator[BinaryIO]:
        """Give the stream, or a copy of it on the disk, as one that can be read from any place."""
        if self.stream.seekable():
            yield self.stream
            return
        with tempfile.TemporaryFile() as spool:
            shutil.copyfileobj(self.stream, spool)
            spool.seek(0)
            yield cast("BinaryIO", spool)

    def fail(self, place: str, reason: str) -> None:
        """Tell what is wrong with one part."""
        self.report(ArticleFailure(f"{self.name}, {place}", reason))


class Guarded(io.RawIOBase):
    """A decompressed stream that ends in an error where it grows out of all proportion."""

    def __init__(self, stream: BinaryIO, packed: Callable[[], int]) -> None:
        """Wrap `stream`; `packed` tells how many compressed bytes it has taken."""
        self._stream, self._packed, self._seen = stream, packed, 0

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read, and count."""
        data = self._stream.read(min(len(buffer), 1 << 20))
        self._seen += len(data)
        if self._seen > max(FREE, RATIO * self._packed()):
            raise ArticleError(f"grows over {RATIO} times when unpacked (a zip bomb?): unpack it by hand")
        buffer[: len(data)] = data
        return len(data)


def guarded(stream: BinaryIO, packed: Callable[[], int]) -> BinaryIO:
    """Return a stream with look-ahead that guards against decompression bombs."""
    return io.BufferedReader(Guarded(stream, packed), 1 << 16)
