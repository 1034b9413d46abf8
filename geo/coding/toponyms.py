"""Place names as the text has them: `Guatemala City` is not Guatemala, a `Honduran` helicopter no place."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from geo.coding.catalogue import catalogue, tokens

if TYPE_CHECKING:
    from geo.gazetteer import Gazetteer
    from geo.records import Article, Mention, Reading

CITY = re.compile(r"\scity\b", re.IGNORECASE)
GROUND = re.compile(
    r"\s(?:\w+\s)?(?:territory|soil|side|border|frontier|waters|coast|capital|city|town|village|province|state|region"
    r"|countryside|territorial|airspace|jungle|mountains)\b",
    re.IGNORECASE,
)
"""What makes a nation's adjective a place: `Honduran territory`."""


def mended(article: Article, reading: Reading, gazetteer: Gazetteer) -> Reading:
    """Return a reading with whole names of cities, and adjectives of nations as such.

    Parameters
    ----------
    article, reading
        The text and what was read in it.
    gazetteer
        Tells whether `Guatemala City` is a name.
    """
    mentions = tuple(
        _mended(article.text, m, gazetteer) if m.kind == "toponym" else m for m in reading.mentions
    )
    return replace(reading, mentions=mentions)


def _mended(text: str, mention: Mention, gazetteer: Gazetteer) -> Mention:
    city = CITY.match(text, mention.end)
    if city:
        whole = text[mention.start : city.end()]
        return replace(mention, end=city.end(), text=whole) if _known(whole, gazetteer) else mention
    if _adjective(mention.text) and not GROUND.match(text, mention.end):
        return replace(mention, kind="demonym")
    return mention


def _known(name: str, gazetteer: Gazetteer) -> bool:
    return any(c.place.feature_class == "P" for c in gazetteer.candidates(name, fuzzy=False))


def _adjective(name: str) -> bool:
    words = tokens(name)
    found = next(catalogue().find_nations(words), None)
    return found is not None and found[:2] == (0, len(words)) and found[2].form in ("adjective", "people")
