"""Who: a mention of an actor -> its canonical name, type and country, as far as the article allows.

What helps, in this order: names of the catalogue, names and acronyms that the article itself introduces, a
person's full mention elsewhere in the article, a nation beside a head noun (`Sudanese soldiers`), the head
noun alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from geo.coding.catalogue import Catalogue, Nation, Token, last_name, tokens, words_of
from geo.records import Actor

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from geo.records import Location

NAMED: dict[str, str] = {"state": "Government of {}", "military": "Military of {}", "police": "Police of {}"}
"""Canonical names of what a nation and a type of actor tell together."""
FORCES = frozenset({"military", "police", "state", "civilians"})
"""Types of head nouns that take on the type of the rebel whose they are: `the warlord's men`."""

_ACRONYM = re.compile(r",? ?[(\[]\"?([A-Z][A-Za-z-]{1,9})\"?[)\]]")
MOST_WORDS = 10
"""Words that a name with an acronym has at most."""
_CAPITALISED = re.compile(
    r"\b[A-Z][\w'’.-]*\w"
    r"(?: (?:[A-Z][\w'’.-]*\w|[A-Z]\.|(?:al|bin|ben|ibn|de|del|la|da|dos|van|von|der)\b|(?:al|el)-\w+))+"
)


@dataclass(slots=True)
class Cast:
    """The actors of one article."""

    known: Catalogue
    when: date | None
    places: Mapping[str, str] = field(default_factory=dict)
    """Name of a place, as written -> country."""
    people: dict[str, Actor] = field(default_factory=dict)
    """Folded last name -> the fullest mention."""
    introduced: dict[str, str] = field(default_factory=dict)
    """Acronym -> the full name that the article gives with it."""
    placed: list[tuple[list[str], str]] = field(init=False)
    """Folded words of the name of a place -> country."""
    _resolved: dict[str, Actor] = field(default_factory=dict, init=False)
    """Mention -> whom it means: most are asked for several times."""

    def __post_init__(self) -> None:
        names = (([word.key for word in tokens(place)], code) for place, code in self.places.items())
        self.placed = [(name, code) for name, code in names if name]

    def resolve(self, text: str, before: Sequence[str] = ()) -> Actor:
        """Resolve a mention; what is not known stays empty.

        Parameters
        ----------
        text
            As written.
        before
            Mentions of the sentence before and of this one up to here: for `he`, `she`.
        """
        words = tokens(text)
        if not words:
            return Actor(text)
        if len(words) == 1 and words[0].key in words_of("pronouns") and not _acronym(words[0]):
            return self._meant(text, words[0], before)
        if text not in self._resolved:
            found = self._introduced(text, words) or self._known(text, words)
            self._resolved[text] = found or self._described(text, words)
        return self._resolved[text]

    def _meant(self, text: str, pronoun: Token, before: Sequence[str]) -> Actor:
        """Return the person meant by `he` or `she`, where only one is told of just before."""
        if pronoun.key not in words_of("persons"):
            return Actor(text)
        names = (_name_of(words[: _core(words, self.known) + 1], self.known) for words in map(tokens, before))
        people = {person for name in names if name and (person := self.people.get(last_name(name[-1].key)))}
        return replace(people.pop(), text=text) if len(people) == 1 else Actor(text)

    def _known(self, text: str, words: tuple[Token, ...]) -> Actor | None:
        """Find a named actor: the mention itself, or whom its fighters, leaders or members belong to."""
        core = _core(words, self.known)
        for first, _, actor in self.known.find_actors(words, self.when):
            before = words[:first]
            if (
                first <= core
                or all(_leads(w) or w.key in words_of("breaks") for w in before)
                or (actor.type != "state" and self.known.head_at(words, core))
            ):
                return Actor(text, actor.name, actor.type, actor.country)
        return None

    def _introduced(self, text: str, words: tuple[Token, ...]) -> Actor | None:
        for word in words:
            full = self.introduced.get(word.text)
            if full:
                named = self._known(full, tokens(full)) or self._described(full, tokens(full))
                return replace(named, text=text, name=named.name or full)
        return None

    def _described(self, text: str, words: tuple[Token, ...]) -> Actor:
        """Read the phrase: its head noun or title, its nation, and the person that it names."""
        core = _core(words, self.known)
        head = self._head(words, core)
        kind = head[1] if head else None
        nation = self._nation(words, head[0] if head else -1)
        person = self._person(words[: core + 1], head)
        if person is not None:
            return Actor(text, person.name, kind or person.type, nation.iso if nation else person.country)
        if nation is not None:
            kind = kind or self._alone(words, nation)
            told = kind is not None or nation.form == "adjective"
            name = NAMED[kind].format(nation.name) if kind in NAMED else None
            return Actor(text, name, kind, nation.iso if told else None)
        owner = self._owner(words, head[0] if head else 0)
        if owner is not None and kind in FORCES and kind is not None:
            whose = owner.type if owner.type not in (None, "state", "civilians", "international") else kind
            return Actor(text, None, whose, owner.country)
        return Actor(text, None, kind, self._country(words) if kind else None)

    def _head(self, words: tuple[Token, ...], core: int) -> tuple[int, str] | None:
        """Return where the head noun, or else a title before a name, begins, and its type."""
        for last in range(core, -1, -1):
            head = self.known.head_at(words, last)
            if head:
                return head
            if not _capital(words[last]):
                return None
        return None

    def _nation(self, words: tuple[Token, ...], head: int) -> Nation | None:
        """Return the nation that stands nearest before the head noun, else the first of the phrase."""
        found = [(i, nation) for i, _, nation in self.known.find_nations(words)]
        before = [nation for i, nation in found if i <= head]
        return before[-1] if before else found[0][1] if found else None

    def _alone(self, words: tuple[Token, ...], nation: Nation) -> str | None:
        """Return the type of nations named with nothing else: governments, or a people."""
        covered = _nation_words(words, self.known)
        rest = (word for i, word in enumerate(words) if i not in covered)
        if all(_leads(word) or word.key in words_of("breaks") for word in rest):
            return "civilians" if nation.form == "people" else "state"
        return None

    def _person(self, words: tuple[Token, ...], head: tuple[int, str] | None) -> Actor | None:
        """Return the person whose name ends a phrase, by the article or, with a title, by the catalogue."""
        name = _name_of(words, self.known)
        if not name:
            return None
        here = self.people.get(last_name(name[-1].key))
        if here is not None:
            return here
        titled = head is not None or any(word.key in words_of("honorifics") for word in words)
        known = self.known.person(name, self.when) if titled or len(name) > 1 else None
        if known is not None:
            return Actor(known.name, known.name, known.type, known.country)
        full = " ".join(word.text for word in name)
        return Actor(full, full) if len(name) > 1 and head is not None else None

    def _owner(self, words: tuple[Token, ...], head: int) -> Actor | None:
        """Return the person before a head noun: `Lubanga's men`, `the Chavez government`."""
        for word in words[:head]:
            here = self.people.get(last_name(word.key))
            if here is not None:
                return here
            known = self.known.person([word], self.when) if _capital(word) else None
            if known is not None:
                return Actor(known.name, known.name, known.type, known.country)
        return None

    def _country(self, words: tuple[Token, ...]) -> str | None:
        """Return the country of a place of the article that the phrase names: `Baghdad police`."""
        keys = [word.key for word in words]
        for name, country in self.placed:
            if name[0] in keys and any(keys[i : i + len(name)] == name for i in range(len(keys))):
                return country
        return None


def cast(
    text: str,
    mentions: Iterable[str],
    known: Catalogue,
    when: date | None,
    places: Mapping[str, str] | None = None,
) -> Cast:
    """Gather who appears in an article: names introduced with an acronym, persons with their offices.

    Parameters
    ----------
    text
        The article.
    mentions
        Its mentions of actors, as the reader found them.
    known
        The catalogue.
    when
        The article's date: a name means whom it can mean then.
    places
        Place names as written -> country (ISO 3166-1 alpha-2).
    """
    found = Cast(known, when, places or {}, introduced=_acronyms(text))
    runs = set() if text.isupper() else {match[0] for match in _CAPITALISED.finditer(text)}
    for mention in sorted(runs | set(mentions), key=lambda m: (-len(m), m)):
        words = tokens(mention)
        words = words[: _core(words, known) + 1]
        name = _name_of(words, known)
        if not name:
            continue
        head = found._head(words, len(words) - 1)  # noqa: SLF001  the cast is being made
        actor = found._person(words, head)  # noqa: SLF001
        if actor is not None:
            nation = found._nation(words, len(words))  # noqa: SLF001
            kind = head[1] if head else actor.type
            country = nation.iso if nation else actor.country
            found.people.setdefault(last_name(name[-1].key), replace(actor, type=kind, country=country))
    return found


def at_home(actor: Actor, location: Location | None) -> Actor:
    """Give police, courts and the like without a nation the country where the event is told to be."""
    country = location.place.country if location else None
    if actor.country or actor.name or country is None:
        return actor
    words = tokens(actor.text)
    local = actor.type == "police" or (words and words[-1].key in words_of("local"))
    return replace(actor, country=country) if local else actor


@lru_cache(maxsize=10_000)  # a phrase is looked at from several sides, and comes again in other articles
def _core(words: tuple[Token, ...], known: Catalogue) -> int:
    """Index of the head of a phrase: the last word before `of`, `who` and the like, unless it only counts."""
    nations = _nation_words(words, known)
    for i, word in enumerate(words):
        if i and word.key in words_of("breaks"):
            joined = word.key in ("and", "or") and i < len(words) - 1
            if all(_leads(w) or (joined and k in nations) for k, w in enumerate(words[:i])):
                continue
            return i - 1
    return len(words) - 1


@lru_cache(maxsize=10_000)
def _nation_words(words: tuple[Token, ...], known: Catalogue) -> frozenset[int]:
    return frozenset(i for first, last, _ in known.find_nations(words) for i in range(first, last))


@lru_cache(maxsize=10_000)
def _name_of(words: tuple[Token, ...], known: Catalogue) -> tuple[Token, ...]:
    """Return the words of a personal name at the end of a phrase, after titles and nations."""
    nations = _nation_words(words, known)
    first = len(words)
    while first and first - 1 not in nations and _of_a_name(words, first - 1, known):
        first -= 1
    while first < len(words) and words[first].key in words_of("particles") and words[first].text.islower():
        first += 1
    return words[first:]


def _of_a_name(words: tuple[Token, ...], i: int, known: Catalogue) -> bool:
    word = words[i]
    small = word.key in words_of("particles") or word.key.startswith(("al-", "el-"))
    title = word.key in words_of("honorifics") or _leads(word) or known.head_at(words, i)
    return (_capital(word) or small) and not title


def _leads(word: Token) -> bool:
    """Whether a word may stand before a name without changing who is meant: an article, a number."""
    return word.key in words_of("lead") or word.key[0].isdigit()


def _capital(word: Token) -> bool:
    return word.text[0].isupper()


def _acronym(word: Token) -> bool:
    return len(word.text) > 1 and word.text.isupper()


def _acronyms(text: str) -> dict[str, str]:
    """Acronyms in brackets after the name whose initials they are: `Libyan National Army (LNA)`."""
    found: dict[str, str] = {}
    for match in _ACRONYM.finditer(text):
        words, acronym = text[: match.start()][-200:].split()[-MOST_WORDS:], match[1]
        letters = [c.upper() for c in acronym if c.isalpha()]
        for size in range(len(letters), min(len(words), len(letters) + 5) + 1):
            name = words[-size:]
            every = [word[0].upper() for word in name]
            initials = [word[0].upper() for word in name if word.lower() not in words_of("particles")]
            if letters in (initials, every):
                found.setdefault(acronym, " ".join(name))
                break
    return found
