"""What archives have in common: their members are inputs of their own, of any kind."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, BinaryIO

from geo.articles import registry
from geo.articles.compression import ERRORS
from geo.articles.text import clean
from geo.errors import ArticleError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.articles.source import Source
    from geo.records import Article

DEPTH = 3
"""Containers inside containers."""


def is_article(name: str) -> bool:
    """Whether a member is of a known kind and not hidden."""
    parts = PurePosixPath(name).parts
    hidden = any(part.startswith((".", "__MACOSX")) for part in parts)
    return bool(registry.suffix_of(name)) and not hidden


def parse_member(source: Source, name: str, stream: BinaryIO) -> Iterator[Article]:
    """Yield the articles of one member; what is wrong with it is told, and the rest goes on."""
    name = clean(name)
    member = replace(source, name=f"{source.name}/{name}", stream=stream, depth=source.depth + 1)
    if member.depth > DEPTH:
        source.fail(name, f"lies in more than {DEPTH} containers: unpack it by hand")
        return
    try:
        yield from registry.parse(member)
    except ArticleError as error:
        source.fail(name, str(error))
    except ERRORS as error:
        source.fail(name, f"is broken ({str(error)[:100] or type(error).__name__}): pack it again")
