"""Place names in the light of the whole article: which stay, which go, which come in, how far they reach."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from geo.dateline import dateline
from geo.reading.names import lists
from geo.reading.pieces import TYPOGRAPHY
from geo.reading.sentences import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from geo.reading.decode import Found

PLACES = frozenset({"toponym", "metonym", "demonym"})
_SURE = 0.8
"""A name found at least this surely is looked for in the rest of the article."""
_INITIALS = re.compile(r"(?:\b[A-Z]\.)+[A-Z]$")
_LINK = re.compile(r"@|://|^www\.|(?:\.(?:com|org|net|info|gov|edu)|\w\w\.[a-z]{2})(?:[/,.;)]|$)")
_SPACE = re.compile(r"\s")
_AROUND = 30
"""Code points before and after a name that the rest of it may reach into."""
_CAPITALS = re.compile(r"(?: [A-Z][A-Z'’.-]+)+(?=,| \(| ?[–—-]{1,2} )")
"""How a name in capitals goes on in a dateline: `MEXICO CITY (Reuters) - `."""
_STREET = re.compile(r"(?:\b(?:\d+(?:st|nd|rd|th)|[A-Z][\w'’.-]*) ){1,3}$")
"""What stands before `Street` and belongs to it."""
_LOCATIVE = re.compile(r"\b(?:in|near|at|outside|around|inside|across|throughout) $", re.IGNORECASE)
_COUNTRY_FOLLOWS = re.compile(r", [A-Z]")


def whole(text: str, place: Found) -> Found:
    """Return a place's name as far as it is written.

    Takes in the full stop of `Calif.` and `U.S.`, the rest of `Cox's Bazar` and of a name in capitals, and
    what stands before a `Street` that was found alone.
    """
    name = text[place.start : place.end]
    if known := _written(text, place):
        return place._replace(start=known[0], end=known[1])
    if name.isupper() and len(name) > 1 and (more := _CAPITALS.match(text, place.end)):
        return place._replace(end=more.end())
    if name.casefold().strip(".") in lists()["streets"]:
        before = _STREET.search(text[max(0, place.start - 60) : place.start])
        place = place._replace(start=place.start - len(before[0])) if before else place
    return place._replace(end=place.end + _stop(text, place, name))


def _written(text: str, place: Found) -> tuple[int, int] | None:
    """Return where the known name with a genitive stands that a place is part of."""
    low = max(0, place.start - _AROUND)
    near = text[low : place.end + _AROUND].translate(TYPOGRAPHY)
    for match in _genitives().finditer(near) if "'" in near else ():
        if low + match.start() < place.end and place.start < low + match.end():
            return low + match.start(), low + match.end()
    return None


@cache
def _genitives() -> re.Pattern[str]:
    names = map(re.escape, sorted(lists()["genitives"]))
    return re.compile(rf"\b(?:{'|'.join(names)})(?!\w)", re.IGNORECASE)


def _stop(text: str, place: Found, name: str) -> bool:
    """Whether the full stop after a name belongs to it."""
    if text[place.end : place.end + 1] != ".":
        return False
    last = re.split(r"[ .]", name)[-1].casefold()
    return last in words()["short_places"] or bool(_INITIALS.search(name))


def sift(
    text: str, places: Sequence[Found], people: Iterable[Found], groups: Iterable[Found]
) -> set[tuple[int, int]]:
    """Return the spans of those names that are no places.

    Parameters
    ----------
    text
        The article's.
    places
        All that may be one.
    people, groups
        The names of people and of organisations in the article.
    """
    others = _others(text, places, people, groups)
    cased = any(map(str.isupper, text))
    return {
        (m.start, m.end)
        for m in places
        if _in_link(text, m)
        or _is_fragment(text[m.start : m.end], cased=cased)
        or (m.kind != "demonym" and text[m.start : m.end] in others and not _is_where(text, m))
    }


def _others(text: str, places: Sequence[Found], people: Iterable[Found], groups: Iterable[Found]) -> set[str]:
    """Return the names that are a person's or an organisation's rather than a place's in this article."""
    told, named = Counter[str](), set[str]()
    for person in people:
        parts = text[person.start : person.end].split(" ")
        names = [" ".join(parts[n:]) for n in range(len(parts))]
        told.update(names)
        named.update(names[1:])
    called = Counter(text[group.start : group.end] for group in groups)
    counted = Counter(text[m.start : m.end] for m in places if m.kind != "demonym")
    where = Counter(text[m.start : m.end] for m in places if _is_where(text, m))
    return {
        name
        for name, count in counted.items()
        if (told[name] > where[name] and (name in named or told[name] >= count))
        or told[name] + called[name] > count
    }


def _is_where(text: str, place: Found) -> bool:
    """Whether a name stands as that of a place does: `in Paris`, `Paris, Texas`."""
    return bool(_LOCATIVE.search(text, max(0, place.start - 12), place.start)) or bool(
        _COUNTRY_FOLLOWS.match(text, place.end)
    )


def _is_fragment(name: str, *, cased: bool) -> bool:
    """Whether a name is none: a single letter, a number, a word in small letters, a `Street` alone."""
    letters = sum(map(str.isalpha, name))
    common = name.casefold().strip(".") in lists()["streets"]
    return letters < 2 or common or (cased and name.islower())  # noqa: PLR2004  one letter


def _in_link(text: str, place: Found) -> bool:
    """Whether a place's name is part of a web or mail address."""
    before = _SPACE.split(text[max(0, place.start - 100) : place.start])[-1]
    after = _SPACE.split(text[place.end : place.end + 100], maxsplit=1)[0]
    return bool(_LINK.search(before + text[place.start : place.end].lower() + after))


def repeated(text: str, places: Sequence[Found], doubtful: Iterable[Found]) -> Iterable[Found]:
    """Yield doubtful places whose name is surely one elsewhere in the article, or stands in its dateline."""
    names = {text[m.start : m.end].casefold() for m in places if m.score >= _SURE}
    taken = covered(len(text), places)
    line = dateline(text)[1]
    for m in doubtful:
        name = text[m.start : m.end]
        likely = name.casefold() in names or (m.end <= line and name.isupper())
        if likely and not taken[m.start : m.end].any():
            yield m


def covered(length: int, mentions: Iterable[Found]) -> NDArray[np.bool_]:
    """Return which code points of a text are part of mentions."""
    found = np.zeros(length + 1, bool)
    for m in mentions:
        found[m.start : m.end] = True
    return found
