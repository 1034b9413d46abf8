"""Parquet: a row is an article."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from geo.articles import rows
from geo.errors import ArticleError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.articles.source import Source
    from geo.records import Article

BATCH = 256
"""Rows that are in memory at a time."""


def parse(source: Source) -> Iterator[Article]:
    """Yield an article for each row; only the columns that are wanted are read."""
    with source.seekable() as stream:
        try:
            yield from rows.parse(_records(pq.ParquetFile(stream), source), source)
        except ArticleError:
            raise
        except (pa.ArrowException, OSError, ValueError) as error:
            raise ArticleError(f"is no Parquet file ({str(error).splitlines()[0][:120]})") from error


def _records(file: pq.ParquetFile, source: Source) -> Iterator[tuple[str, Any]]:
    found = rows.find_columns(file.schema_arrow.names, source.options.columns)
    columns = sorted({name for names in found.values() for name in names})
    batches = file.iter_batches(BATCH, columns=columns)
    for number, row in enumerate((row for batch in batches for row in batch.to_pylist()), 1):
        yield f"row {number}", row
