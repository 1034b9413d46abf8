"""CSV and TSV: a row is an article, the first row names the columns."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from geo.articles import rows
from geo.articles.source import WHOLE
from geo.articles.text import encoding_of
from geo.errors import ArticleError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.articles.source import Source
    from geo.records import Article

HEAD = 1 << 16
SEPARATORS = ",\t;|"


def parse(source: Source) -> Iterator[Article]:
    """Yield an article for each row."""
    head = source.stream.peek(HEAD)[:HEAD]  # type: ignore[attr-defined]
    encoding = encoding_of(head)
    first = head.split(b"\n", 1)[0].decode(encoding, "replace")
    separator = max(SEPARATORS, key=first.count)
    csv.field_size_limit(WHOLE)
    stream = io.TextIOWrapper(source.stream, encoding, "replace", newline="")
    reader = csv.reader((line.replace("\0", "\ufffd") for line in stream), delimiter=separator)
    try:
        header = next(reader, [])
        rows.find_columns(header, source.options.columns)
        records = (
            (f"row {number}", dict(zip(header, values, strict=False)))
            for number, values in enumerate(reader, 2)
            if any(values)
        )
        yield from rows.parse(records, source)
    except csv.Error as error:
        raise ArticleError(f"line {reader.line_num} breaks the table ({error}): mend its quotes") from error
    finally:
        stream.detach()
