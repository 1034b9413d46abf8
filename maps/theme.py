"""Colours of what is drawn, for light and for dark maps: those of the ontology, and palettes for the rest.

Colours are sRGB, `#rrggbb`. On dark maps a colour keeps its hue and gets the lightness that it needs there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from geo.ontology import event_types

Channels = npt.NDArray[np.float64]

if TYPE_CHECKING:
    from collections.abc import Sequence

# Ottosson 2020, OKLab: linear sRGB -> cone responses -> lightness and two opponent axes.
_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_OPPONENT = np.array(
    [
        [0.2104542553, 0.793617785, -0.0040720468],
        [1.9779984951, -2.428592205, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.808675766],
    ]
)
TOE = 0.0031308
"""Below it, sRGB is linear."""
ROUNDING = 0.002
DARK_LIGHTNESS = (0.52, 0.86)
"""The range of OKLab lightness that marks on a dark map keep to."""

# Okabe and Ito 2008 without black and yellow, then Tol's muted scheme (2021): for colour-blind eyes, too.
CATEGORICAL = (
    "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9",
    "#882255", "#999933", "#332288", "#44aa99",
)  # fmt: skip
OTHER = "#8a8f98"
"""For what has no colour of its own: values beyond the palette, and what is not told."""


@dataclass(frozen=True, slots=True)
class Hue:
    """The colours of one value, on light and on dark maps."""

    light: str
    dark: str


def hue_of(colour: str) -> Hue:
    """Give a colour its twin for dark maps.

    Examples
    --------
    >>> hue_of("#440068").dark
    '#9355c3'
    """
    return Hue(colour, _lift(colour))


def event_hues(names: Sequence[str]) -> list[Hue]:
    """Return the hues of event types: those of the ontology, and a palette for types of others."""
    known = event_types()
    others = iter(categorical_hues(sum(name not in known for name in names)))
    return [hue_of(known[name].colour) if name in known else next(others) for name in names]


def categorical_hues(count: int) -> list[Hue]:
    """Return hues for values without an order, the most frequent first; those past the palette are grey."""
    return [hue_of(CATEGORICAL[i] if i < len(CATEGORICAL) else OTHER) for i in range(count)]


def _lift(colour: str) -> str:
    lightness, *opponents = _OPPONENT @ np.cbrt(_CONES @ _to_linear(colour))
    low, high = DARK_LIGHTNESS
    target = low + (high - low) * np.clip((lightness - 0.2) / 0.7, 0, 1)
    for share in (1.1, 1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4):  # less chroma where the screen has not so much
        cones = np.linalg.solve(_OPPONENT, np.array([target, *(share * np.array(opponents))])) ** 3
        linear = np.linalg.solve(_CONES, cones)
        if linear.min() > -ROUNDING and linear.max() < 1 + ROUNDING:
            break
    return _from_linear(np.clip(linear, 0, 1))


def _to_linear(colour: str) -> Channels:
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(channels <= TOE * 12.92, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def _from_linear(linear: Channels) -> str:
    channels = np.where(linear <= TOE, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return "#" + "".join(f"{round(255 * c):02x}" for c in channels)
