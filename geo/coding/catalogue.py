"""Who is known: nations with their demonyms and seats, named actors with their aliases, head nouns of actors.

The knowledge is data: `nations.csv`, `actors.csv` and `heads.toml` beside this file, and a user's own TOML.
"""

from __future__ import annotations

import csv
import re
import tomllib
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from geo.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

ACTOR_TYPES = (
    "state", "military", "police", "rebel", "militia", "private_military", "party", "protesters", "civilians",
    "international", "business", "media",
)  # fmt: skip
AFTERLIFE = 5
"""Years for which a last name with a title still means one who has left office."""
ACRONYM = 5
"""An alias in capitals of up to so many letters is matched in capitals only: `US` is not `us`."""

NationForm = Literal["name", "adjective", "people", "seat"]
_TOKEN = re.compile(r"\w+(?:[-'’.&]\w+)*", re.UNICODE)
_DOTTED = re.compile(r"\b(?:[A-Za-z]\.){2,}")
_POSSESSIVE = re.compile(r"['’]s?$")
_ARTICLE = re.compile(r"^(?:al|el)-")


@dataclass(frozen=True, slots=True)
class KnownActor:
    """An entry of the catalogue."""

    name: str
    type: str
    country: str | None = None
    """ISO 3166-1 alpha-2 of where it is from; `None` for what belongs to no one country."""
    aliases: tuple[str, ...] = ()
    start: int | None = None
    """First year in which it existed."""
    end: int | None = None
    """Last year."""
    person: bool = False

    def begun(self, when: date | None) -> bool:
        """Whether it can be spoken of at a time; unknown years exclude nothing."""
        return when is None or (self.start or 0) <= when.year

    def over(self, when: date | None) -> bool:
        """Whether it has ceased to exist at a time."""
        return when is not None and when.year > (self.end or date.max.year)


@dataclass(frozen=True, slots=True)
class Nation:
    """A country as one of its words names it."""

    iso: str
    name: str
    form: NationForm


class Token(NamedTuple):
    """A word of an actor's mention, folded for look-up."""

    text: str
    key: str


@dataclass(slots=True, eq=False)
class Catalogue:
    """Look-up of known actors, nations and head nouns by their folded words; each equals itself alone."""

    actors: dict[tuple[str, ...], list[tuple[str, KnownActor]]] = field(default_factory=dict)
    """Folded words -> the alias as written and its actor."""
    nations: dict[tuple[str, ...], tuple[str, Nation]] = field(default_factory=dict)
    nation_names: dict[str, str] = field(default_factory=dict)
    """ISO code -> name."""
    capitals: dict[str, str] = field(default_factory=dict)
    """ISO code -> name of the capital."""
    heads: dict[tuple[str, ...], str] = field(default_factory=dict)
    """Head noun -> type of actor."""
    last_names: dict[str, list[KnownActor]] = field(default_factory=dict)
    """Folded last word of a person's name, without `al-`."""
    longest: dict[str, int] = field(default_factory=dict, repr=False)
    """First word of names of actors and nations -> the most words that one has: most words begin none."""
    head_ends: set[str] = field(default_factory=set, repr=False)
    """The last words of head nouns."""

    def add_nation(self, alias: str, key: tuple[str, ...], nation: Nation) -> None:
        """Add a word, or words, for a nation, if they are not one's already."""
        self._begin(key)
        self.nations.setdefault(key, (alias, nation))

    def add_head(self, key: tuple[str, ...], kind: str) -> None:
        """Add a head noun, if it is not there already."""
        self.head_ends.add(key[-1])
        self.heads.setdefault(key, kind)

    def _begin(self, key: tuple[str, ...]) -> None:
        self.longest[key[0]] = max(len(key), self.longest.get(key[0], 0))

    def add(self, actor: KnownActor) -> None:
        """Add an actor under its name and its aliases; the latest is tried first."""
        for alias in (actor.name, *actor.aliases):
            key = tuple(token.key for token in tokens(re.sub("^[Tt]he ", "", alias)))
            if key:
                self._begin(key)
                self.actors.setdefault(key, []).insert(0, (alias, actor))
            if key and actor.person:
                self.last_names.setdefault(last_name(key[-1]), []).append(actor)

    def find_actors(self, words: Sequence[Token], when: date | None) -> Iterator[tuple[int, int, KnownActor]]:
        """Yield known actors named in some words: first and last + 1 word, the longest name at each place."""
        for i in range(len(words)):
            most = min(9, self.longest.get(words[i].key, 0))
            for j in range(min(len(words), i + most), i, -1):
                found = self.actors.get(tuple(word.key for word in words[i:j]), ())
                fitting = [
                    actor for alias, actor in found if _written(alias, words[i:j]) and actor.begun(when)
                ]
                if fitting:
                    yield i, j, min(fitting, key=lambda actor: actor.over(when))
                    break

    def person(self, name: Sequence[Token], when: date | None) -> KnownActor | None:
        """Return the person of a full name, or of a last name, as far as it can be one at that time."""
        found = self.last_names.get(last_name(name[-1].key), ())
        given = {word.key for word in name[:-1]}
        fitting = [
            person
            for person in found
            if person.begun(when)
            and not person.over(when and when.replace(year=when.year - AFTERLIFE, day=1))
            and given <= {word.key for word in tokens(person.name)}
        ]
        return min(fitting, key=lambda person: person.over(when), default=None)

    def find_nations(self, words: Sequence[Token]) -> Iterator[tuple[int, int, Nation]]:
        """Yield nations named in some words, the longest name at each place."""
        i = 0
        while i < len(words):
            most = min(6, self.longest.get(words[i].key, 0))
            for j in range(min(len(words), i + most), i, -1):
                alias, nation = self.nations.get(tuple(word.key for word in words[i:j]), ("", None))
                if nation and _written(alias, words[i:j]):
                    yield i, j, nation
                    i = j - 1
                    break
            i += 1

    def head_at(self, words: Sequence[Token], last: int) -> tuple[int, str] | None:
        """Return where the head noun that ends with word `last` begins, and its type of actor."""
        forms = [form for form in _singulars(words[last].key) if form in self.head_ends]
        for i in range(max(0, last - 3), last + 1) if forms else ():
            before = tuple(word.key for word in words[i:last])
            for form in forms:
                found = self.heads.get((*before, form))
                if found:
                    return i, found
        return None


@lru_cache(maxsize=10_000)
def tokens(text: str) -> tuple[Token, ...]:
    """Split a name or a phrase into words; possessive endings go, accents and dots are folded."""
    return tuple(Token(word, fold(word)) for word in _words(text))


def keys_of(text: str) -> list[str]:
    """Return the folded words of `tokens`; nothing of the text is kept, however long it is."""
    return list(map(fold, _words(text)))


def _words(text: str) -> Iterator[str]:
    return map(_strip_possessive, _TOKEN.findall(_undotted(text)))


@lru_cache(maxsize=100_000)
def fold(word: str) -> str:
    """Lower case without accents, dots and curled apostrophes."""
    plain = unicodedata.normalize("NFKD", word.replace("’", "'"))
    return "".join(c for c in plain if not unicodedata.combining(c) and c != ".").casefold()


def last_name(key: str) -> str:
    """Return a folded last name as it is looked up: `al-Sisi` is `sisi`."""
    return _ARTICLE.sub("", key)


def _undotted(text: str) -> str:
    return _DOTTED.sub(lambda m: m[0].replace(".", ""), text) if "." in text else text


def _strip_possessive(word: str) -> str:
    return _POSSESSIVE.sub("", word) if "'" in word or "’" in word else word


def _written(alias: str, words: Sequence[Token]) -> bool:
    """Whether a name is written as one: with a capital, and an acronym in capitals."""
    letters = _undotted(alias)
    if letters.isupper() and len(letters) <= ACRONYM:
        return all(word.text.isupper() for word in words)
    return letters[0].islower() or not words[0].text.islower()


def _singulars(word: str) -> Iterator[str]:
    yield word
    for ending, singular in (("ies", "y"), ("men", "man"), ("es", ""), ("s", "")):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            yield word.removesuffix(ending) + singular


def _keys(aliases: Iterable[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for alias in aliases:
        key = tuple(token.key for token in tokens(alias))
        if key:
            yield alias, key


def _rows(name: str) -> list[dict[str, str]]:
    text = files("geo.coding").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if line and not line.startswith("#")))


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)


@cache
def words_of(group: str) -> frozenset[str]:
    """Return a group of small words, from `words.toml`."""
    data = tomllib.loads(files("geo.coding").joinpath("words.toml").read_text(encoding="utf-8"))
    return frozenset(data[group])


def _known_actor(row: dict[str, str], aliases: tuple[str, ...], *, person: bool = False) -> KnownActor:
    start, end = (int(row[part]) if row[part] else None for part in ("start", "end"))
    return KnownActor(row["name"], row["type"], row["country"] or None, aliases, start, end, person)


@cache
def catalogue() -> Catalogue:
    """Return the catalogue that comes with the package."""
    known = Catalogue()
    for row in _rows("nations.csv"):
        known.nation_names[row["iso"]] = row["name"]
        known.capitals[row["iso"]] = row["capital"]
        forms: tuple[tuple[NationForm, tuple[str, ...]], ...] = (
            ("name", (row["name"], *_split(row["aliases"]))),
            ("adjective", _split(row["demonyms"])),
            ("seat", _split(row["seats"])),
        )
        for form, aliases in forms:
            for alias, key in _keys(aliases):
                people = form == "adjective" and (alias.endswith(("s", "men")) and alias[:-1] in aliases)
                known.add_nation(alias, key, Nation(row["iso"], row["name"], "people" if people else form))
    for kind, nouns in tomllib.loads(
        files("geo.coding").joinpath("heads.toml").read_text(encoding="utf-8")
    ).items():
        for _, key in _keys(nouns):
            known.add_head(key, kind)
    for row in _rows("actors.csv"):
        known.add(_known_actor(row, _split(row["aliases"])))
    for row in _rows("people.csv"):
        known.add(_known_actor(row, (), person=True))
    return known


def read_catalogue(path: Path) -> Catalogue:
    """Return the package's catalogue with a user's own actors before it.

    Parameters
    ----------
    path
        A TOML file with one table `[[actors]]` an actor: `name`, `type`, and if wanted `country`,
        `aliases`, `start`, `end`.

    Raises
    ------
    OptionError
        Naming the actor and what is wrong with it.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise OptionError(f"{path}: {error}: actors are a TOML file with tables [[actors]]") from error
    rows = data.get("actors", [])
    if data.keys() - {"actors"} or not isinstance(rows, list) or not all(isinstance(r, dict) for r in rows):
        raise OptionError(f"{path}: {', '.join(data)}: actors stand in tables [[actors]], and nothing else")
    own = catalogue.__wrapped__()
    for number, row in enumerate(rows, 1):
        own.add(_checked(row, f"{path}: actor {number}"))
    return own


def _checked(row: dict[str, Any], where: str) -> KnownActor:
    unknown = set(row) - set(KnownActor.__dataclass_fields__)
    if unknown:
        raise OptionError(
            f"{where}: {', '.join(sorted(unknown))} not known: name, type, country, aliases, start, end"
        )
    if not isinstance(row.get("name"), str) or row.get("type") not in ACTOR_TYPES:
        raise OptionError(f"{where}: needs a name and a type, one of {', '.join(ACTOR_TYPES)}")
    code = row.get("country")
    if code is not None and code not in catalogue().nation_names:
        raise OptionError(f"{where}: country {code!r} is no ISO 3166-1 alpha-2 code, such as NG for Nigeria")
    aliases = row.get("aliases", [])
    if not isinstance(aliases, list) or not all(isinstance(alias, str) for alias in aliases):
        raise OptionError(f'{where}: aliases are a list of names: ["NAME", ...]')
    if wrong := [name for name in ("start", "end") if not isinstance(row.get(name, 0), int)]:
        raise OptionError(f"{where}: {wrong[0]} is a year, without quotes")
    return KnownActor(**{**row, "aliases": tuple(aliases)})
