"""Folders for files on the way; they go when they are done with, and what a killed process left goes, too.

Who has a folder holds a lock on it, which the system takes from the dead.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

if sys.platform != "win32":
    import fcntl

logger = logging.getLogger(__name__)

PREFIX, SUFFIX = "incident-mapper-", ".part"


@contextmanager
def room(prefix: str = PREFIX, folder: Path | None = None) -> Iterator[Path]:
    """Give an empty folder that goes when the block ends; remove those that dead processes left beside it.

    Parameters
    ----------
    prefix
        How its name begins, and theirs.
    folder
        Where it is made; the system's folder for such (`TMPDIR`) where none is given.

    Raises
    ------
    OSError
        When it cannot be made.
    """
    folder = folder or Path(tempfile.gettempdir())
    _clear(folder, prefix)
    made, lock = _make(folder, prefix)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def _make(folder: Path, prefix: str) -> tuple[Path, int | None]:
    """Make a folder, and hold it."""
    while True:
        made = Path(tempfile.mkdtemp(prefix=prefix, suffix=SUFFIX, dir=folder))
        lock = _hold(made, wait=True)
        if made.exists():
            return made, lock
        if lock is not None:  # another process took it for a dead one's before it was held
            os.close(lock)


def _clear(folder: Path, prefix: str) -> None:
    ours = re.compile(rf"{re.escape(prefix)}\w{{8}}{re.escape(SUFFIX)}")
    found = [entry for entry in folder.iterdir() if ours.fullmatch(entry.name)]
    for entry in found:
        lock = _hold(entry, wait=False)
        if lock is not None:
            shutil.rmtree(entry, ignore_errors=True)
            os.close(lock)
            logger.info("%s was left by a process that was ended, and is removed", entry)


def _hold(folder: Path, *, wait: bool) -> int | None:
    """Lock a folder as long as the handle that is returned is open; `None` where it cannot be had."""
    if sys.platform == "win32":
        return None
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:  # gone meanwhile, somebody else's, or no folder
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # held by another, or a file system without locks
        os.close(handle)
        return None
    return handle
