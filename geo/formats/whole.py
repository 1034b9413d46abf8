"""Outputs whole or not at all: written beside, forced to the disk, put in place in one step.

What a killed process left beside is cleared away by the next that writes the same output.
"""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from geo import rooms
from geo.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

AT_FDCWD, RENAME_EXCHANGE = -100, 2
NAME = 40
"""How many characters of an output's name stand in that of the folder beside."""


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
        with rooms.room(f".{path.name[:NAME]}.", path.parent) as room:
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
