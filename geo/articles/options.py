"""What a user may choose about input."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Options:
    """How input is read."""

    columns: Mapping[str, str] = field(default_factory=dict)
    """Field of an article -> the column, key or property of the input that holds it."""
    languages: frozenset[str] | None = frozenset({"en"})
    """ISO 639-1 codes of the languages that are read; `None`: all."""
    duplicates: Literal["drop", "keep"] = "drop"
    """What becomes of an article whose text the same publisher had before in this run."""
    follow: bool = False
    """Whether to fetch the pages that feeds and lists of articles name."""
    full_names: bool = False
    """Whether articles of files go by the path as it was given, so that their ids are the same in each run
    and differ between folders; otherwise by their name within the folder."""
    allow_private: bool = False
    """Whether addresses of the own machine and of private networks may be fetched from."""
    delay: float = 1.0
    """Seconds between two requests to one host; its robots.txt may ask for more."""
    cache: Path | None = None
    """Folder of the pages fetched before; the user's cache folder where none is given."""


DEFAULT = Options()
