"""Addresses as input: a page, a feed or a file is fetched, then parsed as what it is."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO, cast

from geo.articles import registry
from geo.errors import ArticleError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.articles.source import Source
    from geo.records import Article

MONTH = 30 * 24 * 3600
"""A page that a feed or list names is not fetched again for so many seconds."""


def is_address(path: object) -> bool:
    """Whether an input is an address and no path."""
    return str(path).lower().startswith(("http://", "https://"))


def parse(url: str, source: Source, *, max_age: float = 0) -> Iterator[Article]:
    """Fetch what is at an address and yield its articles.

    Raises
    ------
    ArticleError
        When it cannot be fetched or nothing can be made of it.
    """
    page = source.fetcher.get(url, max_age=max_age)
    stream = cast("BinaryIO", io.BufferedReader(io.BytesIO(page.data)))
    kind = registry.MIME.get(page.content_type) or registry.suffix_of(page.url)
    yield from registry.parse(replace(source, name=url, url=page.url, stream=stream), kind)


def follow(url: str, source: Source) -> Article:
    """Return the article of a page that an input names.

    Raises
    ------
    ArticleError
        When there is none.
    """
    if not is_address(url):
        raise ArticleError(f"{url[:200]!r} is no address to fetch: give the text itself")
    found = next(parse(url, source, max_age=MONTH), None)
    if found is None:
        raise ArticleError(f"no article at {url}")
    return found
