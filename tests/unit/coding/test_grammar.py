"""What the words before a trigger say: whether it happened."""

import pytest

from geo.coding.grammar import hedged
from geo.records import Event, Role


def status(sentence, trigger, roles=(), event_type="attack"):
    start = sentence.index(trigger)
    read = Event(start, start + len(trigger), trigger, event_type, "happened", 0, tuple(roles))
    return hedged(read, sentence, start)


@pytest.mark.parametrize(
    ("sentence", "trigger", "wanted"),
    [
        ("They could attack at night.", "attack", "hypothetical"),
        ("THEY MAY ATTACK AT NIGHT.", "ATTACK", "hypothetical"),
        ("In May attacked the rebels.", "attacked", None),
        ("They may have attacked.", "attacked", None),
        ("The town was not attacked.", "attacked", "denied"),
        ("There was no attack.", "attack", "denied"),
        ("Moscow denied firmly that its men had attacked.", "attacked", "denied"),
        ("They denied it, and attacked.", "attacked", None),
        ("He ordered his men to attack.", "attack", "hypothetical"),
        ("They tried to attack.", "attack", None),
        ("The constant attacks go on.", "attacks", "background"),
        ("The two attacks killed many.", "attacks", None),
        ("Police fear attacks.", "attacks", "background"),
        ("There was violence.", "violence", "background"),
        ("Tuesday's attacks killed many.", "attacks", None),
        ("Rebels attacked.", "attacked", None),
    ],
)
def test_words_before_a_trigger_tell_whether_it_happened(sentence, trigger, wanted):
    assert status(sentence, trigger) == wanted


def test_attacks_with_a_place_or_a_time_are_no_violence_in_general():
    assert status("Bombs and attacks on Monday.", "attacks", [Role("date", "m1")]) is None


def test_talks_are_no_violence():
    assert status("They fear talks.", "talks", event_type="meeting") is None
