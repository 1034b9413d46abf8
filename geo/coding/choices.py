"""What a user chooses: how incidents are merged, corrected and selected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from geo.coding.selection import EVERYTHING, Selection

if TYPE_CHECKING:
    from geo.coding.catalogue import Catalogue
    from geo.coding.corrections import Correction

Merge = Literal["off", "article", "corpus"]


@dataclass(frozen=True, slots=True)
class Choices:
    """How incidents are merged, corrected and selected."""

    merge: Merge = "corpus"
    selection: Selection = EVERYTHING
    corrections: tuple[Correction, ...] = ()
    actors: Catalogue | None = None
    """A user's own catalogue of actors; the package's where it is `None`."""


DEFAULT = Choices()
