"""General words and pronouns: the armed group, or the doers, that an article means by them."""

import pytest

from geo.coding import doers
from geo.records import Actor, Incident, Telling

FARC = Actor("the FARC", "Revolutionary Armed Forces of Colombia", "rebel", "CO")
ELN = Actor("the ELN", "National Liberation Army (Colombia)", "rebel", "CO")


def attack(number, actor, event_type="attack"):
    told = Telling("1", "They did it.", 20 * number, 20 * number + 12, "did")
    return Incident(str(number), event_type, "happened", (told,), actor=actor)


def names(*actors, everyone=()):
    incidents = [attack(number, actor) for number, actor in enumerate(actors)]
    return [i.actor and i.actor.name for i in doers.named(incidents, [*actors, *everyone])]


def test_the_rebels_are_the_one_group_that_the_article_names():
    assert names(FARC, Actor("the guerrillas", None, "rebel")) == [FARC.name, FARC.name]
    assert names(Actor("the rebels", None, "rebel"), everyone=[FARC]) == [FARC.name]


def test_of_two_groups_none_is_taken():
    assert names(FARC, ELN, Actor("the guerrillas", None, "rebel"))[2] is None


@pytest.mark.parametrize("text", ["unidentified gunmen", "a rebel group", "suspected rebels", "gunmen"])
def test_who_is_unknown_stays_unknown(text):
    assert names(FARC, Actor(text, None, "rebel"))[1] is None


def test_rebels_of_another_country_are_others():
    assert names(FARC, Actor("Peruvian rebels", None, "rebel", "PE"))[1] is None


def test_they_are_the_doers_told_of_just_before():
    told = doers.named([attack(0, Actor("ten men", None, "civilians")), attack(0, Actor("they"))], [])
    assert told[1].actor == Actor("they", "ten men", "civilians")
    apart = doers.named([attack(0, Actor("ten men", None, "civilians")), attack(3, Actor("they"))], [])
    assert apart[1].actor == Actor("they")


def test_they_are_never_one_person_nor_one_of_two_doers():
    one = doers.named([attack(0, Actor("a man", None, "civilians")), attack(0, Actor("they"))], [])
    assert one[1].actor == Actor("they")
    two = doers.named([attack(0, FARC), attack(0, ELN), attack(0, Actor("they"))], [])
    assert two[2].actor == Actor("they")
