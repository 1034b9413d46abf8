"""The page: a folium map, locked where it is ours alone, and open to what users add."""

import base64
import hashlib
import json
import re
from pathlib import Path

import folium
import geopandas as gpd
import pytest
import shapely

import maps
from geo.errors import FeatureError, OptionError
from maps import bundle

HOSTS = re.compile(r"""<(?:script|img|iframe)[^>]* src=|<link|@import|url\((?!"?(?:data:|#))""")


def some(**columns):
    rows = {
        "event_type": ["protest", "air_strike"],
        "evidence": ["They marched.", "A strike hit."],
        **columns,
    }
    return gpd.GeoDataFrame(rows, geometry=[shapely.Point(13, 32), None], crs=4326)


def page(map_):
    return map_.get_root().render()


def test_draw_gives_a_folium_map_that_saves_and_shows(tmp_path):
    map_ = maps.draw(some())
    assert isinstance(map_, folium.Map)
    maps.save(map_, tmp_path / "a.html")
    map_.save(tmp_path / "b.html")
    assert (tmp_path / "a.html").read_text() == (tmp_path / "b.html").read_text() == page(map_)
    assert "<iframe srcdoc=" in map_._repr_html_()
    assert {p.name for p in tmp_path.iterdir()} == {"a.html", "b.html"}


def options_of(map_):
    text = re.search(r'class="[^"]*-options">([^<]*)</script>', page(map_))[1]
    return json.loads(base64.b64decode(text))


def test_the_map_names_geonames_where_its_places_are_from_there():
    assert "GeoNames" in options_of(maps.draw(some(geonameid=[2210247, None])))["attribution"]
    assert options_of(maps.draw(some()))["attribution"] is None


def test_a_page_of_ours_alone_asks_nobody_for_anything():
    if not bundle.leaflet().inline:
        pytest.skip("Leaflet is not at hand: npm was not there when the package was built")
    assert not HOSTS.search(page(maps.draw(some())))


def test_the_policy_names_every_script_and_style_and_nothing_unsafe():
    text = page(maps.draw(some(), title="A & B"))
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    for kind, code in re.findall(r"<(script|style)>(.*?)</\1>", text, re.DOTALL):
        digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy.split(f"{kind}-src ")[1].split(";")[0]
    assert "<title>A &amp; B</title>" in text


def test_a_users_layer_brings_folium_s_scripts_and_comes_before_the_layer_control():
    map_ = maps.draw(some())
    folium.Marker([1, 2], popup="mine").add_to(map_)
    text = page(map_)
    assert "jquery" in text
    assert "Content-Security-Policy" not in text
    assert text.count("L.control.layers(") == 1
    assert text.index("L.marker(") < text.index("L.control.layers(")
    assert len(re.findall(r"/leaflet@[\d.]+/dist/leaflet.js|Leaflet 1\.9\.4, a JS", text)) == 1


def test_the_layer_works_on_a_plain_folium_map():
    map_ = folium.Map()
    maps.IncidentLayer(some()).add_to(map_)
    text = page(map_)
    assert "IncidentMapper.incidents(" in text
    assert text.index("leaflet.js") < text.index("var IncidentMapper")


def test_nothing_of_the_data_stands_in_the_page_as_text():
    text = page(
        maps.draw(some(evidence=["{{ 7*7 }}", "</script><script>1</script>"]), title="{{ 7*7 }}</title>")
    )
    assert "{{ 7*7 }}" in re.search("<title>(.*?)</title>", text)[1]
    assert text.count("7*7") == 1
    assert "49" not in re.search("<title>(.*?)</title>", text)[1]


def test_what_cannot_be_drawn_is_refused_with_the_choices():
    with pytest.raises(OptionError, match="auto, light, dark"):
        maps.draw(some(), theme="pink")
    with pytest.raises(OptionError, match="event_type"):
        maps.draw(some(), group_by="nonsense")
    with pytest.raises(OptionError, match=r"OpenStreetMap\.Mapnik"):
        maps.draw(some(), tiles="nonsense")
    lines = gpd.GeoDataFrame(geometry=[shapely.LineString([(0, 0), (1, 1)])], crs=4326)
    with pytest.raises(FeatureError, match="LineString"):
        maps.draw(lines)


def test_tiles_are_asked_for_by_name_only_and_allowed_by_the_policy():
    text = page(maps.draw(some(), tiles="OpenStreetMap.Mapnik"))
    assert "img-src data: blob: https://tile.openstreetmap.org" in text


def test_the_versions_of_leaflet_agree():
    root = Path(__file__).resolve().parents[3]
    wanted = json.loads((root / "package.json").read_text())["dependencies"]["leaflet"]
    assert wanted == bundle.LEAFLET


def test_without_leaflet_at_hand_the_cdn_is_checked_for_integrity(monkeypatch, tmp_path):
    monkeypatch.setattr(bundle, "VENDOR", tmp_path)
    bundle.leaflet.cache_clear()
    try:
        text = page(maps.draw(some()))
    finally:
        bundle.leaflet.cache_clear()
    assert len(re.findall(r'cdn\.jsdelivr\.net/npm/leaflet@1\.9\.4/[^"]+" integrity="sha384-', text)) == 2
    assert "cdn.jsdelivr.net" in re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]
