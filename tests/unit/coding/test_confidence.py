"""The confidence of an incident: what is told often, near the top and in detail is likelier one."""

from dataclasses import replace
from datetime import date

import pytest

from geo.coding.confidence import features, likelihood
from geo.records import Actor, DateSpan, Incident, Telling

TOLD = Telling("1", "Rebels killed two farmers in Tawila on Monday.", 0, 46, "killed")
ATTACK = Incident("a", "attack", "happened", (TOLD,), confidence=0.9)


def test_a_telling_more_raises_it():
    again = replace(TOLD, start=900, end=946)
    assert likelihood(replace(ATTACK, tellings=(TOLD, again))) > likelihood(ATTACK)


@pytest.mark.parametrize(
    "doubtful",
    [
        "We killed two farmers in Tawila.",
        "The attack would have killed two farmers.",
        "“They killed two farmers,” the envoy said.",
    ],
)
def test_own_words_conditions_and_quotes_lower_it(doubtful):
    told = replace(TOLD, evidence=doubtful)
    assert likelihood(replace(ATTACK, tellings=(told,))) < likelihood(ATTACK)


def test_a_day_and_a_named_victim_raise_it():
    on = DateSpan(date(2026, 1, 5), date(2026, 1, 5), "day", "Monday")
    day = replace(ATTACK, when=on, recipient=Actor("the mayor", name="Ali Omar"))
    assert likelihood(day) > likelihood(ATTACK)


def test_violence_in_general_lowers_it():
    general = replace(ATTACK, tellings=(replace(TOLD, trigger="killings"),))
    assert likelihood(general) < likelihood(ATTACK)


def test_age_counts_only_where_both_days_are_told():
    when = DateSpan(date(2025, 1, 1), date(2025, 1, 31), "month", "January")
    published = replace(TOLD, published=date(2026, 1, 6))
    assert "age=old" in features(replace(ATTACK, when=when, tellings=(published,)))
    assert not any(name.startswith("age") for name in features(replace(ATTACK, when=when)))


def test_what_is_not_violent_follows_the_score_of_the_reader():
    talks = Incident("b", "meeting", "happened", (replace(TOLD, trigger="met"),), confidence=0.6)
    assert likelihood(replace(talks, confidence=0.95)) > likelihood(talks)
    assert likelihood(replace(talks, confidence=0.0)) > 0
    assert likelihood(replace(talks, confidence=1.0)) < 1
