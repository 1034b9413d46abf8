"""Input -> articles: one module per kind of source, one registry.

`read` takes files, folders and `-`, and yields articles one at a time. A source that cannot be read is a
failure with a reason; the others go on.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from geo.articles import jsonl, text
from geo.articles.failure import ArticleFailure
from geo.errors import ArticleError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from geo.records import Article

    OnError = Callable[[ArticleFailure], None]

__all__ = ["KINDS", "ArticleFailure", "read"]

KINDS = {".txt": text.parse, ".jsonl": jsonl.parse, ".ndjson": jsonl.parse}
"""Extension -> what parses it: `parse(data, name, on_error) -> Iterator[Article]`."""


def read(paths: Iterable[str | Path], *, on_error: OnError | None = None) -> Iterator[Article]:
    """Yield the articles of files, folders and standard input, in the order given.

    Parameters
    ----------
    paths
        Files, folders (with all that lies below, sorted by name; only known kinds, nothing hidden), or
        `-` for standard input, which holds JSON Lines when it begins with `{`, and otherwise one text.
    on_error
        Called for each input that cannot be read; the rest goes on. Without it the first one raises.

    Raises
    ------
    ArticleError
        Without `on_error`, naming the input and what to do.
    """

    def fail(failure: ArticleFailure) -> None:
        if on_error is None:
            raise ArticleError(f"{failure.source}: {failure.reason}")
        on_error(failure)

    for path in paths:
        for source, name in _sources(path, fail):
            yield from _read_one(source, name, fail)


def _sources(path: str | Path, fail: OnError) -> Iterator[tuple[Path | None, str]]:
    """Yield files (None: standard input), each with the name its articles go by."""
    if str(path) == "-":
        yield None, "-"
        return
    path = Path(path)
    if path.is_dir():
        files = sorted(p for p in path.rglob("*") if p.suffix.lower() in KINDS and p.is_file())
        visible = [p for p in files if not any(part.startswith(".") for part in p.relative_to(path).parts)]
        if not visible:
            fail(ArticleFailure(str(path), f"no article in this folder: it takes {', '.join(KINDS)}"))
        for file in visible:
            yield file, file.relative_to(path).as_posix()
    elif path.exists():
        yield path, path.name
    else:
        fail(ArticleFailure(str(path), "there is no such file or folder: check the path"))


def _read_one(source: Path | None, name: str, fail: OnError) -> Iterator[Article]:
    try:
        data = sys.stdin.buffer.read() if source is None else source.read_bytes()
    except OSError as error:
        fail(ArticleFailure(str(source), f"cannot be read ({error.strerror}): check its rights"))
        return
    suffix = source.suffix.lower() if source else ".jsonl" if data.lstrip()[:1] == b"{" else ".txt"
    try:
        yield from KINDS.get(suffix, text.parse)(data, name, fail)
    except ArticleError as error:
        fail(ArticleFailure(str(source or "standard input"), str(error)))
