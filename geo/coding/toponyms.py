"""Place names as the text has them: `Guatemala City` is not Guatemala, a `Honduran` helicopter no place.

And `City` alone is none where the text says `6th of October City`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from geo.coding.catalogue import catalogue, tokens, words_of

if TYPE_CHECKING:
    from geo.gazetteer import Gazetteer
    from geo.records import Article, Mention, Reading

CITY = re.compile(r"\scity\b", re.IGNORECASE)
LONGER = re.compile(
    r"(?:\s(?:international|national|regional|military))?\s(?:airport|air\sbase|airbase)\b|,?\sD\.\s?C\.",
    re.IGNORECASE,
)
"""What a name may go on with, if it is known with it: `El Dorado airport`, `Washington, D.C.`"""
GROUND = re.compile(
    r"\s(?:\w+\s)?(?:territory|soil|side|border|frontier|waters|coast|capital|city|town|village|province|state|region"
    r"|countryside|territorial|airspace|jungle|mountains)\b",
    re.IGNORECASE,
)
"""What makes a nation's adjective a place: `Honduran territory`."""
SHORT = re.compile(r"(?:[A-Z]\.){2,}|[A-Z]{2,3}")
"""A nation's short name, which stands for an adjective, too."""
NOUN = re.compile(r"\s(?P<word>[A-Za-z][\w'’-]*)")
"""Of 641 times that `U.S.` stands before such a word (not of `after_names`), it is an event's place in 6."""
MISSION = re.compile(r"\s(?:embassy|consulate)\b", re.IGNORECASE)
"""What a state has in another one: of 19 nations before it, in annotated news, one is an event's place."""
WORD = re.compile(r"[\w'’-]+")
BEFORE = re.compile(rf"(?:{WORD.pattern} ){{0,3}}$")
AFTER = re.compile(rf"(?: {WORD.pattern}){{0,3}}")
"""Words that a name may go on with: nothing but a space between."""
REACH = 80
"""Code points before a mention that such words are looked for in."""


def mended(article: Article, reading: Reading, gazetteer: Gazetteer) -> Reading:
    """Return a reading with whole names, and adjectives of nations as such.

    Parameters
    ----------
    article, reading
        The text and what was read in it.
    gazetteer
        Tells whether `Guatemala City` is a name.
    """
    mentions = (_mended(article.text, m, gazetteer) if m.kind == "toponym" else m for m in reading.mentions)
    return replace(reading, mentions=tuple(m for m in mentions if m))


def _mended(text: str, mention: Mention, gazetteer: Gazetteer) -> Mention | None:
    """Return a mention as the text has it; `None` where it is no name (no annotated place is)."""
    city = CITY.match(text, mention.end)
    if city and _is_town(text[mention.start : city.end()], gazetteer):
        return replace(mention, end=city.end(), text=text[mention.start : city.end()])
    longer = LONGER.match(text, mention.end)
    if longer and _known(text[mention.start : longer.end()], gazetteer):
        return replace(mention, end=longer.end(), text=text[mention.start : longer.end()])
    adjective = _adjective(mention.text) or _short_before_noun(text, mention) or _mission(text, mention)
    if adjective and not GROUND.match(text, mention.end):
        return replace(mention, kind="demonym")
    if {word.key for word in tokens(mention.text)} <= words_of("no_names"):
        whole = _whole(text, mention, gazetteer)
        return None if whole == mention else whole
    return mention if _known(mention.text, gazetteer) else _whole(text, mention, gazetteer)


def _whole(text: str, mention: Mention, gazetteer: Gazetteer) -> Mention:
    """Return the longest known name that a mention is a part of; where there is none, the mention."""
    before = BEFORE.findall(text, max(0, mention.start - REACH), mention.start)[0]
    after = AFTER.findall(text, mention.end, mention.end + REACH)[0]
    starts = [mention.start - len(before) + m.start() for m in WORD.finditer(before)]
    ends = [mention.end + m.end() for m in WORD.finditer(after)]
    spans = [
        (start, end)
        for start in (*starts, mention.start)
        for end in (mention.end, *ends)
        if text[start].isupper() or text[start].isdigit()
    ]
    for start, end in sorted(spans, key=lambda span: span[0] - span[1]):
        last = text[start:end].rpartition(" ")[2]
        if last[0].isupper() and _known(text[start:end], gazetteer):
            return replace(mention, start=start, end=end, text=text[start:end])
    return mention


def _known(name: str, gazetteer: Gazetteer) -> bool:
    return any(c.match == "exact" for c in gazetteer.candidates(name, fuzzy=False))


def _is_town(name: str, gazetteer: Gazetteer) -> bool:
    return any(c.place.feature_class == "P" for c in gazetteer.candidates(name, fuzzy=False))


def _short_before_noun(text: str, mention: Mention) -> bool:
    """Whether a nation's short name says whose something is: `U.S. citizens`, not `the U.S. on Friday`."""
    noun = NOUN.match(text, mention.end)
    if noun is None or noun["word"].lower() in words_of("after_names") or not SHORT.fullmatch(mention.text):
        return False
    return _nation(mention.text) is not None


def _mission(text: str, mention: Mention) -> bool:
    """Whether a nation's embassy is told of: `the United States embassy in Tunis`."""
    return bool(MISSION.match(text, mention.end)) and _nation(mention.text) is not None


def _adjective(name: str) -> bool:
    return _nation(name) in ("adjective", "people")


def _nation(name: str) -> str | None:
    """Return the form of a nation that is all of a name."""
    words = tokens(name)
    found = next(catalogue().find_nations(words), None)
    return found[2].form if found and found[:2] == (0, len(words)) else None
