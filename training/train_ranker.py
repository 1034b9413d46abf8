"""Train the ranker of places on articles with gold toponyms, and measure it by cross-validation.

    python training/train_ranker.py ../shared/corpora/toponyms/{lgl,gwn}.jsonl --folds 5 --out ranker.json

Folds are articles: the passes of a fold see nothing of the articles that it is measured on.
"""

import argparse
import json
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from geo.gazetteer import open_gazetteer
from geo.placing.context import CONTEXT, context
from geo.placing.options import STATIC, OptionsOf
from geo.placing.ranker import COLUMNS, Ranker, Stage, softmax
from geo.placing.resolve import prepare
from geo.records import Article, Mention

EARTH_KM = 6371.0088
NEAR_KM = 161.0
PASSES = 3


@dataclass
class Case:
    """An article, its candidates, and which of them are right."""

    doc: dict
    gold: list
    group_of: list
    table: object
    groups: list
    same: np.ndarray
    near: np.ndarray
    times: np.ndarray
    """Per row: how many mentions have the same place; how many lie near; how many its name has."""


def distance_km(lat1, lon1, lat2, lon2):
    p1, p2 = math.radians(lat1), math.radians(lat2)
    h = (
        math.sin((p2 - p1) / 2) ** 2
        + math.cos(p1) * math.cos(p2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    )
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, h)))


def read_case(doc, known):
    gold = sorted((t for t in doc["toponyms"]), key=lambda t: (t["start"], t["end"]))
    article = Article(doc["doc_id"], doc["text"], doc.get("title"), doc.get("url"), doc.get("source"))
    mentions = [Mention(str(i), "toponym", t["start"], t["end"], t["text"]) for i, t in enumerate(gold)]
    group_of, table, groups = prepare(article, mentions, known)
    rows = 0 if table is None else len(table.group)
    same, near, times = np.zeros(rows), np.zeros(rows), np.zeros(len(groups))
    for t, g in zip(gold, group_of, strict=True):
        if g < 0 or t["lat"] is None:
            continue
        places, start = groups[g].places, table.starts[g]
        away = np.array([distance_km(t["lat"], t["lon"], p.latitude, p.longitude) for p in places])
        ids = np.array([p.geonameid is not None and str(p.geonameid) == str(t["geonameid"]) for p in places])
        if (away <= NEAR_KM).any():
            near[start : start + len(places)] += away <= NEAR_KM
            right = ids if ids.any() else away <= max(15.0, away.min() * 1.2)
            same[start : start + len(places)] += right / right.sum()
            times[g] += 1
    return Case(doc, gold, group_of, table, groups, same, near, times)


class Stack:
    """Cases as one big table for training."""

    def __init__(self, cases, beliefs):
        blocks, same, near, group, weight = [], [], [], [], []
        offset = 0
        for case, belief in zip(cases, beliefs, strict=True):
            blocks.append(features(case, belief))
            same.append(case.same)
            near.append(case.near)
            group.append(case.table.group + offset)
            weight.append(case.times)
            offset += len(case.groups)
        self.x = np.vstack(blocks)
        self.same, self.near = np.concatenate(same), np.concatenate(near)
        self.group = np.concatenate(group)
        self.starts = np.searchsorted(self.group, np.arange(offset))
        self.weight = np.concatenate(weight)


def features(case, belief):
    more = np.zeros((len(case.table.group), len(CONTEXT))) if belief is None else context(case.table, belief)
    return np.hstack([case.table.static, more])


def fit(stack, hidden, *, steps=400, rate=0.02, decay=2e-4, seed=0, blind=None):
    """Minimise the cross-entropy of the right place, and of any place near it."""
    rng = np.random.default_rng(seed)
    n = stack.x.shape[1]
    w = {
        "linear": np.zeros(n),
        "hidden": rng.normal(0, 0.3 / math.sqrt(n), (n, hidden)),
        "bias": np.zeros(hidden),
        "out": rng.normal(0, 0.1, hidden),
    }
    first = {k: np.zeros_like(v) for k, v in w.items()}
    second = {k: np.zeros_like(v) for k, v in w.items()}
    weight = np.sqrt(stack.weight)
    total = weight.sum()
    per_row = weight[stack.group] / np.maximum(stack.weight, 1)[stack.group]
    near = (stack.near > 0).astype(float)
    has = np.add.reduceat(near, stack.starts) > 0
    for step in range(1, steps + 1):
        keep = rng.random(n) > 0.05
        x = stack.x * keep
        h = np.tanh(x @ w["hidden"] + w["bias"])
        p = softmax(x @ w["linear"] + h @ w["out"], stack)
        target = stack.same * per_row
        in_near = p * near
        mass = np.maximum(np.add.reduceat(in_near, stack.starts), 1e-9)[stack.group]
        near_target = in_near / mass * (weight * has)[stack.group]
        same_sum = np.add.reduceat(target, stack.starts)[stack.group]
        grad = (0.5 * (p * same_sum - target) + 0.5 * (p * (weight * has)[stack.group] - near_target)) / total
        back = np.outer(grad, w["out"]) * (1 - h * h)
        slopes = {
            "linear": x.T @ grad, "hidden": x.T @ back, "bias": back.sum(axis=0), "out": h.T @ grad
        }  # fmt: skip
        now = rate * min(1.0, 2 * (1 - step / steps) + 0.02)
        for k, v in w.items():
            g = slopes[k] + decay * v * (k != "bias")
            first[k] = 0.9 * first[k] + 0.1 * g
            second[k] = 0.99 * second[k] + 0.01 * g * g
            v -= now * first[k] / (1 - 0.9**step) / (np.sqrt(second[k] / (1 - 0.99**step)) + 1e-8)
    return Stage(w["linear"], w["hidden"], w["bias"], w["out"])


def train(cases, *, hidden=16, seed=0):
    usable = [c for c in cases if c.table is not None]
    beliefs = [None] * len(usable)
    stages = []
    for number in range(PASSES):
        stack = Stack(usable, beliefs)
        stages.append(fit(stack, hidden if number else 6, seed=seed + number))
        beliefs = [
            softmax(stages[-1].scores(features(c, b)), c.table) for c, b in zip(usable, beliefs, strict=True)
        ]
    return Ranker(tuple(stages), 1.0)


def answers(case, ranker):
    """(gold toponym, chosen place or None, probability) for each gold toponym with a point."""
    if case.table is not None:
        belief, _ = ranker.rank(case.table)
    for t, g in zip(case.gold, case.group_of, strict=True):
        if t["lat"] is None:
            continue
        if g < 0:
            yield t, None, 0.0
            continue
        start = case.table.starts[g]
        rows = belief[start : start + len(case.groups[g].places)]
        yield t, case.groups[g].places[int(rows.argmax())], float(rows.max())


def is_near(t, place):
    return place is not None and distance_km(t["lat"], t["lon"], place.latitude, place.longitude) <= NEAR_KM


def summary(results):
    near = np.mean([is_near(t, p) for t, p, _ in results])
    same = np.mean([p is not None and str(p.geonameid) == str(t["geonameid"]) for t, p, _ in results])
    reachable = np.mean([p is not None for _, p, _ in results])
    return f"{len(results)} toponyms  acc@161km {near:.4f}  id {same:.4f}  answered {reachable:.4f}"


def cross_validate(cases, folds, **options):
    order = np.random.default_rng(7).permutation(len(cases))
    found = []
    for fold in range(folds):
        test = set(order[fold::folds].tolist())
        ranker = train([c for i, c in enumerate(cases) if i not in test], **options)
        found += [(cases[i].doc, *answer) for i in test for answer in answers(cases[i], ranker)]
    return found


def calibrate(results):
    """Return the temperature under which the probabilities fit best, from (probability, right) pairs."""
    p = np.clip(np.array([r[-1] for r in results if r[2]]), 1e-6, 1 - 1e-6)
    right = np.array([is_near(r[1], r[2]) for r in results if r[2]])
    logit = np.log(p / (1 - p))

    def loss(t):
        q = np.clip(1 / (1 + np.exp(-logit / t)), 1e-6, 1 - 1e-6)
        return -np.mean(np.where(right, np.log(q), np.log(1 - q)))

    return min(np.arange(0.8, 4.0, 0.05), key=loss)


def to_json(ranker, note):
    stages = []
    for stage in ranker.stages:
        table = np.column_stack([stage.linear, stage.hidden])
        stages.append(
            {
                "features": {
                    c: [round(float(v), 4) for v in row] for c, row in zip(COLUMNS, table, strict=True)
                },
                "bias": [round(float(v), 4) for v in stage.bias],
                "out": [round(float(v), 4) for v in stage.out],
            }
        )
    return {"note": note, "temperature": round(float(ranker.temperature), 3), "stages": stages}


def dumps(data):
    """One feature a line."""
    text = json.dumps(data, indent=1)
    import re

    return re.sub(r"\[\s+([-\d.e,\s]+?)\s+\]", lambda m: "[" + " ".join(m[1].split()) + "]", text) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpora", nargs="+", type=Path)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--hidden", type=int, default=16)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--errors", type=Path, help="write wrong answers here")
    given = parser.parse_args()
    known = OptionsOf(open_gazetteer())
    docs = [json.loads(line) for path in given.corpora for line in path.open(encoding="utf-8")]
    cases = [read_case(doc, known) for doc in docs]
    found = cross_validate(cases, given.folds, hidden=given.hidden)
    for corpus in sorted({doc["corpus"] for doc in docs}):
        mine = [r[1:] for r in found if r[0]["corpus"] == corpus]
        print(corpus, summary(mine))
        literal = [r for r in mine if r[0]["type"] == "literal"]
        if literal:
            print(corpus, "literal", summary(literal))
    temperature = calibrate(found)
    print("temperature", temperature)
    if given.errors:
        with given.errors.open("w", encoding="utf-8") as out:
            for doc, t, place, p in found:
                if not is_near(t, place):
                    row = [
                        doc["doc_id"],
                        doc["source"],
                        t["text"],
                        t["name"],
                        t["fcode"],
                        t["country"],
                        t["geonameid"],
                    ]
                    row += [t["lat"], t["lon"]]
                    row += [
                        place and f"{place.name}|{place.country}|{place.admin1}|{place.feature_code}",
                        round(p, 2),
                    ]
                    out.write("\t".join(map(str, row)) + "\n")
    if given.out:
        ranker = train(cases, hidden=given.hidden)
        note = "Weights of the ranker of places. Columns: linear, then hidden units. Made by training/train_ranker.py."
        given.out.write_text(dumps(to_json(Ranker(ranker.stages, temperature), note)), encoding="utf-8")


if __name__ == "__main__":
    main()
