import numpy as np
import pytest

from geo.reading.pieces import SHAPES
from geo.reading.spans import around, find, runs

LABELS = ("O", "B", "I")


def shapes(count):
    return np.ones(count, int)


def logits(labels, order=LABELS, strength=5.0):
    return np.eye(len(order), dtype=np.float32)[[order.index(name) for name in labels]] * strength


@pytest.mark.parametrize(
    ("labels", "sentences", "expected"),
    [
        ("OBIIO", [0] * 5, [(1, 4)]),
        ("BBI", [0] * 3, [(0, 1), (1, 3)]),
        ("OIIO", [0] * 4, [(1, 3)]),
        ("BIII", [0, 0, 1, 1], [(0, 2), (2, 4)]),
        ("BIOI", [0] * 4, [(0, 2), (3, 4)]),
        ("OOO", [0] * 3, []),
    ],
)
def test_labels_become_spans(labels, sentences, expected):
    found = find(logits(labels), LABELS, np.array(sentences), shapes(len(labels)))
    assert [(s.first, s.end) for s in found] == expected


def test_kinds_do_not_mix_in_a_span():
    order = ("O", "B-killed", "I-killed", "B-wounded", "I-wounded")
    found = find(logits(["B-killed", "I-killed", "I-wounded"], order), order, np.zeros(3, int), shapes(3))
    assert [(s.first, s.end, s.label) for s in found] == [(0, 2, "killed"), (2, 3, "wounded")]


def test_an_offset_finds_less_and_scores_are_probabilities():
    weak = logits("OBO", strength=1.0)
    (span,) = find(weak, LABELS, np.zeros(3, int), shapes(3))
    assert 0.5 < span.score < 1
    assert not find(weak, LABELS, np.zeros(3, int), shapes(3), offset=2.0)


def test_runs_end_at_gaps_other_labels_and_sentences():
    marked = np.array([1, 1, 0, 1, 1, 1], bool)
    assert runs(marked, np.array([0, 0, 0, 0, 0, 1]), np.array([4, 4, 4, 4, 7, 7])) == [
        (0, 2),
        (3, 4),
        (4, 5),
        (5, 6),
    ]


def test_around_takes_the_heavy_neighbours():
    assert around(np.array([0.3, 0.01, 0.2, 0.4, 0.3], np.float32), 0.2) == (2, 5)


def test_a_span_begins_neither_with_a_sign_nor_inside_of_what_is_written_together():
    sign, glued = SHAPES.index("sign"), len(SHAPES)
    # "al" "-" "Sisi", then a quotation mark before a word
    written = np.array([1, sign + glued, 2 + glued, sign, 1 + glued])
    found = find(logits("BBBBB"), LABELS, np.zeros(5, int), written)
    assert [(s.first, s.end) for s in found] == [(0, 3), (4, 5)]


def test_an_opening_bracket_ends_no_span():
    written = np.array([2, 2, SHAPES.index("sign"), len(SHAPES) + 3])
    found = find(logits("BIIO"), LABELS, np.zeros(4, int), written)
    assert [(s.first, s.end) for s in found] == [(0, 2)]
