"""Who: a mention of an actor -> its canonical name, type and country, as far as the article allows.

What helps, in this order: names of the catalogue, names and acronyms that the article itself introduces,
a nation beside a head noun (`Sudanese soldiers`), a person's full mention elsewhere in the article, the
head noun alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from geo.coding.catalogue import Catalogue, Nation, Token, tokens, words_of
from geo.records import Actor

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

BESIDE = re.compile(
    r"^(?:anti|pro|non|ex)-|-(?:linked|backed|funded|held|aligned|allied|affiliated|inspired|sponsored|trained|led|run|owned|"
    r"controlled|based|born|style|made|dominated|supported|occupied)$"
)
"""A word that tells of a relation to somebody: `al-Qaida-linked`, `anti-American`."""
NAMED: dict[str, str] = {"state": "Government of {}", "military": "Military of {}", "police": "Police of {}"}

_INTRODUCED = re.compile(r"((?:[\w'’&.-]+ ){1,9}[\w'’&.-]+),? ?[(\[]\"?([A-Z][A-Za-z-]{1,9})\"?[)\]]")


@dataclass(slots=True)
class Cast:
    """The actors of one article."""

    known: Catalogue
    when: date | None
    people: dict[str, Actor] = field(default_factory=dict)
    """Folded last name -> the fullest mention."""
    introduced: dict[str, str] = field(default_factory=dict)
    """Acronym -> the full name that the article gives with it."""

    def resolve(self, text: str) -> Actor:
        """Resolve a mention; what is not known stays empty."""
        words = tokens(text)
        if not words or (
            len(words) == 1 and words[0].key in words_of("pronouns") and not words[0].text.isupper()
        ):
            return Actor(text)
        return self._known(text, words) or self._introduced(text, words) or self._described(text, words)

    def _known(self, text: str, words: Sequence[Token]) -> Actor | None:
        """Find a named actor: the mention itself, or whom its fighters, leaders or members belong to."""
        core = _core(words)
        for first, _, actor in self.known.find_actors(words, self.when):
            if first <= core or all(
                word.key in words_of("lead") | words_of("breaks") or self.known.head_at(words, i)
                for i, word in enumerate(words[:first])
            ):
                return Actor(text, actor.name, actor.type, actor.country)
        return None

    def _introduced(self, text: str, words: Sequence[Token]) -> Actor | None:
        for word in words:
            full = self.introduced.get(word.text)
            if full:
                return replace(
                    self._known(text, tokens(full)) or self._described(full, tokens(full)),
                    text=text,
                    name=full,
                )
        return None

    def _described(self, text: str, words: Sequence[Token]) -> Actor:
        core = _core(words)
        kind = self._kind(words, core)
        nation = self._nation(words, core)
        if kind is None and nation is not None:
            covered = [w for w in words if w.key not in words_of("lead")]
            named = len(covered) <= len(tokens(nation.name)) + 1
            kind = ("civilians" if nation.form == "people" else "state") if named else None
        person = self._person(words)
        if person is not None and (kind is None or nation is None):
            return Actor(text, person.name, kind or person.type, nation.iso if nation else person.country)
        name = NAMED[kind].format(nation.name) if nation and kind in NAMED and person is None else None
        return Actor(text, name or (person.name if person else None), kind, nation.iso if nation else None)

    def _kind(self, words: Sequence[Token], core: int) -> str | None:
        """Type of the head noun: at the head of the phrase, else the last title before a name."""
        for last in range(core, -1, -1):
            head = self.known.head_at(words, last)
            if head:
                return head[1]
        return None

    def _nation(self, words: Sequence[Token], core: int) -> Nation | None:
        found = [(i, nation) for i, _, nation in self.known.find_nations(words)]
        before = [nation for i, nation in found if i <= core]
        return before[-1] if before else found[0][1] if found else None

    def _person(self, words: Sequence[Token]) -> Actor | None:
        names = [word for word in words if word.text[0].isupper() and word.key not in words_of("lead")]
        return self.people.get(names[-1].key) if names else None


def _core(words: Sequence[Token]) -> int:
    """Index of the head of a phrase: the last word before `of`, `who` and the like, unless it only counts."""
    for i, word in enumerate(words):
        if i and word.key in words_of("breaks"):
            if all(w.key in words_of("lead") for w in words[:i]):
                continue
            return i - 1
    return len(words) - 1


def cast(text: str, mentions: Sequence[str], known: Catalogue, when: date | None) -> Cast:
    """Gather who appears in an article: names introduced with an acronym, persons with their offices."""
    found = Cast(known, when, introduced=_acronyms(text))
    for mention in sorted(set(mentions), key=lambda m: (-len(m), m)):
        words = tokens(mention)
        core = _core(words)
        names = _name_of(words[: core + 1], known)
        if len(names) > 1 or (names and words[0].key in words_of("honorifics")):
            actor = found._described(mention, words)  # noqa: SLF001  the same class's way of reading
            found.people.setdefault(names[-1].key, replace(actor, name=" ".join(w.text for w in names)))
    return found


def _name_of(words: Sequence[Token], known: Catalogue) -> list[Token]:
    """Return the words of a personal name at the end of a phrase, after titles and nations."""
    names: list[Token] = []
    for i in range(len(words) - 1, -1, -1):
        word = words[i]
        small = word.key in words_of("particles")
        if not (
            word.text[0].isupper() or word.key.startswith(("al-", "el-")) or small
        ) or word.key in words_of("honorifics"):
            break
        if known.head_at(words, i) or any(i < j for _, j, _ in known.find_nations(words)):
            break
        names.insert(0, word)
    return names if len(names) < len(words) or len(names) > 1 else []


def _acronyms(text: str) -> dict[str, str]:
    """Acronyms in brackets after the name whose initials they are: `Libyan National Army (LNA)`."""
    found: dict[str, str] = {}
    for match in _INTRODUCED.finditer(text):
        words, acronym = match[1].split(" "), match[2]
        letters = [c for c in acronym if c.isalpha()]
        for size in range(len(letters), min(len(words), len(letters) + 5) + 1):
            name = words[-size:]
            initials = [word[0].upper() for word in name if word.lower() not in words_of("particles")]
            every = [word[0].upper() for word in name]
            if [c.upper() for c in letters] in (initials, every):
                found.setdefault(acronym, " ".join(name))
                break
    return found
