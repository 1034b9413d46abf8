"""Everybody can use it: axe-core finds nothing serious, in light and dark, on desk and phone; right to left is right."""

import geopandas as gpd
import pytest
import samples
import shapely

LIBYA = samples.libya(120)


def findings(opened, npm):
    opened.page.evaluate((npm / "axe-core/axe.min.js").read_text(encoding="utf-8") + "; 1")
    found = opened.page.evaluate("async () => (await axe.run()).violations")
    return [
        f"{v['id']} ({v['impact']}): {v['nodes'][0]['html'][:120]} {v['nodes'][0]['failureSummary'][:300]}"
        for v in found
        if v["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_axe_finds_nothing_serious(open_map, npm, scheme, size):
    opened = open_map(LIBYA, size=size, scheme=scheme)
    if size[0] < 700:
        assert findings(opened, npm) == []
        opened.page.get_by_label("Incidents: filters and list").last.click()
    opened.page.evaluate("document.querySelectorAll('.im-section').forEach((s) => { s.open = true; })")
    opened.tick("Libyan National Army")
    assert findings(opened, npm) == []
    opened.page.locator(".im-tab", has_text="List").click()
    opened.page.locator(".im-option").first.wait_for()
    opened.page.locator(".im-option").nth(1).click()
    opened.page.locator(".im-card").first.wait_for()
    opened.page.locator(".im-card summary").first.click()
    assert findings(opened, npm) == []


def test_right_to_left_text_is_shown_right(open_map):
    text = "قُتل ثلاثة أشخاص في طرابلس يوم الجمعة."
    frame = gpd.GeoDataFrame(
        {"evidence": [text], "place": ["طرابلس"], "trigger": ["قُتل"]},
        geometry=[shapely.Point(13, 32)],
        crs=4326,
    )
    opened = open_map(frame)
    opened.click_place("طرابلس")
    quote = opened.page.locator("blockquote")
    quote.wait_for()
    assert quote.evaluate("(e) => getComputedStyle(e).direction") == "rtl"
    assert quote.locator(".im-mark-place").inner_text() == "طرابلس"
    assert quote.locator(".im-mark-trigger").inner_text() == "قُتل"
