"""Compressed input: gzip, zstd, bzip2 and xz, recognised by their first bytes."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zlib
from typing import TYPE_CHECKING, BinaryIO, cast

import pyarrow as pa

from geo.articles.source import guarded

if TYPE_CHECKING:
    from collections.abc import Callable

WRAPPERS = (".gz", ".zst", ".bz2", ".xz")
"""Extensions that say nothing of what is inside."""
ERRORS = (EOFError, OSError, lzma.LZMAError, zlib.error, pa.ArrowException)
"""What a broken stream raises while it is read."""


class _Zstd:
    """zstd through pyarrow, which is here anyhow."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = pa.CompressedInputStream(pa.PythonFile(stream, mode="r"), "zstd")

    def read(self, size: int) -> bytes:
        return cast("bytes", self._stream.read(size))


MAGIC: tuple[tuple[bytes, Callable[[BinaryIO], object]], ...] = (
    (b"\x1f\x8b", lambda stream: gzip.GzipFile(fileobj=stream)),
    (b"\x28\xb5\x2f\xfd", _Zstd),
    (b"BZh91AY&", bz2.BZ2File),
    (b"\xfd7zXZ\x00", lzma.LZMAFile),
)


class _Counted:
    """Counts what is read through it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self.count, self.closed = stream, 0, False

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self.count += len(data)
        return data

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False


def unpack(stream: BinaryIO) -> BinaryIO | None:
    """Return the stream inside a compressed one, or `None` where it is not compressed."""
    head: bytes = stream.peek(8)[:8]  # type: ignore[attr-defined]
    for magic, opener in MAGIC:
        if head.startswith(magic):
            return _guard(stream, opener)
    return None


def _guard(stream: BinaryIO, opener: Callable[[BinaryIO], object]) -> BinaryIO:
    counted = _Counted(stream)
    return guarded(cast("BinaryIO", opener(cast("BinaryIO", counted))), lambda: counted.count)
