"""Tune what is not learned: calibration, thresholds and offsets, on the development data.

    python training/tune_reader.py ../shared geo/reading/model

Rewrites `config.json` in the model's folder.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from labels import ROLES
from measure import Development, overlap

from geo.reading.model import Model, Outputs, Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.reading.pieces import Pieces

GRID = np.arange(0.1, 0.95, 0.05)
OFFSETS = np.arange(-1.5, 2.01, 0.25)


class Remembering(Model):
    """A model that runs each window once, so that settings can be tried out quickly."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._known: dict[bytes, Outputs] = {}

    def run(self, pieces: Pieces) -> Outputs:
        key = pieces.ids.tobytes() + pieces.shapes.tobytes()
        if key not in self._known:
            self._known[key] = super().run(pieces)
        return self._known[key]


def fit(pairs: list[tuple[float, bool]]) -> tuple[float, float]:
    """Fit slope and shift of the log odds by Newton's method, lightly held at 1 and 0."""
    scores = np.clip([score for score, _ in pairs], 1e-4, 1 - 1e-4)
    x = np.stack([np.log(scores / (1 - scores)), np.ones(len(scores))], 1)
    y = np.array([right for _, right in pairs], float)
    held = np.array([1.0, 0.0])
    w = held.copy()
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ w))
        step = np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + np.eye(2), x.T @ (p - y) + (w - held))
        w -= step * min(1.0, 0.3 / max(np.abs(step).max(), 1e-9))
    return round(float(w[0]), 3), round(float(w[1]), 3)


def calibrate(development: Development, model: Model) -> dict[str, tuple[float, float]]:
    """Fit the calibration of triggers and roles on the annotated stories."""
    readings = development.read(model, min_confidence=0.03)
    pairs: dict[str, list[tuple[float, bool]]] = {name: [] for name in ("trigger", *ROLES)}
    for record in development.stories:
        found = readings[record["doc_id"]]
        mentions = {m.id: m for m in found.mentions}
        for event in found.events:
            span = (event.start, event.end)
            gold = [
                e for e in record["events"] if overlap(span, (e["trigger"]["start"], e["trigger"]["end"]))
            ]
            pairs["trigger"].append((event.score, bool(gold)))
            for role in event.roles if gold else ():
                mention = mentions[role.mention]
                right = development.plays(gold[0], role.role, mention)
                pairs[role.role].append((role.score, right))
    return {name: fit(found) for name, found in pairs.items()}


def search(
    settings: Settings, field: str, name: str, values: np.ndarray, figure: Callable[[Settings], float]
) -> Settings:
    """Return the settings with the value of one of them that makes a figure best."""
    tried = []
    for value in values:
        changed = replace(settings, **{field: {**getattr(settings, field), name: round(float(value), 3)}})
        tried.append((figure(changed), changed))
    best = max(f for f, _ in tried)
    equal = [changed for f, changed in tried if f >= best - 1e-4]
    chosen = equal[len(equal) // 2]
    print(f"{field} {name}: {getattr(chosen, field)[name]} -> {best:.4f}", flush=True)
    return chosen


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("shared", type=Path)
    parser.add_argument("model", type=Path)
    args = parser.parse_args()
    stories = Development(args.shared, corpora=("voa", "articles"))
    names = Development(args.shared, corpora=("gwn", "lgl", "voa"))
    model = Remembering(args.model)
    neutral = dict.fromkeys(("trigger", *ROLES), (1.0, 0.0))
    model.settings = replace(model.settings, calibration=neutral)
    model.settings = replace(model.settings, calibration=calibrate(stories, model))

    def on(development: Development, figure: Callable[[dict], float]) -> Callable[[Settings], float]:
        def value(settings: Settings) -> float:
            model.settings = settings
            return figure(development.measure(model))

        return value

    def mean(name: str) -> Callable[[dict], float]:
        shares = {"voa/dev": 0.5, "sentences": 0.25, "articles": 0.25}
        return lambda found: sum(share * found[corpus][name] for corpus, share in shares.items())

    def of_names(found: dict) -> float:
        return found["gwn"]["exact_f1"] + found["lgl"]["exact_f1"] + found["voa/dev"]["metonym_f1"]

    settings = model.settings
    settings = search(
        settings,
        "offsets",
        "place",
        OFFSETS,
        on(names, of_names),
    )
    settings = search(
        settings,
        "offsets",
        "doubtful",
        OFFSETS - 2,
        on(names, of_names),
    )
    settings = search(settings, "thresholds", "trigger", GRID, on(stories, mean("trigger_type_f1")))
    for role in ("actor", "recipient", "date"):
        settings = search(settings, "thresholds", role, GRID, on(stories, mean(f"{role}_f1")))
    for _ in range(2):
        for role in ("place", "context"):
            settings = search(settings, "thresholds", role, GRID, on(stories, mean("place_f1")))
    for role in ("killed", "wounded"):
        settings = search(settings, "thresholds", role, GRID, on(stories, mean("counts_f1")))
    path = args.model / "config.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    data |= {
        "thresholds": settings.thresholds,
        "offsets": settings.offsets,
        "calibration": settings.calibration,
    }
    path.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
