"""Who acted together."""

from dataclasses import replace
from datetime import date

import pytest

from geo.coding import Choices, code, merge
from geo.coding.actors import cast
from geo.coding.catalogue import catalogue
from geo.coding.merging import join
from geo.coding.parties import parties
from geo.records import Actor, Mention


@pytest.fixture(scope="module")
def who():
    return cast("", [], catalogue(), date(2018, 3, 15))


@pytest.mark.parametrize(
    ("phrase", "names"),
    [
        ("Hamas and Islamic Jihad fighters", ["Hamas", "Palestinian Islamic Jihad"]),
        ("Russian and Syrian jets", ["Military of Russia", "Military of Syria"]),
        ("U.S. and Iraqi soldiers", ["Military of United States", "Military of Iraq"]),
        ("troops from Chad and Niger", ["Military of Chad", "Military of Niger"]),
        (
            "Britain, France and Germany",
            ["Government of United Kingdom", "Government of France", "Government of Germany"],
        ),
        ("Sudanese troops, backed by Russian mercenaries,", ["Military of Sudan", None]),
        ("the government and people of Chad", ["Government of Chad", None]),
        ("the army, police and people of Chad", ["Military of Chad", "Police of Chad", None]),
        ("Boko Haram and the army of Chad", ["Boko Haram", "Military of Chad"]),
        ("Trinidad and Tobago", ["Government of Trinidad and Tobago"]),
        ("Israel and Israel", ["Government of Israel"]),
    ],
)
def test_each_name_of_a_list_is_an_actor(who, phrase, names):
    assert [actor.name for actor in parties(phrase, who)] == names


@pytest.mark.parametrize(
    ("phrase", "types"),
    [
        ("the army and the police", ["military", "police"]),
        ("protesters as well as journalists", ["protesters", "media"]),
        ("a teacher and her bodyguard", ["civilians", None]),
        ("women and children", ["civilians"]),
        ("weapons and vehicles", [None]),
        ("the Department of Health and Human Services", ["state"]),
        ("more than 10,000 people", ["civilians"]),
    ],
)
def test_words_are_parted_where_each_part_is_someone(who, phrase, types):
    assert [actor.type for actor in parties(phrase, who)] == types


def test_words_that_two_share_stand_in_both(who):
    assert [actor.text for actor in parties("Russian and Syrian jets", who)] == [
        "Russian and Syrian jets",
        "Syrian jets",
    ]


def sides(read, gazetteer, marked):
    (incident,) = code(*read(marked), gazetteer, Choices(merge="off"))
    return [
        [actor.text for actor in (first, *others) if actor]
        for first, others in (
            (incident.actor, incident.associated_actors),
            (incident.recipient, incident.associated_recipients),
        )
    ]


@pytest.mark.parametrize(
    ("marked", "actors", "recipients"),
    [
        (
            "[shelling shelled happened][actor The army] and the police shelled camps.",
            ["The army", "the police"],
            [],
        ),
        (
            (
                "[territory_capture captured happened]"
                "[actor Government forces], backed by Russian jets, have captured a town."
            ),
            ["Government forces", "Russian jets"],
            [],
        ),
        (
            (
                "[attack killed happened]"
                "[actor Rebels] killed [recipient two soldiers] and three policemen in a raid."
            ),
            ["Rebels"],
            ["two soldiers", "three policemen"],
        ),
        (
            (
                "[attack killed happened]"
                "[actor Rebels] killed [recipient two soldiers] and wounded three policemen."
            ),
            ["Rebels"],
            ["two soldiers"],
        ),
        (
            (
                "[arrest detained happened]"
                "Libyan police and [actor soldiers] detained [recipient a man], reports said."
            ),
            ["soldiers"],
            ["a man"],
        ),
        (
            (
                "[arrest detained happened]"
                "Last week [actor Hamas and] the Popular Resistance Committees detained a man."
            ),
            ["Hamas", "the Popular Resistance Committees"],
            [],
        ),
        (
            (
                "[aid sent happened]"
                "Many, including [metonym Poland], [actor Hungary] and the Netherlands, sent tents."
            ),
            ["Poland", "Hungary", "the Netherlands"],
            [],
        ),
        (
            (
                "[armed_clash clashes happened]"
                "There were clashes between [actor the army] and [recipient rebels]."
            ),
            ["the army"],
            ["rebels"],
        ),
        (
            (
                "[armed_clash clashes happened]"
                "There were clashes between [actor the army and rebels] in the hills."
            ),
            ["the army"],
            ["rebels"],
        ),
        (
            "[attack hit happened][actor Jets] and, witnesses said, Russia'[actor s navy] hit a camp.",
            ["Jets", "Russia's navy"],
            [],
        ),
        ("[mobilization sent]Chad backs [metonym Mali] and [actor Niger] has sent troops.", ["Niger"], []),
        ("[meeting met happened][actor Iran and Iraq] met.", ["Iran"], ["Iraq"]),
        ("[armed_clash clashed][actor The army and rebels] clashed.", ["The army"], ["rebels"]),
        ("[armed_clash clashed][actor The army and police] clashed.", ["The army", "police"], []),
        ("[armed_clash raid][actor The army and rebels] led a raid.", ["The army", "rebels"], []),
        ("[air_strike hit][actor Hezbollah (HB)] and the army hit a camp.", ["Hezbollah", "the army"], []),
        ("[mobilization hired]The Wagner [actor Group] hired men.", ["Wagner Group"], []),
        ("[attack killed][actor Men] killed [recipient 20] to 30 people.", ["Men"], ["20"]),
        (
            "[threat threatened happened][actor Hezbollah] threatened war and Israel shelled a village.",
            ["Hezbollah"],
            [],
        ),
    ],
)
def test_what_the_text_joins_to_a_party_belongs_to_it(read, gazetteer, marked, actors, recipients):
    assert sides(read, gazetteer, marked) == [actors, recipients]


def test_a_party_that_was_cut_at_a_participle_goes_on_to_the_name(read, gazetteer):
    article, reading = read("[explosive laid][actor Russian backed], well-equipped Wagner Group laid mines.")
    start = article.text.index("Wagner")
    name = Mention("name", "actor", start, start + len("Wagner Group"), "Wagner Group")
    (incident,) = code(article, replace(reading, mentions=(*reading.mentions, name)), gazetteer)
    assert incident.actor.name == "Wagner Group"
    (incident,) = code(article, reading, gazetteer)
    assert incident.actor.name is None


def test_a_phrase_for_both_sides_is_parted(read, gazetteer):
    article, reading = read("[meeting met happened][actor Mr. Erdogan and Hamas] met.")
    event = reading.events[0]
    both = (*event.roles, type(event.roles[0])("recipient", event.roles[0].mention))
    reading = replace(reading, events=(replace(event, roles=both),))
    (incident,) = code(article, reading, gazetteer, Choices(merge="off"))
    assert incident.actor.text == "Mr. Erdogan"
    assert incident.recipient.name == "Hamas"
    assert incident.associated_actors == incident.associated_recipients == ()


HAMAS, JIHAD, FATAH = (Actor(n, n, "rebel", "PS") for n in ("Hamas", "Palestinian Islamic Jihad", "Fatah"))


def test_merged_incidents_keep_all_who_acted_together(make_incident):
    tellings = [
        make_incident(1, actor=JIHAD),
        make_incident(1, actor=HAMAS, associated_actors=(JIHAD,), confidence=0.9),
        make_incident(1, actor=Actor("they"), associated_actors=(FATAH,), confidence=0.8),
    ]
    joined = join(tellings)
    assert joined.actor == HAMAS
    assert joined.associated_actors == (JIHAD, FATAH)
    assert join(tellings[::-1]).associated_actors == joined.associated_actors


def test_reports_of_one_incident_keep_them_whatever_the_order(make_incident):
    reports = [
        make_incident(1, actor=HAMAS, associated_actors=(JIHAD,)),
        make_incident(1, actor=HAMAS, associated_actors=(FATAH,)),
    ]
    reports[1] = replace(
        reports[1], incident_id="other", tellings=(replace(reports[1].tellings[0], article="b.txt"),)
    )
    for order in (reports, reports[::-1]):
        (merged,) = merge(order)
        assert {a.name for a in merged.associated_actors} == {"Palestinian Islamic Jihad", "Fatah"}
        assert merged.associated_actors == merge(reports)[0].associated_actors
