"""Paths of files, and addresses of objects that are used as paths: `s3://bucket/key`, `gs://bucket/key`.

Objects are reached through fsspec by universal-pathlib; that needs the extra `objects`.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import cast

from geo.errors import OptionError

ADDRESS = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]+)://", re.IGNORECASE)
OTHERS = frozenset({"http", "https", "postgresql", "postgres"})
"""Schemes of addresses that are no objects."""


def is_object(path: object) -> bool:
    """Whether something is the address of an object, or of a folder of them.

    Examples
    --------
    >>> is_object("s3://bucket/news.jsonl.gz"), is_object("news.jsonl.gz"), is_object("https://news.example.org")
    (True, False, False)
    """
    found = ADDRESS.match(str(path))
    return found is not None and found["scheme"].lower() not in OTHERS


def at(path: str | Path) -> Path:
    """Return a path, or what can be used as one where it is the address of an object.

    Raises
    ------
    OptionError
        Without the extra, or where no file system is known by that scheme.
    """
    if not is_object(path):
        return Path(path)
    try:
        from upath import UPath  # noqa: PLC0415  an extra

        return cast("Path", UPath(str(path)))
    except ImportError as error:
        raise OptionError(f"{path} needs an extra: pip install 'incident-mapper[objects]'") from error
    except ValueError as error:
        raise OptionError(f"{path} is no address that can be used: {error}") from error
