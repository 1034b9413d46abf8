"""How many: the words for a number -> its lower and upper bound."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ONES = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
WORD_VALUES = {word: i for i, word in enumerate(_ONES)} | {word: 20 + 10 * i for i, word in enumerate(_TENS)}
SCALES = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 1_000_000}
AT_LEAST = {
    "dozens": 24,
    "scores": 40,
    "hundreds": 200,
    "thousands": 2000,
    "several": 3,
    "few": 3,
    "couple": 2,
    "many": 3,
}
"""Words that tell only a lower bound, and the least that they can mean."""
FEWEST, MOST = ("at least", "more than", "over", "no fewer than", "no less than"), (
    "up to", "as many as", "no more than", "at most", "fewer than", "less than", "under",
)  # fmt: skip

_WORDS = "|".join((*WORD_VALUES, *SCALES, "an?", "and"))
_NUMBER = re.compile(
    rf"(?<![\w.])\d{{1,3}}(?:[, ]\d{{3}})+\b|\d+(?:\.\d+)?(?: (?:hundred|thousand|million))?\b"
    rf"|\b(?:{_WORDS})(?:[ -](?:{_WORDS}))*\b"
)
_RANGE = re.compile(
    rf"\bbetween (?:\d[\d,]*|{_WORDS}) and (?:\d[\d,]*|(?:{_WORDS})\b)"
    rf"|\b(?:\d[\d,]*|{_WORDS})(?: to | or |-|–)(?:\d[\d,]*|(?:{_WORDS})\b)",
    re.IGNORECASE,
)
_AROUND = 25
"""Code points beside a number in which the range is looked for that it is part of."""
_BOUND = re.compile(rf"\b(?:{'|'.join((*FEWEST, *MOST))})\s+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people as far as it is told."""

    low: int | None
    high: int | None
    """`None` where it is open."""
    text: str


def count(text: str) -> Count | None:
    """Read the first number, or range of numbers, in some words.

    Returns
    -------
    Count or None
        `None` where the words name no number.

    Examples
    --------
    >>> count("at least 30 people")
    Count(low=30, high=None, text='at least 30 people')
    >>> count("between twenty and 25").high
    25
    >>> count("dozens of villagers").low
    24
    >>> count("as many as 100").high
    100
    """
    words = re.sub(r"\s+", " ", text.lower()).replace("an estimated ", "").strip()
    if vague := re.search(rf"(?<!\bas )\b(?:{'|'.join(AT_LEAST)})\b", words):
        scale = re.match(r" (?:of )?(dozen|hundred|thousand)", words[vague.end() :])
        return Count(AT_LEAST[vague[0]] * (SCALES[scale[1]] if scale else 1), None, text)
    found = _numbers(words)
    if not found:
        return None
    low, high = found[0], found[-1]
    if len(found) > 1 and low < high and re.search(r"\d ?[-–] ?\d|\bto\b|\bbetween\b|\bor\b", words):
        return Count(low, high, text)
    if any(re.search(rf"\b{words_}\b", words) for words_ in MOST):
        return Count(None, low, text)
    return Count(low, None if any(re.search(rf"\b{words_}\b", words) for words_ in FEWEST) else low, text)


def with_bounds(text: str, start: int, end: int) -> str:
    """Return a number with what makes a bound or a range of it: `at least 30`, `between 20 and 30`.

    Parameters
    ----------
    text
        The article.
    start, end
        Of the number.

    Examples
    --------
    >>> with_bounds("It killed at least 30.", 19, 21)
    'at least 30'
    >>> with_bounds("It killed between 20 and 30 men.", 18, 20)
    'between 20 and 30'
    """
    for match in _RANGE.finditer(text, max(0, start - _AROUND), end + _AROUND):
        if match.start() <= start and end <= match.end():
            return match[0]
    bound = _BOUND.search(text[max(0, start - 20) : start])
    return text[start - len(bound[0]) if bound else start : end]


def _numbers(words: str) -> list[int]:
    values = []
    for match in _NUMBER.finditer(re.sub(r"\bbetween (\S+) and\b", r"between \1 to", words)):
        value = _value(match[0])
        if value is not None:
            values.append(value)
    return values


def _value(words: str) -> int | None:
    """Return the value of `3,000`, `1.5 million`, `two dozen`, `one hundred and five`."""
    total, current, seen = 0.0, 0.0, False
    for word in re.split(r"[ -]", re.sub(r"(?<=\d)[, ](?=\d{3}\b)", "", words)):
        if word in SCALES:
            current = (current or 1) * SCALES[word]
            if SCALES[word] >= SCALES["thousand"]:
                total, current = total + current, 0.0
        elif word in ("a", "an"):
            current = current or 1
        elif word != "and":
            current += WORD_VALUES[word] if word in WORD_VALUES else float(word)
        seen = seen or word != "and"
    return round(total + current) if seen else None
