"""Floors under the reader's figures on the development data; they may only rise.

`python training/measure.py ../shared` prints the same figures.
"""

import sys
from pathlib import Path

import pytest

FLOORS = {
    ("voa/dev", "trigger_f1"): 0.74,
    ("gwn", "exact_f1"): 0.78,
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
