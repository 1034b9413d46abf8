"""Documents to arrays: word pieces with labels per word, and windows of them as the model sees them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo import ontology
from geo.reading.pieces import SHAPES, Pieces, cut
from geo.reading.windows import plan

if TYPE_CHECKING:
    import random

    from corpora import Document, Telling
    from tokenizers import Tokenizer

BIO = ("O", "B", "I")
LAYERS = {
    "place": BIO,
    "kind": ("toponym", "metonym", "demonym"),
    "actor": BIO,
    "entity": ("O", "B-per", "I-per", "B-org", "I-org"),
    "date": BIO,
    "number": ("O", "B-killed", "I-killed", "B-wounded", "I-wounded"),
    "phrase": BIO,
    "trigger": ("O", *ontology.event_types()),
    "status": tuple(ontology.statuses()),
    "gwn": BIO,
    "lgl": BIO,
}
"""What is read of each word, with its labels; the model's outputs stand in this order.

`gwn` and `lgl` are place names by the rules of one corpus each: learned beside `place`, not read.
"""
ROLES = ("actor", "recipient", "date", "killed", "wounded", "place")
MASKED = -100


@dataclass(slots=True)
class Happening:
    """A telling in words; a role that is missing is not annotated."""

    word: int
    status: int
    roles: dict[str, list[int]]
    unsure: list[int]


@dataclass(slots=True)
class Labelled:
    """A document in pieces, with labels per word and layer."""

    document: Document
    pieces: Pieces
    labels: dict[str, np.ndarray]
    happenings: list[Happening]
    units: list[tuple[int, int]]
    """First word and the one after the last of each unit of text that windows are made of."""


class _Marker:
    """Puts spans of a document on its words."""

    def __init__(self, pieces: Pieces) -> None:
        self.pieces = pieces
        self.labels = {name: np.full(len(pieces.starts), MASKED, np.int64) for name in LAYERS}

    def words(self, span: tuple) -> list[int]:
        """Return the words that a span touches."""
        first = int(np.searchsorted(self.pieces.ends, span[0], "right"))
        end = int(np.searchsorted(self.pieces.starts, span[1], "left"))
        return list(range(first, end))

    def clear(self, *layers: str) -> None:
        """Say that what is not marked in a layer is nothing."""
        for layer in layers:
            self.labels[layer][:] = 0

    def tag(self, layer: str, span: tuple, begin: int = 1, inside: int = 2) -> None:
        """Mark one span."""
        for n, word in enumerate(self.words(span)):
            self.labels[layer][word] = inside if n else begin

    def mask(self, layer: str, span: tuple) -> None:
        """Say that a span is not known."""
        self.labels[layer][self.words(span)] = MASKED


def label(document: Document, tokenizer: Tokenizer, longest: int) -> Labelled:
    """Cut a document into pieces and put its annotations on the words."""
    pieces = cut(document.text, document.sentences, tokenizer)
    marker = _Marker(pieces)
    _mark_names(document, marker)
    if document.own:
        marker.clear(document.corpus_of_places)
    for span in document.own:
        marker.tag(document.corpus_of_places, span)
    _mark_events(document, marker)
    told = [*(document.tellings or []), *document.located]
    happenings = [h for t in told if (h := _happening(t, marker)) is not None]
    for h in happenings:
        marker.labels["status"][h.word] = h.status
    return Labelled(document, pieces, marker.labels, happenings, pieces.units(longest))


def _mark_names(document: Document, marker: _Marker) -> None:
    """Mark places, people, organisations and dates."""
    if document.places is not None:
        marker.clear("place")
        for span in document.unsure:
            marker.mask("place", span)
        for start, end, kind in document.places:
            marker.tag("place", (start, end))
            if kind:
                marker.labels["kind"][marker.words((start, end))[:1]] = LAYERS["kind"].index(kind)
    if document.entities is not None:
        marker.clear("entity")
        for start, end, kind in document.entities:
            marker.tag("entity", (start, end), *((1, 2) if kind == "per" else (3, 4)))
    if document.dates is not None:
        if document.complete_dates:
            marker.clear("date")
        for span in document.dates:
            marker.tag("date", span)


def _mark_events(document: Document, marker: _Marker) -> None:
    """Mark triggers, actors, numbers of victims and spatial phrases."""
    if document.tellings is None:
        return
    marker.clear("actor", "number", "phrase", "trigger")
    for phrase in document.phrases or []:
        marker.tag("phrase", phrase)
    for span in document.open:
        marker.mask("trigger", span)
    players = [s for t in document.tellings for r in ("actor", "recipient") for s in t.roles.get(r, [])]
    for span in sorted(players, key=lambda s: s[1] - s[0]):
        marker.tag("actor", span)
    for telling in document.tellings:
        kind = LAYERS["trigger"].index(telling.type)
        marker.tag("trigger", telling.trigger, kind, kind)
        for n, role in enumerate(("killed", "wounded")):
            for span in telling.roles.get(role, []):
                marker.tag("number", span, 1 + 2 * n, 2 + 2 * n)


def _happening(telling: Telling, marker: _Marker) -> Happening | None:
    trigger = marker.words(telling.trigger)
    if not trigger:
        return None
    status = LAYERS["status"].index(telling.status) if telling.status else MASKED
    roles = {role: [w for span in spans for w in marker.words(span)] for role, spans in telling.roles.items()}
    return Happening(trigger[0], status, roles, [w for s in telling.unsure for w in marker.words(s)])


@dataclass(slots=True)
class Example:
    """One window, ready to be put into a batch."""

    ids: np.ndarray
    shapes: np.ndarray
    firsts: np.ndarray
    sentences: np.ndarray
    labels: dict[str, np.ndarray]
    happenings: list[Happening]


def examples(item: Labelled, size: int, context: int, rng: random.Random | None) -> list[Example]:
    """Lay windows over a document and cut it along them; with `rng` as for training: varied."""
    pieces = item.pieces
    ends = np.append(pieces.firsts[1:], len(pieces.ids))
    lengths = [int(ends[b - 1] - pieces.firsts[a]) for a, b in item.units]
    found = []
    for window in plan(lengths, size, context):
        a, own, b = item.units[window.first][0], item.units[window.own][0], item.units[window.end - 1][1]
        low, high = int(pieces.firsts[a]), int(ends[b - 1])
        inside = [h for h in item.happenings if own <= h.word < b]
        moved = [
            Happening(
                h.word - a,
                h.status,
                {r: [w - a for w in ws if a <= w < b] for r, ws in h.roles.items()},
                [w - a for w in h.unsure if a <= w < b],
            )
            for h in inside
        ]
        example = Example(
            pieces.ids[low:high],
            pieces.shapes[low:high],
            pieces.firsts[a:b] - low,
            pieces.sentences[a:b],
            {name: values[a:b] for name, values in item.labels.items()},
            moved,
        )
        found.append(_vary(example, rng) if rng else example)
    return found


_CASES = {"lower": {2: 1, 3: 1, 4: 1, 5: 1}, "upper": {1: 3, 2: 3, 5: 3}, "headline": {1: 2}}


def _vary(example: Example, rng: random.Random) -> Example:
    """Sometimes write the whole window in one case: agencies of old, headlines, posts."""
    chance = rng.random()
    case = "lower" if chance < 0.05 else "upper" if chance < 0.13 else "headline" if chance < 0.17 else None
    if case:
        table = np.arange(2 * len(SHAPES))
        for old, new in _CASES[case].items():
            table[[old, old + len(SHAPES)]] = new, new + len(SHAPES)
        example.shapes = table[example.shapes]
    return example


AGENCIES = ("AP", "Reuters", "AFP", "Xinhua", "CNN", "UPI", "IRIN", "dpa")
MONTHS = (
    "Jan. {}",
    "February {}",
    "March {}",
    "Apr {}",
    "{} May",
    "June {}",
    "July {}",
    "Aug. {}",
    "{} Oct",
    "Dec {}",
)


def with_dateline(item: Labelled, tokenizer: Tokenizer, rng: random.Random, longest: int) -> Labelled:
    """Put a dateline before a story: one of its own places, as agencies write it."""
    document = item.document
    towns = [p for p in document.places or [] if p[2] == "toponym"]
    if not towns:
        return item
    town = document.text[slice(*rng.choice(towns)[:2])]
    town = town.upper() if rng.random() < 0.6 else town
    date = rng.choice(MONTHS).format(rng.randint(1, 28))
    agency = rng.choice(AGENCIES)
    line = rng.choice(
        (
            f"{town} ({agency}) -- ",
            f"{town}, {date} ({agency}) - ",
            f"{town} - ",
            f"{town}, {date} -- ",
            f"{town}: ",
            f"{agency}, {town} - ",
        )
    )
    head = cut(line, [(0, len(line))], tokenizer)
    at = line.index(town)
    count = len(head.starts)
    labels = {}
    for name, values in item.labels.items():
        front = np.full(
            count, MASKED if name in {"kind", "status", "date", "entity", "gwn", "lgl"} else 0, np.int64
        )
        if name in {"place", "kind"}:
            covered = [w for w in range(count) if head.starts[w] < at + len(town) and head.ends[w] > at]
            front[covered[:1]] = 1 if name == "place" else 0
            if name == "place":
                front[covered[1:]] = 2
        labels[name] = np.concatenate([front, values])
    body = item.pieces
    pieces = Pieces(
        np.concatenate([head.ids, body.ids]),
        np.concatenate([head.shapes, body.shapes]),
        np.concatenate([head.firsts, body.firsts + len(head.ids)]),
        np.concatenate([head.starts, body.starts]),
        np.concatenate([head.ends, body.ends]),
        np.concatenate([head.sentences, body.sentences]),
    )
    happenings = [
        Happening(
            h.word + count,
            h.status,
            {r: [w + count for w in ws] for r, ws in h.roles.items()},
            [*range(count), *(w + count for w in h.unsure)],
        )
        for h in item.happenings
    ]
    return Labelled(document, pieces, labels, happenings, pieces.units(longest))
