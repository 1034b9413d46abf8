"""What the words beside a place name make of it: a destination, a people, one of several places."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.records import Location, Mention

TOWARD = re.compile(
    r"\b(?:travel\w*|en\sroute|(?:on|in)\s(?:the|his|her|their|its)\sway|bound|head(?:ed|ing)|flying|flew|flight"
    r"|driving|drove|journey\w*|returning|going|sail\w*|escap\w+|fle[de]\w*)\s(?:\w+\s)?(?:to|for|towards?)\s"
    r"(?:the\s)?(?:capital,?\s|city\sof\s|town\sof\s)?$",
    re.IGNORECASE,
)
"""None of 13 places after these words was that of the act of violence told with them, in annotated news."""
ORIGIN = re.compile(
    r"\b(?:made|printed|published|manufactured|produced|developed|minted)\sin\s(?:the\s)?$", re.IGNORECASE
)
"""None of 7 places after these words was that of the event told with them, in annotated news."""
CARE = re.compile(
    r"\b(?:taken|rushed|flown|airlifted|evacuated|transferred|transported|moved|brought|admitted|treated"
    r"|hospitali[sz]ed|recovering)\s(?:[\w'’,-]+\s){0,8}$",
    re.IGNORECASE,
)
HOSPITAL = re.compile(r"\b(?:hospital|clinic|infirmary|medical cent(?:er|re)|morgue)", re.IGNORECASE)
"""Where the wounded are taken: of 39 places after such words, 6 were that of the act, in annotated news."""
AT = re.compile(r"\s(?:in|into|near|at|on)\s(?:the\s)?(?:(?:city|town|village|port)\sof\s)?", re.IGNORECASE)
"""Of 259 places after a trigger and such a word, 228 are where it happened, in annotated news."""
THE = re.compile(r"\bthe\s$")
PEOPLE = re.compile(r"(?:\s(?:and|or)\s(?:the\s)?[A-Z]\w+)?\s*[,.;)]")
"""After `the Oromo`; `the Tripoli suburb` goes on."""
ELSEWHERE = re.compile(
    r"\s*,?\s(?:and|as well as)\s(?:(?:in|across)\s)?"
    r"(?:elsewhere\b|(?:(?:several|many|some)\s)?other\s(?:states|regions|provinces)\b)",
    re.IGNORECASE,
)
AWAY = re.compile(
    r"(?:\s(?:village|town|settlement|hamlet|area|locality|camp))?\s*[,(]?\s*(?:(?:c|ca)\.\s?|[a-z]+\s)?"
    r"\d[\d.,]*\s?(?:km|kms|kilomet(?:er|re)s?|miles?)\s(?:[\w-]+\s){0,3}?(?:of|from)\s"
    r"(?:the\s(?:city|town)\sof\s)?",
    re.IGNORECASE,
)
"""What stands between an unknown village and the town that its distance is told from."""


def is_at(text: str, end: int, mention: Mention) -> bool:
    """Whether a place follows what ends at a position: `attacked in Gao`."""
    return bool(AT.fullmatch(text, end, mention.start))


def is_destination(text: str, mention: Mention) -> bool:
    """Whether a place is one that someone was on the way to."""
    return bool(TOWARD.search(text, max(0, mention.start - 60), mention.start))


def is_hospital(text: str, mention: Mention) -> bool:
    """Whether a place is where victims were taken or are treated: `rushed to a hospital in Erbil`."""
    care = CARE.search(text, max(0, mention.start - 80), mention.start)
    return bool(care and HOSPITAL.search(text, care.start(), mention.end + 20))


def is_origin(text: str, mention: Mention) -> bool:
    """Whether a place is where something comes from: `printed in Russia`."""
    return bool(ORIGIN.search(text, max(0, mention.start - 25), mention.start))


def is_people(text: str, mention: Mention, location: Location | None) -> bool:
    """Whether a name that a town has, too, names a people here: `two groups, the Oromo and the Amhara`."""
    town = location is not None and location.place.feature_class == "P"
    return bool(
        town
        and THE.search(text, max(0, mention.start - 4), mention.start)
        and PEOPLE.match(text, mention.end)
    )


def is_away(text: str, mention: Mention, town: Mention) -> bool:
    """Whether a place is told by its distance from the next one: `Mirig (c. 15 km north of Dhusamareb)`."""
    return bool(AWAY.fullmatch(text, mention.end, town.start))


def is_one_of_several(text: str, mention: Mention) -> bool:
    """Whether more places are meant than are named: `in Khartoum and other states`."""
    return bool(ELSEWHERE.match(text, mention.end))
