"""Texts in capitals."""

from geo.reading.casing import cased

WIRE = 'BOGOTA, 3 FEB 90 (EFE) -- TWO BOMBS EXPLODED IN MEDELLIN TODAY. THE ARMY\'S "NEW" CHIEF DENIED IT.'


def test_a_text_in_capitals_gets_small_letters_at_the_same_places():
    text = cased(WIRE)
    assert text.upper() == WIRE
    assert "bombs exploded in Medellin today. The army's" in text


def test_other_texts_stay_as_they_are():
    for text in (
        "Two bombs exploded in Medellin.",
        "UN: TWO DEAD",
        "",
        "Der STRASSE IST LEER, sagte die Polizei.",
    ):
        assert cased(text) == text


def test_letters_without_a_small_form_of_one_letter_keep_the_length():
    text = "İSTANBUL'DA BİR PATLAMA OLDU, ALTI KİŞİ ÖLDÜ, ON KİŞİ YARALANDI"
    assert len(cased(text)) == len(text)
