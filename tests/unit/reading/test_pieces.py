import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from geo.reading.pieces import cut
from geo.reading.sentences import split
from geo.reading.windows import plan

VOCABULARY = ["[UNK]", "a", "##a", "b", "##b", "na", "##ive", ".", "-", "'", "[", "]", "sep"]


@pytest.fixture(scope="module")
def tokenizer():
    made = Tokenizer(
        models.WordPiece(
            {word: n for n, word in enumerate(VOCABULARY)},
            unk_token="[UNK]",  # noqa: S106  a token of text
            max_input_chars_per_word=100,
        )
    )
    made.normalizer = normalizers.BertNormalizer()
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return made


def words(text, tokenizer):
    pieces = cut(text, [(0, len(text))], tokenizer)
    return [text[a:b] for a, b in zip(pieces.starts, pieces.ends, strict=True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Naïve", ["Naïve"]),
        ("nai\u0308ve a\u0301", ["nai\u0308ve", "a\u0301"]),
        ("ab-ba", ["ab", "-", "ba"]),
        ("a’b", ["a", "’", "b"]),
        ("[SEP]", ["[", "SEP", "]"]),
        ("İstanbul ﬁn 𐐀b", ["İstanbul", "ﬁn", "𐐀b"]),
    ],
)
def test_offsets_are_those_of_the_text_as_it_came(text, expected, tokenizer):
    assert words(text, tokenizer) == expected


@given(text=st.text())
def test_any_text_gives_words_in_order_inside_their_sentences(text, tokenizer):
    sentences = split(text)
    pieces = cut(text, sentences, tokenizer, first=3)
    at = 0
    for a, b, sentence in zip(pieces.starts, pieces.ends, pieces.sentences, strict=True):
        start, end = sentences[sentence - 3]
        assert max(at, start) <= a < b
        assert b <= end or all(unicodedata.combining(c) for c in text[end:b])
        at = b
    assert len(pieces.ids) == len(pieces.shapes)


def test_units_are_sentences_and_parts_of_long_ones(tokenizer):
    text = "a b. a a a a a a a"
    pieces = cut(text, [(0, 4), (5, 18)], tokenizer)
    assert pieces.units(longest=4) == [(0, 3), (3, 7), (7, 10)]


@given(
    lengths=st.lists(st.integers(1, 50), max_size=60), context=st.integers(0, 40), size=st.integers(50, 120)
)
def test_every_unit_belongs_to_one_window_and_no_window_is_too_long(lengths, context, size):
    windows = list(plan(lengths, size, context))
    assert [n for w in windows for n in range(w.own, w.end)] == list(range(len(lengths)))
    for window in windows:
        assert 0 <= window.first <= window.own < window.end
        assert sum(lengths[window.first : window.end]) <= size
        assert sum(lengths[window.first : window.own]) <= context
