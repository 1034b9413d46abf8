"""Measure a reader on the development parts of the corpora.

The evaluation tests hold floors on the same figures.

python training/measure.py ../shared [MODEL_FOLDER]
"""

from __future__ import annotations

import importlib.util
import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from corpora import Document, fold, load

from geo import reading
from geo.reading.decode import decode
from geo.reading.model import Model, shipped
from geo.reading.pieces import cut
from geo.records import Article

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.records import Mention, Reading

CORPORA = ("voa", "articles", "gwn", "lgl", "located")
PLACES = ("toponym", "metonym", "demonym")


def scorer(shared: Path, name: str):
    """Load one of the scorers that lie beside the corpora."""
    spec = importlib.util.spec_from_file_location(name, shared / "scorers" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _f1(right: float, predicted: float, gold: float) -> float:
    return 2 * right / (predicted + gold) if predicted + gold else 0.0


def overlap(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def events(shared: Path, records: list[dict], readings: dict[str, Reading]) -> dict[str, float]:
    """Score triggers, types, status, roles, metonyms and counts on annotated stories."""
    predicted = [reading.to_dict(Article(d["doc_id"], d["text"]), readings[d["doc_id"]]) for d in records]
    result = scorer(shared, "score_events").score(records, predicted)
    return result | _metonyms(records, readings) | _counts(records, readings)


def _metonyms(records: list[dict], readings: dict[str, Reading]) -> dict[str, float]:
    c: Counter[str] = Counter()
    for d in records:
        gold = [(m["start"], m["end"]) for m in d["metonymic"]]
        found = [(m.start, m.end) for m in readings[d["doc_id"]].mentions if m.kind == "metonym"]
        c["gold"] += len(gold)
        c["found"] += len(found)
        c["right"] += sum(any(overlap(g, f) for f in found) for g in gold)
    return {"metonym_f1": _f1(c["right"], c["found"], c["gold"])}


def _counts(records: list[dict], readings: dict[str, Reading]) -> dict[str, float]:
    """Numbers of victims on found triggers: right when the value is; over all that are told or read."""
    c: Counter[str] = Counter()
    for d in records:
        found = readings[d["doc_id"]]
        mentions = {m.id: m for m in found.mentions}
        for e in d["events"]:
            span = (e["trigger"]["start"], e["trigger"]["end"])
            mine = [x for x in found.events if overlap((x.start, x.end), span)]
            if not mine:
                continue
            for role in ("killed", "wounded"):
                read = [reading.value(mentions[r.mention].text) for r in mine[0].roles if r.role == role]
                told = e.get(role)
                c["gold"] += told is not None
                c["found"] += bool(read)
                c["right"] += told is not None and told in read
    return {
        "counts_f1": _f1(c["right"], c["found"], c["gold"]),
        "counts_recall": c["right"] / max(1, c["gold"]),
    }


def toponyms(shared: Path, records: list[dict], readings: dict[str, Reading]) -> dict[str, float]:
    """Score exact spans of place names, and literal against metonymic where it is annotated."""
    module = scorer(shared, "score_toponyms")
    c: Counter[str] = Counter()
    for d in records:
        found = [m for m in readings[d["doc_id"]].mentions if m.kind in PLACES]
        kinds = {(m.start, m.end): m.kind for m in found}
        gold = module.unique(d["toponyms"])
        c["gold"] += len(gold)
        c["found"] += len(found)
        for t in gold:
            kind = kinds.get((t["start"], t["end"]))
            c["right"] += kind is not None
            if kind and t["type"]:
                c["typed"] += 1
                c["kind"] += (kind == "toponym") == (t["type"] == "literal")
    scores = {
        "exact_f1": _f1(c["right"], c["found"], c["gold"]),
        "precision": c["right"] / c["found"],
        "recall": c["right"] / c["gold"],
    }
    return scores | ({"literal_accuracy": c["kind"] / c["typed"]} if c["typed"] else {})


def located(documents: Iterable[Document], model: Model) -> dict[str, float]:
    """Score the places of a verb that is given: right, missed, too many; "none" counts as one place."""
    c: Counter[str] = Counter()
    for d in documents:
        pieces = cut(d.text, [(0, len(d.text))], model.tokenizer)
        window = decode(pieces, 0, model.run(pieces), model.settings, None)
        for telling in d.located:
            gold = telling.roles["place"]
            word = int(np.searchsorted(pieces.ends, telling.trigger[0], "right"))
            spans = [(m.start, m.end) for role, m, _ in window.roles(word) if role == "place"]
            c["gold"] += max(1, len(gold))
            c["found"] += max(1, len(spans))
            nothing = not gold and not spans
            c["right_gold"] += nothing or sum(any(overlap(g, s) for s in spans) for g in gold)
            c["right_found"] += nothing or sum(any(overlap(s, g) for g in gold) for s in spans)
    precision, recall = c["right_found"] / c["found"], c["right_gold"] / c["gold"]
    return {
        "place_f1": 2 * precision * recall / (precision + recall),
        "precision": precision,
        "recall": recall,
    }


def records_of(path: Path) -> list[dict]:
    """Read JSON Lines."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def alone(records: list[dict]) -> list[dict]:
    """Return each sentence of the stories as a story of its own: what a headline or a post is."""
    found = []
    for d in records:
        for number, (a, b) in enumerate(d["sentences"]):
            mine = [_moved(e, a, b) for e in d["events"] if e["sentence"] == number]
            metonyms = [_moved(m, a, b) for m in d["metonymic"] if a <= m["start"] < b]
            found.append(
                {"doc_id": f"{d['doc_id']}-{number}", "text": d["text"][a:b], "sentences": [[0, b - a]]}
                | {"events": mine, "metonymic": metonyms}
            )
    return found


def _moved(value: dict | list | str | int, start: int, end: int) -> dict | list | str | int:
    """Move all spans in a record to a sentence's own offsets; leave out lists of spans outside of it."""
    if isinstance(value, dict):
        moved = {k: _moved(v, start, end) for k, v in value.items() if k != "context_places"}
        if "start" in value:
            moved |= {"start": value["start"] - start, "end": value["end"] - start}
        return moved
    return [_moved(v, start, end) for v in value] if isinstance(value, list) else value


class Development:
    """The development parts of corpora: what is read, and what is right."""

    def __init__(self, shared: Path, corpora: tuple[str, ...] = CORPORA) -> None:
        root = shared / "corpora"
        documents = [d for d in load(root) if d.development]
        ids = {d.doc_id for d in documents if d.corpus == "articles"}
        self._shared = shared
        self._voa = records_of(root / "voa/dev.jsonl") if "voa" in corpora else []
        full = [
            d for name in ("gwn", "re3d", "wikievents") for d in records_of(root / f"articles/{name}.jsonl")
        ]
        self._articles = [d for d in full if d["doc_id"] in ids and "articles" in corpora]
        self._toponyms = {
            name: [d for d in records_of(root / f"toponyms/{name}.jsonl") if fold(d["doc_id"], 5) == 0]
            for name in ("gwn", "lgl")
            if name in corpora
        }
        self._located = [d for d in documents if d.corpus == "located" and "located" in corpora]
        self._alone = alone(self._voa)
        records = [*self.stories, *self._alone, *(d for held in self._toponyms.values() for d in held)]
        texts = {d["doc_id"]: d["text"] for d in records}
        self._articles_to_read = [Article(doc_id, text) for doc_id, text in texts.items()]

    @property
    def stories(self) -> list[dict]:
        """The records with annotated events."""
        return [*self._voa, *self._articles]

    def read(self, model: Model | None, min_confidence: float | None = None) -> dict[str, Reading]:
        """Read everything."""
        found = reading.read_all(self._articles_to_read, model=model, min_confidence=min_confidence)
        return {article.doc_id: what for article, what in found}

    def measure(self, model: Model | None = None) -> dict[str, dict[str, float]]:
        """Read everything and score it, corpus by corpus."""
        readings = self.read(model)
        figures = {}
        for name, records in (
            ("voa/dev", self._voa),
            ("sentences", self._alone),
            ("articles", self._articles),
        ):
            if records:
                figures[name] = events(self._shared, records, readings)
        for name, records in self._toponyms.items():
            figures[name] = toponyms(self._shared, records, readings)
        if self._located:
            figures["event_location"] = located(self._located, model or shipped())
        return figures

    @staticmethod
    def plays(event: dict, role: str, mention: Mention) -> bool:
        """Whether a mention plays a role in an annotated event."""
        if role in {"killed", "wounded"}:
            return event.get(role) is not None and reading.value(mention.text) == event[role]
        if role == "place":
            gold = event["places"] or event.get("context_places") or []
        else:
            gold = [event[role]] if role in event else []
        return any(overlap((mention.start, mention.end), (g["start"], g["end"])) for g in gold)


if __name__ == "__main__":
    chosen = Model(Path(sys.argv[2])) if len(sys.argv) > 2 else None
    for corpus, figures in Development(Path(sys.argv[1])).measure(chosen).items():
        print(corpus, " ".join(f"{name} {figure:.3f}" for name, figure in figures.items()))
