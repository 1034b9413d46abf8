"""The kinds of input: which extension, or which first bytes, and the module that parses it.

Each module offers `parse(source) -> Iterator[Article]` and loads when the first input of its kind comes.
A new kind is a module and a line here.
"""

from __future__ import annotations

import re
from dataclasses import replace
from importlib import import_module
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from geo.articles.compression import WRAPPERS, unpack
from geo.errors import ArticleError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.articles.source import Source
    from geo.records import Article

KINDS = {
    ".txt": "text",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json_document",
    ".csv": "table",
    ".tsv": "table",
    ".parquet": "parquet",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".rss": "feed",
    ".atom": "feed",
    ".xml": "feed",
    ".eml": "mail",
    ".mbox": "mail",
    ".pdf": "pdf",
    ".docx": "docx",
    ".warc": "warc",
    ".warc.gz": "warc",
    ".zip": "zip_archive",
    ".tar": "tar_archive",
    ".tgz": "tar_archive",
}
"""Extension -> module of this package."""
SINGLE = frozenset({".txt", ".html", ".htm", ".xhtml", ".eml", ".pdf", ".docx"})
"""Kinds with one article in a file."""
MIME = {
    "text/plain": ".txt",
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/rss+xml": ".rss",
    "application/atom+xml": ".atom",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "application/json": ".json",
    "text/csv": ".csv",
    "application/pdf": ".pdf",
}
"""What a server calls it -> extension."""
BEGINNINGS = (
    (b"%PDF-", ".pdf"),
    (b"PAR1", ".parquet"),
    (b"WARC/", ".warc"),
    (b"From ", ".mbox"),
    (b"<?xml", ".xml"),
    (b"<rss", ".rss"),
    (b"<feed", ".atom"),
    (b"<!doctype html", ".html"),
    (b"<html", ".html"),
    (b"{", ".jsonl"),
    (b"[", ".json"),
)
WRAPPED_JSON = re.compile(rb"\s*\{(?:[^\n}]*[,\[{])?\s*\n")
"""An object that goes on in the next line is no JSON Lines."""
HEAD = 4096


def suffix_of(name: str) -> str:
    """Return the extension that says the kind, without that of a compression; empty where none does.

    Examples
    --------
    >>> suffix_of("news/2020.jsonl.gz"), suffix_of("a.warc.gz"), suffix_of("README.md")
    ('.jsonl', '.warc.gz', '')
    """
    suffixes = [s.lower() for s in PurePosixPath(name).suffixes]
    for some in ("".join(suffixes[-2:]), "".join(suffixes[-1:])):
        if some in KINDS:
            return some
    return suffix_of(name[: -len(suffixes[-1])]) if suffixes and suffixes[-1] in WRAPPERS else ""


def parse(source: Source, kind: str = "") -> Iterator[Article]:
    """Yield the articles of an input.

    Parameters
    ----------
    source
        The input; its stream must have `peek`.
    kind
        An extension of `KINDS`, where something better than the name says it.

    Raises
    ------
    ArticleError
        When nothing can be made of it.
    """
    suffix = kind or suffix_of(source.name)
    while suffix != ".warc.gz" and (opened := unpack(source.stream)) is not None:
        source = replace(source, stream=opened)
    module = import_module(f"geo.articles.{KINDS[suffix or _sniff(source)]}")
    yield from module.parse(source)


def _sniff(source: Source) -> str:
    """Recognise an input by its first bytes; what is not recognised is taken for text."""
    head: bytes = source.stream.peek(HEAD)[:HEAD]  # type: ignore[attr-defined]
    if head[:4] == b"PK\x03\x04":
        return ".docx" if b"[Content_Types].xml" in head or b"word/" in head else ".zip"
    if head[257:262] == b"ustar":
        return ".tar"
    if WRAPPED_JSON.match(head):
        return ".json"
    begin = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:20]
    for mark, suffix in BEGINNINGS:
        if begin.startswith(mark) or begin.lower().startswith(mark):
            return suffix
    if b"\0" in head and head[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise ArticleError(f"is not text (a binary file?): it takes {', '.join(sorted(KINDS))}")
    return ".txt"
