"""In which language a text is: English by its small words, others by `py3langid`."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

SMALL = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "in",
        "that",
        "is",
        "was",
        "for",
        "with",
        "on",
        "said",
        "by",
        "at",
        "from",
        "has",
        "have",
        "were",
        "are",
    ]
)
"""Words that English texts are full of."""
SHARE = 0.15
HEAD = 4_000
"""Code points that are looked at."""
LEAST_LETTERS = 100
"""A shorter text is not judged."""
LEAST_SURE = 0.9


def language_of(text: str) -> str | None:
    """Return the ISO 639-1 code of a text's language, or `None` where it is too short to say.

    Examples
    --------
    >>> language_of("Gunmen attacked a checkpoint in the east of the city, the ministry said. " * 2)
    'en'
    >>> language_of("Des hommes armés ont attaqué un poste de contrôle, selon le ministère. " * 2)
    'fr'
    """
    words = re.findall(r"[^\W\d_]+", text[:HEAD].lower())
    if sum(map(len, words)) < LEAST_LETTERS:
        return None
    if sum(word in SMALL for word in words) >= SHARE * len(words):
        return "en"
    code, sure = _identifier().classify(" ".join(words))
    return str(code) if sure >= LEAST_SURE else None


@cache
def _identifier() -> Any:
    from py3langid import langid  # noqa: PLC0415  half a second, and most texts do without

    return langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
