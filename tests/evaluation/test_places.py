"""Accuracy of resolving, gold spans given, by cross-validation over articles: floors that may only rise."""

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest

from geo.placing.options import OptionsOf
from geo.placing.ranker import trained

ROOT = Path(__file__).resolve().parents[2]
FOLDS = 3


@pytest.fixture(scope="module")
def training():
    spec = importlib.util.spec_from_file_location("train_ranker", ROOT / "training" / "train_ranker.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def cases(training, shared, gazetteer):
    known = OptionsOf(gazetteer)
    paths = [shared / "corpora" / "toponyms" / f"{name}.jsonl" for name in ("lgl", "gwn")]
    lines = [line for path in paths for line in path.read_text(encoding="utf-8").split("\n")]
    docs = [json.loads(line) for line in lines if line]
    return [training.read_case(doc, known) for doc in docs]


@pytest.fixture(scope="module")
def held_out(training, cases, gazetteer):
    found, *_ = training.cross_validate(cases, FOLDS, OptionsOf(gazetteer))
    return found


def accuracy(training, results, corpus, kind=None):
    mine = [(t, a) for doc, t, a in results if doc["corpus"] == corpus and kind in {None, t["type"]}]
    return float(np.mean([training.is_near(t, a) for t, a in mine]))


@pytest.mark.parametrize(
    ("corpus", "kind", "floor"), [("lgl", None, 0.93), ("gwn", None, 0.925), ("gwn", "literal", 0.91)]
)
def test_names_of_unseen_articles_are_placed_within_161_km(training, held_out, corpus, kind, floor):
    assert accuracy(training, held_out, corpus, kind) >= floor


@pytest.mark.parametrize("corpus", ["lgl", "gwn"])
def test_confidence_is_calibrated_on_unseen_articles(training, held_out, corpus):
    """Neither the ranker nor the weights of the confidence have seen the articles that they are tried on."""
    mine = [(t, a) for doc, t, a in held_out if doc["corpus"] == corpus]
    error, brier = training.calibration(mine)
    assert error < 0.03
    assert brier < 0.06
    assert training.auc(mine) > 0.79
    sure = [training.is_near(t, a) for t, a in mine if a and a.confidence > 0.9]
    assert np.mean(sure) > 0.95


def test_the_ranker_in_the_box_is_no_worse_on_what_it_has_seen(training, cases):
    results = [(case.doc, *answer) for case in cases for answer in training.answers(case, trained())]
    assert accuracy(training, results, "lgl") >= 0.94
    assert accuracy(training, results, "gwn") >= 0.93
