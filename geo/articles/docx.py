"""Word documents (.docx): the paragraphs of the body."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import docx

from geo.articles.source import WHOLE
from geo.articles.text import clean
from geo.errors import ArticleError
from geo.records import Article

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.articles.source import Source

UNPACKED = 4 * WHOLE


def parse(source: Source) -> Iterator[Article]:
    """Yield the article of a document."""
    data = source.whole()
    if not data:
        raise ArticleError("is empty: save the document again")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            size = sum(part.file_size for part in parts.infolist())
    except (ValueError, OSError, zipfile.BadZipFile) as error:
        raise ArticleError(f"cannot be read as .docx ({error}): save it as text") from error
    if size > UNPACKED:
        raise ArticleError(f"is larger than {UNPACKED >> 20} MB when unpacked: save it as text")
    try:
        document = docx.Document(io.BytesIO(data))
        text = clean("\n\n".join(p.text for p in document.paragraphs if p.text.strip()))
        title = clean(document.core_properties.title or "").strip()
    except Exception as error:  # broken files fail in all ways
        raise ArticleError(f"cannot be read as .docx ({type(error).__name__}): save it as text") from error
    if not text:
        raise ArticleError("has no text in its body: save it as text")
    yield Article(source.name, text, title=title or None)
