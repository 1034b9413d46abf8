"""Why a place was chosen, in words for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.placing.ranker import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.records import Candidate, Place

    Array = NDArray[Any]

_SAYS = (
    ("contained", 0.5, "the area named beside it"),
    ("admin2_named", 0.5, "its county or district is named"),
    ("admin1_named", 0.5, "its first-level area is named"),
    ("within_50_km", 0.25, "close to other places of the article"),
    ("home_admin1", 0.5, "the publisher is at home there"),
    ("country_named", 0.5, "its country is named"),
    ("country_share", 0.5, "other places of the article lie in its country"),
    ("contains", 0.5, "a place named before it lies in it"),
    ("generic_fits", 0.5, "the word beside it says so"),
)
_COLUMN = {name: i for i, name in enumerate(COLUMNS)}


def reason(candidates: Sequence[Candidate], features: Array) -> str:
    """Say what decided for the first of the candidates, and what came second."""
    if len(candidates) == 1:
        words = "the only place of this name"
    else:
        said = [text for name, least, text in _SAYS if features[_COLUMN[name]] >= least]
        words = ", ".join(said[:2]) or "the best known place of this name"
        runner_up = candidates[1]
        words += f"; next {describe(runner_up.place)} ({runner_up.score:.2f})"
    match = {"fuzzy": "similar spelling; ", "variant": "variant of the name; "}.get(candidates[0].match, "")
    return match + words


def describe(place: Place) -> str:
    """Return a place as `Tripoli, LB (city)`."""
    return (
        ", ".join(dict.fromkeys(p for p in (place.name, place.admin1, place.country) if p))
        + f" ({place.precision})"
    )
