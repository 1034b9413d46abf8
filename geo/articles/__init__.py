"""Input -> articles: one module per kind of source, one registry.

`read` takes files, folders, addresses and `-`, and yields articles one at a time. A source that cannot be
read is a failure with a reason; the others go on.
"""

from __future__ import annotations

import io
import logging
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, BinaryIO, cast

from geo.articles import containers, pages, registry
from geo.articles.compression import ERRORS
from geo.articles.failure import ArticleFailure
from geo.articles.fetching import Fetcher
from geo.articles.known import Known
from geo.articles.language import language_of
from geo.articles.options import DEFAULT, Options
from geo.articles.registry import KINDS
from geo.articles.source import Source
from geo.errors import ArticleError
from geo.paths import at, is_object, without_secrets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from geo.articles.source import OnError
    from geo.records import Article

__all__ = ["KINDS", "ArticleFailure", "Options", "count", "read"]

logger = logging.getLogger(__name__)


def read(
    paths: Iterable[str | Path], *, on_error: OnError | None = None, options: Options = DEFAULT
) -> Iterator[Article]:
    """Yield the articles of files, folders, addresses and standard input, in the order given.

    Parameters
    ----------
    paths
        Files of any kind of `KINDS`, also compressed (a file of no known extension is recognised by its
        first bytes, or taken for text); folders, with all that lies below, sorted by name, only known kinds,
        nothing hidden; addresses (`https://...`), which are fetched; objects and folders of them
        (`s3://bucket/news/`; needs the extra `objects`); or `-` for standard input.
    on_error
        Called for each input that cannot be read or is left out; the rest goes on. Without it the first
        that cannot be read raises, and what is left out is logged.
    options
        Columns, languages, copies, fetching.

    Raises
    ------
    ArticleError
        Without `on_error`, naming the input and what to do.
    """

    def fail(failure: ArticleFailure) -> None:
        if on_error is not None:
            on_error(failure)
        elif failure.left_out:
            logger.info("%s: %s", failure.source, failure.reason)
        else:
            raise ArticleError(f"{failure.source}: {failure.reason}")

    known, fetcher = Known(), Fetcher(options)
    for path in paths:
        for article in _read_path(path, fail, options, fetcher):
            wanted = _reason_against(article, known, options)
            if wanted is None:
                yield known.with_own_id(article)
            else:
                fail(wanted)


def count(paths: Iterable[str | Path]) -> int | None:
    """Return how many articles there will be about, or `None` where that shows only when they are read."""
    found = 0
    for path in paths:
        if pages.is_address(path) or is_object(path) or str(path) == "-":
            return None
        for file, _ in _files(path, lambda _: None):
            if registry.suffix_of(str(file)) not in registry.SINGLE:
                return None
            found += 1
    return found


def _reason_against(article: Article, known: Known, options: Options) -> ArticleFailure | None:
    """Say why an article is left out, if it is."""
    if options.languages is not None:
        language = language_of(article.text)
        if language is not None and language not in options.languages:
            reason = f"is in another language ({language}): name it (--language) to read it all the same"
            return ArticleFailure(article.doc_id, reason, "language")
    if options.duplicates == "drop" and known.is_copy(article):
        reason = "is a copy of an article before it (same text, same publisher)"
        return ArticleFailure(article.doc_id, reason, "duplicate")
    if options.duplicates == "drop" and known.is_near_copy(article):
        reason = (
            "is nearly a copy of an article before it (same publisher, names and figures, a few other words)"
        )
        return ArticleFailure(article.doc_id, reason, "duplicate")
    return None


def _read_path(path: str | Path, fail: OnError, options: Options, fetcher: Fetcher) -> Iterator[Article]:
    if pages.is_address(path):
        url = str(path)
        empty = cast("BinaryIO", io.BytesIO())
        source = Source(url, empty, fail, fetcher, options, url=url)
        yield from _guard(pages.parse(url, source), url, fail)
        return
    for file, name in _files(path, fail):
        with ExitStack() as stack:
            try:
                stream = sys.stdin.buffer if file is None else stack.enter_context(file.open("rb"))
            except OSError as error:
                told = error.strerror or str(error)
                fail(ArticleFailure(str(file), f"cannot be read ({told}): check its rights"))
                continue
            if not hasattr(stream, "peek"):  # a replaced standard input
                stream = io.BufferedReader(cast("io.RawIOBase", stream))
            if options.full_names and file is not None:
                name = file.as_posix()  # noqa: PLW2901
            source = Source(name, stream, fail, fetcher, options)
            yield from _guard(registry.parse(source), str(file or "standard input"), fail)


def _guard(articles: Iterator[Article], source: str, fail: OnError) -> Iterator[Article]:
    """Yield articles until the input ends or breaks."""
    try:
        yield from articles
    except ArticleError as error:
        fail(ArticleFailure(source, str(error)))
    except ERRORS as error:
        reason = f"breaks off ({str(error)[:100] or type(error).__name__}): copy or pack it again"
        fail(ArticleFailure(source, reason))
    except Exception as error:
        logger.debug("%s", source, exc_info=True)
        fail(ArticleFailure(source, f"cannot be read ({type(error).__name__}): save it as text"))


def _files(path: str | Path, fail: OnError) -> Iterator[tuple[Path | None, str]]:
    """Yield files (None: standard input), each with the name its articles go by."""
    if str(path) == "-":
        yield None, "-"
        return
    place = at(path)
    try:
        files = _known(place) if place.is_dir() else [(place, place.name)] if place.exists() else None
    except Exception as error:
        if not is_object(path):
            raise
        fail(
            ArticleFailure(
                str(path), f"cannot be reached ({' '.join(str(error).split())[:120]}): check its name"
            )
        )
        return
    if files is None:
        fail(ArticleFailure(without_secrets(path), "there is no such file or folder: check the path"))
    elif not files:
        fail(ArticleFailure(str(path), f"no article in this folder: it takes {', '.join(KINDS)}"))
    else:
        yield from files


def _known(folder: Path) -> list[tuple[Path, str]]:
    """Return the files of known kinds below a folder, by name."""
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    names = ((file, file.relative_to(folder).as_posix()) for file in files)
    return [(file, name) for file, name in names if containers.is_article(name)]
