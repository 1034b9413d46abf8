"""The same incident in several articles."""

import random
from dataclasses import replace
from datetime import date

import pytest

from geo.coding import merge
from geo.coding.copies import copies
from geo.records import Actor, DateSpan, Incident, Location, Place, Telling

BAGHDAD = Place("p:1", "Baghdad", 44.4, 33.3, "city", 20.0, "IQ")
IRAQ = Place("p:2", "Iraq", 44.0, 33.0, "country", 400.0, "IQ")
SENTENCE = "A car bomb near a busy market in Baghdad killed nine people on Wednesday, police said."


def report(
    article,
    killed=None,
    *,
    day=date(2018, 3, 14),
    told="Wednesday",
    sentence=SENTENCE,
    place=BAGHDAD,
    **changes,
):
    telling = Telling(
        article, sentence, 0, len(sentence), "bomb", publisher=f"paper {article}", published=day
    )
    location = place and Location(
        place.longitude, place.latitude, place.precision, place.radius_km, place, 0.9
    )
    when = day and DateSpan(day, day, "day" if told else "week", told)
    fields = {"killed": killed, "killed_max": killed, "when": when, "location": location, **changes}
    return Incident(
        f"id-{article}-{sentence[:9]}",
        fields.pop("event_type", "explosive"),
        "happened",
        (telling,),
        **fields,
    )


def test_reports_of_one_incident_are_one_row_with_the_range_of_figures():
    other = "Nine died when a bomb hidden in a car went off at a market in the Iraqi capital."
    (incident,) = merge([report("b", 9), report("a", 7, sentence=other)])
    assert {t.article for t in incident.tellings} == {"a", "b"}
    assert (incident.killed, incident.killed_max) == (7, 9)


@pytest.mark.parametrize(
    ("figures", "bounds"), [((9, 9), (9, None)), ((9, 7), (7, None)), ((9, 11), (9, 11))]
)
def test_a_range_stays_open_where_its_highest_figure_is(figures, bounds):
    first, second = figures
    (incident,) = merge([report("a", first, killed_max=None), report("b", second)])
    assert (incident.killed, incident.killed_max) == bounds


@pytest.mark.parametrize(
    "other",
    [
        report("b", 9, day=date(2018, 3, 20)),
        report("b", 9, place=replace(BAGHDAD, id="p:3", name="Basra")),
        report("b", 9, event_type="shelling"),
        report("b", 60),
        report("b", sentence="A blast shook a northern suburb."),
    ],
    ids=["another day", "another place", "another type", "another figure", "nothing in common"],
)
def test_what_differs_stays_apart(other):
    assert len(merge([report("a", 9 if other.killed else None), other])) == 2


ARMY, REBELS, OTHERS = Actor("army", "Military of Iraq"), Actor("rebels", "Ansar"), Actor("men", "Jaysh")


@pytest.mark.parametrize(
    ("other", "rows"),
    [
        ({"actor": REBELS, "recipient": ARMY}, 1),
        ({"actor": REBELS, "associated_actors": (ARMY,), "recipient": Actor("9 men", None, "civilians")}, 1),
        ({"actor": OTHERS, "recipient": ARMY}, 2),
        ({"actor": REBELS, "recipient": ARMY, "event_type": "attack"}, 2),
    ],
)
def test_of_two_sides_either_may_be_told_first(other, rows):
    first = report("a", 9, event_type="armed_clash", actor=ARMY, recipient=REBELS)
    second = report("b", 9, **{"event_type": "armed_clash", **other})
    assert len(merge([first, second])) == rows


def test_incidents_of_a_country_are_merged_only_between_copies():
    sentence = (
        "Rebels ambushed an army convoy in the hills and burned four of its trucks, local officials said."
    )
    copy = report("b", place=IRAQ, sentence=sentence.replace("local officials", "officials"))
    assert len(merge([report("a", place=IRAQ, sentence=sentence), copy])) == 1
    other = "Soldiers in the north were attacked by rebels and lost several trucks."
    assert (
        len(merge([report("a", place=IRAQ, sentence=sentence), report("b", place=IRAQ, sentence=other)])) == 2
    )


def test_an_article_that_tells_no_day_may_follow_by_two():
    other = "Nine died when a bomb went off at a market."
    late, later = (report("b", 9, day=date(2018, 3, day), told=None, sentence=other) for day in (16, 18))
    assert len(merge([report("a", 9), late])) == 1
    assert len(merge([report("a", 9), later])) == 2


def test_two_incidents_of_one_article_stay_apart():
    assert len(merge([report("a", 9), report("a", 9, sentence="Another bomb killed nine.")])) == 2


def test_the_result_does_not_depend_on_the_order_of_input():
    days = [date(2018, 3, day) for day in (12, 13, 14)]
    reports = [
        report(f"{name}{day.day}", killed, day=day, actor=Actor("IS", "Islamic State") if killed else None)
        for day in days
        for name, killed in (("a", 9), ("b", 8), ("c", None), ("d", 30))
    ]
    expected = merge(reports)
    for seed in range(20):
        shuffled = random.Random(seed).sample(reports, len(reports))
        assert merge(shuffled) == expected
    assert len(expected) == 6  # on each day those of about nine, and that of thirty


def test_the_id_is_that_of_the_first_report():
    first = report("z", 9, day=date(2018, 3, 14))
    (incident,) = merge([report("a", 9, day=date(2018, 3, 15), told=None), first])
    assert incident.incident_id == first.incident_id


def test_merging_twice_changes_nothing():
    once = merge([report("a", 9), report("b", 8), report("c", 70)])
    assert merge(once) == once


def test_copies_are_told_from_texts_on_the_same_matter():
    texts = {
        "wire": SENTENCE
        + " No group said that it was behind the attack, which came after weeks of calm in the city.",
        "paper": SENTENCE
        + " No group has said it was behind the attack, which came after weeks of calm in the city.",
        "other": "Nine died when a bomb hidden in a car went off at a market in the Iraqi capital.",
    }
    assert copies(texts) == {"wire": "paper"}
