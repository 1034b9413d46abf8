"""Columns and texts -> bytes that the page unpacks (`static/pack.js`), as base64: inert wherever it stands.

A pack is the length of a header (4 bytes, little-endian), the header (JSON), the arrays, and all texts as
UTF-8. Arrays lie as planes of their first, second, ... bytes, and as differences where that is asked: gzip
likes both.
"""

from __future__ import annotations

import base64
import gzip
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Numbers = npt.NDArray[Any]
BIG = 2_000_000
"""From so many bytes on, a quicker level of gzip does, for the sake of the user's time."""
PIECE = 60_000
"""Characters of base64 in one element: browsers read several of this size quicker than one large one."""


def pack(
    meta: Mapping[str, Any],
    arrays: Mapping[str, Numbers],
    texts: Mapping[str, Sequence[str]],
    *,
    rising: frozenset[str] = frozenset(),
) -> bytes:
    """Pack arrays and lists of texts.

    Parameters
    ----------
    meta
        What JSON can hold, for the header.
    arrays
        Of integers or of `float32`; each is kept in the smallest type that holds its values.
    texts
        Lists of texts that UTF-8 can hold; see `clean`.
    rising
        Names of arrays to keep as differences.
    """
    written: list[bytes] = []
    head: dict[str, Any] = {"meta": dict(meta), "arrays": {}, "texts": {}}
    strings: list[str] = []
    columns = dict(arrays)
    for name, listed in texts.items():
        whole = "".join(listed)
        units = len if whole.isascii() else _units
        columns[f"{name}.length"] = np.fromiter(map(units, listed), "u4", len(listed))
        head["texts"][name] = [len(listed), int(columns[f"{name}.length"].sum())]
        strings.append(whole)
    for name, values in columns.items():
        small = _smallest(np.diff(values, prepend=0) if name in rising else values)
        head["arrays"][name] = [small.dtype.str[1:], len(small), int(name in rising)]
        written.append(small.view("u1").reshape(len(small), small.itemsize).T.tobytes())
    header = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
    body = "".join(strings).encode()
    return b"".join([len(header).to_bytes(4, "little"), header, *written, body])


def armour(data: bytes) -> str:
    """Compress and return as base64."""
    return base64.b64encode(gzip.compress(data, 5 if len(data) > BIG else 9, mtime=0)).decode("ascii")


def pieces(text: str) -> list[str]:
    """Cut base64 where each piece can be read by itself.

    Examples
    --------
    >>> [len(piece) for piece in pieces("AAAA" * 20_000)]
    [60000, 20000]
    """
    return [text[at : at + PIECE] for at in range(0, len(text), PIECE)]


def codes_of(values: pd.Series) -> tuple[Numbers, list[str]]:
    """Return, for each text, its place in the list of different texts; place 0 is for nothing.

    Examples
    --------
    >>> codes, names = codes_of(pd.Series(["b", None, "a", "b"]))
    >>> codes.tolist(), names
    ([1, 0, 2, 1], ['', 'b', 'a'])
    """
    codes, names = pd.factorize(values, use_na_sentinel=True)
    return codes + 1, ["", *names.tolist()]


def _smallest(values: Numbers) -> Numbers:
    if values.dtype.kind == "f":
        return values.astype("<f4")
    low, high = (int(values.min()), int(values.max())) if len(values) else (0, 0)
    for kind in ("u1", "i1", "u2", "i2", "u4", "i4"):
        limits = np.iinfo(kind)
        if limits.min <= low and high <= limits.max:
            return np.ascontiguousarray(values, dtype=f"<{kind}")
    raise OverflowError(f"{low} to {high} does not fit into 32 bits")


def clean(text: str) -> str:
    """Replace what UTF-8 cannot hold, lone surrogates, by U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _units(text: str) -> int:
    """Return the length in UTF-16 code units, which JavaScript counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2
