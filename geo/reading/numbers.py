"""Numbers of people as news writes them: digits or words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_ONES = re.findall(
    r"\w+",
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen",
)
_TENS = re.findall(r"\w+", "twenty thirty forty fifty sixty seventy eighty ninety")
_UNITS = {word: value for value, word in enumerate(_ONES)} | {
    word: 10 * (value + 2) for value, word in enumerate(_TENS)
}
_SCALES = {"dozen": 12, "score": 20, "hundred": 100, "thousand": 1_000, "million": 1_000_000}

_WORD = "|".join(sorted([*_UNITS, *_SCALES], key=len, reverse=True))
_NUMBER = re.compile(
    rf"(?<![\w.,$€£-])(?:\d{{1,3}}(?:,\d{{2,3}})*,\d{{3}}|\d+)(?:\s+(?:dozen|hundred|thousand|million)\b)?(?![\w%]|[.,]\d)"
    rf"|\b(?:an?\s+(?=dozen|hundred|thousand))?(?:{_WORD})(?:(?:\s+and\s+|[\s-]+)(?:{_WORD}))*\b",
    re.IGNORECASE,
)


def find(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield start, end and value of each number in a text; years and days of the month are numbers too.

    Examples
    --------
    >>> list(find("At least 1,200 people and twenty-one soldiers"))
    [(9, 14, 1200), (26, 36, 21)]
    """
    for match in _NUMBER.finditer(text):
        found = _value(match[0])
        if found is not None:
            yield match.start(), match.end(), found


def value(text: str) -> int | None:
    """Return how many people a mention of the killed or wounded counts.

    Parameters
    ----------
    text
        The text of the mention. One that holds no number names one person: "a policeman", "Rafik Hariri".

    Returns
    -------
    int or None
        `None` where the number is left open ("dozens", "several").

    Examples
    --------
    >>> [value(text) for text in ("21", "two dozen", "three hundred and five", "a", "dozens of")]
    [21, 24, 305, 1, None]
    """
    first = next(find(text), None)
    if first is not None:
        return first[2]
    return None if _OPEN.search(text) or not text.strip() else 1


_OPEN = re.compile(
    r"\b(?:dozens|scores|hundreds|thousands|tens|several|many|some|few|more|others|people|they|them|all)\b",
    re.IGNORECASE,
)


def _value(text: str) -> int | None:
    words = re.split(r"[\s-]+", text.lower().replace(",", ""))
    total = group = 0
    for word in words:
        if word.isdigit():
            group += int(word)
        elif word in _UNITS:
            group += _UNITS[word]
        elif word in _SCALES:
            scale = _SCALES[word]
            group = max(group, 1) * scale
            if scale >= 1_000:  # noqa: PLR2004  "two thousand | three hundred"
                total, group = total + group, 0
        elif word not in {"a", "an", "and"}:
            return None
    return total + group
