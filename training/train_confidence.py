"""Fit the weights of `geo/coding/confidence.toml`: which incidents are happenings of their own.

    python training/train_confidence.py ../shared

Acts of violence are told right or wrong by the templates of MUC-4 (its training part), all types by annotated
stories that the reader has not seen. What MUC-4 asks beside (acts against civilians, not between armies) is
fitted by features of its own, which are left out of the weights. Prints the area under the curve of five-fold
cross-validation on MUC-4, with the calibration error, then writes the weights into the file.
"""

import importlib.util
import json
import re
import sys
from argparse import Namespace
from pathlib import Path
from unittest.mock import patch

import logistic
import numpy as np
from corpora import fold

from geo.coding import code
from geo.coding.confidence import features
from geo.gazetteer import open_gazetteer
from geo.reading import read_all
from geo.records import Article

FOLDS, RIDGE = 5, 3.0
DATA = Path(__file__).resolve().parent.parent / "geo" / "coding" / "confidence.toml"
KINDS = {
    "attack": ["ATTACK"],
    "air_strike": ["ATTACK"],
    "shelling": ["ATTACK"],
    "explosive": ["BOMBING"],
    "suicide_bombing": ["BOMBING"],
    "abduction": ["KIDNAPPING"],
    "destruction": ["ARSON", "BOMBING", "ATTACK"],
}
REAL = ("happened", "alleged")
UNSEEN = (("voa/dev", 1), ("articles/gwn", 5), ("articles/re3d", 8), ("articles/wikievents", 8))


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def coded(articles, gazetteer):
    """Article, reading and incidents with the reader's score as confidence."""
    with patch("geo.coding.assembling.likelihood", lambda incident: incident.confidence):
        for article, reading in read_all(articles):
            yield article, reading, code(article, reading, gazetteer)


def acts(shared, gazetteer):
    """Article, features and label of each act of violence of MUC-4; those of optional templates count not."""
    spec = importlib.util.spec_from_file_location("scorer", shared / "scorers" / "score_incidents.py")
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    options = Namespace(days=1, open_days=60)
    folder = shared / "corpora" / "muc4"
    gold = {d["doc_id"]: d["incidents"] for d in lines(folder / "gold_train.jsonl")}
    articles = [Article(d["doc_id"], d["text"]) for d in lines(folder / "train.jsonl")]
    for article, _, incidents in coded(articles, gazetteer):
        for incident in incidents:
            if incident.event_type in KINDS and incident.status in REAL:
                told = template(incident)
                like = [
                    g
                    for g in gold[article.doc_id]
                    if (same := scorer.compare(g, told, options))["type"]
                    and any(same[name] for name in ("place_161km", "place_coarse", "date_1d", "actor"))
                ]
                if not like or any(not g.get("optional") for g in like):
                    kinds = {"~muc": 1.0}
                    for side in ("actor", "recipient"):
                        if party := getattr(incident, side):
                            kinds[f"~{side}={party.type}"] = 1.0
                    yield article.doc_id, features(incident) | kinds, bool(like)


def template(incident):
    at = incident.location and incident.location.place
    return {
        "type": KINDS[incident.event_type],
        "place": {"names": [n for n in (incident.place_text, at and at.name) if n]},
        "date": incident.when and [incident.when.start.isoformat(), incident.when.end.isoformat()],
        "actor": incident.actor and [[incident.actor.text, incident.actor.name or ""]],
    }


def stories(shared, gazetteer):
    """Yield the same of all incidents of the annotated stories."""
    for name, parts in UNSEEN:
        unseen = [
            story
            for story in lines(shared / "corpora" / f"{name}.jsonl")
            if fold(story["doc_id"], parts) == 0
        ]
        articles = [Article(s["doc_id"], s["text"], s.get("title")) for s in unseen]
        for story, (article, reading, incidents) in zip(unseen, coded(articles, gazetteer), strict=True):
            told = {}
            for event in reading.events:
                key = reading.sentences[event.sentence][0], event.trigger
                told.setdefault(key, []).extend(
                    (e["type"], e["status"] in REAL)
                    for e in story["events"]
                    if e["trigger"]["start"] < event.end and event.start < e["trigger"]["end"]
                )
            for incident in incidents:
                gold = [pair for t in incident.tellings for pair in told.get((t.start, t.trigger), ())]
                right = (incident.event_type, incident.status in REAL) in gold
                yield article.doc_id, features(incident), right


def fit(rows):
    names = sorted({name for _, found, _ in rows for name in found})
    x = np.array([[found.get(name, 0.0) for name in names] for _, found, _ in rows])
    y = np.array([float(right) for *_, right in rows])
    ridge = np.where(np.array(names) == "bias", 1e-3, RIDGE)
    return dict(zip(names, logistic.fit(x, y, ridge).tolist(), strict=True))


def kept(beta):
    """Leave out the weights of what MUC-4 asks beside."""
    return {name: value for name, value in beta.items() if not name.startswith("~")}


def odds(found, beta):
    return sum(beta.get(name, 0.0) * value for name, value in found.items())


def under_curve(scores, labels):
    """Return the share of pairs of a right and a wrong one that are in the right order."""
    right, wrong = (np.array([s for s, y in zip(scores, labels, strict=True) if y == k]) for k in (1, 0))
    return float(np.mean(right[:, None] > wrong) + np.mean(right[:, None] == wrong) / 2)


def calibration(scores, labels):
    """Return by how much confidence and share of right ones differ in ten equally large bins, in the mean."""
    p = 1 / (1 + np.exp(-np.asarray(scores)))
    bins = np.array_split(np.argsort(p), 10)
    return float(np.mean([abs(p[b].mean() - np.asarray(labels, float)[b].mean()) for b in bins]))


def main(shared):
    gazetteer = open_gazetteer()
    violent, others = list(acts(shared, gazetteer)), list(stories(shared, gazetteer))
    documents = np.random.default_rng(0).permutation(sorted({row[0] for row in violent}))
    fold_of = {name: i % FOLDS for i, name in enumerate(documents.tolist())}
    labels = [right for *_, right in violent]
    scores, asked = np.zeros(len(violent)), np.zeros(len(violent))
    for number in range(FOLDS):
        beta = fit([row for row in violent if fold_of[row[0]] != number] + others)
        for i, (name, found, _) in enumerate(violent):
            if fold_of[name] == number:
                scores[i], asked[i] = odds(found, kept(beta)), odds(found, beta)
    print(f"{len(violent)} acts, {len(others)} incidents of stories")
    print(f"area under the curve, cross-validated: {under_curve(scores, labels):.3f}")
    print(f"calibration error, with what MUC-4 asks beside: {calibration(asked, labels):.3f}")
    text = re.sub(r"\n\[weights\].*", "", DATA.read_text(encoding="utf-8"), flags=re.DOTALL).rstrip()
    weights = [f'"{name}" = {value:.2f}' for name, value in sorted(kept(fit(violent + others)).items())]
    DATA.write_text("\n".join([text, "", "[weights]", *weights, ""]), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
