"""Rows of tables and JSON objects -> articles: which column holds what.

The user says it (`Options.columns`), or the name is one of those in `columns.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections import deque
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from geo.articles import pages
from geo.articles.text import clean, parse_day
from geo.errors import ArticleError
from geo.records import Article

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from geo.articles.source import Source

FIELDS = ("doc_id", "text", "title", "url", "publisher", "published")
TRIES = 100
"""Rows that may fail before the first that gives an article."""
TRUNCATED = re.compile(r"(?:…|\.\.\.)?\s*\[\+\d+ chars\]\s*$")
"""NewsAPI gives the beginning of the text, and says so."""


class Broken(str):
    """Stands for a row that cannot be read; says why."""

    __slots__ = ()


@cache
def known_names() -> dict[str, tuple[str, ...]]:
    """Return the names of columns that are recognised, by field."""
    data = tomllib.loads(files("geo.articles").joinpath("columns.toml").read_text(encoding="utf-8"))
    return {field: tuple(plain_name(name) for name in names) for field, names in data.items()}


def plain_name(name: str) -> str:
    """Return a name as it is compared: `publishedAt`, `published_at` and `Published At` are one."""
    return re.sub(r"[\W_]+", "", name).lower()


def find_columns(names: Iterable[str], chosen: Mapping[str, str]) -> dict[str, list[str]]:
    """Say for each field which columns may hold it, the best first.

    Raises
    ------
    ArticleError
        When a column that was asked for is not there.

    Examples
    --------
    >>> find_columns(["Headline", "body", "publishedAt"], {})["published"]
    ['publishedAt']
    """
    names = list(names)
    found: dict[str, list[str]] = {}
    for field in FIELDS:
        if field in chosen:
            if chosen[field] not in names:
                raise ArticleError(
                    f"has no column {chosen[field]!r} for {field}: it has {', '.join(names[:20])}"
                )
            found[field] = [chosen[field]]
        else:
            plain = {plain_name(name): name for name in reversed(names)}
            found[field] = [plain[name] for name in known_names()[field] if name in plain]
    return found


def listed(document: Any) -> list[Any]:
    """Return the rows of a JSON document: a list, an export with a list in it, or one article.

    Raises
    ------
    ArticleError
        When it is none of these.

    Examples
    --------
    >>> listed({"status": "ok", "articles": [{"text": "A"}, {"text": "B"}]})
    [{'text': 'A'}, {'text': 'B'}]
    """
    if isinstance(document, dict):
        lists = (v for k, v in document.items() if plain_name(k) in known_names()["lists"])
        document = next((v for v in lists if isinstance(v, list)), [document])
    if not isinstance(document, list) or not document:
        raise ArticleError("holds no articles: it takes an object, or a list of objects, with `text`")
    return document


def parse(found: Iterable[tuple[str, Any]], source: Source) -> Iterator[Article]:
    """Yield an article for each row; a row that gives none is told, and the rest goes on.

    Parameters
    ----------
    found
        What to call the row (`line 3`), and the row.
    source
        What the rows are from.

    Raises
    ------
    ArticleError
        When there is no row, or none of the first gives an article: then the columns are others.
    """
    good, bad = 0, deque[tuple[str, str]](maxlen=TRIES)
    for place, row in found:
        try:
            made = article(row, f"{source.name}:{place.split()[-1]}", source)
        except ArticleError as error:
            if good:
                source.fail(place, str(error))
                continue
            bad.append((place, str(error)))
            if len(bad) == TRIES:
                raise ArticleError(f"gives no article in {TRIES} rows; {bad[0][0]} {bad[0][1]}") from error
            continue
        for told in bad:
            source.fail(*told)
        bad.clear()
        good += 1
        yield made
    for told in bad:
        source.fail(*told)
    if not good and not bad:
        raise ArticleError("is empty: each row is an article")


def article(row: Any, name: str, source: Source) -> Article:
    """Make an article of one row or object.

    Parameters
    ----------
    row
        Column -> value.
    name
        What the article goes by, where the row has no id.
    source
        What the row is from.

    Raises
    ------
    ArticleError
        When there is no text in it, or a date that is none.
    """
    if isinstance(row, Broken):
        raise ArticleError(row)
    if not isinstance(row, dict):
        raise ArticleError("has no `text`: an article is an object with a string under that name")
    columns = find_columns(row, source.options.columns)
    values = {field: _first(row, columns[field]) for field in FIELDS}
    text, url = values["text"], values["url"]
    if text is not None and (shorter := TRUNCATED.sub("", text)) != text:
        text = None if source.options.follow else shorter
    if text is None:
        text = _followed(url, source)
    published = values["published"]
    return Article(
        doc_id=values["doc_id"] or url or name,
        text=text,
        title=values["title"],
        url=url,
        publisher=values["publisher"],
        published=parse_day(published) if published else None,
    )


def _followed(url: str | None, source: Source) -> str:
    if url is None:
        raise ArticleError("has no text: name its column (--text-column), or give it under `text`")
    if not source.options.follow:
        raise ArticleError("has no text, only an address: say --follow to fetch the page")
    return pages.follow(url, source).text


def _first(row: Mapping[str, Any], columns: Iterable[str]) -> str | None:
    for column in columns:
        value = row[column]
        if isinstance(value, dict):  # NewsAPI: {"id": ..., "name": ...}
            value = value.get("name") or value.get("title")
        if value is None or isinstance(value, list | dict) or value != value:  # noqa: PLR0124  not a number
            continue
        text = clean(str(value))
        if text.strip():
            return text
    return None
