"""What the words around a trigger say of its status."""

import pytest

from geo.reading.decode import Told
from geo.reading.status import settled


def status(sentence, trigger, event_type, read):
    at = sentence.index(trigger)
    text = "Before it. " + sentence + " After it."
    told = Told(at + 11, at + 11 + len(trigger), event_type, read, 1, 0.9, ())
    return settled(text, (11, 11 + len(sentence)), told).status


@pytest.mark.parametrize(
    ("sentence", "trigger", "event_type", "read", "expected"),
    [
        ("The parties failed to agree on a truce.", "agree", "agreement", "happened", "denied"),
        ("Doctors were unable to reach the village.", "reach", "aid", "happened", "denied"),
        ("There is no risk of a large flood.", "flood", "disaster", "hypothetical", "denied"),
        ("The risk of a flood is high.", "flood", "disaster", "happened", "hypothetical"),
        ("Police closed the square before the planned march.", "march", "protest", "happened", "planned"),
        ("The planned march was banned, ministers denied.", "march", "protest", "denied", "denied"),
        ("Officers feared possible suicide attacks.", "attacks", "attack", "happened", "hypothetical"),
        ("The union threatened to strike.", "strike", "protest", "planned", "hypothetical"),
        ("A hurricane warning is in effect.", "hurricane", "disaster", "happened", "hypothetical"),
        ("A missile warning came too late.", "missile", "shelling", "happened", "happened"),
        ("The march failed. Police left.", "march", "protest", "happened", "happened"),
    ],
)
def test_the_words_around_a_trigger_settle_its_status(sentence, trigger, event_type, read, expected):
    assert status(sentence, trigger, event_type, read) == expected


def test_words_of_other_sentences_say_nothing():
    text = "They failed to march. The end."
    told = Told(15, 20, "protest", "happened", 1, 0.9, ())
    assert settled(text, (15, 20), told).status == "happened"
