"""Train the ranker of places on articles with gold toponyms, and measure it by cross-validation.

    python training/train_ranker.py ../shared/corpora/toponyms/{lgl,gwn}.jsonl --folds 5 --out ranker.json

Folds are articles: the passes of a fold see nothing of the articles that it is measured on.
"""

import argparse
import json
import math
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from geo.gazetteer import open_gazetteer
from geo.placing.context import CONTEXT, context
from geo.placing.decide import Choice, at_home, choices, pick
from geo.placing.options import OptionsOf
from geo.placing.publisher import home_of
from geo.placing.ranker import COLUMNS, Ranker, Stage, softmax
from geo.placing.resolve import prepare
from geo.records import Article, Mention

EARTH_KM = 6371.0088
NEAR_KM = 161.0
MOST_KM = 20039.0
PASSES = 3
HIDDEN = 0.15  # share of the towns that are taken away, to learn when none of the candidates is right
RARE = 0.15  # how much such a case counts, so that they are as rare as in the news
WRONG_GOLD = {("lgl", "New York")}  # every New York of LGL is the state, where it is a city of airports, too


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
    lost: list
    home: object


def distance_km(lat1, lon1, lat2, lon2):
    p1, p2 = math.radians(lat1), math.radians(lat2)
    h = (
        math.sin((p2 - p1) / 2) ** 2
        + math.cos(p1) * math.cos(p2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    )
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, h)))


class Hiding(OptionsOf):
    """Options without some places, as if the gazetteer did not have them."""

    def __init__(self, known):
        super().__init__(known.gazetteer)
        self.number = known.number
        self.hidden = {}

    def _get(self, name):
        """Return the options without what lies near the hidden points."""
        found = self.gazetteer.named(name)
        if name in self.hidden:
            found = tuple(pair for pair in found if not self._is_hidden(name, pair[0]))
        found = found or self.gazetteer.alike(name)
        return self.pack(name, found[:60]) if found else None

    def _is_hidden(self, name, place):
        return any(distance_km(*p, place.latitude, place.longitude) <= NEAR_KM for p in self.hidden[name])


def hide(doc, known, rng):
    """Return the article as it would be if the gazetteer lacked some of its towns."""
    towns = {t["text"] for t in doc["toponyms"] if t["lat"] is not None and t.get("fclass") in {None, "P"}}
    without = Hiding(known)
    for name in sorted(towns):
        if rng.random() < HIDDEN:
            without.hidden[name] = [
                (t["lat"], t["lon"]) for t in doc["toponyms"] if t["text"] == name and t["lat"] is not None
            ]
    return read_case(doc, without), set(without.hidden)


def read_case(doc, known):
    gold = sorted((t for t in doc["toponyms"]), key=lambda t: (t["start"], t["end"]))
    article = Article(doc["doc_id"], doc["text"], doc.get("title"), doc.get("url"), doc.get("source"))
    mentions = [Mention(str(i), "toponym", t["start"], t["end"], t["text"]) for i, t in enumerate(gold)]
    group_of, table, groups, lost = prepare(article, mentions, known)
    rows = 0 if table is None else len(table.group)
    same, near, times = np.zeros(rows), np.zeros(rows), np.zeros(len(groups))
    for t, g in zip(gold, group_of, strict=True):
        if g >= len(groups) or t["lat"] is None or (doc["corpus"], t["text"]) in WRONG_GOLD:
            continue
        places, start = groups[g].places, table.starts[g]
        away = np.array([distance_km(t["lat"], t["lon"], p.latitude, p.longitude) for p in places])
        ids = np.array([p.geonameid is not None and str(p.geonameid) == str(t["geonameid"]) for p in places])
        if (away <= NEAR_KM).any():
            near[start : start + len(places)] += away <= NEAR_KM
            right = ids if ids.any() else away <= max(15.0, away.min() * 1.2)
            same[start : start + len(places)] += right / right.sum()
            times[g] += 1
    return Case(doc, gold, group_of, table, groups, same, near, times, lost, home_of(article, known))


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


def fit(stack, hidden, *, steps=400, rate=0.02, decay=0.2, seed=0):
    """Minimise the cross-entropy of the right place, and of any place near it."""
    rng = np.random.default_rng(seed)
    n = stack.x.shape[1]
    w = {
        "linear": np.zeros(n),
        "hidden": rng.normal(0, 0.3 / math.sqrt(n), (n, hidden)),
        "bias": np.zeros(hidden),
        "out": rng.normal(0, 0.1, hidden),
    }
    w["hidden"][~stack.x.any(axis=0)] = 0.0  # what the corpora never show has no say
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
        for k, v in list(w.items()):
            g = slopes[k]
            first[k] = 0.9 * first[k] + 0.1 * g
            second[k] = 0.99 * second[k] + 0.01 * g * g
            w[k] = v * (1 - now * decay * (k != "bias")) - now * first[k] / (1 - 0.9**step) / (
                np.sqrt(second[k] / (1 - 0.99**step)) + 1e-8
            )
    return Stage(w["linear"], w["hidden"], w["bias"], w["out"])


def train(cases, *, hidden=16, seed=0, decay=0.2, steps=250):
    usable = [c for c in cases if c.table is not None]
    beliefs = [None] * len(usable)
    stages = []
    for number in range(PASSES):
        stack = Stack(usable, beliefs)
        stages.append(fit(stack, hidden if number else 6, seed=seed + number, decay=decay, steps=steps))
        beliefs = [
            softmax(stages[-1].scores(features(c, b)), c.table) for c, b in zip(usable, beliefs, strict=True)
        ]
    return Ranker(tuple(stages), {}, {})


def two_answers(case, ranker):
    """Yield (gold toponym, choice) for each gold toponym with a point."""
    if case.table is None:
        guess = at_home(case.home, ranker)
        found = [Choice(None, guess, {}, apart=False)] * (max(case.group_of, default=0) + 1)
    else:
        found = choices(case.table, case.groups, *ranker.rank(case.table), case.lost)
    for t, g in zip(case.gold, case.group_of, strict=True):
        if t["lat"] is not None:
            yield t, found[g]


def answers(case, ranker):
    """Yield (gold toponym, answer or None) for each gold toponym with a point."""
    for t, choice in two_answers(case, ranker):
        yield t, pick(choice, ranker)


def is_near(t, answer):
    if answer is None:
        return False
    return distance_km(t["lat"], t["lon"], answer.place.latitude, answer.place.longitude) <= NEAR_KM


def error_area(results):
    """Return the area under the sorted logarithms of the errors, 0 best, 1 worst, as the scorers do."""
    logs = sorted(
        math.log1p(distance_km(t["lat"], t["lon"], a.place.latitude, a.place.longitude) if a else MOST_KM)
        for t, a in results
    )
    return float(np.trapezoid(logs) / (math.log1p(MOST_KM) * (len(logs) - 1)))


def summary(results):
    near = np.mean([is_near(t, a) for t, a in results])
    told = [(t, a) for t, a in results if t["geonameid"] is not None]
    same = np.mean(
        [bool(a) and not a.guessed and str(a.place.geonameid) == str(t["geonameid"]) for t, a in told]
    )
    country = np.mean([bool(a) and a.place.country == t["country"] for t, a in results if t["country"]])
    guessed = np.mean([bool(a) and a.guessed for _, a in results])
    missing = np.mean([a is None for _, a in results])
    return (
        f"{len(results)} toponyms  acc@161km {near:.4f}  id {same:.4f}  country {country:.4f}"
        f"  AUC {error_area(results):.4f}"
        f"  guessed {guessed:.4f}  missing {missing:.4f}"
    )


def cross_validate(cases, folds, known, **options):
    """Return (document, gold toponym, answer), everything of an answer learned from other articles.

    The ranker of a fold is trained on the other folds; which of the two answers to take and the confidence
    are learned from what the rankers of the other folds said of articles that they had not seen, the former
    from the same articles with places hidden, too.
    """
    order = np.random.default_rng(7).permutation(len(cases))
    weighed, lacking = [], []
    rng = np.random.default_rng(3)
    for fold in range(folds):
        test = order[fold::folds].tolist()
        ranker = train([c for i, c in enumerate(cases) if i not in set(test)], **options)
        weighed.append([(cases[i].doc, *pair) for i in test for pair in two_answers(cases[i], ranker)])
        lacking.append([pair for i in test for pair in lacking_answers(cases[i], known, ranker, rng)])
    found = []
    for fold, mine in enumerate(weighed):
        others = [row[1:] for n, rows in enumerate(weighed) if n != fold for row in rows]
        more = [row for n, rows in enumerate(lacking) if n != fold for row in rows]
        judge = calibrated(Ranker((), {}, {}), others, more)
        found += [(doc, t, pick(choice, judge)) for doc, t, choice in mine]
    return found, [row[1:] for rows in weighed for row in rows], [row for rows in lacking for row in rows]


def lacking_answers(case, known, ranker, rng):
    """Yield (gold toponym, choice) for the names of an article whose places are hidden."""
    without, names = hide(case.doc, known, rng)
    if without.table is not None:
        yield from ((t, c) for t, c in two_answers(without, ranker) if t["text"] in names)


def calibrated(ranker, weighed, lacking):
    """Return a ranker with the weights of the choice and of the confidence, learned from two answers each."""
    told = [
        (c.known, right, weight)
        for weight, rows in ((1.0, weighed), (RARE, lacking))
        for t, c in rows
        if c.apart and (right := is_near(t, c.guess)) != is_near(t, c.candidate)
    ]
    ranker = Ranker(ranker.stages, {}, fit_logistic(told))
    picked = [(a.known, is_near(t, a), 1.0) for t, c in weighed if (a := pick(c, ranker))]
    return Ranker(ranker.stages, fit_logistic(picked), ranker.choice)


def fit_logistic(pairs, *, steps=1500, rate=0.05, decay=1e-3):
    """Fit a logistic model to what is known, whether it is right, and how much that counts."""
    names = sorted({name for known, *_ in pairs for name in known})
    x = np.array([[known.get(name, 0.0) for name in names] for known, *_ in pairs])
    y = np.array([right for _, right, _ in pairs], dtype=float)
    counts = np.array([weight for *_, weight in pairs])
    w, first, second = np.zeros(len(names)), np.zeros(len(names)), np.zeros(len(names))
    for step in range(1, steps + 1):
        slope = x.T @ ((1 / (1 + np.exp(-x @ w)) - y) * counts) / counts.sum() + decay * w
        first, second = 0.9 * first + 0.1 * slope, 0.99 * second + 0.01 * slope * slope
        w -= rate * first / (1 - 0.9**step) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return dict(zip(names, w.tolist(), strict=True))


def calibration(results):
    """Return the calibration error over ten bands of confidence, and the Brier score."""
    p = np.array([a.confidence for _, a in results if a])
    y = np.array([is_near(t, a) for t, a in results if a], dtype=float)
    bands = np.minimum((p * 10).astype(int), 9)
    error = sum(
        abs(p[here].mean() - y[here].mean()) * here.mean() for b in range(10) if (here := bands == b).any()
    )
    return error, float(np.mean((p - y) ** 2))


def auc(results):
    """Return how often a right answer has a higher confidence than a wrong one."""
    p = np.array([a.confidence for _, a in results if a])
    y = np.array([is_near(t, a) for t, a in results if a])
    order = p.argsort().argsort() + 1.0
    right, wrong = y.sum(), (~y).sum()
    return float((order[y].sum() - right * (right + 1) / 2) / (right * wrong))


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
    return {
        "note": note,
        "confidence": {k: round(v, 4) for k, v in ranker.confidence.items()},
        "choice": {k: round(v, 4) for k, v in ranker.choice.items()},
        "stages": stages,
    }


def dumps(data):
    """One feature a line."""
    text = json.dumps(data, indent=1)
    return re.sub(r"\[\s+([-\d.e,\s]+?)\s+\]", lambda m: "[" + " ".join(m[1].split()) + "]", text) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpora", nargs="+", type=Path)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--hidden", type=int, default=16)
    parser.add_argument("--decay", type=float, default=0.2)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--errors", type=Path, help="write wrong answers here")
    given = parser.parse_args()
    known = OptionsOf(open_gazetteer())
    docs = [json.loads(line) for path in given.corpora for line in path.open(encoding="utf-8")]
    cases = [read_case(doc, known) for doc in docs]
    found, weighed, lacking = cross_validate(
        cases, given.folds, known, hidden=given.hidden, decay=given.decay
    )
    told = [(t, c) for t, c in lacking if c.apart]
    print(f"hidden {len(lacking)}, a guess far from the candidate {len(told)}")
    for corpus in sorted({doc["corpus"] for doc in docs}):
        mine = [r[1:] for r in found if r[0]["corpus"] == corpus]
        print(corpus, summary(mine))
        literal = [r for r in mine if r[0]["type"] == "literal"]
        if literal:
            print(corpus, "literal", summary(literal))
        for kind in sorted({t["fclass"] for t, _ in mine if t.get("fclass")}):
            print(corpus, f"class {kind}", summary([r for r in mine if r[0]["fclass"] == kind]))
        error, brier = calibration(mine)
        print(corpus, f"confidence: error {error:.4f}  Brier {brier:.4f}  right above wrong {auc(mine):.4f}")
    if given.errors:
        with given.errors.open("w", encoding="utf-8") as out:
            for doc, t, answer in found:
                if not is_near(t, answer):
                    place = answer and answer.place
                    row = [
                        doc["doc_id"],
                        doc["source"],
                        t["text"],
                        t["name"],
                        t["fcode"],
                        t["country"],
                        t["geonameid"],
                        t["type"],
                    ]
                    row += [t["lat"], t["lon"]]
                    row += [
                        place and f"{place.name}|{place.country}|{place.admin1}|{place.feature_code}",
                        answer and answer.guessed,
                    ]
                    out.write("\t".join(map(str, row)) + "\n")
    if given.out:
        ranker = train(cases, hidden=given.hidden, decay=given.decay)
        note = "Weights of the ranker of places, made by train_ranker.py. Columns: linear, then hidden units."
        given.out.write_text(dumps(to_json(calibrated(ranker, weighed, lacking), note)), encoding="utf-8")


if __name__ == "__main__":
    main()
