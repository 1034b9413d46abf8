"""Who claims an attack, or is blamed for it, is its actor where none is told."""

from dataclasses import replace

import pytest

from geo.coding.blame import blamed


def actors(read, text):
    article, reading = read(text)
    found = blamed(article, reading)
    mentions = {m.id: m.text for m in found.mentions}
    return [[mentions[r.mention] for r in event.roles if r.role == "actor"] for event in found.events]


@pytest.mark.parametrize(
    "claim",
    [
        "The [actor Blue Hand] claimed responsibility.",
        "The [actor Blue Hand] has taken credit for it.",
        "The group called [actor Blue Hand], in a note, claims full responsibility for that.",
    ],
)
def test_who_claims_an_attack_told_before_is_its_actor(read, claim):
    told = "[explosive bomb] A bomb went off in Cairo. Nobody was hurt. " + claim
    assert actors(read, told) == [["Blue Hand"]]


@pytest.mark.parametrize(
    "claim",
    [
        "The [actor Blue Hand] has not claimed responsibility.",
        "[actor They] claimed responsibility.",
        "Nobody claimed responsibility.",
    ],
)
def test_no_claim_gives_no_actor(read, claim):
    assert actors(read, "[explosive bomb] A bomb went off. " + claim) == [[]]


def test_an_actor_that_the_reader_hardly_believes_in_gives_way_to_one_that_the_act_names(read):
    article, reading = read("[attack attack] The [actor governor] spoke of the terrorist attack.")
    for score, text in ((0.9, "governor"), (0.5, "terrorist")):
        (event,) = reading.events
        doubted = replace(event, roles=tuple(replace(role, score=score) for role in event.roles))
        found = blamed(article, replace(reading, events=(doubted,)))
        mentions = {m.id: m.text for m in found.mentions}
        assert [mentions[role.mention] for role in found.events[0].roles] == [text]


def test_an_actor_that_is_told_stays(read):
    told = "[explosive bomb] A bomb of [actor gunmen] went off. The [actor Blue Hand] claimed responsibility."
    assert actors(read, told) == [["gunmen"]]


def test_who_is_blamed_for_an_attack_is_its_actor(read):
    told = "[attack murder] The police blamed the [recipient Blue Hand] for the murder."
    assert actors(read, told) == [["Blue Hand"]]


@pytest.mark.parametrize(
    "words",
    [
        "[attack murder] The police attributed the murder to [actor Blue Hand].",
        "[attack murder] The [actor Blue Hand] was responsible for the murder.",
        "[attack murder] The police blamed the murder on [actor Blue Hand].",
        "[attack murder] The murder was the work of [actor Blue Hand].",
    ],
)
def test_blame_has_many_words(read, words):
    assert actors(read, words) == [["Blue Hand"]]


def test_an_act_names_who_did_it(read):
    assert actors(read, "[attack attack] A rebel attack shook Cairo.") == [["rebel"]]
    assert actors(read, "[attack ambush] An ambush by night. [attack attack] A terrorist attack by day.") == [
        [],
        ["terrorist"],
    ]
    assert actors(read, "[attack killing] The rebel killing shook Cairo.") == [[]]
    assert actors(read, "[explosive bombing] The embassy bombing shook Cairo.") == [[]]


def test_a_claim_stands_against_an_actor_that_cannot_be_it(read):
    told = "[attack attack] The attack, told to [actor police] by phone. The [actor Blue Hand] took credit."
    assert actors(read, told) == [["Blue Hand"]]
