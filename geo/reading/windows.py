"""Windows of consecutive sentences: what the model sees at once.

Every sentence belongs to one window, which is where its events are read; it may stand in the next one too, as
the context that comes before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Window(NamedTuple):
    """A run of units (sentences, or parts of one too long); those from `own` on are this window's."""

    first: int
    own: int
    end: int


def plan(lengths: Sequence[int], size: int, context: int) -> Iterator[Window]:
    """Lay windows over units of text.

    Parameters
    ----------
    lengths
        Pieces of each unit; none may be longer than `size`.
    size
        The most pieces of a window.
    context
        The most pieces that a window repeats from the units before its own.

    Examples
    --------
    >>> list(plan([50, 40, 30, 60, 20], size=120, context=40))
    [Window(first=0, own=0, end=3), Window(first=2, own=3, end=5)]
    """
    own = 0
    while own < len(lengths):
        first, total = own, lengths[own]
        while first and total + lengths[first - 1] <= min(size, lengths[own] + context):
            first -= 1
            total += lengths[first]
        end = own + 1
        while end < len(lengths) and total + lengths[end] <= size:
            total += lengths[end]
            end += 1
        yield Window(first, own, end)
        own = end
