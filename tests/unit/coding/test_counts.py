"""Words for numbers."""

import pytest

from geo.coding.counts import count


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("30", 30, 30),
        ("at least 30", 30, None),
        ("between 20 and 30", 20, 30),
        ("20-30 people", 20, 30),
        ("five or six", 5, 6),
        ("up to 40", None, 40),
        ("more than a dozen", 12, None),
        ("two dozen", 24, 24),
        ("dozens", 24, None),
        ("several dozen", 36, None),
        ("hundreds of thousands", 200_000, None),
        ("one hundred and five", 105, 105),
        ("twenty-five", 25, 25),
        ("an estimated 1,200", 1200, 1200),
        ("1.5 million", 1_500_000, 1_500_000),
        ("a soldier", 1, 1),
        ("three policemen and one civilian", 3, 3),
    ],
)
def test_words_give_bounds(words, low, high):
    found = count(words)
    assert (found.low, found.high, found.text) == (low, high, words)


@pytest.mark.parametrize("words", ["", "villagers", "nobody"])
def test_words_without_a_number_give_none(words):
    assert count(words) is None
