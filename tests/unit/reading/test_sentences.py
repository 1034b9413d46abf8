import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.reading import split


@pytest.mark.parametrize(
    "parts",
    [
        ["Gen. Haftar left.", "He had met Mr. Serraj."],
        ["The U.S. Army left.", "It was late."],
        ["They live in the U.S.", "The army left."],
        ["Fayez A. Serraj spoke.", "“We agreed.”", "He left!"],
        ["It cost 1.5 million.", "5 people died."],
        ["Was it him?", "(Reuters) — No."],
        ["TWO DIED IN LIMA.", "THE ARMY SAID SO."],
        ["two died in lima.", "the army said so."],
        ["爆炸造成五人死亡。", "他们离开了。"],
    ],
)
def test_a_text_is_cut_where_its_sentences_end(parts):
    text = " ".join(parts)
    assert [text[a:b] for a, b in split(text)] == parts


def test_a_blank_line_ends_a_sentence_and_a_wrapped_line_does_not():
    text = "RUSSIA\n\nThe tanker was taken to the naval base of the town where\nit was kept.\nMore follows"
    assert [text[a:b] for a, b in split(text)] == [
        "RUSSIA",
        "The tanker was taken to the naval base of the town where\nit was kept.",
        "More follows",
    ]


@given(st.text() | st.text(alphabet=" .!?\n\r\u2028AaÉ“”'’U.S"))
def test_only_white_space_lies_between_sentences(text):
    sentences = split(text)
    at = 0
    for start, end in sentences:
        assert at <= start < end
        assert not text[at:start].strip()
        assert text[start:end] == text[start:end].strip()
        at = end
    assert not text[at:].strip()


def test_a_text_without_full_stops_is_cut_at_spaces():
    text = "word " * 5_000
    sentences = split(text)
    assert max(b - a for a, b in sentences) <= 2_000
    assert all(text[a:b].startswith("word") and text[a:b].endswith("word") for a, b in sentences)
    assert len(split("x" * 10_000)) == 5
