# ruff: noqa: RUF001  letters that look alike are what this module is about
"""Folding of place names: what makes two spellings the same key, and what makes them alike.

`fold` is exact matching (case, diacritics, hyphens, apostrophes); `variants` are the further keys of a name
(without its article or its generic word); `skeleton` is what transliterations have in common.
"""

from __future__ import annotations

import re
import unicodedata

MAX_NAME = 200
"""Longer strings are no names."""

_LETTERS = str.maketrans(
    {
        "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ŧ": "t", "ħ": "h",
        "ə": "e", "ǝ": "e", "ŋ": "n", "&": " and ", "’": "", "‘": "", "ʻ": "", "ʼ": "", "ʿ": "", "ʾ": "",
        "'": "", "`": "", "´": "", "ʹ": "", "ʺ": "", ".": " ", "ـ": "",
    }
)  # fmt: skip
_BREAKS = re.compile(r"[^\w]+|_+")
_DOTTED = re.compile(r"\b(?:\w\.){2,}|\b(?:\w\.)+\w\b(?!\.?\w)")
_SHORT = {"saint": "st", "sainte": "ste", "mount": "mt", "fort": "ft"}
ARABIC = frozenset(
    ("al", "el", "ash", "ad", "an", "ar", "az", "at", "ath", "adh", "ez", "es", "et", "ed", "er")
)
"""Articles that are often left out, or written one way and another."""
_ARTICLES = frozenset(
    {
        "ad", "adh", "al", "an", "ar", "as", "ash", "at", "ath", "az", "ed", "el", "er", "es", "esh", "et",
        "ez", "la", "las", "le", "les", "los", "ol", "the", "ul",
    }
)  # fmt: skip
_SHORT_END = {"co": "county", "cty": "county", "twp": "township", "par": "parish", "prov": "province"}
"""Generic words as they are abbreviated at the end of a name."""
_GENERIC_END = re.compile(
    r" (?:county|parish|province|state|governorate|oblast|region|district|prefecture|department|voivodeship"
    r"|krai|kray|republic|territory|municipality|borough|city|regency|division|islands?|city and borough"
    r"|census area|township|raion|rayon|okrug|canton|wilaya|wilayat|muhafazat|emirate|metropolitan area)$"
)
_GENERIC_START = re.compile(
    r"^(?:county|province|state|governorate|republic|region|district|city|town|village|municipality|commune"
    r"|departement|department|emirate|provincia|comunidad autonoma|canton|prefecture|oblast|territory"
    r"|muhafazat|wilayat|wilaya|regency|kabupaten|kota)(?: of| de| du| del| di| da| des)? (?:the )?"
)
_SIDES = frozenset(
    {
        "central", "downtown", "east", "eastern", "far", "greater", "inner", "lower", "metro", "mid",
        "near", "north", "northcentral", "northeast", "northeastern", "northern", "northwest",
        "northwestern", "occupied", "old", "outer", "rural", "south", "southeast", "southeastern",
        "southern", "southwest", "southwestern", "upper", "west", "western",
    }
)  # fmt: skip
_FACILITIES = frozenset(
    {
        "academy", "air", "airbase", "airfield", "airport", "and", "area", "arena", "army", "authority",
        "barracks", "base", "basin", "bay", "beach", "border", "borough", "bridge", "camp", "campus",
        "canal", "cathedral", "cemetery", "center", "central", "centre", "chamber", "church", "city",
        "clinic", "club", "coast", "college", "commerce", "community", "consulate", "corridor", "council",
        "county", "court", "courthouse", "creek", "crossing", "cup", "daily", "dam", "delta", "department",
        "district", "embassy", "estate", "fc", "federal", "festival", "field", "fire", "football", "forest",
        "gallery", "gardens", "gazette", "general", "government", "gulf", "hall", "harbor", "harbour",
        "health", "heights", "herald", "high", "highway", "hills", "hospital", "hotel", "house",
        "institute", "international", "island", "islands", "jail", "journal", "junction", "lake", "library",
        "local", "mall", "marathon", "market", "mdc", "medical", "memorial", "metro", "military",
        "ministry", "mosque", "mountains", "museum", "national", "naval", "navy", "news", "of", "oil",
        "oilfield", "open", "palace", "park", "parliament", "peninsula", "plain", "plateau", "plaza",
        "police", "port", "post", "prison", "province", "rail", "railway", "refinery", "region", "regional",
        "river", "road", "school", "sea", "shore", "side", "square", "stadium", "state", "station",
        "strait", "subway", "synagogue", "temple", "terminal", "the", "theater", "theatre", "times",
        "tower", "town", "township", "tribune", "united", "university", "valley", "village", "world",
        "zone", "zoo",
    }
)  # fmt: skip
_ABROAD = frozenset(
    {
        "academy", "avenue", "bar", "cafe", "cemetery", "church", "club", "college", "consulate", "embassy",
        "graveyard", "hotel", "inn", "lane", "restaurant", "road", "school", "square", "street",
    }
)  # fmt: skip
"""What is often called after another country than the one that it stands in: `Russian Embassy`."""
_LONGEST_NAME = 6
_SOUNDS = (
    ("tch", "c"), ("sch", "s"), ("tsch", "c"), ("dzh", "j"), ("kh", "k"), ("gh", "g"), ("dh", "d"),
    ("th", "t"), ("sh", "s"), ("ch", "s"), ("ph", "f"), ("zh", "j"), ("dj", "j"), ("q", "k"), ("ck", "k"),
    ("c", "k"), ("ou", "u"), ("oo", "u"), ("w", "v"), ("x", "ks"), ("y", "i"), ("z", "s"), ("j", "g"),
)  # fmt: skip
_VOWELS = re.compile(r"[aeiou]+")
_TWICE = re.compile(r"(.)\1+")
_COMBINING = re.compile(r"[̀-֑ͯ-ׇً-ٰٟ]")


def fold(name: str) -> str:
    """Return the key of a name: no case, no diacritics, hyphens as blanks, apostrophes dropped.

    Examples
    --------
    >>> fold("Deir ez-Zor"), fold("Sana’a"), fold("St. Louis"), fold("U.S."), fold("Côte d'Ivoire")
    ('deir ez zor', 'sanaa', 'st louis', 'us', 'cote divoire')
    """
    if len(name) > MAX_NAME:
        return ""
    if name.isascii() and name.isalpha():
        key = name.casefold()
        return _SHORT.get(key, key)
    if not name.isascii():
        name = _COMBINING.sub("", unicodedata.normalize("NFKD", name))
    if "." in name:
        name = _DOTTED.sub(lambda m: m[0].replace(".", "") + " ", name)
    words = _BREAKS.sub(" ", name.casefold().translate(_LETTERS)).split()
    return " ".join([_SHORT.get(word, word) for word in words])


def without_article(key: str, articles: frozenset[str] = _ARTICLES) -> str:
    """Return a folded name without an article at its start: `al bayda` -> `bayda`."""
    first, _, rest = key.partition(" ")
    return rest if rest and first in articles else key


def variants(key: str) -> list[str]:
    """Return further keys of a folded name: without article, without its generic word.

    Examples
    --------
    >>> variants("al bayda"), variants("rapides parish"), variants("county of cambridgeshire")
    (['bayda'], ['rapides'], ['cambridgeshire'])
    >>> variants("loudon co")
    ['loudon county', 'loudon']
    """
    if " " not in key:
        return []
    start, _, end = key.rpartition(" ")
    written_out = f"{start} {_SHORT_END[end]}" if end in _SHORT_END else key
    found = [written_out, without_article(key)]
    shorter = _GENERIC_END.sub("", written_out)
    if shorter == written_out:
        shorter = _GENERIC_START.sub("", key)
    if shorter:
        found += [shorter, without_article(shorter)]
    return [k for k in dict.fromkeys(found) if k != key and len(k) > 1]


def parts(key: str) -> list[tuple[str, bool]]:
    """Return names within a longer one, the likeliest first, and whether the rest is generic words.

    Examples
    --------
    >>> parts("tripoli naval base")[-1], parts("west surrey")
    (('tripoli', True), [('surrey', True)])
    """
    words = key.split()
    if not 1 < len(words) <= _LONGEST_NAME:
        return []
    found: list[tuple[str, bool]] = []
    for size in range(len(words) - 1, 0, -1):
        for start in range(len(words) - size + 1):
            inside, rest = words[start : start + size], words[:start] + words[start + size :]
            if all(w in _FACILITIES or w in _SIDES or w in _ARTICLES for w in inside):
                continue
            generic = all(w in _FACILITIES or w in _SIDES for w in rest)
            found.append((" ".join(inside), generic))
    return sorted(found, key=lambda pair: (-pair[0].count(" "), not pair[1]))


def is_abroad(key: str) -> bool:
    """Whether a folded name is of a kind that is often called after another country.

    Examples
    --------
    >>> is_abroad("british embassy tokyo"), is_abroad("us federal reserve")
    (True, False)
    """
    return not _ABROAD.isdisjoint(key.split())


def skeleton(key: str) -> str:
    """Return what spellings of one name share: consonants of a rough transliteration.

    Examples
    --------
    >>> skeleton("benghazi") == skeleton("banghazi") == skeleton("bengasi")
    True
    """
    key = without_article(key)
    for letters, sound in _SOUNDS:
        key = key.replace(letters, sound)
    bare = _TWICE.sub(r"\1", key.replace(" ", ""))
    return bare[:1] + _TWICE.sub(r"\1", _VOWELS.sub("", bare[1:]).replace("h", ""))
