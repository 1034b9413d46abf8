"""Outputs whole or not at all: written beside, forced to the disk, put in place in one step.

What a killed process left beside is cleared away by the next that writes the same output: who writes holds a
lock, which the system takes from the dead.
"""

from __future__ import annotations

import ctypes
import logging
import os
import re
import shutil
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator

if sys.platform != "win32":
    import fcntl

log = logging.getLogger(__name__)

AT_FDCWD, RENAME_EXCHANGE = -100, 2
NAME, PART = 40, ".part"
"""How many characters of an output's name stand in that of the folder beside, and what ends it."""


@contextmanager
def whole(path: Path, *, overwrite: bool, folder: bool = False) -> Iterator[Path]:
    """Give a path to write to, of the same name in a folder beside; put it in place when the block ends.

    Other files that the block leaves beside the given one (a style, say) are put in place, too, before it.

    Parameters
    ----------
    path
        Where the output shall be.
    overwrite
        Whether to replace what is there.
    folder
        Whether the output is a folder.

    Raises
    ------
    OutputError
        When there is something at `path` that may not be replaced, or it cannot be written.
    """
    path = path.resolve()
    _check(path, overwrite=overwrite, folder=folder)
    try:
        _clear(path)
        room, lock = _make_room(path)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}") from error
    try:
        yield room / path.name
        others = sorted(p for p in room.iterdir() if p.name != path.name)
        for made in others:
            _check(path.parent / made.name, overwrite=overwrite, folder=False)
        for made in (*others, room / path.name):
            _place(made, path.parent / made.name)
        _sync(path.parent)
    except OSError as error:
        if isinstance(error, OutputError):
            raise
        raise OutputError(f"{path} cannot be written: {error.strerror or error}") from error
    finally:
        shutil.rmtree(room, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def _make_room(path: Path) -> tuple[Path, int | None]:
    """Make a folder beside an output, and hold it."""
    while True:
        room = Path(tempfile.mkdtemp(prefix=f".{path.name[:NAME]}.", suffix=PART, dir=path.parent))
        lock = _hold(room, wait=True)
        if room.exists():
            return room, lock
        if lock is not None:  # another process took it for a dead one's before it was held
            os.close(lock)


def _clear(path: Path) -> None:
    """Remove folders that dead processes left when they wrote the same output."""
    ours = re.compile(rf"\.{re.escape(path.name[:NAME])}\.\w{{8}}{re.escape(PART)}")
    for room in [entry for entry in path.parent.iterdir() if ours.fullmatch(entry.name) and entry.is_dir()]:
        lock = _hold(room, wait=False)
        if lock is not None:
            shutil.rmtree(room, ignore_errors=True)
            os.close(lock)
            log.info("%s was left by a process that was ended, and is removed", room)


def _hold(folder: Path, *, wait: bool) -> int | None:
    """Lock a folder as long as the handle that is returned is open; `None` where it cannot be had."""
    if sys.platform == "win32":
        return None
    try:
        handle = os.open(folder, os.O_RDONLY)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # held by another, or a file system without locks
        os.close(handle)
        return None
    return handle


def _check(path: Path, *, overwrite: bool, folder: bool) -> None:
    if not path.parent.is_dir():
        raise OutputError(f"{path}: the folder {path.parent} is not there: make it first")
    if path.exists():
        if not overwrite:
            raise OutputError(f"{path} is there already: choose another name, or say to overwrite it")
        if path.is_dir() != folder or not (path.is_dir() or path.is_file()):
            raise OutputError(f"{path} is not {'a folder' if folder else 'a file'}: choose another name")
    journal = path.with_name(path.name + "-wal")
    if journal.is_file() and journal.stat().st_size:
        raise OutputError(f"{path} is open in another program ({journal.name}): close it there first")


def _place(made: Path, path: Path) -> None:
    for file in [made, *made.rglob("*")] if made.is_dir() else [made]:
        _sync(file)
    if made.is_dir() and path.exists():
        _exchange(made, path)
    else:
        made.replace(path)


def _exchange(made: Path, path: Path) -> None:
    """Let two folders change places: in one step where the system can, in two elsewhere."""
    if sys.platform == "linux":
        rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
        if rename and not rename(AT_FDCWD, os.fsencode(made), AT_FDCWD, os.fsencode(path), RENAME_EXCHANGE):
            return
    old = made.with_name(made.name + ".old")
    path.replace(old)
    made.replace(path)


def _sync(path: Path) -> None:
    if sys.platform == "win32":  # it has no handle of a folder to force, and forces files only when writable
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
