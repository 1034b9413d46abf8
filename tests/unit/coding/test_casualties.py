"""Numbers of victims that the reader gives to no event."""

from datetime import date

import pytest

from geo.coding import code
from geo.records import Article, Event, Mention, Reading, Role


def read(*sentences, mentions, events=()):
    """Return an article and its reading; a mention is kind and text, an event trigger, type, roles."""
    text = " ".join(sentences)
    spans = [(text.index(s), text.index(s) + len(s)) for s in sentences]
    found = tuple(
        Mention(f"m{i}", kind, text.index(words), text.index(words) + len(words), words)
        for i, (kind, words) in enumerate(mentions)
    )
    ids = {m.text: m.id for m in found}

    def event(trigger, kind, **roles):
        start = text.index(trigger)
        sentence = next(n for n, (first, last) in enumerate(spans) if first <= start < last)
        told = tuple(Role(role, ids[words]) for role, words in roles.items())
        return Event(start, start + len(trigger), trigger, kind, "happened", sentence, told)

    told = tuple(event(trigger, kind, **roles) for trigger, kind, roles in events)
    return Article("a", text, published=date(2024, 3, 6)), Reading(tuple(spans), found, told)


def test_the_wounded_of_the_next_sentence_are_those_of_the_attack_before(gazetteer):
    article, reading = read(
        "Gunmen killed seven farmers in Gao on Monday.",
        "Twelve others were wounded.",
        mentions=[("actor", "Gunmen"), ("killed", "seven"), ("toponym", "Gao"), ("wounded", "Twelve")],
        events=[("killed", "attack", {"actor": "Gunmen", "killed": "seven", "place": "Gao"})],
    )
    (incident,) = code(article, reading, gazetteer)
    assert (incident.killed, incident.wounded, incident.wounded_text) == (7, 12, "Twelve")


@pytest.mark.parametrize(
    ("words", "killed"), [("Three officers died.", 3), ("Three officers have died since May.", None)]
)
def test_the_dead_of_the_next_sentence_are_those_of_the_blast_before(gazetteer, words, killed):
    article, reading = read(
        "A bomb exploded in Gao on Monday.",
        words,
        mentions=[("toponym", "Gao"), ("killed", "Three")],
        events=[("exploded", "explosive", {"place": "Gao"})],
    )
    assert [i.killed for i in code(article, reading, gazetteer)] == [killed]


@pytest.mark.parametrize(
    ("words", "wounded", "told"),
    [
        ("Gunmen killed seven farmers in Gao on Monday, wounding dozens.", 24, "dozens"),
        ("Gunmen killed seven farmers in Gao on Monday, and many others were injured.", 3, "many"),
        ("Gunmen killed seven farmers in Gao on Monday, and feared many.", None, None),
    ],
)
def test_words_for_numbers_are_lower_bounds(gazetteer, words, wounded, told):
    article, reading = read(
        words,
        mentions=[("actor", "Gunmen"), ("killed", "seven"), ("toponym", "Gao")],
        events=[("killed", "attack", {"actor": "Gunmen", "killed": "seven", "place": "Gao"})],
    )
    (incident,) = code(article, reading, gazetteer)
    assert (incident.killed, incident.wounded, incident.wounded_text) == (7, wounded, told)


def test_wounded_are_not_given_to_a_meeting(gazetteer):
    article, reading = read(
        "Ministers met in Gao on Monday.",
        "Twelve others were wounded.",
        mentions=[("actor", "Ministers"), ("toponym", "Gao"), ("wounded", "Twelve")],
        events=[("met", "meeting", {"actor": "Ministers", "place": "Gao"})],
    )
    assert [i.wounded for i in code(article, reading, gazetteer)] == [None]


@pytest.mark.parametrize(
    ("sentence", "number", "victims"),
    [
        ("In Ansongo, 36 people were killed with machetes.", "36", "36 people"),
        ("At least 36 people have been killed in Ansongo.", "36", "36 people"),
        ("Attackers with axes killed at least 36 villagers in Ansongo.", "36", "36 villagers"),
    ],
)
def test_a_killing_that_the_reader_told_no_event_of_is_an_attack(gazetteer, sentence, number, victims):
    article, reading = read(sentence, mentions=[("killed", number), ("toponym", "Ansongo")])
    (incident,) = code(article, reading, gazetteer)
    assert (incident.event_type, incident.status, incident.killed) == ("attack", "happened", 36)
    assert incident.location.place.name == "Ansongo"
    assert incident.recipient.text == victims


@pytest.mark.parametrize(
    "sentence",
    [
        "In Ansongo, 36 people were killed by cholera.",
        "In Ansongo, 36 people were killed when a bus crashed.",
        "In Ansongo, 36 people have been killed since 2003.",
        "In Ansongo, 36 people were counted.",
    ],
)
def test_deaths_that_nobody_caused_are_no_attack(gazetteer, sentence):
    article, reading = read(sentence, mentions=[("killed", "36"), ("toponym", "Ansongo")])
    assert code(article, reading, gazetteer) == []


def test_who_acts_before_and_goes_on_acting(gazetteer):
    article, reading = read(
        "Soldiers freed 40 hostages in Gao and killed nine of the captors.",
        mentions=[("actor", "Soldiers"), ("actor", "40 hostages"), ("toponym", "Gao"), ("killed", "nine")],
        events=[("freed", "withdrawal", {"actor": "Soldiers", "recipient": "40 hostages", "place": "Gao"})],
    )
    killing = next(i for i in code(article, reading, gazetteer) if i.event_type == "attack")
    assert (killing.actor.text, killing.killed) == ("Soldiers", 9)


def test_who_is_killed_is_counted_by_the_words_for_them(gazetteer):
    article, reading = read(
        "Gunmen killed dozens of villagers in Gao.",
        mentions=[("actor", "Gunmen"), ("actor", "dozens of villagers"), ("toponym", "Gao")],
        events=[
            ("killed", "attack", {"actor": "Gunmen", "recipient": "dozens of villagers", "place": "Gao"})
        ],
    )
    (incident,) = code(article, reading, gazetteer)
    assert (incident.killed, incident.killed_max) == (24, None)


def test_the_age_of_a_victim_is_no_number_of_them(gazetteer):
    article, reading = read(
        "A man of 50 was killed by shells in Gao.",
        mentions=[("killed", "50"), ("toponym", "Gao")],
        events=[("shells", "shelling", {"killed": "50", "place": "Gao"})],
    )
    (incident,) = code(article, reading, gazetteer)
    assert incident.killed == 1


@pytest.mark.parametrize(
    ("words", "start", "text"),
    [
        ("on Monday", date(2024, 3, 6), None),
        ("at dawn", date(2024, 3, 6), None),
    ],
)
def test_a_time_of_saying_or_of_the_day_is_not_when_it_happened(gazetteer, words, start, text):
    """The article's own date, roughly, is what is known of it."""
    sentence = (
        "Rebels shelled Gao, officials said on Monday."
        if "Monday" in words
        else "Rebels shelled Gao at dawn."
    )
    article, reading = read(
        sentence,
        mentions=[("actor", "Rebels"), ("toponym", "Gao"), ("date", words.removeprefix("on "))],
        events=[
            ("shelled", "shelling", {"actor": "Rebels", "place": "Gao", "date": words.removeprefix("on ")})
        ],
    )
    (incident,) = code(article, reading, gazetteer)
    assert (incident.when.start, incident.when.text, incident.when.precision) == (start, text, "week")


def test_things_that_were_shot_down_are_no_victims(gazetteer):
    article, reading = read(
        "The army shot down 32 drones over Gao.",
        mentions=[("actor", "The army"), ("killed", "32"), ("toponym", "Gao")],
        events=[("shot down", "shelling", {"actor": "The army", "killed": "32", "place": "Gao"})],
    )
    (incident,) = code(article, reading, gazetteer)
    assert incident.killed is None


@pytest.mark.parametrize(
    ("sentence", "trigger", "kind", "becomes"),
    [
        ("Shelling of Gao went on.", "Shelling", "attack", "shelling"),
        ("Fighters looted a clinic in Gao.", "looted", "aid", "destruction"),
        ("Mali extended a state of siege in Gao.", "siege", "armed_clash", "restriction"),
        ("Rebels kept up the siege of Gao.", "siege", "armed_clash", "armed_clash"),
    ],
)
def test_words_of_the_ontology_tell_the_type(gazetteer, sentence, trigger, kind, becomes):
    article, reading = read(
        sentence, mentions=[("toponym", "Gao")], events=[(trigger, kind, {"place": "Gao"})]
    )
    (incident,) = code(article, reading, gazetteer)
    assert incident.event_type == becomes


def test_a_night_that_the_reader_cut_in_two_is_whole(gazetteer):
    article, reading = read(
        "Overnight into Monday, rebels shelled Gao.",
        mentions=[("date", "Overnight into"), ("date", "Monday"), ("actor", "rebels"), ("toponym", "Gao")],
        events=[("shelled", "shelling", {"actor": "rebels", "place": "Gao", "date": "Overnight into"})],
    )
    (incident,) = code(article, reading, gazetteer)
    assert (incident.when.start, incident.when.end) == (date(2024, 3, 3), date(2024, 3, 4))


def test_a_place_list_of_the_sentence_before_does_not_multiply_an_event(gazetteer):
    article, reading = read(
        "Crowds marched in Gao, Kidal and Timbuktu.",
        "Five people were arrested.",
        mentions=[("actor", "Crowds"), ("toponym", "Gao"), ("toponym", "Kidal"), ("toponym", "Timbuktu"),
                  ("actor", "Five people")],
        events=[("marched", "protest", {"actor": "Crowds", "place": "Gao"}),
                ("arrested", "arrest", {"recipient": "Five people", "place": "Gao"})],
    )  # fmt: skip
    kinds = [i.event_type for i in code(article, reading, gazetteer)]
    assert (kinds.count("protest"), kinds.count("arrest")) == (3, 1)


def test_al_before_a_name_is_a_capital_where_the_name_has_one():
    from geo.coding.actors import cast  # noqa: PLC0415
    from geo.coding.catalogue import catalogue  # noqa: PLC0415

    who = cast("", [], catalogue(), date(2022, 10, 30))
    assert who.resolve("al-Shabaab").name == "Al-Shabaab"
    assert who.resolve("the al-shabaab").name is None
