"""Maps of unusual incidents: none, one, all at one point, far apart in space or time, of many actors."""

import geopandas as gpd
import pandas as pd
import shapely


def frame(points, **columns):
    geometry = [None if p is None else shapely.Point(p) for p in points]
    columns.setdefault("event_type", ["protest"] * len(points))
    return gpd.GeoDataFrame(columns, geometry=geometry, crs=4326)


def test_the_timeline_spans_what_is_shown(open_map):
    days = pd.to_datetime(["1999-05-01", "2020-01-01", "2020-02-01"])
    points = frame(
        [(10, 30)] * 3, event_date=days, event_date_end=days, status=["background", "happened", "happened"]
    )
    opened = open_map(points)
    assert opened.page.inner_text(".im-period") == "1 Jan – 1 Feb 2020"
    opened.page.get_by_text("Show", exact=True).click()
    opened.settle()
    assert opened.page.inner_text(".im-period") == "1 May 1999 – 1 Feb 2020"


def test_no_incidents_at_all(open_map):
    empty = open_map(frame([]))
    assert empty.page.inner_text(".im-summary") == "0 incidents"
    empty.page.locator(".im-tab", has_text="List").click()
    assert empty.page.locator(".im-empty").inner_text() == "There are no incidents to show."
    assert empty.page.locator(".im-timeline").count() == 0


def test_one_incident(open_map):
    one = open_map(frame([(13.2, 32.9)], event_date=["2020-05-01"], evidence=["They marched."]))
    assert one.page.inner_text(".im-summary") == "1 incident"
    assert one.evaluate("return layer.bubbles.shapes.length") == 1
    assert one.page.inner_text(".im-period") == "1 May 2020"


def test_all_at_one_point(open_map):
    same = open_map(frame([(13.2, 32.9)] * 50))
    shapes = same.evaluate("return layer.bubbles.shapes.map((s) => s.total)")
    assert shapes == [50]


def test_across_the_antimeridian_the_map_takes_the_short_way(open_map):
    pacific = open_map(frame([(179, -17), (-179, -18), (178, -16)]))
    west, east = pacific.evaluate("const b = map.getBounds(); return [b.getWest(), b.getEast()]")
    assert east - west < 40
    assert len(pacific.evaluate("return layer.bubbles.inView()")) >= 1
    assert sum(pacific.evaluate("return layer.bubbles.inView().map((s) => s.total)")) == 3


def test_dates_missing_and_from_1900_to_2100(open_map):
    long = open_map(frame([(1, 1)] * 4, event_date=["1900-01-01", "2100-12-31", None, "2020-02-29"]))
    assert long.page.inner_text(".im-period") == "1 Jan 1900 – 31 Dec 2100"
    assert long.evaluate("return layer.timeline.bins") <= 220
    long.page.locator(".im-handle-from").focus()
    long.page.keyboard.press("PageUp")
    assert long.shown() == 2
    none = open_map(frame([(1, 1)]))
    assert none.page.locator(".im-timeline").count() == 0


def test_five_hundred_actors_are_searchable(open_map):
    names = [f"Actor {i:03d}" for i in range(500)]
    actors = open_map(frame([(i / 10, 1) for i in range(500)], actor=names))
    section = actors.page.locator(".im-section", has=actors.page.get_by_role("heading", name="Actors"))
    assert section.locator(".im-row").count() < 20
    section.locator(".im-find").fill("actor 499")
    section.locator(".im-row label").first.click()
    assert actors.shown() == 1


def test_all_who_acted_together_are_shown_and_found(open_map):
    columns = {"actor": ["A", "D"], "associated_actors": ["B; C", None], "recipient": [None, "E"]}
    together = open_map(frame([(1, 1), (1.1, 1)], **columns))
    section = together.page.locator(".im-section", has=together.page.get_by_role("heading", name="Actors"))
    section.locator(".im-row label", has_text="C").click()
    assert together.shown() == 1
    together.page.locator(".im-tab", has_text="List").click()
    together.page.locator(".im-list").press("Enter")
    assert together.page.locator(".im-card .im-who").inner_text() == "A, B, C"
