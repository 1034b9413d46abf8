"""What the words beside a toponym say: the area named after it, generic words, whether it is one itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.dateline import dateline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.records import Mention

_AFTER_2 = re.compile(r"\s+(?:county|counties|parish|district|raion|borough)\b", re.IGNORECASE)
_AFTER_1 = re.compile(
    r"\s+(?:state|province|governorate|oblast|region|prefecture|territory|department|krai)\b", re.IGNORECASE
)
_AREA = "state|province|governorate|oblast|region|prefecture|krai|district|raion"
_AS_AREA_AFTER = re.compile(rf"\s+(?i:(?:{_AREA})s?)\b(?!\s+[A-Z])")
"""`Kharkiv region` is not Kharkiv; `Ohio State University` and `Oregon District Court` tell nothing."""
_AS_AREA_BEFORE = re.compile(r"\b[a-z]+ (?:state|province|governorate|oblast) of $")
"""`the province of Kandahar`, and not `the Hadba district of Tripoli`, which lies in the town."""
_AFTER_WATER = re.compile(r"\s+(?:river|lake|creek|bay|sea|strait|canal|reservoir|gulf)\b", re.IGNORECASE)
_AFTER_TOWN = re.compile(
    r"\s+(?:city|township|village|suburb|police|mayor|downtown|airport|resident)|-(?:based|area)\b"
    r"|\s+(?:Times|Post|Tribune|Herald|Journal|Gazette|Chronicle|Mayor|City Council)\b",
    re.IGNORECASE,
)
_BEFORE_TOWN = re.compile(
    r"\b(?:city|town|village|suburb|port|downtown|township|neighbou?rhood|hamlet|settlement)(?: of)?\s+$",
    re.IGNORECASE,
)
_BEFORE_1 = re.compile(r"\b(?:state|province|region|governorate|upstate)(?: of)?\s+$", re.IGNORECASE)
_BEFORE_2 = re.compile(r"\b(?:county|district|parish)(?: of)?\s+$", re.IGNORECASE)
_BEFORE_WATER = re.compile(
    r"\b(?:(?:lake|river|gulf of|bay of|sea of|straits? of)|(?:banks?|mouth|waters?) of the|bridge over the"
    r"|(?:across|along) the)\s+$",
    re.IGNORECASE,
)
_ARTICLE_BEFORE = re.compile(r"\bthe\s+(?:[a-z]+ern\s+)?$", re.IGNORECASE)
_ARTICLE_AFTER = re.compile(
    r"(?:['’]s)?(?:\s*[.,;:!?()”\"–—]|\s*$|\s+(?:and|or|but|in|on|at|to|from|by|with|for|of|as|into|near|over|off|is|was"
    r"|are|were|has|have|had|will|would|could|may|that|which|where|who|when|while|after|before|since|because)\b)"
)
"""Ends a name that is no part of a longer one: `the Sinai, where`, and not `the Kabul government`."""
_AFTER_NAME = frozenset(",.:;()/&-–—")
"""What stands right after the town of a dateline."""
_FACILITY = (
    "Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Drive|Highway|Freeway|Hotel|Inn|Hospital|Clinic|Medical"
    "|School|University|College|Academy|Institute|Church|Cathedral|Basilica|Mosque|Synagogue|Temple|Stadium|Arena"
    "|Theater|Theatre|Library|Park|Garden|Gardens|Square|Bridge|Plaza|Mall|Center|Centre|Museum|Tower|Hall|Castle"
    "|Embassy|Consulate|Ministry|Court|Courthouse|Cemetery|Station|Club|Restaurant|House|Building|Canal|Railroad"
    "|Bank|Inc|Corp|Company|Group|Foundation|Association"
)
_FACILITY_ITSELF = re.compile(rf"\b(?:{_FACILITY})\.?$")
_FACILITY_AFTER = re.compile(rf"\s+(?:[A-Z][\w’'.-]*\s+){{0,2}}(?:{_FACILITY})\b")
_FACILITY_BEFORE = re.compile(
    r"\b(?:University|College|Bank|Institute|Church|Embassy|Consulate|Hospital|Museum)(?: of| in)? (?:the )?$"
)
_PART = "(?:camps?|districts?|areas?|neighbou?rhoods?|quarters?|suburbs?|crossings?|bases?)"
_LINK = re.compile(
    r"^(?:,\s+|\s*\(\s*|,\s+in\s+|\s+in\s+|,?\s+(?:the )?capital of\s+"
    rf"|(?:\s+(?:refugee\s+)?{_PART})?,?\s+"
    r"(?:on|near|along|beside|off|outside|close to|next to|opposite|inside)\s+"
    rf"|\s+(?:refugee\s+)?{_PART}\s+(?:of|in)\s+)"
    r"(?:the\s+(?:shores? of\s+|banks? of\s+|coast of\s+)?|[a-z]+ern\s+)?(?:the\s+)?$"
)
_OWNED = re.compile(
    r"^(?:['’]s?\s+(?:[a-z-]+\s+){0,2}|(?:['’]s?)?\s+(?:[a-z-]+\s+){0,2}"
    r"(?:city|town|village|port|capital|province|state|region|district|governorate|island)(?:\s+of)?\s+)$"
)
"""What stands between an area and a place in it: `Libya's eastern city of Benghazi`."""
_AND = re.compile(r"^(?:,\s+|,?\s+and\s+|,?\s+or\s+)(?:the\s+)?$")
_WINDOW = 40
_TOWN = 3


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The words beside one mention."""

    container: int | None
    """Index of the mention that names what it lies in or at: `Texas` for Paris in `Paris, Texas`."""
    firmly: bool
    """Whether the container is surely one, and not the next of an enumeration: `Mexico, Canada and Cuba`."""
    contains: bool
    """Whether it stands as such an area itself."""
    generic: int | None
    """The level that a generic word beside it asks for, as in `Options.level`; `None` where there is none."""
    area: bool
    """Whether the word beside it makes it an area, which may have a town of its name: `Kharkiv region`."""
    neighbours: tuple[int, ...]
    """Indices of the mentions enumerated with it."""
    facility: bool
    """Whether it is a building, a street or an institution, or stands in the name of one."""
    article: bool
    """Whether it stands with `the`, as rivers, mountains and regions do."""


def surroundings(text: str, mentions: Sequence[Mention]) -> list[Surroundings]:
    """Look at the words beside each of the mentions, which must be in the order of the text."""
    linked = [_linked(text, mentions, i) for i in range(len(mentions))]
    line = dateline(text)
    listed = [_enumerated(text, mentions, i) for i in range(len(mentions))]
    firm = [
        outer is not None and not (set(listed[i]) - {outer}) and not (set(listed[outer]) - {i})
        for i, outer in enumerate(linked)
    ]
    containing = {outer for outer, sure in zip(linked, firm, strict=True) if outer is not None and sure}
    return [
        Surroundings(
            linked[i],
            firm[i],
            i in containing,
            _generic(text, mention) or (_TOWN if _opens(text, mention, line) else None),
            _as_area(text, mention),
            listed[i],
            _facility(text, mention),
            _article(text, mention),
        )
        for i, mention in enumerate(mentions)
    ]


def _linked(text: str, mentions: Sequence[Mention], i: int) -> int | None:
    for outer, pattern in ((i + 1, _LINK), (i - 1, _OWNED)):
        if 0 <= outer < len(mentions):
            first, second = sorted((i, outer))
            between = text[mentions[first].end : mentions[second].start]
            if len(between) <= _WINDOW and pattern.match(between):
                return outer
    return None


def _enumerated(text: str, mentions: Sequence[Mention], i: int) -> tuple[int, ...]:
    found = []
    for left, right, other in ((i - 1, i, i - 1), (i, i + 1, i + 1)):
        if left >= 0 and right < len(mentions):
            between = text[mentions[left].end : mentions[right].start]
            if len(between) < _WINDOW and _AND.match(between):
                found.append(other)
    return tuple(found)


def _generic(text: str, mention: Mention) -> int | None:
    after = text[mention.end : mention.end + _WINDOW]
    before = text[max(0, mention.start - _WINDOW) : mention.start]
    for level, behind, ahead in (
        (2, _AFTER_2, _BEFORE_2),
        (1, _AFTER_1, _BEFORE_1),
        (4, _AFTER_WATER, _BEFORE_WATER),
        (_TOWN, _AFTER_TOWN, _BEFORE_TOWN),
    ):
        if behind.match(after) or ahead.search(before):
            return level
    return None


def _opens(text: str, mention: Mention, line: tuple[int, int]) -> bool:
    """Whether a name is the first of the dateline: a town."""
    return line[0] <= mention.start < line[1] and not text[line[0] : mention.start].strip(' \n("“')


def _as_area(text: str, mention: Mention) -> bool:
    before = text[max(0, mention.start - _WINDOW) : mention.start]
    return bool(_AS_AREA_AFTER.match(text, mention.end) or _AS_AREA_BEFORE.search(before))


def _facility(text: str, mention: Mention) -> bool:
    after = text[mention.end : mention.end + _WINDOW]
    before = text[max(0, mention.start - _WINDOW) : mention.start]
    return bool(
        _FACILITY_ITSELF.search(mention.text)
        or _FACILITY_AFTER.match(after)
        or _FACILITY_BEFORE.search(before)
    )


def _article(text: str, mention: Mention) -> bool:
    before = text[max(0, mention.start - _WINDOW) : mention.start]
    own = mention.text[:4].casefold() == "the "
    return own or bool(_ARTICLE_BEFORE.search(before) and _ARTICLE_AFTER.match(text, mention.end))
