"""From a reading to incidents: places, dates, parties, numbers and merging within an article."""

from dataclasses import replace
from datetime import date

import pytest

from geo import placing
from geo.coding import Choices, code
from geo.records import Candidate, Location, Place

ARTICLE_DAY = date(2018, 3, 15)
PLACES = {
    "Tripoli": Place("p:tripoli", "Tripoli", 13.19, 32.89, "city", 10.0, "LY", "Tripoli", feature_class="P"),
    "Libya": Place("p:libya", "Libya", 17.0, 27.0, "country", 800.0, "LY", feature_class="A"),
    "Syria": Place("p:syria", "Syria", 38.0, 35.0, "country", 400.0, "SY", feature_class="A"),
    "Egypt": Place("p:egypt", "Egypt", 30.0, 27.0, "country", 600.0, "EG", feature_class="A"),
    "Cairo": Place("p:cairo", "Cairo", 31.24, 30.04, "city", 15.0, "EG", feature_class="P"),
}


@pytest.fixture(autouse=True)
def places(monkeypatch):
    def resolve(article, mentions, gazetteer):
        found = {m.id: PLACES.get(m.text) for m in mentions}
        return {
            k: p
            and Location(
                p.longitude, p.latitude, p.precision, p.radius_km, p, 0.9, "", (Candidate(p, "exact"),)
            )
            for k, p in found.items()
        }

    def locate(article, toponym, phrase, resolved, mentions, gazetteer):
        return resolved[toponym.id]

    monkeypatch.setattr(placing, "resolve", resolve)
    monkeypatch.setattr(placing, "locate", locate)


class Gazetteer:
    def candidates(self, name, *, fuzzy):
        return [Candidate(place, "exact") for place in PLACES.values() if place.name == name]

    def country(self, code):
        return next(p for p in PLACES.values() if p.precision == "country" and p.country == code)


@pytest.fixture
def coded(read):
    return lambda text, **chosen: code(*read(text), Gazetteer(), Choices(**chosen))


def test_an_event_has_its_place_time_and_parties(coded):
    (incident,) = coded(
        "[air_strike hit] [actor Jets] hit [place Tripoli] on [date Wednesday], killing [killed 3]."
    )
    assert incident.location.place.name == "Tripoli"
    assert (incident.place_basis, incident.unlocated) == ("sentence", None)
    assert incident.when.start == date(2018, 3, 14)
    assert (incident.killed, incident.killed_text) == (3, "3")
    assert incident.actor.type == "military"
    assert incident.tellings[0].published == ARTICLE_DAY


def test_of_nested_places_the_most_exact_counts(coded):
    (incident,) = coded("[explosive bomb] A bomb went off in [place Tripoli], [place Libya].")
    assert incident.place_text == "Tripoli"


@pytest.mark.parametrize(
    "words",
    [
        "the [place Tariq] quarter of [place Cairo]",
        "[place Tariq], a village near the river in [place Cairo]",
        "[place Tariq] in eastern [place Cairo]",
        "[place Tariq], [place Cairo]",
    ],
)
def test_a_place_that_is_not_found_lies_in_the_one_it_is_told_with(coded, words):
    (incident,) = coded(f"[explosive bomb] A bomb went off in {words}.")
    assert (incident.place_text, incident.location.place.name) == ("Tariq", "Cairo")
    assert incident.location.reason == "in Cairo, as the text says"


def test_the_inner_place_is_taken_though_the_reader_gave_only_the_outer_one(coded):
    (incident,) = coded("[explosive bomb] A bomb went off in [toponym Tariq], [place Cairo].")
    assert (incident.place_text, incident.location.place.name) == ("Tariq", "Cairo")


def test_a_list_of_places_is_no_nesting(coded):
    found = coded("[explosive bombs] The bombs went off in [place Tariq], [place Cairo] and [place Tripoli].")
    assert [i.place_text for i in found] == ["Cairo", "Tripoli"]


@pytest.mark.parametrize("words", ["the capital", "the Egyptian capital", "Egypt's capital"])
def test_a_capital_is_a_place_without_its_name(coded, words):
    told = "A [toponym Egypt] story. [explosive bomb] A bomb went off in " + words + "."
    (incident,) = coded(told)
    assert (incident.place_text, incident.location.place.name) == (words, "Cairo")
    assert (incident.place_basis, incident.location.reason) == ("sentence", "the capital of Egypt")


def test_without_a_place_rebels_act_in_their_country_if_the_article_is_about_it(coded):
    told = "A [toponym Syria] and [toponym Syria] and [toponym Libya] story. "
    found = coded(told + "[attack attacked] [actor Libyan rebels] attacked a man.")
    assert (found[0].location.place.name, found[0].place_basis) == ("Libya", "context")


def test_where_no_name_is_known_nothing_happened_at_the_seat_of_the_newspaper(coded, monkeypatch):
    def seat(article, mentions, gazetteer):
        at = PLACES["Cairo"]
        return {m.id: Location(at.longitude, at.latitude, "region", 100.0, at, 0.7, "") for m in mentions}

    monkeypatch.setattr(placing, "resolve", seat)
    (incident,) = coded("[explosive bomb] A bomb went off in [place Xyzzy].")
    assert (incident.place_text, incident.location, incident.unlocated) == (
        "Xyzzy", None, "not in the gazetteer"
    )  # fmt: skip


def test_an_event_before_tells_more_of_the_country_than_the_actor(coded):
    incidents = coded(
        "[explosive bomb] A bomb went off in [place Egypt]. "
        "[arrest arrested] [actor Libyan police] arrested two. They came from [place Libya].",
        merge="off",
    )
    assert incidents[1].location.place.name == "Egypt"


def test_of_two_places_of_a_name_the_one_in_the_country_of_the_article_is_meant(coded, monkeypatch):
    here = Place("p:here", "Springs", 20.0, 30.0, "city", 5.0, "LY", population=900, feature_class="P")
    abroad = Place("p:abroad", "Springs", -100.0, 40.0, "city", 5.0, "US", population=9000, feature_class="P")
    monkeypatch.setitem(PLACES, "Springs", abroad)
    monkeypatch.setitem(PLACES, "here", here)
    text = "[place Libya] mourns. [explosive bomb] A bomb went off in [place Springs]."
    (incident,) = coded(text)
    assert incident.location.place is here
    monkeypatch.delitem(PLACES, "here")
    (incident,) = coded(text)
    assert incident.unlocated is None
    assert (incident.place_text, incident.location.place.name) == ("Springs", "Libya")


def test_a_place_that_is_not_found_is_not_in_any_country_told_with_the_event(coded):
    (incident,) = coded(
        "[place Libya], [place Libya] and Libya. "
        "[attack killed @Egypt] Men killed one at [place Xyzzy] after a trip to [place Egypt]."
    )
    assert (incident.place_text, incident.location.place.name) == ("Xyzzy", "Libya")


def test_an_event_in_two_places_is_two_incidents(coded):
    found = coded("[armed_clash fought] Men fought in [place Libya] and [place Syria], killing [killed 9].")
    assert [i.place_text for i in found] == ["Libya", "Syria"]
    assert {i.killed for i in found} == {None}
    assert len({i.incident_id for i in found}) == 2


def test_a_range_is_read_though_the_reader_has_one_of_its_numbers(coded):
    (incident,) = coded("[attack killed] They killed between [killed 20] and 30 men in [place Tripoli].")
    assert (incident.killed, incident.killed_max, incident.killed_text) == (20, 30, "between 20 and 30")
    (incident,) = coded("[attack killed] They killed two or [killed three] men in [place Tripoli].")
    assert (incident.killed, incident.killed_max) == (2, 3)


def test_a_place_right_after_the_trigger_counts_though_the_reader_gave_none(coded):
    (incident,) = coded("[protest marched] Thousands marched in the city of [toponym Tripoli].")
    assert (incident.place_text, incident.place_basis) == ("Tripoli", "sentence")
    (incident,) = coded("[protest marched] Thousands marched while calm held in [toponym Tripoli].")
    assert incident.place_text is None


def test_where_someone_was_going_is_not_where_it_happened(coded):
    (incident,) = coded(
        "[abduction seized] Men seized a boy travelling to the capital [place Tripoli] in [place Libya]."
    )
    assert incident.place_text == "Libya"


def test_where_something_was_made_is_not_where_it_happened(coded):
    (incident,) = coded("[seizure seized] Police seized notes printed in [place Libya].")
    assert incident.place_text is None


def test_a_people_with_the_name_of_a_town_is_no_place(coded):
    (incident,) = coded(
        "[armed_clash clashes] In clashes of the [place Tripoli] and Murle, and in [place Libya], 3 died."
    )
    assert incident.place_text == "Libya"


def test_what_happened_in_a_town_and_elsewhere_is_known_by_the_country_only(coded):
    (incident,) = coded("[arrest detained happened]Many were detained in [place Tripoli] and other regions.")
    assert (incident.place_text, incident.location.place.name) == ("Tripoli", "Libya")
    assert incident.location.reason == "in Tripoli and elsewhere"


def test_a_village_that_no_gazetteer_knows_lies_by_its_distance_from_a_town(coded, monkeypatch):
    def locate(article, toponym, phrase, resolved, mentions, gazetteer):
        here = resolved[toponym.id]
        return here and replace(here, precision="near", longitude=13.0)

    monkeypatch.setattr(placing, "locate", locate)
    (incident,) = coded(
        "[armed_clash clashed] Men clashed at [place Mirig] village (c. 15 km west of [toponym Tripoli])."
    )
    assert (incident.place_text, incident.location.precision) == ("Mirig", "near")
    assert incident.location.longitude == 13.0
    (incident,) = coded(
        "[armed_clash clashed] Men clashed at [place Mirig] and 15 fled to [toponym Tripoli]."
    )
    assert incident.location is None or incident.location.precision != "near"


@pytest.mark.parametrize("joint", ["and", "AND"])
def test_all_places_of_a_list_are_told_though_the_reader_gave_one(coded, joint):
    incidents = coded(
        f"[explosive bombs @Tripoli] Two bombs went off. They shook [place Tripoli] {joint} [place Cairo]."
    )
    assert {i.location.place.name for i in incidents} == {"Tripoli", "Cairo"}


def test_a_district_known_as_something_is_the_place(coded):
    (incident,) = coded(
        "[explosive exploded @Cairo] A car exploded. "
        "It stood in a district of [place Cairo] known as [place Xyzzy]."
    )
    assert (incident.place_text, incident.location.place.name) == ("Xyzzy", "Cairo")


def test_an_event_between_two_places_is_one_incident(coded):
    (incident,) = coded("[abduction abducted] Four were abducted between [place Tripoli] and [place Cairo].")
    assert incident.place_text == "Tripoli"


def test_places_that_are_not_listed_are_one_place(coded):
    (incident,) = coded("[armed_clash fought] Men fought in [place Cairo] on the way to [place Tripoli].")
    assert incident.place_text == "Cairo"


def test_words_before_a_number_make_it_a_bound(coded):
    (incident,) = coded("[explosive bomb] A bomb in [place Cairo] killed at least [killed 5].")
    assert (incident.killed, incident.killed_max, incident.killed_text) == (5, None, "at least 5")


def test_a_metonymic_name_is_never_the_place(coded):
    (incident,) = coded("[mobilization sent] [metonym Tripoli] sent troops.")
    assert incident.location is None
    assert incident.unlocated == "no place told"


def test_without_a_place_that_of_the_like_event_before_is_taken_and_counts_less(coded):
    text = "[shelling shells] Many shells fell in [place Tripoli]. [shelling shelling] The shelling went on."
    shelling = coded(text, merge="off")[1]
    assert (shelling.place_text, shelling.place_basis) == ("Tripoli", "context")
    assert shelling.location.confidence < 0.9


def test_an_event_of_another_kind_before_gives_its_country_only(coded):
    text = "[explosive bomb] A bomb went off in [place Tripoli]. [withdrawal left] Troops left."
    withdrawal = coded(text)[1]
    assert (withdrawal.location.precision, withdrawal.location.place.name) == ("country", "Libya")
    assert withdrawal.place_basis == "context"


def test_a_place_that_is_told_and_not_found_lies_in_the_country_of_what_is_around(coded):
    text = "[riot riot] A riot in [place Tripoli]. [explosive blast] A blast shook [place Nowhere]."
    blast = coded(text)[1]
    assert (blast.place_text, blast.location.place.name, blast.place_basis) == ("Nowhere", "Libya", "context")
    (alone,) = coded("[explosive blast] A blast shook [place Nowhere].")
    assert (alone.place_text, alone.location, alone.unlocated) == ("Nowhere", None, "not in the gazetteer")


def test_a_facility_lies_near_the_town_that_it_is_named_after_in_a_country_of_the_article(coded):
    text = "[seizure seized] A tanker was seized in [place Tripoli Naval Base]."
    assert coded(text)[0].location is None
    (incident,) = coded(f"[toponym Libya] is near. {text}")
    assert (incident.place_text, incident.location.place.name) == ("Tripoli Naval Base", "Tripoli")
    assert (incident.location.precision, incident.place_basis) == ("near", "sentence")


def test_what_states_at_odds_do_is_not_merged(coded):
    text = "[mobilization sent] [actor Turkey] sent men. [mobilization sent] [actor Moscow] sent men."
    assert len(coded(text)) == 2


def test_statements_are_not_placed_by_a_place_that_is_only_near(coded):
    text = "[explosive bomb] A bomb went off in [place Tripoli]. [accusation blamed] Rebels were blamed."
    assert coded(text)[1].location is None


def test_a_place_of_an_earlier_sentence_that_the_reader_gives_is_context(coded):
    text = "[riot riot] A riot in [place Tripoli]. [accusation blamed @Tripoli] Rebels were blamed."
    assert (coded(text)[1].place_text, coded(text)[1].place_basis) == ("Tripoli", "context")


def test_the_dateline_is_the_last_resort_and_gives_its_country_only(coded):
    (incident,) = coded("[toponym Cairo] (Reuters) - It was quiet.\n[explosive bomb] A bomb went off.")
    assert (incident.location.place.name, incident.place_basis) == ("Egypt", "dateline")
    (incident,) = coded("It was quiet in [toponym Cairo].\n[explosive bomb] A bomb went off.")
    assert (incident.location, incident.unlocated) == (None, "no place told")


def test_news_without_a_time_is_dated_by_the_article_roughly_and_history_is_not(coded):
    news, history = coded("[riot riot] A riot broke out. [armed_clash war background] The war was long.")
    assert (news.when.start, news.when.precision, news.when.text) == (ARTICLE_DAY, "week", None)
    assert history.when is None


def test_what_was_over_for_a_year_is_background(coded):
    (old,) = coded("[explosive bomb] A bomb went off in [place Tripoli] in [date 2011].")
    (recent,) = coded("[explosive bomb] A bomb went off in [place Tripoli] in [date May 2017].")
    assert (old.status, recent.status) == ("background", "happened")


def test_the_next_day_is_seen_from_the_day_told_before(coded):
    text = "[riot riot] A riot on [date March 5]. [arrest held] Ten were held [date the next day]."
    assert coded(text)[1].when.start == date(2018, 3, 6)


def test_two_tellings_become_one_incident_with_the_fullest_values(coded):
    text = (
        "[explosive bomb] A bomb went off in [place Libya]. "
        "[explosive blast] The blast in [place Tripoli] on [date Wednesday] killed [killed 5]."
    )
    (incident,) = coded(text)
    assert [t.trigger for t in incident.tellings] == ["blast", "bomb"]
    assert (incident.place_text, incident.killed, incident.when.text) == ("Tripoli", 5, "Wednesday")
    assert len(coded(text, merge="off")) == 2


def test_different_days_are_different_incidents(coded):
    text = (
        "[explosive bomb] A bomb went off in [place Tripoli] on [date Monday]. "
        "[explosive blast] A blast in [place Tripoli] followed on [date Wednesday]."
    )
    assert len(coded(text)) == 2


def test_the_id_depends_on_what_is_told_only(coded):
    text = "[explosive bomb] A bomb went off in [place Tripoli]."
    alone = coded(text)[0].incident_id
    assert alone == coded(text + " [riot riot] A riot in [place Cairo] followed.")[0].incident_id
    assert alone != coded(text.replace("Tripoli", "Cairo"))[0].incident_id


def test_a_bare_attack_gives_way_to_what_kind_of_attack_it_was(coded):
    told = "in [place Tripoli] on [date Monday] killed [killed 5]."
    (incident,) = coded(f"[attack attack] The attack {told} [explosive bomb] The bomb {told}")
    assert incident.event_type == "explosive"


def test_the_name_before_an_auxiliary_is_the_subject(coded):
    text = "[mobilization sent] [actor Egypt] watches and [metonym Turkey] has sent men."
    assert coded(text)[0].actor.text == "Turkey"
    text = "[mobilization sent] [actor Egypt] backs [actor Haftar] and [metonym Turkey] has sent men."
    assert [a.text for i in coded(text) for a in (i.actor, *i.associated_actors)] == ["Turkey"]
    text = "[mobilization sent] [actor Egypt], backed by [metonym Turkey], has sent men."
    assert coded(text)[0].actor.text == "Egypt"


def test_goods_are_seized_and_mines_are_weapons(coded):
    assert coded("[arrest captured] [recipient A tanker] was captured.")[0].event_type == "seizure"
    assert coded("[arrest captured] [recipient A man] was captured.")[0].event_type == "arrest"
    assert coded("[crime laid] Men laid landmines.")[0].event_type == "explosive"


def test_what_is_attacked_with_bombs_is_an_explosive_and_what_is_set_on_fire_is_destroyed(coded):
    assert coded("[attack attack] A dynamite attack in [place Cairo].")[0].event_type == "explosive"
    assert coded("[attack attacked] Men attacked [recipient a bank] with bombs.")[0].event_type == "explosive"
    assert coded("[attack torched] Men torched [recipient 10 buses].")[0].event_type == "destruction"
    assert coded("[attack attack] An attack in [place Cairo].")[0].event_type == "attack"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("[air_strike bombed] [actor Guerrillas] bombed two power stations.", "explosive"),
        ("[air_strike struck] [actor Rebels] struck a barracks.", "attack"),
        ("[air_strike bombed] [actor Rebels] bombed the port with a drone.", "air_strike"),
        ("[air_strike bombed] [actor Soldiers] bombed the port.", "air_strike"),
        ("[shelling fire] Bursts of machinegun fire were heard.", "attack"),
        ("[shelling fire] Mortar and machinegun fire was heard.", "shelling"),
    ],
)
def test_who_has_no_aircraft_makes_no_air_strike_and_shots_are_no_shelling(coded, text, kind):
    (incident,) = coded(text)
    assert incident.event_type == kind


def test_a_noun_of_which_the_reader_took_one_word_is_whole(coded):
    (incident,) = coded("[air_strike bombed] The air [actor force] bombed the port.")
    assert (incident.actor.text, incident.actor.type) == ("air force", "military")


def test_words_that_only_say_that_someone_did_it_come_after_all_others(coded):
    (incident,) = coded(
        "[attack murder] The [actor killers] fled after a murder of [recipient a judge] in [place Tripoli]. "
        "[attack murder] The murder of [recipient a judge] in [place Tripoli] was done by [actor terrorists]."
    )
    assert incident.actor.text == "terrorists"


def test_a_quarter_told_of_in_another_sentence_is_the_place_and_the_town_where_it_lies(coded):
    text = (
        "[explosive bomb] A bomb in [place Cairo] on [date Monday] killed [killed 5]. "
        "[explosive bomb] The bomb on [date Monday] in [place Tariq] killed [killed 5]."
    )
    (incident,) = coded(text)
    assert (incident.place_text, incident.location.place.name) == ("Tariq", "Cairo")


def test_a_conditional_act_did_not_happen(coded):
    assert coded("[attack attack] Rebels could attack [place Cairo].")[0].status == "hypothetical"


def test_of_several_tellings_an_armed_group_comes_before_a_government(coded):
    text = (
        "[attack attacked] [actor Gunmen] attacked [recipient a farmer] in [place Cairo] on [date Monday]. "
        "[attack attack] The attack of [actor the Libyan government] in [place Cairo] on [date Monday]."
    )
    (incident,) = coded(text)
    assert incident.actor.text == "Gunmen"


def test_what_goes_on_since_a_time_lasts_until_the_article(coded):
    (incident,) = coded("[shelling hit] Since [date March 3], shells have hit [place Tripoli].")
    assert (incident.when.start, incident.when.end) == (date(2018, 3, 3), ARTICLE_DAY)
    assert incident.when.text == "Since March 3"


def test_a_city_of_its_countrys_name_is_not_the_country(coded, monkeypatch):
    tripoli = PLACES["Tripoli"]
    monkeypatch.setitem(PLACES, "Libya City", replace(tripoli, id="p:libya-city", name="Libya City"))
    assert coded("[explosive bomb] A bomb in [place Libya] City.")[0].location.place.name == "Libya City"
    assert coded("[explosive bomb] A bomb in [place Syria] City.")[0].location.place.name == "Syria"


def test_a_nations_adjective_is_a_place_with_its_ground_only(coded, monkeypatch):
    monkeypatch.setitem(PLACES, "Libyan", PLACES["Libya"])
    (embassy,) = coded("[attack attacked] They attacked the [place Libyan] embassy.")
    assert embassy.place_text is None
    (ground,) = coded("[attack attacked] They attacked on [place Libyan] territory.")
    assert ground.place_text == "Libyan"


def test_a_place_of_long_before_is_that_of_an_event_without_one_only_in_a_story_of_one_place(coded):
    bomb, rest = "[explosive bomb] A bomb in [place Tripoli] on [date Monday]. ", "It was so. " * 8
    another = "[explosive blast] Another blast on [date Wednesday]."
    assert coded(bomb + rest + another)[1].place_text == "Tripoli"
    march = "[protest march] A march in [place Cairo]. "
    assert coded(march + bomb + rest + another)[2].place_text is None
