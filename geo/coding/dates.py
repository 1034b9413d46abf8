"""When: the article's date, and the days that a time expression of the article means.

News names a day by its weekday and means the last such day, or the next one for what is planned; a day
of a month without a year is the nearest one on that side.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from geo.coding.calendar import NEVER, Days, Scene, Toward, days_of
from geo.dateline import HEAD, found
from geo.records import DateSpan

if TYPE_CHECKING:
    from datetime import date

    from geo.records import Article, DatePrecision

LONGEST: tuple[tuple[int, DatePrecision], ...] = ((1, "day"), (10, "week"), (31, "month"))
"""How many days a span of each precision has at most; longer ones are a year's."""
_DATE_LINE = re.compile(
    r"\b(?:date|published|posted|updated)\b:?\s+(?:on\s+)?"
    r"(?P<date>\d{4}-\d\d-\d\d|\d{1,2} \w{3,9},? \d{4}|\w{3,9}\.? \d{1,2},? \d{4})",
    re.IGNORECASE,
)


def published(article: Article) -> date | None:
    """Return the article's date: from the input, else its dateline, else a line such as `date 2020-07-16`.

    Examples
    --------
    >>> from geo.records import Article
    >>> published(Article("1", "BOGOTA, 3 FEB 90 (EFE) -- Two bombs exploded."))
    datetime.date(1990, 2, 3)
    """
    if article.published:
        return article.published
    for match in (found(article.text), _DATE_LINE.search(article.text[:HEAD])):
        if match and match["date"]:
            days = days_of(_normal(match["date"]), Scene(NEVER, "past"))
            if days and days[0] == days[1]:
                return days[0]
    return None


@lru_cache(maxsize=1_000)
def resolve(
    text: str, today: date | None, toward: Toward = "past", anchor: DateSpan | None = None
) -> DateSpan | None:
    """Turn a time expression into the days that it means.

    Parameters
    ----------
    text
        As written: `late Thursday`, `two weeks ago`, `the night of 4-5 May`.
    today
        The article's date, from which weekdays and the like are seen; without it only full dates resolve.
    toward
        The side on which the event lies: `past`, `future` (what is planned), or the `nearest`.
    anchor
        The time told before, from which `the next day` and the like are seen.

    Returns
    -------
    DateSpan or None
        `None` where the words name no time that can be put on a calendar.

    Examples
    --------
    >>> from datetime import date
    >>> resolve("late Thursday", date(2020, 7, 18)).start
    datetime.date(2020, 7, 16)
    >>> span = resolve("between June 1975 and February 1976", None)
    >>> str(span.start), str(span.end), span.precision
    ('1975-06-01', '1976-02-29', 'year')
    """
    scene = Scene(today or NEVER, toward, (anchor.start, anchor.end) if anchor else None)
    words = _normal(text)
    days = _since(words, scene) or _range(words, scene) or days_of(words, scene)
    return None if days is None else spanning(*days, text)


def spanning(start: date, end: date, text: str | None = None) -> DateSpan:
    """Return the days from one to another; how many they are gives the precision."""
    length = (end - start).days + 1
    precision: DatePrecision = next((name for longest, name in LONGEST if length <= longest), "year")
    return DateSpan(start, end, precision, text)


def _normal(text: str) -> str:
    """Lower case, single blanks, plain marks, no time of day."""
    text = text.replace("’", "'").replace("–", "-").replace("—", "-").lower()
    text = re.sub(r"\s*-\s*", "-", re.sub(r"\s+", " ", text))
    text = re.sub(r"\b\d{1,2}[:.][0-5]\d(?![\d.])(?: ?[ap]\.?m\b\.?)?|\b\d{1,2} ?[ap]\.?m\b\.?", " ", text)
    return re.sub(r"\s+", " ", text).strip(" ,.;")


def _since(words: str, scene: Scene) -> Days | None:
    """`since March`: from then to the article's date."""
    match = re.fullmatch(r"(?:ever )?since (.+)", words)
    begin = match and days_of(match[1], Scene(scene.today, "past", scene.anchor))
    if not begin:
        return None
    return begin[0], begin[1] if scene.today == NEVER else scene.today


def _range(words: str, scene: Scene) -> Days | None:
    """Two expressions and a word between: `from June 1975 to March 1976`, `July-August`."""
    match = re.fullmatch(
        r"(?:between |from )?(?:the )?(.+?)(?: (?:to|and|until|through) |-)(?:the )?(.+)", words
    )
    if not match or re.fullmatch(r"mid|\d{1,2}", match[1]) or re.match(r"\d{1,2}\b", match[2]):
        return None
    first, last = match[1], match[2]
    year = re.search(r"\b[12]\d{3}$", last)
    if year and not re.search(r"\d{4}", first):
        first = f"{first} {year[0]}"
    begin = days_of(first, scene)
    ends = [days_of(last, scene), days_of(last, Scene(scene.today, "future", scene.anchor))]
    return next(((begin[0], end[1]) for end in ends if begin and end and begin[0] <= end[1]), None)
