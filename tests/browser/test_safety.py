"""Articles are hostile: their strings stay text, in every field, and the page's policy holds."""

import json

import folium
import geopandas as gpd
import pandas as pd
import pytest
import samples
import shapely

import maps

FIELDS = [
    "incident_id", "event_type", "status", "date_precision", "date_text", "actor", "actor_name", "actor_type", "recipient",
    "recipient_name", "place", "place_phrase", "place_name", "country", "admin1", "precision", "place_basis", "place_reason",
    "killed_text", "wounded_text", "trigger", "evidence", "article", "title", "url", "publisher", "acled_event_type",
    "plover_event", "corrected", "event_group",
]  # fmt: skip


@pytest.fixture(scope="session")
def hostile(shared):
    lines = (shared / "hostile/strings.jsonl").read_text(encoding="utf-8").splitlines()
    return {row["name"]: row["string"] for row in map(json.loads, lines)}


def clean(text):
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def rows_of(strings):
    rows = [
        dict.fromkeys(FIELDS, text)
        | {"tellings": json.dumps([{"evidence": text, "title": text, "url": text}])}
        for text in strings
    ]
    frame = pd.DataFrame(rows, dtype=object)
    points = [shapely.Point(i % 20, i // 20) for i in range(len(rows))]
    return gpd.GeoDataFrame(frame, geometry=points, crs=4326)


def test_every_hostile_string_stays_text_in_every_field(open_map, hostile):
    opened = open_map(rows_of(hostile.values()), title=hostile["html-script"] + hostile["jinja-expression"])
    assert opened.page.title() == (hostile["html-script"] + hostile["jinja-expression"]).strip()
    evidence = opened.evaluate(
        "return Array.from({ length: store.n }, (_, row) => layer.reading.tellings(row)[0].evidence)"
    )
    assert sorted(text or "" for text in evidence) == sorted(map(clean, hostile.values()))
    opened.page.locator(".im-tab", has_text="List").click()
    opened.page.locator(".im-option").first.wait_for()
    for row in range(len(hostile)):
        links = opened.evaluate(
            "layer.openRow(argument, null); await new Promise((r) => setTimeout(r, 20));"
            " document.querySelectorAll('.im-card details').forEach((d) => { d.open = true; });"
            " return [...document.querySelectorAll('.im-card a')].map((a) => a.href)",
            row,
        )
        assert links == []
    opened.page.locator(".im-tab", has_text="Filters").click()
    opened.page.evaluate("document.querySelectorAll('.im-section').forEach((s) => { s.open = true; })")
    opened.settle()


@pytest.mark.parametrize(
    "name", ["html-img", "javascript-url", "data-url", "csv-formula", "jinja-raw", "rtl-override"]
)
def test_a_hostile_string_alone(open_map, hostile, name):
    text = hostile[name]
    opened = open_map(rows_of([text]), title=text)
    opened.evaluate("await layer.openRow(0, null); await new Promise((r) => setTimeout(r, 50))")
    card = opened.page.locator(".im-card")
    assert card.locator("blockquote").text_content() == text
    assert card.locator("a").count() == 0
    assert opened.page.locator("img[src=x], iframe").count() == 0


def test_only_addresses_of_the_web_become_links(open_map):
    urls = ["https://example.org/a", "http://example.org/b", "HTTPS://example.org/c", "ftp://example.org", "//example.org",
            "javascript:1", "data:text/html,1", "file:///etc/passwd", " https://example.org", "https://"]  # fmt: skip
    frame = gpd.GeoDataFrame(
        {"url": urls, "title": urls}, geometry=[shapely.Point(1, 1)] * len(urls), crs=4326
    )
    opened = open_map(frame)
    opened.click_place("place")
    opened.page.locator(".im-card").nth(9).wait_for()
    found = [a.get_attribute("href") for a in opened.page.locator(".im-card a").all()]
    assert sorted(found) == ["http://example.org/b", "https://example.org/a", "https://example.org/c"]


def test_the_policy_stops_scripts_that_are_not_the_page_s(open_map):
    opened = open_map(samples.libya(5))
    opened.page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.__ran = 1'; document.body.append(s);"
        " const d = document.createElement('div'); d.innerHTML = '<img src=x: onerror=\"window.__ran = 2\">';"
        " document.body.append(d); }"
    )
    opened.page.wait_for_timeout(100)
    assert opened.page.evaluate("window.__ran") is None
    assert len(opened.forget()) >= 2


def test_users_layers_work_beside_ours(open_map, npm):
    map_ = maps.draw(samples.libya(20), statuses=None)
    folium.Marker([32.9, 13.2], popup="My own marker").add_to(map_)
    folium.GeoJson(
        json.loads(gpd.GeoSeries([shapely.box(10, 25, 14, 28)]).to_json()), name="My own area"
    ).add_to(map_)
    opened = open_map(map_, cdn=npm)
    opened.page.locator(".leaflet-control-layers").hover()
    assert opened.page.locator(".leaflet-control-layers").get_by_text("My own area").is_visible()
    assert opened.page.locator(".leaflet-overlay-pane path").count() == 1
    assert opened.shown() == 20


def test_the_layer_works_on_a_plain_folium_map(open_map, npm):
    map_ = folium.Map(location=[30, 15], zoom_start=4, tiles=None)
    maps.IncidentLayer(samples.libya(30), statuses=None, fit=False).add_to(map_)
    opened = open_map(map_, cdn=npm)
    assert opened.shown() == 30
    assert opened.evaluate("return map.getZoom()") == 4


def test_a_notebook_shows_it(open_map, tmp_path, chromium):
    html = maps.draw(samples.libya(10), statuses=None)._repr_html_()
    page = chromium.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    (tmp_path / "notebook.html").write_text(f"<!doctype html><title>n</title>{html}", encoding="utf-8")
    page.goto((tmp_path / "notebook.html").as_uri())
    frame = page.frame_locator("iframe")
    frame.locator(".im-summary").wait_for()
    assert frame.locator(".im-summary b").inner_text() == "10 incidents"
    page.close()
    assert said == []
