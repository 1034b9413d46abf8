"""Outputs in object stores: made on this machine, then sent whole; read by way of a copy on this machine."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from geo.errors import FormatError, OutputError
from geo.paths import at, without_secrets
from geo.rooms import room

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def upload(address: str | Path, *, overwrite: bool) -> Iterator[Path]:
    """Give a path to write to; send what is there, with what is beside it, when the block ends.

    An object appears whole or not at all; of a folder, one object after the other.

    Raises
    ------
    OutputError
        When there is something that may not be replaced, or it cannot be sent.
    """
    check(address, overwrite=overwrite)
    target: Any = at(address)
    told = without_secrets(address)
    with room() as here:
        yield here / target.name
        made = {file.relative_to(here).as_posix(): file for file in here.rglob("*") if file.is_file()}
        try:
            old = set(target.fs.find(target.path)) if target.is_dir() else set()
            for name, file in sorted(made.items()):
                if target.fs.root_marker:  # one with folders: a store would make a bucket of a wrong name
                    target.fs.makedirs((target.parent / name).parent.path, exist_ok=True)
                target.fs.put_file(str(file), (target.parent / name).path)
            for name in old - {(target.parent / name).path for name in made}:
                target.fs.rm_file(name)
        except Exception as error:  # the file system's own: those of a store are of no common kind
            raise OutputError(f"{told} cannot be written: {error}: check its name and your rights") from error


def check(address: str | Path, *, overwrite: bool) -> None:
    """Refuse an output that is there and may not be replaced, or that cannot be asked for.

    Raises
    ------
    OutputError
        Naming the output and what to do.
    """
    target, told = at(address), without_secrets(address)
    try:
        there = target.exists()
    except Exception as error:
        raise OutputError(f"{told} cannot be reached: {error}: check its name and your rights") from error
    if there and not overwrite:
        raise OutputError(f"{told} is there already: choose another name, or say to overwrite it")


@contextmanager
def download(address: str | Path) -> Iterator[Path]:
    """Give a copy of an object, or of a folder of them.

    Raises
    ------
    FormatError
        When it is not there, or cannot be read.
    """
    source: Any = at(address)
    told = without_secrets(address)
    with room() as here:
        copy = here / source.name
        try:
            if source.is_dir():
                source.fs.get(source.path.rstrip("/") + "/", f"{copy}/", recursive=True)
            else:
                source.fs.get_file(source.path, str(copy))
        except Exception as error:
            raise FormatError(f"{told} cannot be read: {error}: check its name and your rights") from error
        yield copy
