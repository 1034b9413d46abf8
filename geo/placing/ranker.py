"""The ranker: a small trained network over the features of candidates; its weights are a readable file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.placing.context import CONTEXT, Table, context
from geo.placing.options import STATIC

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

COLUMNS = (*STATIC, *CONTEXT)


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """One pass: a linear part plus a hidden layer (tanh), features in the order of `COLUMNS`."""

    linear: Array
    hidden: Array
    bias: Array
    out: Array

    def scores(self, features: Array) -> Array:
        """Return a score for each row."""
        scores: Array = features @ self.linear + np.tanh(features @ self.hidden + self.bias) @ self.out
        return scores


@dataclass(frozen=True, slots=True)
class Ranker:
    """Passes, one after another; each sees what the one before believed of the other names."""

    stages: tuple[Stage, ...]
    confidence: dict[str, float]
    """Weights of the logistic model that says how far an answer is to be trusted."""
    choice: dict[str, float]
    """Weights of the one that prefers to a candidate where the article's other places lie."""

    def rank(self, table: Table) -> tuple[Array, Array]:
        """Return for each row the probability among its name's candidates, and the features behind it."""
        flat = np.zeros((len(table.group), len(CONTEXT)))
        features = np.hstack([table.static, flat])
        belief = softmax(self.stages[0].scores(features), table)
        for stage in self.stages[1:]:
            features[:, len(STATIC) :] = context(table, belief)
            belief = softmax(stage.scores(features), table)
        return belief, features


def softmax(scores: Array, table: Table) -> Array:
    """Return probabilities that sum to one for each name."""
    highest = np.maximum.reduceat(scores, table.starts)
    powers = np.exp(scores - highest[table.group])
    shares: Array = powers / np.add.reduceat(powers, table.starts)[table.group]
    return shares


def from_json(data: dict[str, Any]) -> Ranker:
    """Make a ranker of the data of a weights file."""
    stages = []
    for stage in data["stages"]:
        weights = {
            name: np.array(stage["features"].get(name, [0.0] * (1 + len(stage["out"])))) for name in COLUMNS
        }
        table = np.array([weights[name] for name in COLUMNS])
        stages.append(Stage(table[:, 0], table[:, 1:], np.array(stage["bias"]), np.array(stage["out"])))
    return Ranker(tuple(stages), data["confidence"], data["choice"])


@cache
def trained() -> Ranker:
    """Return the ranker that comes with the package."""
    text = files("geo.placing").joinpath("data", "ranker.json").read_text(encoding="utf-8")
    return from_json(json.loads(text))
