"""Where the publisher of an article is at home: by the address's country, and the places in its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.placing.options import Options, OptionsOf
    from geo.records import Article


def home_of(article: Article, known: OptionsOf) -> Options | None:
    """Return the places where the publisher may be at home, `None` where nothing tells."""
    del article, known
    return None
