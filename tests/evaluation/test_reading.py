"""Floors under the reader's figures on the development data.

One may fall only where a new model is better on the whole.

`python training/measure.py ../shared` prints the same figures.
"""

import sys
from pathlib import Path

import pytest

FLOORS = {
    ("voa/dev", "trigger_f1"): 0.785,
    ("voa/dev", "trigger_type_f1"): 0.71,
    ("voa/dev", "status_accuracy"): 0.855,
    ("voa/dev", "actor_f1"): 0.905,
    ("voa/dev", "recipient_f1"): 0.815,
    ("voa/dev", "place_f1"): 0.735,
    ("voa/dev", "date_f1"): 0.87,
    ("voa/dev", "counts_f1"): 0.83,
    ("voa/dev", "metonym_f1"): 0.775,
    ("sentences", "trigger_type_f1"): 0.66,
    ("articles", "trigger_type_f1"): 0.58,
    ("gwn", "exact_f1"): 0.86,
    ("gwn", "literal_accuracy"): 0.87,
    ("lgl", "exact_f1"): 0.85,
    ("event_location", "place_f1"): 0.825,
}
TRAINING = Path(__file__).resolve().parents[2] / "training"


@pytest.fixture(scope="module")
def figures(shared):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [str(TRAINING), *sys.path])
        from measure import Development  # noqa: PLC0415  training is no package

        return Development(shared).measure()


@pytest.mark.parametrize(("corpus", "name"), FLOORS)
def test_the_reader_is_as_good_as_it_was(corpus, name, figures):
    assert figures[corpus][name] >= FLOORS[corpus, name]
