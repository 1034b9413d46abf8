"""Windows with other place names in place of their own: what is a place shows in what stands around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from labels import LAYERS

from geo.reading.pieces import SHAPES

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Sequence

    from labels import Example, Labelled

_TITLE = (SHAPES.index("title"), SHAPES.index("title") + len(SHAPES))
_DEMONYM = LAYERS["kind"].index("demonym")


class Names:
    """The place names of one word in some documents, by how many pieces they have."""

    def __init__(self, items: Sequence[Labelled]) -> None:
        found: dict[tuple[int, ...], None] = {}
        for item in items:
            pieces = item.pieces
            for low, high in _names(item.labels, pieces.firsts, pieces.shapes):
                found[tuple(pieces.ids[low:high].tolist())] = None
        self._by_length: dict[int, list[tuple[int, ...]]] = {}
        for name in found:
            self._by_length.setdefault(len(name), []).append(name)

    def swap(self, example: Example, rng: random.Random) -> Example:
        """Give each place name of one word the pieces of another: all its mentions the same ones."""
        ids, others = example.ids.copy(), {}
        for low, high in _names(example.labels, example.firsts, example.shapes):
            name = tuple(example.ids[low:high].tolist())
            if name not in others:
                others[name] = rng.choice(self._by_length[len(name)])
            ids[low:high] = others[name]
        example.ids = ids
        return example


def _names(
    labels: dict[str, np.ndarray], firsts: np.ndarray, shapes: np.ndarray
) -> Iterator[tuple[int, int]]:
    """Yield the pieces of each capitalised place name of one word; demonyms keep their form."""
    place, ends = labels["place"], np.append(firsts[1:], len(shapes))
    alone = (place == 1) & (np.append(place[1:], 0) != 2) & (labels["kind"] != _DEMONYM)
    for word in np.flatnonzero(alone & np.isin(shapes[firsts], _TITLE)):
        yield int(firsts[word]), int(ends[word])
