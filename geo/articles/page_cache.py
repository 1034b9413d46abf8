"""Pages that were fetched before, a file each in the user's cache folder."""

from __future__ import annotations

import json
import logging
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from geo.paths import cache_folder

if TYPE_CHECKING:
    from pathlib import Path

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Page:
    """What was at an address."""

    url: str
    """Where it was at last, after redirects."""
    content_type: str
    """In lower case, without parameters."""
    etag: str | None
    modified: str | None
    fetched: float
    """Seconds since 1970."""
    data: bytes


class PageCache:
    """A folder of pages: the first line of a file is JSON, the page follows."""

    def __init__(self, folder: Path | None) -> None:
        """Use `folder`, or `pages` in the user's cache folder (`$INCIDENT_MAPPER_CACHE`)."""
        self._folder = folder or cache_folder() / "pages"

    def get(self, url: str) -> Page | None:
        """Return a page, or `None` where it is not there or its file is broken."""
        try:
            head, _, data = self._file(url).read_bytes().partition(b"\n")
            return Page(**json.loads(head), data=data)
        except (OSError, TypeError, ValueError):
            return None

    def put(self, url: str, page: Page) -> None:
        """Keep a page; a full or closed disk is no reason to fail."""
        head = asdict(page)
        data = head.pop("data")
        part = self._file(url).with_suffix(f".{os.getpid()}")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            part.write_bytes(json.dumps(head).encode() + b"\n" + data)
            part.replace(self._file(url))
        except OSError as error:
            logger.warning("%s is not kept: %s", url, error)
            with suppress(OSError):
                part.unlink()

    def _file(self, url: str) -> Path:
        return self._folder / sha256(url.encode("utf-8", "replace")).hexdigest()
