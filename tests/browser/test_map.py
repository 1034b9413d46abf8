"""What people do with a map: look, click, filter, search, move in time, link to it, take it away."""

import csv
import io
import json

import pytest
import samples
import shapely

LIBYA = samples.libya(300)


@pytest.fixture
def libya(open_map):
    return open_map(LIBYA, title="Libya", statuses=None)


def count(**wanted):
    frame = LIBYA
    for name, value in wanted.items():
        frame = frame[frame[name].isin(value if isinstance(value, list) else [value])]
    return len(frame)


def only(opened, name):
    row = opened.page.locator(f'.im-row:has(.im-name:text-is("{name}"))').first
    row.hover()
    row.locator(".im-only").click()


def told(element):
    return element.inner_text().replace("\u00a0", " ")


def test_a_map_says_what_it_shows(libya):
    assert libya.page.title() == "Libya"
    assert libya.page.inner_text("h1") == "Libya"
    assert libya.shown() == 300
    unlocated = int(LIBYA.geometry.isna().sum())
    assert f"{unlocated} not on the map" in libya.page.inner_text(".im-summary")


def test_a_click_on_a_place_opens_its_incidents_with_their_evidence(libya):
    libya.click_place("Benghazi")
    popup = libya.page.locator(".im-popup")
    popup.wait_for()
    assert popup.locator("h2").inner_text() == "Benghazi"
    cards = popup.locator(".im-card")
    assert cards.count() == min(20, count(place_name="Benghazi"))
    row = cards.first.get_attribute("data-row")
    told = libya.evaluate("return layer.reading.tellings(Number(argument))[0]", row)
    assert cards.first.locator("blockquote").first.inner_text() == told["evidence"]
    assert cards.first.locator(".im-mark-trigger").first.inner_text() == told["trigger"]
    link = cards.first.locator("figcaption a").first
    assert link.get_attribute("href") == told["url"]
    assert set(link.get_attribute("rel").split()) == {"noopener", "noreferrer", "nofollow"}
    libya.page.keyboard.press("Escape")
    popup.wait_for(state="detached")


def test_a_country_is_a_label_and_opens_like_a_place(libya):
    shape = libya.evaluate("return layer.bubbles.shapes.filter((s) => s.area).map((s) => s.text)")
    assert any(text.startswith("Libya ") for text in shape)
    libya.click_place("Libya")
    assert libya.page.locator(".im-popup h2").inner_text() == "Libya"
    assert "country only" in libya.page.locator(".im-card .im-how").first.inner_text()


def test_places_that_lie_together_part_when_zoomed(libya):
    near = "return layer.bubbles.shapes.filter((s) => /Tripoli|Tajoura|Ain Zara|Mitiga/.test(layer.nameOf(s))).length"
    before = libya.evaluate(near)
    libya.evaluate("map.setView([32.85, 13.25], 11, { animate: false })")
    libya.settle()
    assert libya.evaluate(near) > before


def test_types_switch_off_and_all_counts_follow(libya):
    libya.tick("Air or drone strike")
    assert libya.shown() == 300 - count(event_type="air_strike")
    libya.tick("Violence")
    assert libya.shown() == 300
    libya.tick("Violence")
    assert libya.shown() == 300 - count(event_group="violence")
    libya.page.locator(".im-summary .im-link").click()
    assert libya.shown() == 300
    row = libya.page.locator(".im-row", has_text="Protest").nth(1)
    row.hover()
    row.locator(".im-only").click()
    assert libya.shown() == count(event_type="protest")


AT_FIRST = count(status=["happened", "alleged"])


def test_what_is_planned_denied_or_background_waits_for_a_click(open_map):
    opened = open_map(LIBYA)
    assert opened.shown() == AT_FIRST < 300
    held = opened.page.locator(".im-held")
    kinds = [f"{count(status=s)} {s}" for s in ("planned", "hypothetical", "denied", "background")]
    assert told(held) == f"{300 - AT_FIRST} more: {', '.join(kinds)} · Show"
    assert sum(opened.evaluate("return [...store.weights]")) == opened.evaluate("return store.located")
    assert opened.page.locator(".im-summary .im-link").count() == 0
    only(opened, "Violence")
    planned = count(status="planned", event_group="violence")
    assert f"{planned} planned" in told(held)
    opened.page.locator(".im-summary .im-link").click()
    assert opened.shown() == AT_FIRST
    opened.tick("Planned")
    assert opened.shown() == AT_FIRST + count(status="planned")
    opened.page.locator(".im-tab", has_text="List").click()
    opened.page.locator(".im-option").first.wait_for()
    assert opened.page.locator(".im-option").first.get_attribute("aria-setsize") == str(opened.shown())
    held.locator(".im-link").click()
    assert opened.shown() == 300
    assert held.is_hidden()
    assert opened.page.evaluate("document.activeElement.textContent") == "Reset filters"
    opened.page.keyboard.press("Enter")
    assert opened.shown() == AT_FIRST


def test_the_address_tells_all_statuses_from_those_at_first(open_map):
    opened = open_map(LIBYA)
    opened.page.locator(".im-held .im-link").click()
    assert opened.shown() == 300
    everything = opened.page.evaluate("location.hash")
    assert everything.endswith("all=status")
    opened.page.go_back()
    assert opened.shown() == AT_FIRST
    opened.page.go_forward()
    assert opened.shown() == 300
    assert open_map(LIBYA, fragment=everything).shown() == 300
    assert open_map(LIBYA, fragment="#status=denied").shown() == count(status="denied")
    assert open_map(LIBYA, fragment="#map=4/30/15").shown() == AT_FIRST


def test_a_map_of_what_is_planned_only_shows_it(open_map):
    opened = open_map(LIBYA[LIBYA["status"].isin(["planned", "denied"])])
    assert opened.shown() == count(status=["planned", "denied"])
    assert opened.page.locator(".im-held").is_hidden()


def test_filters_cross(libya):
    libya.tick("Libyan National Army")
    both = LIBYA[
        (LIBYA["actor_name"] == "Libyan National Army") | (LIBYA["recipient_name"] == "Libyan National Army")
    ]
    assert libya.shown() == len(both)
    only(libya, "Alleged")
    assert libya.shown() == int((both["status"] == "alleged").sum())
    libya.page.locator(".im-section summary", has_text="Country").click()
    libya.tick("Libya")
    assert libya.shown() == int(((both["status"] == "alleged") & (both["country"] == "LY")).sum())


@pytest.mark.parametrize(
    ("section", "value", "wanted"),
    [
        ("Precision of place", "Country only", {"precision": "country"}),
        ("Country", "Tunisia", {"country": "TN"}),
    ],
)
def test_each_list_filters(libya, section, value, wanted):
    libya.page.locator(".im-section summary", has_text=section).first.click()
    libya.tick(value)
    assert libya.shown() == count(**wanted)


def test_sources_filter_by_all_their_reports(libya):
    libya.page.locator(".im-section summary", has_text="Sources").click()
    libya.tick("Radio Fezzan")
    told = LIBYA["tellings"].map(lambda text: any(t["publisher"] == "Radio Fezzan" for t in json.loads(text)))
    assert libya.shown() == int(told.sum())


def test_confidence_has_a_least(libya):
    libya.page.locator(".im-slide input").focus()
    for _ in range(16):
        libya.page.keyboard.press("ArrowRight")
    assert libya.shown() == int((LIBYA["confidence"] >= 0.8 - 1e-9).sum())


def test_only_what_is_in_view(libya):
    libya.evaluate("map.setView([30.06, 31.25], 8, { animate: false })")
    libya.page.locator(".im-check input").check()
    assert libya.shown() == count(place_name="Cairo")
    libya.evaluate("map.setView([36.8, 10.2], 8, { animate: false })")
    assert libya.shown() == count(place_name="Tunis")


def test_the_brush_chooses_a_period_by_mouse(libya):
    box = libya.page.locator(".im-plot").bounding_box()
    libya.page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + 20)
    libya.page.mouse.down()
    libya.page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 20, steps=4)
    libya.page.mouse.up()
    first, last = libya.evaluate("return store.filters.dates")
    days = (LIBYA["event_date"] - LIBYA["event_date"].dt.to_period("D").dt.start_time.min()).dt.days
    start = int((LIBYA["event_date"].min().to_datetime64().astype("datetime64[D]")).astype(int))
    assert libya.shown() == int((days + start).between(first, last).sum())
    assert libya.page.locator(".im-timebar .im-link").is_visible()
    libya.page.locator(".im-timebar .im-link").click()
    assert libya.shown() == 300


def test_the_brush_moves_by_keyboard_and_steps(libya):
    libya.page.locator(".im-handle-until").focus()
    libya.page.keyboard.press("Home")
    libya.page.keyboard.press("PageUp")
    first = libya.evaluate("return store.filters.dates")
    libya.page.get_by_label("One step on").click()
    second = libya.evaluate("return store.filters.dates")
    assert second[0] == first[1] + 1
    assert libya.page.locator(".im-handle-from").get_attribute("aria-valuenow") == str(second[0])


def test_time_plays_and_pauses(libya):
    libya.page.get_by_label("Play through time").click()
    before = libya.evaluate("return store.filters.dates[0]")
    libya.page.wait_for_function(
        "(before) => Object.entries(window).find(([k]) => /^incident_layer_/.test(k))[1].store.filters.dates[0] > before",
        arg=before,
    )
    libya.page.get_by_label("Pause").click()
    still = libya.evaluate("return store.filters.dates[0]")
    libya.page.wait_for_timeout(800)
    assert libya.evaluate("return store.filters.dates[0]") == still


def test_search_finds_words_and_phrases_in_all_texts(libya):
    search = libya.page.get_by_label("Search in all texts")
    search.fill('"power cuts" TRIPOLI')
    libya.page.wait_for_function("() => location.hash.includes('find=')")
    there = LIBYA["evidence"].str.contains("Tripoli") | (LIBYA["admin1"] == "Tripoli").fillna(value=False)
    found = LIBYA["evidence"].str.contains("power cuts") & there
    assert libya.shown() == int(found.sum())
    search.fill("no such word anywhere")
    libya.page.wait_for_function(
        "() => document.querySelector('.im-summary b').textContent.startsWith('0 of')"
    )
    libya.page.locator(".im-tab", has_text="List").click()
    assert libya.page.locator(".im-empty p").inner_text() == "No incident passes the filters."
    libya.page.locator(".im-empty .im-link").click()
    assert libya.shown() == 300
    assert libya.page.locator(".im-empty").is_hidden()


def test_the_list_is_sorted_virtual_and_opens_by_keyboard(libya):
    libya.page.locator(".im-tab", has_text="List").click()
    options = libya.page.locator(".im-option")
    options.first.wait_for()
    assert options.count() < 40
    assert options.first.get_attribute("aria-setsize") == "300"
    libya.page.locator(".im-list").focus()
    libya.page.keyboard.press("End")
    libya.settle()
    last = libya.page.locator(".im-active")
    assert last.get_attribute("aria-posinset") == "300"
    assert "date not told" in last.inner_text()
    libya.page.keyboard.press("Home")
    libya.page.keyboard.press("ArrowDown")
    libya.settle()
    row = libya.evaluate("return layer.panel.list.rows[1]")
    libya.page.keyboard.press("Enter")
    card = libya.page.locator(".im-card")
    card.wait_for()
    assert card.get_attribute("data-row") == str(row)
    assert libya.page.evaluate("document.activeElement.tagName") == "H2"
    libya.page.keyboard.press("Escape")
    libya.page.locator(".im-popup, .im-sheet:not([hidden])").wait_for(state="detached")
    assert libya.page.evaluate("document.activeElement.className") == "im-list"


def test_an_incident_without_a_place_opens_from_the_list(libya):
    where = "return [...layer.panel.list.rows].findIndex((row) => store.site[row] >= store.sites.n)"
    libya.page.locator(".im-tab", has_text="List").click()
    libya.page.locator(".im-option").first.wait_for()
    libya.evaluate(f"layer.panel.list.open((() => {{ {where} }})())")
    sheet = libya.page.locator(".im-sheet .im-card")
    sheet.wait_for()
    assert "not on the map" in sheet.inner_text()


def test_places_are_reached_by_keys(libya):
    libya.page.locator(".folium-map").focus()
    libya.page.keyboard.press("n")
    hint = libya.page.locator(".im-hint").inner_text()
    libya.page.keyboard.press("Enter")
    heading = libya.page.locator(".im-popup h2")
    heading.wait_for()
    assert hint.startswith(heading.inner_text())


def test_the_address_keeps_the_state_and_the_back_button_works(libya, open_map):
    libya.tick("Libyan National Army")
    only(libya, "Alleged")
    shown = libya.shown()
    fragment = libya.page.evaluate("location.hash")
    assert "actor=Libyan%20National%20Army" in fragment
    libya.page.go_back()
    libya.settle()
    assert libya.shown() > shown
    again = open_map(LIBYA, fragment=fragment)
    assert again.shown() == shown
    nonsense = open_map(
        LIBYA, fragment="#map=99/x/1&time=a..b&actor=%ZZ&trust=9&status=%3Cscript%3E&=&&find="
    )
    assert nonsense.shown() == 0 or nonsense.shown() == 300


def test_downloads_hold_what_passes_the_filters(libya):
    libya.tick("Protest")
    shown = libya.shown()
    files = {}
    for name in ("GeoJSON (GIS)", "CSV (spreadsheet)", "Image of the map (PNG)"):
        libya.page.locator(".im-menu summary").click()
        with libya.page.expect_download() as download:
            libya.page.get_by_text(name).click()
        with open(download.value.path(), "rb") as file:  # noqa: PTH123
            files[download.value.suggested_filename] = file.read()
    features = json.loads(files["Libya.geojson"])["features"]
    rows = list(csv.DictReader(io.StringIO(files["Libya.csv"].decode("utf-8-sig"))))
    assert len(features) == len(rows) == shown
    frame = LIBYA.set_index("incident_id")
    for feature, row in zip(features, rows, strict=True):
        wanted = frame.loc[feature["id"]]
        assert feature["properties"]["evidence"] == row["evidence"] == wanted["evidence"]
        point = feature["geometry"] and tuple(feature["geometry"]["coordinates"])
        assert point == (None if wanted.geometry is None else (wanted.geometry.x, wanted.geometry.y))
        assert feature["properties"]["killed"] == (None if wanted.isna()["killed"] else wanted["killed"])
    assert files["Libya.png"].startswith(b"\x89PNG")
    assert list(features[0]["properties"]) == [c for c in LIBYA.columns if c != "geometry"]


def test_the_shades_of_countries_have_a_scale_while_they_are_shown(libya):
    scale = libya.page.locator(".im-scale")
    control = libya.page.locator(".leaflet-control-layers")
    assert scale.count() == 0
    control.hover()
    control.get_by_text("Countries by count").click()
    scale.wait_for()
    most = count(country="LY")
    assert scale.locator("span").all_inner_texts() == ["1", "10", str(most)]
    assert str(most) in scale.get_attribute("aria-label")
    only(libya, "Protest")
    libya.settle()
    protests = count(country="LY", event_type="protest")
    assert scale.locator("span").last.inner_text() == str(protests)
    libya.page.emulate_media(media="print")
    assert scale.is_visible()
    libya.page.emulate_media(media="screen")
    control.hover()
    control.get_by_text("Countries by count").click()
    scale.wait_for(state="detached")


def test_derived_layers_come_from_the_control_of_layers(libya):
    control = libya.page.locator(".leaflet-control-layers")
    control.hover()
    painted = """() => document.querySelector('canvas.' + %r)?.getContext('2d')
        .getImageData(0, 0, 2000, 1200).data.some((v) => v > 0) ?? false"""
    for name, css in (
        ("Heat", "im-heat"),
        ("Uncertainty", "im-areas"),
        ("Countries by count", "im-countries"),
    ):
        control.get_by_text(name).click()
        libya.page.wait_for_function(painted % css)
        control.get_by_text(name).click()
        libya.settle()
        assert libya.page.locator(f"canvas.{css}").count() == 0
    libya.forget()  # browsers advise against reading a canvas as often as this test does
    control.get_by_text("Incidents").click()
    libya.settle()
    assert libya.page.locator("canvas.im-bubbles").count() == 0


def test_the_theme_follows_the_system_and_the_reader(open_map):
    dark = open_map(LIBYA, scheme="dark")
    theme = "document.querySelector('.im-map').dataset.imTheme"
    assert dark.page.evaluate(theme) == "dark"
    dark.page.get_by_label("Light or dark").click()
    assert dark.page.evaluate(theme) == "light"
    assert open_map(LIBYA, scheme="dark", theme="light").page.evaluate(theme) == "light"


def test_on_a_phone_the_panel_folds_and_incidents_open_in_a_sheet(open_map):
    phone = open_map(LIBYA, size=(390, 844))
    assert not phone.page.locator(".im-filters").is_visible()
    phone.click_place("Cairo")
    phone.page.locator(".im-sheet .im-card").first.wait_for()
    phone.page.get_by_label("Close").click()
    phone.page.get_by_label("Incidents: filters and list").last.click()
    assert phone.page.locator(".im-filters").is_visible()
    assert phone.page.evaluate("document.documentElement.scrollWidth") == 390


def test_colours_by_another_column(open_map):
    by_actor = open_map(LIBYA, group_by="actor")
    assert by_actor.evaluate("return store.hue.key") == "actor"
    by_place = open_map(LIBYA, group_by="admin1", statuses=None)
    assert by_place.page.locator(".im-section summary").first.inner_text() == "admin1"
    by_place.tick("Banghazi")
    assert by_place.shown() == count(admin1="Banghazi")
    by_status = open_map(LIBYA, group_by="status")
    rows = by_status.page.locator(".im-section", has_text="Status").first.locator(".im-row")
    assert rows.count() == 6
    colours = rows.locator(".im-dot").evaluate_all(
        "(dots) => dots.map((d) => getComputedStyle(d).backgroundColor)"
    )
    assert len(set(colours)) == 6
    only(by_status, "Denied")
    assert by_status.shown() == count(status="denied")


def test_print_hides_what_cannot_be_used_on_paper(libya):
    libya.page.emulate_media(media="print")
    assert not libya.page.locator(".im-tools").is_visible()
    assert not libya.page.locator(".leaflet-control-zoom").is_visible()
    assert libya.page.locator("h1").is_visible()


@pytest.mark.parametrize("size", [(390, 844), (1440, 900)])
def test_what_is_printed_is_a_light_sheet_with_the_legend_and_all_that_was_seen(open_map, size):
    opened = open_map(LIBYA, size=size, scheme="dark")
    before, seen = opened.evaluate(
        "const box = layer.seen(); return [location.hash, [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()]];"
    )
    opened.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    opened.page.emulate_media(media="print")
    assert opened.page.locator('.im-row:has(.im-name:text-is("Armed clash"))').is_visible()
    assert opened.page.get_attribute(".im-map", "data-im-theme") == "light"
    sheet = opened.page.locator(".im-map").bounding_box()
    canvas = opened.page.locator(".im-bubbles").bounding_box()
    assert sheet["width"] <= min(canvas["width"], 1047)  # A4 with margins
    assert sheet["height"] <= min(canvas["height"], 718)
    assert shapely.box(*opened.evaluate("return layer.view();")).contains(shapely.box(*seen))
    opened.page.emulate_media(media="screen")
    opened.page.evaluate("dispatchEvent(new Event('afterprint'))")
    opened.settle()
    assert opened.page.get_attribute(".im-map", "data-im-theme") == "dark"
    assert opened.evaluate("return location.hash;") == before
    assert opened.page.locator(".im-map").bounding_box()["width"] == size[0]
