"""Fit the weights of `geo/coding/merging.toml` on articles annotated with the incident that each event tells.

    python training/train_merging.py ../shared/corpora/articles

Logistic regression on pairs of tellings, each article with the same weight; prints B-cubed of five-fold
cross-validation beside the two baselines, then writes the weights into the file.
"""

import re
import sys
from pathlib import Path

import logistic
import numpy as np
from gold_readings import stories

from geo.coding import Choices, code
from geo.coding.likeness import features, told
from geo.coding.merging import group
from geo.gazetteer import open_gazetteer

FOLDS, RIDGE = 5, 1.0
DATA = Path(__file__).resolve().parent.parent / "geo" / "coding" / "merging.toml"


def articles(folder):
    """Single tellings, in the order of the text, and the annotated incident of each."""
    gazetteer = open_gazetteer()
    for path in sorted(folder.glob("*.jsonl")):
        for article, reading, annotated in stories(path):
            gold = {
                (reading.sentences[e.sentence][0], e.trigger): a["incident"]
                for e, a in zip(reading.events, annotated, strict=True)
            }
            singles = {}
            for incident in code(article, reading, gazetteer, Choices(merge="off")):
                singles.setdefault((incident.tellings[0].start, incident.tellings[0].trigger), incident)
            yield list(singles.values()), [gold[key] for key in singles]


def pairs(tellings):
    ready = [told(incident) for incident in tellings]
    return {(a, b): features(ready[a], ready[b]) for b in range(len(ready)) for a in range(b)}


def fit(documents, names):
    index = {name: i for i, name in enumerate(names)}
    rows, labels, weights = [], [], []
    for (tellings, gold), found in documents:
        for (a, b), shared in found.items():
            if shared is not None:
                row = np.zeros(len(names) + 1)
                row[-1] = 1.0
                for name, value in shared.items():
                    row[index[name]] = value
                rows.append(row)
                labels.append(float(gold[a] == gold[b]))
                weights.append(1 / max(3, len(tellings)))
    x, y, w = np.array(rows), np.array(labels), np.array(weights) / np.mean(weights)
    ridge = np.full(x.shape[1], RIDGE)
    ridge[-1] = 1e-3
    beta = logistic.fit(x, y, ridge, w)
    return dict(zip([*names, "bias"], beta.tolist(), strict=True))


def score(found, beta):
    def of(a, b):
        shared = found[a, b]
        return -np.inf if shared is None else beta["bias"] + sum(beta[n] * v for n, v in shared.items())

    return of


def labels_of(groups, count):
    labels = [0] * count
    for number, members in enumerate(groups):
        for member in members:
            labels[member] = number
    return labels


def b_cubed(gold, found):
    """Return the sums over the elements of precision and recall, and their number."""
    sets = [[{j for j, y in enumerate(labels) if y == x} for x in labels] for labels in (gold, found)]
    right = [len(g & f) for g, f in zip(*sets, strict=True)]
    precision = sum(r / len(f) for r, f in zip(right, sets[1], strict=True))
    recall = sum(r / len(g) for r, g in zip(right, sets[0], strict=True))
    return np.array([precision, recall, len(gold)])


def tell(name, sums):
    precision, recall = sums[:2] / sums[2]
    print(f"{name:28} P {precision:.3f} R {recall:.3f} F {2 * precision * recall / (precision + recall):.3f}")


def main(folder):
    documents = [((tellings, gold), pairs(tellings)) for tellings, gold in articles(folder)]
    names = sorted({name for _, found in documents for shared in found.values() if shared for name in shared})
    order = np.random.default_rng(0).permutation(len(documents))
    sums = np.zeros((3, 3))
    for fold in range(FOLDS):
        held = set(order[fold::FOLDS].tolist())
        beta = fit([d for i, d in enumerate(documents) if i not in held], names)
        for i in held:
            (tellings, gold), found = documents[i]
            groups = group(len(tellings), score(found, beta))
            sums[0] += b_cubed(gold, labels_of(groups, len(gold)))
            sums[1] += b_cubed(gold, list(range(len(gold))))
            sums[2] += b_cubed(gold, [t.event_type for t in tellings])
    for name, row in zip(
        ("merged, cross-validated", "one incident per event", "one incident per type"), sums, strict=True
    ):
        tell(name, row)
    beta = fit(documents, names)
    text = re.sub(r"\n\[weights\].*", "", DATA.read_text(encoding="utf-8"), flags=re.DOTALL).rstrip()
    lines = [f'"{name}" = {value:.2f}' for name, value in sorted(beta.items())]
    DATA.write_text("\n".join([text, "", "[weights]", *lines, ""]), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
