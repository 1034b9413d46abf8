"""Paths of files, and addresses of objects that are used as paths (`s3://bucket/key`) and of databases.

Objects are reached through fsspec by universal-pathlib; that needs the extra `objects`.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import cast

import platformdirs

from geo.errors import OptionError

CACHE_VARIABLE = "INCIDENT_MAPPER_CACHE"
ADDRESS = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]+)://", re.IGNORECASE)
DATABASES = frozenset({"postgresql", "postgres"})
OTHERS = frozenset({"http", "https"}) | DATABASES
"""Schemes of addresses that are no objects."""


def cache_folder() -> Path:
    """Return where is kept what can be made again: `$INCIDENT_MAPPER_CACHE`, or the user's cache folder."""
    named = os.environ.get(CACHE_VARIABLE)
    return Path(named or platformdirs.user_cache_dir("incident-mapper", appauthor=False))


def is_object(path: object) -> bool:
    """Whether something is the address of an object, or of a folder of them.

    Examples
    --------
    >>> is_object("s3://bucket/news.jsonl.gz"), is_object("news.jsonl.gz"), is_object("https://news.example.org")
    (True, False, False)
    """
    scheme = _scheme(path)
    return bool(scheme) and scheme not in OTHERS


def is_database(path: object) -> bool:
    """Whether something is the address of a database.

    Examples
    --------
    >>> is_database("postgresql://ada@localhost/news"), is_database("news.gpkg")
    (True, False)
    """
    return _scheme(path) in DATABASES


def without_secrets(path: object) -> str:
    """Return a path as it may be shown: of an address, nothing of the user, nor of what follows `?`.

    Examples
    --------
    >>> without_secrets("postgresql://ada:secret@localhost/news?sslpassword=secret#media.incidents")
    'postgresql://localhost/news#media.incidents'
    >>> without_secrets("postgresql://ada:se?cr#et@localhost/news")
    'postgresql://…'
    """
    scheme, mark, rest = str(path).partition("://")
    if not mark:
        return scheme
    if re.search(r"[?#].*@", rest):  # no telling where the password ends
        return f"{scheme}://…"
    return f"{scheme}://" + re.sub(r"\?[^#]*", "", rest.rpartition("@")[2])


def _scheme(path: object) -> str:
    found = ADDRESS.match(str(path))
    return found["scheme"].lower() if found else ""


def at(path: str | Path) -> Path:
    """Return a path, or what can be used as one where it is the address of an object.

    Raises
    ------
    OptionError
        Without the extra or the package of such a store, or where none is known by that scheme.
    """
    if not is_object(path):
        return Path(path)
    try:
        from fsspec import get_filesystem_class  # noqa: PLC0415  an extra
        from upath import UPath  # noqa: PLC0415  the same

        get_filesystem_class(_scheme(path))  # each store has a package of its own
        return cast("Path", UPath(str(path)))
    except ImportError as error:
        raise OptionError(
            f"{without_secrets(path)}: {error}: pip install 'incident-mapper[objects]' brings what s3:// and"
            " gs:// need; other stores have packages of their own"
        ) from error
    except ValueError as error:
        raise OptionError(f"{without_secrets(path)} is no address that can be used: {error}") from error
