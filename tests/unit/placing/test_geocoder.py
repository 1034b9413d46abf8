"""The gazetteer in geopy's place, and geopy's services in the gazetteer's, without a network."""

import pickle

import pytest
from geopy.adapters import BaseSyncAdapter
from geopy.exc import GeocoderTimedOut
from geopy.geocoders import Nominatim
from geopy.geocoders.base import Geocoder

from geo.errors import OptionError, ServiceError
from geo.gazetteer import Gazetteer
from geo.placing.geocoder import GazetteerGeocoder, find
from geo.placing.services import SECONDS_BETWEEN, Service, second_opinion


class Canned(BaseSyncAdapter):
    """Answers with what it is told, and counts."""

    asked = 0
    answer = ()

    def get_json(self, url, *, timeout, headers):
        type(self).asked += 1
        assert "incident-mapper" in headers["User-Agent"]
        if isinstance(self.answer, Exception):
            raise self.answer
        return list(self.answer)

    def get_text(self, url, *, timeout, headers):
        raise NotImplementedError


def service(tmp_path, answer):
    adapter = type("Adapter", (Canned,), {"answer": answer, "asked": 0})
    nominatim = Nominatim(user_agent="incident-mapper", adapter_factory=adapter)
    return Service(
        "nominatim", tmp_path / "cache" / "services.sqlite", geocoder=nominatim, seconds_between=0
    ), adapter


FOUND = [{"lat": "30.5", "lon": "15.5", "display_name": "Qasr Alpha, Libya"}]


def test_it_is_a_geopy_geocoder(gazetteer):
    geocoder = GazetteerGeocoder(gazetteer)
    assert isinstance(geocoder, Geocoder)
    found = geocoder.geocode("Benghazi")
    assert (round(found.latitude), round(found.longitude)) == (32, 20)
    assert "Benghazi" in found.address
    assert geocoder.geocode("zzqqxxyy") is None
    assert geocoder.geocode("Paris, Texas").raw["place"].country == "US"


def test_it_takes_geopys_arguments(gazetteer):
    geocoder = GazetteerGeocoder(gazetteer)
    several = geocoder.geocode("Tripoli", exactly_one=False, limit=4, timeout=3)
    assert len(several) == 4
    assert geocoder.geocode("Tripoli", country_codes="lb").raw["place"].country == "LB"
    assert (
        geocoder.geocode("Tripoli", country_codes=["LB", "GR"], exactly_one=False)[0].raw["place"].country
        == "LB"
    )
    assert "Tripoli" in geocoder.reverse((32.88, 13.2)).address
    assert len(geocoder.reverse("32.88, 13.2", exactly_one=False, limit=3)) == 3
    assert geocoder.reverse((-50.0, -150.0)) is None


def test_phrases_are_geocoded_too(gazetteer):
    found = find("30 km south of Sirte", gazetteer)[0]
    assert (found.precision, found.place.country) == ("near", "LY")
    assert find("a" * 100_000, gazetteer) == []
    assert find("", gazetteer) == []


def test_the_nearest_comes_first_where_a_point_is_given(gazetteer):
    assert find("Tripoli", gazetteer, near=(34.0, 36.0))[0].place.country == "LB"


def test_a_service_is_asked_only_for_what_is_not_known_and_only_once(gazetteer, tmp_path):
    nominatim, adapter = service(tmp_path, FOUND)
    assert find("Benghazi", gazetteer, service=nominatim)[0].candidates[0].match == "exact"
    assert adapter.asked == 0
    for _ in range(2):
        found = find("zzqqxxyy", gazetteer, service=nominatim)[0]
        assert (found.latitude, found.candidates[0].match) == (30.5, "service")
        assert found.place.country == "LY"  # that of the nearest town
    assert find("zzqqxxyy", gazetteer, service=nominatim, countries=["TN"]) == []
    assert adapter.asked == 1
    again, other = service(tmp_path, FOUND)
    assert again.find("zzqqxxyy").place.name == "Qasr Alpha, Libya"
    assert other.asked == 0


def test_nothing_found_is_remembered_and_failures_are_told(tmp_path):
    nothing, adapter = service(tmp_path, ())
    assert nothing.find("q") is None
    assert nothing.find("q") is None
    assert adapter.asked == 1
    failing, _ = service(tmp_path, GeocoderTimedOut("too slow"))
    with pytest.raises(ServiceError, match="too slow"):
        failing.find("r")


def test_unknown_services_and_such_that_need_keys_are_told(tmp_path):
    with pytest.raises(OptionError, match="no such service"):
        Service("nonsense", tmp_path / "c.sqlite")
    with pytest.raises(OptionError, match="needs a key"):
        Service("google", tmp_path / "c.sqlite")


def test_the_gazetteer_carries_its_service_into_other_processes_and_has_none_by_itself(gazetteer):
    opened = Gazetteer(gazetteer.file, service="nominatim", machines=3)
    again = pickle.loads(pickle.dumps(opened))  # noqa: S301  our own
    assert (again.service, again.machines) == ("nominatim", 3)
    asked = second_opinion(opened)
    assert (asked.name, asked.seconds_between) == ("nominatim", 3 * SECONDS_BETWEEN)
    assert second_opinion(gazetteer) is None
    with pytest.raises(OptionError, match="no such service"):
        second_opinion(Gazetteer(gazetteer.file, service="nonsense"))


def test_processes_that_share_the_answers_keep_the_pause_between_questions_together(tmp_path, monkeypatch):
    pauses = []
    monkeypatch.setattr("geo.placing.services.time.sleep", pauses.append)
    for name in ("zzqxton", "zzqxville"):
        nominatim, _ = service(tmp_path, FOUND)
        nominatim.seconds_between = 60.0
        nominatim.find(name)
    assert pauses[0] == 0
    assert 50 < pauses[1] <= 60
