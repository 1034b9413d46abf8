"""Where the publisher of an article is at home: a table of newspapers, else the address and the name tell."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from geo.gazetteer.entry import NameKind

if TYPE_CHECKING:
    from geo.placing.options import Options, OptionsOf
    from geo.records import Article, Place

_COUNTRY_DOMAINS = {"uk": "GB"}
_NOT_COUNTRIES = frozenset(
    {"tv", "me", "io", "co", "fm", "ai", "cc", "to", "eu", "ly", "ws", "st", "is", "it"}
)
"""Country domains that are sold for their letters (`.ly` and `.it` only count with a word beside them)."""
_WORDS = re.compile(r"[^\W\d_]+")
_CODE, _SHORTEST, _MANY = 2, 4, 6
_DISTINCT = 6
"""From so many letters on, a newspaper's name in an address is its own, whatever domain follows."""
_TRADE = (
    "the|this|is|my|daily|evening|morning|sunday|weekly|local|online|live|today|now|news|newspapers?|papers?|times"
    "|post|herald|tribune|journal|gazette|star|press|chronicle|observer|sun|independent|mail|echo|express|dispatch"
    "|record|register|sentinel|leader|reporter|beacon|advertiser|courier|citizen|examiner|traveller|guardian"
    "|standard|telegraph|argus|mercury|enterprise|banner|bulletin|review|republican|democrat|union|world|voice"
    "|watch|update|monitor|tv|fm|radio|of|in|and|24|-"
)
_TRADE_START, _TRADE_END = re.compile(f"^(?:{_TRADE})"), re.compile(f"(?:{_TRADE})$")
_TRADE_ONLY = re.compile(f"(?:{_TRADE})*")
_KNOWN_PEOPLE = 15_000
"""A place whose short name may be but a part of a word in an address has so many."""


@dataclass(frozen=True, slots=True)
class Home:
    """A line of the table of newspapers."""

    country: str
    admin1: str
    town: str


@cache
def _table() -> dict[str, Home]:
    text = files("geo.placing").joinpath("data", "publishers.csv").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return {row["domain"]: Home(row["country"], row["admin1"], row["town"]) for row in csv.DictReader(lines)}


@cache
def _by_label() -> dict[str, Home]:
    """Return the homes by what stands before the top-level domain."""
    return {domain.partition(".")[0]: home for domain, home in _table().items()}


def _home_of_domain(labels: list[str]) -> Home | None:
    """Return the home by the address, or by the same one under another top-level domain."""
    for start in range(len(labels) - 1):
        home = _table().get(".".join(labels[start:]))
        if home:
            return home
    top = labels[-1]
    home = next(
        (h for label in labels[:-1] if len(label) >= _DISTINCT and (h := _by_label().get(label))), None
    )
    same = len(top) != _CODE or (home and _COUNTRY_DOMAINS.get(top, top.upper()) == home.country)
    return home if same else None


def domain_of(article: Article) -> str:
    """Return the domain of an article's address, else of a publisher that is written as one.

    Examples
    --------
    >>> from geo.records import Article
    >>> domain_of(Article("1", "", url="http://www.dallasnews.com/a"))
    'dallasnews.com'
    """
    try:
        host = urlsplit(article.url or "").hostname or ""
    except ValueError:
        host = ""
    publisher = (article.publisher or "").casefold()
    if not host and "." in publisher and " " not in publisher:
        host = publisher
    return host.removeprefix("www.")


def home_of(article: Article, known: OptionsOf) -> Options | None:
    """Return the places where the publisher may be at home, `None` where nothing tells."""
    domain = domain_of(article)
    return _home(domain, article.publisher or "", known) if domain or article.publisher else None


@lru_cache(maxsize=4096)
def _home(domain: str, publisher: str, known: OptionsOf) -> Options | None:
    labels = domain.split(".")
    home = _home_of_domain(labels)
    if home:
        local = tuple(
            (place, kind)
            for place, kind in known.gazetteer.named(home.town)
            if place.country == home.country
            and place.feature_class == "P"
            and (not home.admin1 or place.admin1_code == home.admin1)
        )
        return known.pack(home.town, local[:1]) if local else None
    return _by_name(publisher, labels, known) or _by_country(labels, known)


def _by_name(publisher: str, labels: list[str], known: OptionsOf) -> Options | None:
    """Return the places whose name a publisher has in its own: `Tripoli Post`, `parisbeacon.com`."""
    words = _WORDS.findall(publisher) if "." not in publisher else []
    written = [" ".join(words[:size]) for size in range(len(words), 0, -1)]
    in_address = [name for label in labels[:-1] for name in _without_news(label)]
    for name in (n for n in (*written, *in_address) if len(n) >= _SHORTEST):
        found = tuple((p, k) for p, k in known.gazetteer.named(name) if k <= NameKind.VARIANT)
        if found and (name in written or _is_telling(name, found[0][0])):
            return known.pack(name, _likely(found, labels[-1]))
    return None


def _is_telling(name: str, best: Place) -> bool:
    """Whether a name in an address is no accident of a few letters."""
    return len(name) >= _DISTINCT or (best.population or 0) >= _KNOWN_PEOPLE


def _likely(found: tuple[tuple[Place, NameKind], ...], end: str) -> tuple[tuple[Place, NameKind], ...]:
    """Return the likeliest of many places: those of the country that an address ends with.

    Newspapers without a country's end that have a common name are mostly of the United States.
    """
    country = len(end) == _CODE and end not in _NOT_COUNTRIES
    code = _COUNTRY_DOMAINS.get(end, end.upper()) if country else "US"
    there = tuple(pair for pair in found if pair[0].country == code) if len(found) > _MANY else ()
    return (there or found)[:_MANY]


def _without_news(label: str) -> list[str]:
    """Return a label of a domain without words of the trade, the longest first.

    Examples
    --------
    >>> _without_news("parisbeacon")[:2], _without_news("dailynews")
    (['parisbeacon', 'paris'], [])
    """
    left, todo = {label}, [label]
    while todo:
        name = todo.pop()
        shorter = {_TRADE_START.sub("", name), _TRADE_END.sub("", name)} - left
        left |= shorter
        todo += shorter
    return sorted((name for name in left if not _TRADE_ONLY.fullmatch(name)), key=lambda n: (-len(n), n))


def _by_country(labels: list[str], known: OptionsOf) -> Options | None:
    end = labels[-1]
    if len(end) != _CODE or end in _NOT_COUNTRIES:
        return None
    code = _COUNTRY_DOMAINS.get(end, end.upper())
    found = known.gazetteer.named(f"iso {code}")
    return known.pack(code, found[:1]) if found else None
