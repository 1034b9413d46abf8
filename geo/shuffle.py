"""Merging in bounded memory: incidents go to files, meet in buckets, and come out in the order of one merge.

Only incidents of one block (`geo.coding.reports.block_of`) can be of one happening, so each bucket holds
whole blocks and is merged by itself; what comes out is, row for row, what `geo.coding.merge` gives of all.
Records are MessagePack, a file is a column of them (Arrow IPC, zstd); files go with the run.
"""

from __future__ import annotations

import heapq
import zlib
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING, Self

import msgspec
import numpy as np
import pyarrow as pa

from geo.coding.copies import copied, sketch
from geo.coding.reports import block_of, by_day, by_telling, evidence, merge, merge_blocks
from geo.records import Incident
from geo.rooms import room

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from geo.coding.copies import Sketches

    Merge = Callable[[list[bytes]], list[bytes]]
    Mapped = Callable[[Merge, Iterable[list[bytes]]], Iterable[list[bytes]]]

FEW = 10_000
"""So many incidents are kept in memory; when there are more they go to a file."""
BUCKET = 10_000
"""Incidents of a bucket, about."""
BATCH = 250
"""Merged incidents of a bucket that are in memory at a time, while the buckets are put in order."""
COLUMN = "record"

encode = msgspec.msgpack.Encoder().encode
decode = msgspec.msgpack.Decoder(Incident).decode


class Shuffle:
    """Takes the incidents of articles, one article after the other, and gives them merged."""

    def __init__(self) -> None:
        self._kept: list[Incident] = []
        self._stack = ExitStack()
        self._room: Path | None = None
        self._parts: list[Path] = []
        self._count = 0
        self._names: list[str] = []
        self._sketches: list[Sketches] = []
        self._merged: list[Incident] | None = None
        self._runs: list[Path] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Remove the files."""
        self._stack.close()

    def add(self, incidents: Sequence[Incident]) -> None:
        """Take all incidents of an article."""
        self._kept.extend(incidents)
        if len(self._kept) > FEW:
            self._spill()

    def told(self) -> Iterator[Incident]:
        """Yield the incidents as they were added."""
        for part in self._parts:
            yield from map(decode, _records(part))
        yield from self._kept

    def merged(self, mapped: Mapped = map) -> Iterator[Incident]:
        """Yield the incidents merged, by day and id; may be asked for again, at little cost.

        Parameters
        ----------
        mapped
            Works as `map`, over buckets: one that does it elsewhere shares the work.
        """
        if not self._parts:
            if self._merged is None:
                self._merged = merge(self._kept)
            yield from self._merged
            return
        if self._runs is None:
            self._spill()
            self._runs = self._merge(mapped)
        yield from heapq.merge(*(map(decode, _records(run)) for run in self._runs), key=by_day)

    def _spill(self) -> None:
        """Bring what is in memory to a file, and remember what tells copies of its articles."""
        ordered = sorted(self._kept, key=by_telling)
        for name, sentences in evidence(ordered).items():
            self._names.append(name)
            self._sketches.append(sketch(sentences))
        self._parts.append(self._file(f"part-{len(self._parts)}"))
        _write(self._parts[-1], _cut([encode(incident) for incident in self._kept]))
        self._count += len(self._kept)
        self._kept = []

    def _merge(self, mapped: Mapped) -> list[Path]:
        """Merge bucket by bucket; return a file for each, in order of day and id."""
        origin = self._origin()
        many = -(-self._count // BUCKET)
        pieces = []
        for number, part in enumerate(self._parts):
            buckets: list[list[bytes]] = [[] for _ in range(many)]
            for record in _records(part):
                buckets[_bucket(decode(record), origin, many)].append(record)
            pieces.append(self._file(f"piece-{number}"))
            _write(pieces[-1], buckets)
        whole = ([record for piece in pieces for record in _records(piece, n)] for n in range(many))
        runs = []
        for number, records in enumerate(mapped(partial(merge_records, origin), whole)):
            runs.append(self._file(f"run-{number}"))
            _write(runs[-1], _cut(records))
        return runs

    def _origin(self) -> dict[str, str]:
        order = sorted(range(len(self._names)), key=self._names.__getitem__)
        sketches = np.array(self._sketches)[order]
        return copied([self._names[row] for row in order], sketches)

    def _file(self, name: str) -> Path:
        if self._room is None:
            self._room = self._stack.enter_context(room())
        return self._room / name


def merge_records(origin: dict[str, str], records: list[bytes]) -> list[bytes]:
    """Merge the incidents of a bucket; gives them by day and id."""
    return [encode(incident) for incident in sorted(merge_blocks(map(decode, records), origin), key=by_day)]


def _bucket(incident: Incident, origin: Mapping[str, str], many: int) -> int:
    return zlib.crc32(block_of(incident, origin).encode()) % many


def _cut(records: list[bytes]) -> Iterator[list[bytes]]:
    return (records[start : start + BATCH] for start in range(0, len(records), BATCH))


def _write(path: Path, batches: Iterable[Sequence[bytes]]) -> None:
    """Write records; each batch can be read by itself."""
    schema = pa.schema([(COLUMN, pa.binary())])
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with pa.ipc.new_file(str(path), schema, options=options) as file:
        for batch in batches:
            file.write_batch(pa.record_batch([pa.array(batch, pa.binary())], schema=schema))


def _records(path: Path, number: int | None = None) -> Iterator[bytes]:
    """Yield the records of a file, or of one of its batches."""
    with pa.OSFile(str(path)) as source, pa.ipc.open_file(source) as file:
        for n in range(file.num_record_batches) if number is None else (number,):
            yield from file.get_batch(n).column(0).to_pylist()
