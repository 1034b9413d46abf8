"""The grammar of single time expressions in the news: each rule turns one form of words into days.

`geo.coding.dates` is what callers use; it also joins two expressions to a range.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from dateutil.easter import easter

from geo.coding.counts import WORD_VALUES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Toward = Literal["past", "future", "nearest"]
Days = tuple[date, date]
"""First and last day."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What an expression is seen from."""

    today: date
    """The article's date; `NEVER` where it is not known."""
    toward: Toward
    anchor: Days | None = None
    """The days told last: `the next day` is seen from there."""


NEVER = date.max
"""Stands for an unknown date: rules that count from it give nothing."""

SATURDAY, MONTHS_IN_YEAR, CENTURY = 5, 12, 100
MONTHS = {
    name.lower(): i
    for names in (calendar.month_name, calendar.month_abbr)
    for i, name in enumerate(names)
    if name
}
MONTHS["sept"] = 9
WEEKDAYS = {
    name.lower(): i for names in (calendar.day_name, calendar.day_abbr) for i, name in enumerate(names)
}
WEEKDAYS |= {"tues": 1, "thur": 3, "thurs": 3}
SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11), "winter": (12, 2)}
FEASTS = {
    "new year's day": (1, 1),
    "new year's eve": (12, 31),
    "may day": (5, 1),
    "christmas eve": (12, 24),
    "christmas": (12, 25),
}
MOVABLE = {
    "ash wednesday": -46,
    "palm sunday": -7,
    "maundy thursday": -3,
    "good friday": -2,
    "easter": 0,
    "easter sunday": 0,
    "easter monday": 1,
    "pentecost": 49,
}
"""Feasts -> days after the Easter of the western churches."""
ORDINALS = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth",
    "nineteenth", "twentieth", "twenty-first",
]  # fmt: skip
UNIT_DAYS = {
    "hour": 1 / 24,
    "day": 1,
    "night": 1,
    "week": 7,
    "fortnight": 14,
    "month": 30,
    "year": 365,
    "decade": 3650,
}
VAGUE = {"hour": 24, "day": 7, "night": 7, "week": 4, "month": 3, "year": 5, "decade": 3}
"""How many are meant, at most, by `recent days`, `the last few weeks` and `several years ago`."""
NUMBERS = WORD_VALUES | {"couple of": 2, "a couple of": 2}
STEPS = {"last": -1, "past": -1, "previous": -1, "next": 1, "coming": 1}
PARTS = {
    "early": (0, 1 / 3),
    "beginning": (0, 1 / 3),
    "start": (0, 1 / 3),
    "first half": (0, 1 / 2),
    "mid": (1 / 3, 2 / 3),
    "middle": (1 / 3, 2 / 3),
    "second half": (1 / 2, 1),
    "late": (2 / 3, 1),
    "end": (2 / 3, 1),
}
"""Which share of a period is meant by a part of it."""


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_MONTH = rf"(?P<month>{_any(MONTHS)})\b\.?"
_DAY = rf"(?P<day>\d{{1,2}}|{_any(ORDINALS)})(?:st|nd|rd|th)?\b"
_TO_DAY = r"(?:(?:-| and | to )(?P<last>\d{1,2})(?:st|nd|rd|th)?\b)?"
_YEAR = r"(?P<year>[12]\d{3}|\d\d)\b"
_PART = rf"(?:(?:the )?\b(?P<part>{_any(PARTS)}|earlier|later)[ -](?:of |in )?)?"
_NUMBER = rf"(?P<number>\d+|an?|{_any(NUMBERS)})"
_UNIT = rf"(?P<unit>{_any(UNIT_DAYS)})s?\b"

_NTH = r"\b(?P<nth>first|second|third|fourth|last)"
_PERIOD = r"(?P<period>day|night|evening|morning|afternoon|week|month|year)"

RULES: list[tuple[re.Pattern[str], Callable[[re.Match[str], Scene], Days | None]]] = []
"""In the order in which they are tried: the most exact first."""


_BEFORE = re.compile(
    r"\b(?:same|that|following|next|previous|preceding|later|after|earlier|before)", re.IGNORECASE
)
"""What the rules ask for that count from the time told before."""


def asks_before(text: str) -> bool:
    """Whether a time may be counted from the one told before: `the next day`, `hours later`."""
    return bool(_BEFORE.search(text))


def _rule(pattern: str) -> Callable[..., Callable[[re.Match[str], Scene], Days | None]]:
    def keep(function: Callable[[re.Match[str], Scene], Days | None]) -> Callable[..., Days | None]:
        RULES.append((re.compile(pattern), function))
        return function

    return keep


def days_of(text: str, scene: Scene) -> Days | None:
    """Return the days that the first rule finds in an expression (lower case, single blanks)."""
    for pattern, rule in RULES:
        for match in pattern.finditer(text):
            try:
                days = rule(match, scene)
            except (ValueError, OverflowError):  # no such day, such as 31 June, or no date to see it from
                continue
            if days:
                return days
    return None


@_rule(
    rf"\b(?:(?P<same>same|that|this same)|(?P<next>following|next)|(?P<last>previous|preceding)) {_PERIOD}\b"
)
@_rule(rf"\b(?:{_NUMBER} )?{_PERIOD}s? (?:(?P<next>later|after(?:ward|wards)?)|(?P<last>earlier|before))\b")
def _from_the_last(match: re.Match[str], scene: Scene) -> Days | None:
    """Count from the days told last: `the same day`, `the following year`, `two days earlier`."""
    groups, unit = match.groupdict(), match["period"]
    if scene.anchor is None or (groups.get("next") == "next" and unit in ("week", "month", "year")):
        return None  # `next week` is seen from the article
    count = _number(groups["number"]) if groups.get("number") else 1
    steps = count if groups.get("next") else -count if groups.get("last") else 0
    first, last = scene.anchor
    if unit == "year":
        return date(first.year + steps, 1, 1), date(first.year + steps, 12, 31)
    if unit == "month":
        return _whole_month(*_months_from(first, steps))
    shift = timedelta(days=steps * (7 if unit == "week" else 1))
    return first + shift, last + shift


@_rule(r"\b(?:(?:\w+|half an) )?(?:hour|minute|moment)s? (?:later|after|earlier)\b")
def _soon(_: re.Match[str], scene: Scene) -> Days | None:
    """Return the day told last: `hours later`."""
    return scene.anchor if scene.anchor and scene.anchor[0] == scene.anchor[1] else None


@_rule(rf"\b(?:overnight|night) (?:in)?to (?P<weekday>{_any(WEEKDAYS)})\b")
def _night(match: re.Match[str], scene: Scene) -> Days:
    """Return a day and the one before: `overnight into Monday`."""
    day = _known(scene.today) - timedelta(days=(scene.today.weekday() - WEEKDAYS[match["weekday"]]) % 7)
    return day - timedelta(days=1), day


@_rule(r"\b(?P<year>[12]\d{3})[-/](?P<month>\d\d?)[-/](?P<day>\d\d?)\b")
def _iso(match: re.Match[str], _: Scene) -> Days:
    day = date(int(match["year"]), int(match["month"]), int(match["day"]))
    return day, day


@_rule(r"\b(?P<a>\d{1,2})(?P<mark>[./-])(?P<b>\d{1,2})(?P=mark)(?P<year>\d{4}|\d\d)\b")
def _numeric(match: re.Match[str], _: Scene) -> Days:
    """Day first, unless only month first is possible."""
    first, second, year = int(match["a"]), int(match["b"]), _year(match["year"])
    day = date(year, first, second) if second > MONTHS_IN_YEAR else date(year, second, first)
    return day, day


@_rule(rf"\b{_DAY}{_TO_DAY}(?: day)? (?:of )?{_MONTH}(?:,? (?:of )?{_YEAR})?")
@_rule(rf"\b{_MONTH} (?:the )?{_DAY}{_TO_DAY}(?:,? (?:of )?{_YEAR})?(?!:)")
def _day_of_month(match: re.Match[str], scene: Scene) -> Days | None:
    month, day = MONTHS[match["month"]], _ordinal(match["day"])
    begin = date(_year(match["year"]), month, day) if match["year"] else _nearest(month, day, scene)
    end = begin.replace(day=int(match["last"])) if match["last"] else begin
    return (begin, end) if begin <= end else None


@_rule(r"(?:on )?\bthe (?P<day>\d{1,2})(?:st|nd|rd|th)$")
def _day_alone(match: re.Match[str], scene: Scene) -> Days | None:
    """Return the last such day of a month, or the next one of what is planned: `the 12th`."""
    today, step = _known(scene.today), 1 if scene.toward == "future" else -1
    months = (_months_from(today, steps) for steps in (0, step, 2 * step))
    found = (date(*month, int(match["day"])) for month in months if _has(month, int(match["day"])))
    day = next((day for day in found if (day - today).days * step >= 0), None)
    return (day, day) if day else None


@_rule(rf"{_NTH} week (?:of|in) {_MONTH}(?:,? (?:of )?(?P<year>[12]\d{{3}}))?")
def _week_of_month(match: re.Match[str], scene: Scene) -> Days:
    month = MONTHS[match["month"]]
    first, end = _whole_month(int(match["year"]) if match["year"] else _nearest(month, 1, scene).year, month)
    if match["nth"] == "last":
        return end - timedelta(days=6), end
    begin = first + timedelta(weeks=_ordinal(match["nth"]) - 1)
    return begin, begin + timedelta(days=6)


@_rule(rf"{_NTH} (?P<part>quarter|half) of (?:(?P<year>[12]\d{{3}})|(?P<shift>last|this|next) year)\b")
def _months_of_year(match: re.Match[str], scene: Scene) -> Days:
    """Return whole months: `the second quarter of 2019`, `the first half of last year`."""
    year = int(match["year"]) if match["year"] else _known(scene.today).year + STEPS.get(match["shift"], 0)
    months = MONTHS_IN_YEAR // (2 if match["part"] == "half" else 4)
    last = MONTHS_IN_YEAR if match["nth"] == "last" else months * _ordinal(match["nth"])
    return date(year, last - months + 1, 1), _whole_month(year, last)[1]


@_rule(
    rf"{_PART}\b(?:(?P<shift>last|next|this|this past|this coming) )?{_MONTH}"
    r"(?:,? (?:of |in )?(?:(?P<year>[12]\d{3})|(?P<of>last|this|next) year))?"
)
def _month(match: re.Match[str], scene: Scene) -> Days:
    month, shift, today = MONTHS[match["month"]], match["shift"] or "", scene.today
    if match["year"]:
        year = int(match["year"])
    elif match["of"]:
        year = _known(today).year + STEPS.get(match["of"], 0)
    elif shift in ("last", "this past"):
        year = _known(today).year - (month >= today.month)
    elif shift in ("next", "this coming"):
        year = _known(today).year + (month <= today.month)
    elif shift == "this" or month == today.month:
        year = _known(today).year
    else:
        year = _nearest(month, 1, scene).year
    return _share(match["part"], _whole_month(year, month))


@_rule(rf"\b(?P<feast>{_any(MOVABLE)})\b(?:,? (?P<year>[12]\d{{3}}))?")
def _movable_feast(match: re.Match[str], scene: Scene) -> Days:
    """Return a feast that moves with Easter, on the side told."""
    shift = timedelta(days=MOVABLE[match["feast"]])
    if match["year"]:
        day = easter(int(match["year"])) + shift
        return day, day
    today = _known(scene.today)
    found = [easter(year) + shift for year in (today.year - 1, today.year, today.year + 1)]
    day = min(_on_side(found, scene), key=lambda day: abs(day - today))
    return day, day


@_rule(
    rf"\b(?:(?P<shift>last|next|this past|past|this coming|coming|previous) )?(?P<weekday>{_any(WEEKDAYS)})\b"
)
def _weekday(match: re.Match[str], scene: Scene) -> Days:
    ahead = (WEEKDAYS[match["weekday"]] - _known(scene.today).weekday()) % 7
    shift = match["shift"] or ""
    if "next" in shift or "coming" in shift:
        ahead = ahead or 7
    elif shift or (ahead and scene.toward != "future"):
        ahead -= 7
    day = scene.today + timedelta(days=ahead)
    return day, day


@_rule(r"\bday before yesterday\b|\byesterday\b|\btomorrow\b|\blast (?:night|evening)\b|\bovernight\b")
def _day_beside(match: re.Match[str], scene: Scene) -> Days:
    today = _known(scene.today)
    if match[0] == "overnight":
        return today - timedelta(days=1), today
    day = today + timedelta(days={"day before yesterday": -2, "tomorrow": 1}.get(match[0], -1))
    return day, day


@_rule(r"\btoday\b|\btonight\b|\bthis (?:morning|afternoon|evening|day)\b")
def _today(_: re.Match[str], scene: Scene) -> Days:
    return _known(scene.today), scene.today


@_rule(rf"\b{_NUMBER}(?: and a half)?(?: full)? {_UNIT} (?:ago|back)\b")
def _ago(match: re.Match[str], scene: Scene) -> Days:
    count, unit, today = _number(match["number"]), match["unit"], _known(scene.today)
    if unit in ("year", "decade"):
        year = today.year - count * (10 if unit == "decade" else 1)
        return date(year, 1, 1), date(year, 12, 31)
    if unit == "month":
        return _whole_month(*_months_from(today, -count))
    day = today - timedelta(days=round(count * UNIT_DAYS[unit]) if unit != "hour" else count // 24)
    margin = timedelta(days=3 if UNIT_DAYS[unit] > 1 else 0)
    return day - margin, min(day + margin, today)


@_rule(r"\b(?:a )?(?:few|several|some|many) (?P<unit>hour|day|night|week|month|year)s (?:ago|back)\b")
def _some_ago(match: re.Match[str], scene: Scene) -> Days:
    """Return the days between the most that are meant and two: `several weeks ago`."""
    today, length = _known(scene.today), UNIT_DAYS[match["unit"]]
    most = timedelta(days=round(VAGUE[match["unit"]] * length))
    return today - most, today - timedelta(days=round(2 * length))


@_rule(
    r"\b(?P<shift>last|past|next|coming|recent|previous) (?:(?:few|several) )?"
    rf"(?:{_NUMBER}(?:-plus)? )?(?:or so )?(?P<unit>hour|day|night|week|month|year|decade)s\b"
)
def _span_from_now(match: re.Match[str], scene: Scene) -> Days:
    today, unit = _known(scene.today), match["unit"]
    count = _number(match["number"]) if match["number"] else VAGUE[unit]
    span = timedelta(days=max(1, round(count * UNIT_DAYS[unit])))
    return (today, today + span) if STEPS.get(match["shift"]) == 1 else (today - span, today)


@_rule(
    rf"{_PART}\b(?P<shift>last|past|previous|this|next|coming|the) (?P<unit>weekend|week|month|year|decade)\b"
)
def _period(match: re.Match[str], scene: Scene) -> Days | None:
    today, unit, part = _known(scene.today), match["unit"], match["part"] or ""
    step = STEPS.get(match["shift"], 0)
    if unit == "decade" or (match["shift"] == "the" and unit != "weekend" and not part):
        return None
    if unit == "year":
        days = date(today.year + step, 1, 1), date(today.year + step, 12, 31)
    elif unit == "month":
        days = _whole_month(*_months_from(today, step))
    else:
        days = _week(unit, step, scene)
    if step == 0 and part in ("earlier", "early"):
        return days[0], today
    if step == 0 and part == "later":
        return today, days[1]
    return _share(part, days)


def _week(unit: str, step: int, scene: Scene) -> Days:
    """Monday to Sunday, or its last two days: told as past on a weekday, `the weekend` is the one before."""
    monday = scene.today - timedelta(days=scene.today.weekday()) + timedelta(weeks=step)
    if unit == "week":
        return monday, monday + timedelta(days=6)
    if step == 0 and scene.toward == "past" and scene.today.weekday() < SATURDAY:
        monday -= timedelta(weeks=1)
    return monday + timedelta(days=5), monday + timedelta(days=6)


@_rule(rf"\b(?P<feast>{_any(FEASTS)})(?: day)?\b(?:,? (?P<year>[12]\d{{3}}))?")
def _feast(match: re.Match[str], scene: Scene) -> Days:
    month, day = FEASTS[match["feast"]]
    when = date(int(match["year"]), month, day) if match["year"] else _nearest(month, day, scene)
    return when, when


@_rule(
    rf"{_PART}\b(?:(?P<shift>last|next|this) )?(?P<season>{_any(SEASONS)})\b"
    r"(?:,? (?:of )?(?P<year>[12]\d{3}))?"
)
def _season(match: re.Match[str], scene: Scene) -> Days:
    first, last = SEASONS[match["season"]]
    year = int(match["year"]) if match["year"] else _nearest(first, 1, scene).year
    if match["shift"] == "last" and year == scene.today.year and scene.today.month <= last:
        year -= 1
    return date(year, first, 1), _whole_month(year + (last < first), last)[1]


@_rule(rf"{_PART}(?P<year>[12]\d\d0)'?s\b")
def _decade(match: re.Match[str], _: Scene) -> Days:
    year = int(match["year"])
    return _share(match["part"], (date(year, 1, 1), date(year + 9, 12, 31)))


@_rule(rf"{_PART}\b(?P<year>1[4-9]\d\d|20\d\d)(?:[-/](?P<last>\d{{1,4}}))?\b")
def _years(match: re.Match[str], _: Scene) -> Days | None:
    year, last = match["year"], match["last"] or ""
    end = int(year[: 4 - len(last)] + last)
    return _share(match["part"], (date(int(year), 1, 1), date(end, 12, 31))) if end >= int(year) else None


@_rule(r"\brecent(?:ly)?\b|\blately\b")
def _lately(_: re.Match[str], scene: Scene) -> Days:
    return _known(scene.today) - timedelta(days=30), scene.today


def _known(today: date) -> date:
    if today == NEVER:
        raise ValueError("the article has no date")
    return today


def _nearest(month: int, day: int, scene: Scene) -> date:
    """Return the day of a month without a year that lies nearest on the side told (past: up to tomorrow)."""
    today = _known(scene.today)
    found = [
        date(year, month, day)
        for year in (today.year - 1, today.year, today.year + 1)
        if day <= calendar.monthrange(year, month)[1]
    ]
    return min(_on_side(found, scene), key=lambda d: abs(d - today))


def _on_side(days: list[date], scene: Scene) -> list[date]:
    """Return the days on the side told, up to a day beyond; all of them, if there are none."""
    slack = timedelta(days=1)
    if scene.toward == "past":
        return [d for d in days if d <= scene.today + slack] or days
    if scene.toward == "future":
        return [d for d in days if d >= scene.today - slack] or days
    return days


def _share(part: str | None, days: Days) -> Days:
    """Narrow a period to its early, middle or late share."""
    if part not in PARTS:
        return days
    length = (days[1] - days[0]).days + 1
    first, last = (round(length * share) for share in PARTS[part])
    return days[0] + timedelta(days=first), days[0] + timedelta(days=max(first, last - 1))


def _whole_month(year: int, month: int) -> Days:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _has(month: tuple[int, int], day: int) -> bool:
    return 1 <= day <= calendar.monthrange(*month)[1]


def _months_from(today: date, months: int) -> tuple[int, int]:
    """Year and month, some months from a date."""
    year, month = divmod(today.year * MONTHS_IN_YEAR + today.month - 1 + months, MONTHS_IN_YEAR)
    return year, month + 1


def _year(text: str) -> int:
    """Return the year; two digits mean one of 1950 to 2049."""
    year = int(text)
    return year if year >= CENTURY else year + (2000 if year < CENTURY // 2 else 1900)


def _ordinal(text: str) -> int:
    return int(text) if text.isdigit() else ORDINALS.index(text) + 1


def _number(text: str) -> int:
    return int(text) if text.isdigit() else NUMBERS.get(text, 1)
