"""Exports of ACLED and of UCDP GED, by their published columns, draw as what they tell. The events are made up."""

import csv

from playwright.sync_api import expect

from maps.points import read_points

ACLED = (
    "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,inter1,"
    "actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,country,admin1,admin2,admin3,location,latitude,"
    "longitude,geo_precision,source,source_scale,notes,fatalities,tags,timestamp"
)
GED = (
    "id,relid,year,active_year,code_status,type_of_violence,conflict_dset_id,conflict_new_id,conflict_name,dyad_dset_id,"
    "dyad_new_id,dyad_name,side_a_dset_id,side_a_new_id,side_a,side_b_dset_id,side_b_new_id,side_b,number_of_sources,"
    "source_article,source_office,source_date,source_headline,source_original,where_prec,where_coordinates,"
    "where_description,adm_1,adm_2,latitude,longitude,geom_wkt,priogrid_gid,country,country_id,region,event_clarity,"
    "date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,high,low,gwnoa,gwnob"
)


def written(path, columns, *rows):
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, columns.split(","), restval="")
        table.writeheader()
        table.writerows(rows)
    return read_points(path)


def clash(**values):
    return {
        "event_id_cnty": "LBY1", "event_date": "2019-04-08", "year": 2019, "time_precision": 1, "event_type": "Battles",
        "disorder_type": "Political violence", "sub_event_type": "Armed clash", "actor1": "LNA: Libyan National Army",
        "inter1": "Rebel group", "actor2": "Military Forces of Libya (2016-2021)", "inter2": "State forces", "iso": 434,
        "country": "Libya", "admin1": "Tripoli", "location": "Ain Zara", "latitude": 32.82, "longitude": 13.28,
        "geo_precision": 1, "source": "Sahara Monitor", "notes": "On 8 April, fighters clashed in Ain Zara; 3 died.",
        "fatalities": 3, "timestamp": 1554800000,
    } | values  # fmt: skip


def test_an_export_of_acled(open_map, tmp_path):
    strike = {
        "sub_event_type": "Air/drone strike",
        "event_type": "Explosions/Remote violence",
        "fatalities": 0,
    }
    frame = written(
        tmp_path / "acled.csv",
        ACLED,
        clash(),
        clash(event_id_cnty="LBY2", location="Sabha", latitude=27.04, longitude=14.43, geo_precision=2, time_precision=2, **strike),
        clash(event_id_cnty="LBY3", location="Libya", admin1="", latitude=27, longitude=17, geo_precision=3, time_precision=3),
    )  # fmt: skip
    opened = open_map(frame)
    assert opened.shown() == 3
    opened.click_place("Ain Zara")
    card = opened.page.locator(".im-card")
    card.wait_for()
    text = card.inner_text()
    for told in (
        "Armed clash",
        "LNA: Libyan National Army",
        "Military Forces of Libya",
        "8 April 2019",
        "3 killed",
        "Sahara Monitor",
    ):
        assert told in text
    assert card.locator("blockquote").inner_text() == "On 8 April, fighters clashed in Ain Zara; 3 died."
    assert card.locator(".im-mark-place").inner_text() == "Ain Zara"
    card.locator(".im-grounds summary").click()
    assert "Battles / Armed clash" in card.inner_text()
    expect(opened.page.locator(".im-popup")).to_be_in_viewport(ratio=0.95)
    opened.page.keyboard.press("Escape")
    opened.page.locator(".im-popup").wait_for(state="detached")
    opened.evaluate("layer.openShape(layer.bubbles.shapes.find((s) => layer.nameOf(s) === 'Sabha'))")
    opened.page.locator(".im-popup h2", has_text="Sabha").wait_for()
    near = opened.page.locator(".im-card").inner_text()
    assert "week of 8 April 2019" in near
    assert "near this place" in near
    assert "0 killed" in near
    opened.evaluate("layer.fit(false)")
    areas = opened.evaluate("return layer.bubbles.shapes.filter((s) => s.area).map((s) => layer.nameOf(s))")
    assert areas == ["Libya"]


def test_an_export_of_ucdp_ged(open_map, tmp_path):
    frame = written(
        tmp_path / "ged.csv",
        GED,
        {
            "id": 1, "relid": "LIB-2019-1-1", "year": 2019, "type_of_violence": 1, "conflict_name": "Libya: Government",
            "dyad_name": "Government of Libya - Forces of Haftar", "side_a": "Government of Libya", "side_b": "Forces of Haftar",
            "number_of_sources": 2, "source_office": "Wire;Daily", "source_date": "2019-04-09;2019-04-10",
            "source_headline": "Four die south of Tripoli;Fighting near the capital", "where_prec": 2,
            "where_coordinates": "Tripoli city", "where_description": "south of Tripoli", "adm_1": "Tripoli district",
            "latitude": 32.88, "longitude": 13.19, "country": "Libya", "event_clarity": 1, "date_prec": 2,
            "date_start": "2019-04-08 00:00:00.000", "date_end": "2019-04-09 00:00:00.000", "deaths_a": 1, "deaths_b": 3,
            "deaths_civilians": 0, "deaths_unknown": 0, "best": 4, "high": 7, "low": 4,
        },
    )  # fmt: skip
    opened = open_map(frame)
    opened.click_place("Tripoli city")
    card = opened.page.locator(".im-card")
    card.wait_for()
    text = card.inner_text()
    for told in (
        "Armed clash",
        "Government of Libya",
        "Forces of Haftar",
        "8–9 April 2019",
        "4–7 killed",
        "south of Tripoli",
    ):
        assert told in text
    assert text.count("Four die south of Tripoli") == 1
    assert "Wire, 9 Apr 2019" in text.replace(" — ", ", ")
    card.locator(".im-more summary").click()
    assert card.locator("blockquote").nth(1).inner_text() == "Fighting near the capital"
