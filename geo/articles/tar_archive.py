"""Tar archives of any other kind of input, read as a stream."""

from __future__ import annotations

import gzip
import io
import tarfile
from typing import TYPE_CHECKING, cast

from geo.articles.compression import ERRORS
from geo.articles.containers import is_article, parse_member
from geo.errors import ArticleError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from geo.articles.source import Source
    from geo.records import Article


def parse(source: Source) -> Iterator[Article]:
    """Yield the articles of all members, in the order in which they lie."""
    seen = False
    try:
        with tarfile.open(fileobj=source.stream, mode="r|") as archive:
            for member in archive:
                if not member.isfile() or not is_article(member.name):
                    continue
                seen = True
                opened = archive.extractfile(member)
                stream = cast("BinaryIO", io.BufferedReader(opened))
                yield from parse_member(source, member.name, stream)
    except ArticleError:
        raise
    except (*ERRORS, gzip.BadGzipFile, tarfile.TarError, ValueError) as error:
        raise ArticleError(f"is no whole tar archive ({str(error)[:100]}): pack it again") from error
    if not seen:
        raise ArticleError("holds no article of a known kind")
