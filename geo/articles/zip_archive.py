"""Zip archives of any other kind of input."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, BinaryIO, cast

from geo.articles.containers import is_article, parse_member
from geo.articles.source import guarded
from geo.errors import ArticleError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.articles.source import Source
    from geo.records import Article

BROKEN = (EOFError, NotImplementedError, OSError, RuntimeError, ValueError, zipfile.BadZipFile)
"""What the standard library raises on archives that are broken or encrypted."""


def parse(source: Source) -> Iterator[Article]:
    """Yield the articles of all members, by name."""
    with source.seekable() as stream:
        try:
            with zipfile.ZipFile(stream) as archive:
                yield from _members(archive, source)
        except BROKEN as error:
            if isinstance(error, ArticleError):
                raise
            raise ArticleError(f"is no zip archive ({str(error)[:100]}): pack it again") from error


def _members(archive: zipfile.ZipFile, source: Source) -> Iterator[Article]:
    members = sorted((m for m in archive.infolist() if is_article(m.filename)), key=lambda m: m.filename)
    if not members:
        raise ArticleError("holds no article of a known kind")
    for member in members:
        try:
            opened = cast("BinaryIO", archive.open(member))
        except BROKEN as error:
            source.fail(member.filename, f"cannot be unpacked ({str(error)[:100]}): pack it again")
            continue
        with guarded(opened, lambda size=member.compress_size: size) as stream:  # type: ignore[misc]
            yield from parse_member(source, member.filename, stream)
