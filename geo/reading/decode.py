"""From what the network says of the words of a window to mentions and events with offsets."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo.reading.names import complete, complete_place
from geo.reading.spans import Span, around, find, runs, softmax

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from geo.reading.model import Outputs, Settings
    from geo.reading.pieces import Pieces
    from geo.records import MentionKind, RoleName, Status

MOST = 0.5
"""A mention plays a role when it has this part of what all words of the sentence have together."""
SHARE = 0.2
"""A word belongs to a mention that no layer found when it weighs this share of the mention's main word."""


LAYERS = ("place", "actor", "entity", "date", "number", "phrase")
"""Layers that spans are cut out of; those of actors serve the roles alone."""


class Found(NamedTuple):
    """A mention by its place in the text."""

    kind: MentionKind
    start: int
    end: int
    score: float


class Told(NamedTuple):
    """An event whose roles point to mentions by their place in the text."""

    start: int
    end: int
    event_type: str
    status: Status
    sentence: int
    score: float
    roles: tuple[tuple[RoleName, Found, float], ...]


class Least(NamedTuple):
    """The least confidence of what is kept; `None` for the tuned thresholds."""

    confidence: float | None
    settings: Settings

    def of(self, name: str) -> float:
        """Return the least score of a trigger or of a role."""
        return self.settings.thresholds[name] if self.confidence is None else self.confidence


def calibrated(score: float, pair: tuple[float, float]) -> float:
    """Turn a score into a probability, along a straight line on the scale of log odds."""
    bounded = min(max(score, 1e-4), 1 - 1e-4)
    odds = pair[0] * math.log(bounded / (1 - bounded)) + pair[1]
    return 1 / (1 + math.exp(-odds))


def decode(
    pieces: Pieces, own: int, outputs: Outputs, settings: Settings, confidence: float | None
) -> Window:
    """Read one window.

    Parameters
    ----------
    pieces
        Its words.
    own
        The first word whose events and mentions are this window's; those before are context.
    outputs
        What the network says.
    settings
        The model's.
    confidence
        Replaces the tuned thresholds of triggers and roles.
    """
    return Window(pieces, own, outputs, settings, Least(confidence, settings))


class Window:
    """One window while it is decoded."""

    def __init__(self, pieces: Pieces, own: int, outputs: Outputs, settings: Settings, least: Least) -> None:
        self._pieces, self._own, self._outputs, self._settings, self._least = (
            pieces,
            own,
            outputs,
            settings,
            least,
        )
        self._shapes = pieces.shapes[pieces.firsts]
        self._layers = {name: self._spans(name, name) for name in LAYERS}
        self._kinds = outputs.layers["kind"].argmax(-1)

    def _spans(self, layer: str, offset: str) -> list[Span]:
        settings, logits = self._settings, self._outputs.layers[layer]
        labels, less = settings.layers[layer], settings.offsets.get(offset, 0.0)
        whole = complete_place if layer == "place" else complete if "I" in labels else None
        join = partial(whole, pieces=self._pieces) if whole else None
        return find(logits, labels, self._pieces.sentences, self._shapes, less, join)

    def doubtful(self) -> Iterable[Found]:
        """Yield spans of this window's own words that may be places, where the article says so elsewhere."""
        return (self._place(span) for span in self._spans("place", "doubtful") if span.first >= self._own)

    def named(self, label: str) -> Iterable[Found]:
        """Yield the names of people (`per`) or organisations (`org`) among this window's own words."""
        spans = (span for span in self._layers["entity"] if span.label == label)
        return (self._found(span, "actor") for span in spans if span.first >= self._own)

    def mentions(self) -> Iterable[Found]:
        """Yield the mentions of this window's own words; of actors, the names."""
        kinds: dict[str, MentionKind] = {"date": "date", "phrase": "spatial", "entity": "actor"}
        for name, spans in self._layers.items():
            for span in spans:
                if span.first < self._own:
                    continue
                if name == "place":
                    yield self._place(span)
                elif name == "number":
                    yield self._found(span, "killed" if span.label == "killed" else "wounded")
                elif name in kinds:
                    yield self._found(span, kinds[name])

    def events(self) -> Iterable[Told]:
        """Yield the events whose trigger is one of this window's own words."""
        logits = self._outputs.layers["trigger"]
        shares = softmax(logits)
        something = 1 - shares[:, 0]
        types = logits[:, 1:].argmax(-1)
        pair = self._settings.calibration["trigger"]
        marked = something >= _inverse(self._least.of("trigger"), pair)
        marked[: self._own] = False
        triggers = runs(marked, self._pieces.sentences, types)
        statuses = self._outputs.layers["status"]
        for first, end in triggers:
            status = self._settings.layers["status"][int(statuses[first:end].sum(0).argmax())]
            yield Told(
                int(self._pieces.starts[first]),
                int(self._pieces.ends[end - 1]),
                self._settings.layers["trigger"][int(types[first]) + 1],
                status,  # type: ignore[arg-type]
                int(self._pieces.sentences[first]),
                calibrated(float(something[first:end].max()), pair),
                tuple(self.roles(first)),
            )

    def roles(self, trigger: int) -> Iterable[tuple[RoleName, Found, float]]:
        """Yield which mentions play which role in the event that a word tells."""
        sentences = self._pieces.sentences
        a = int(np.searchsorted(sentences, sentences[trigger], "left"))
        b = int(np.searchsorted(sentences, sentences[trigger], "right"))
        scores, none = self._scores(trigger), self._outputs.none[trigger]
        for number, role in enumerate(self._settings.roles):
            if role == "place":
                yield from self._places(scores[number] + none[number], a, b)
                continue
            shares = softmax(np.append(scores[number, a:b], none[number]))[:-1]
            span, score = self._best(role, shares, a)
            score = calibrated(score, self._settings.calibration[role])
            if score >= self._least.of(role):
                kind: MentionKind = "actor" if role in {"actor", "recipient"} else role  # type: ignore[assignment]
                yield role, self._found(span, kind), score  # type: ignore[misc]

    def _scores(self, trigger: int) -> NDArray[np.float32]:
        """Return the logit of each word for each role of the trigger: role, word."""
        settings, out = self._settings, self._outputs
        scores: NDArray[np.float32] = np.einsum("rd,wrd->rw", out.query[trigger], out.key)
        apart = np.arange(len(out.key)) - trigger
        bucket = (
            np.searchsorted(settings.steps, np.abs(apart), side="right")
            - 1
            + len(settings.steps) * (apart < 0)
        )
        sentences = self._pieces.sentences
        back = np.clip(sentences[trigger] - sentences, 0, settings.back.shape[1] - 1)
        return scores + settings.near[:, bucket] + settings.back[:, back]

    def _best(self, role: str, shares: NDArray[np.float32], start: int) -> tuple[Span, float]:
        """Return the mention of the sentence that most likely plays a role, and how likely.

        One of the mentions found, where one has most of what there is; else the words around the likeliest.
        """
        end = start + len(shares)
        layer = {"date": "date", "killed": "number", "wounded": "number"}.get(role, "actor")
        scored = [
            (float(shares[s.first - start : s.end - start].sum()), s)
            for s in self._layers[layer]
            if start <= s.first < end and s.label in {"", role}
        ]
        if scored:
            score, span = max(scored, key=lambda pair: pair[0])
            if score >= MOST * shares.sum():
                return span, score
        low, high = around(shares, SHARE)
        score = float(shares[low:high].sum())
        return Span(start + low, start + high, "", score), score

    def _places(self, logits: NDArray[np.float32], a: int, b: int) -> Iterable[tuple[RoleName, Found, float]]:
        """Yield the places of the event in its own sentence, or else those that earlier sentences name."""
        pair = self._settings.calibration["place"]
        scored = [
            (span, calibrated(1 / (1 + math.exp(-float(logits[span.first : span.end].mean()))), pair))
            for span in self._layers["place"]
            if span.first < b
        ]
        here = [(s, p) for s, p in scored if s.first >= a and p >= self._least.of("place")]
        for span, score in here or [
            (s, p) for s, p in scored if s.first < a and p >= self._least.of("context")
        ]:
            yield "place", self._place(span), score

    def _place(self, span: Span) -> Found:
        return self._found(span, self._settings.layers["kind"][self._kinds[span.first]])

    def _found(self, span: Span, kind: MentionKind) -> Found:
        return Found(
            kind, int(self._pieces.starts[span.first]), int(self._pieces.ends[span.end - 1]), span.score
        )


def _inverse(probability: float, pair: tuple[float, float]) -> float:
    """Return the score that `calibrated` turns into a probability."""
    if not 0 < probability < 1:
        return probability
    odds = (math.log(probability / (1 - probability)) - pair[1]) / pair[0]
    return 1 / (1 + math.exp(-odds))
