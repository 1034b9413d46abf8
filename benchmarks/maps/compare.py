"""The same incidents as folium's own layers and as ours, side by side, in headless Chromium.

    npm install --no-package-lock --prefix benchmarks/maps
    python benchmarks/maps/compare.py 10000 100000

Prints, for each way and number: seconds to build and save, size of the file, milliseconds until the page is
interactive (loaded, all drawn, and idle for the first time), milliseconds from opening an incident at that
moment until its text is there, milliseconds to filter (a type off and on, until idle), and megabytes of
JavaScript's objects. What folium loads from a CDN lies on the disk, so that nobody waits for a network. What takes
longer than `--seconds` is said to; a dash stands for what a way does not have: clusters have no incident to open.
"""

import argparse
import asyncio
import html
import json
import re
import shutil
import sys
import tempfile
import time
from pathlib import Path

import folium
import folium.plugins
import samples
from playwright.async_api import Error, async_playwright

import maps

HERE = Path(__file__).resolve().parent
MODULES = HERE / "node_modules"
FILES = {
    r"leaflet@[\d.]+/dist/leaflet\.(js|css)": "leaflet/dist/leaflet.{0}",
    r"jquery[-/].*?jquery\.min\.js|jquery-[\d.]+\.min\.js": "jquery/dist/jquery.min.js",
    r"jquery-ui": None,
    r"bootstrap\.bundle\.min\.js": "bootstrap/dist/js/bootstrap.bundle.min.js",
    r"bootstrap\.min\.css": "bootstrap/dist/css/bootstrap.min.css",
    r"leaflet\.awesome-markers\.js": "leaflet.awesome-markers/dist/leaflet.awesome-markers.js",
    r"leaflet\.markercluster\.js": "leaflet.markercluster/dist/leaflet.markercluster.js",
    r"MarkerCluster\.css": "leaflet.markercluster/dist/MarkerCluster.css",
    r"MarkerCluster\.Default\.css": "leaflet.markercluster/dist/MarkerCluster.Default.css",
    r"iso8601\.min\.js": "iso8601-js-period/iso8601.js",
    r"moment\.min\.js": "moment/min/moment.min.js",
    r"leaflet\.timedimension\.min\.js": "leaflet-timedimension/dist/leaflet.timedimension.min.js",
    r"leaflet\.timedimension\.control\.css": "leaflet-timedimension/dist/leaflet.timedimension.control.css",
}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run", "--js-flags=--max-old-space-size=8192"]  # fmt: skip
IDLE = """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(
    () => requestIdleCallback(() => done(performance.now())))))"""
OPEN = """async () => {
    const layer = Object.values(window).find((value) => value?.openShape);
    const map = layer?.map ?? Object.values(window).find((value) => value instanceof L.Map);
    const start = performance.now();
    if (layer) layer.openShape(layer.bubbles.inView().find((shape) => !shape.area));
    else {
        let marker = null;
        map.eachLayer((one) => { if (!marker && one.getPopup?.()) marker = one; });
        if (!marker) return null;
        marker.openPopup();
    }
    const text = '.im-card blockquote, .leaflet-popup-content blockquote, .leaflet-popup-content table';
    while (!document.querySelector(text)) await new Promise((next) => setTimeout(next, 1));
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const took = performance.now() - start;
    map.closePopup();
    return took; }"""
WATCH = """window.__first = new Promise((done) => addEventListener('load', async () => {
    const ours = /incident_layer_\\w+(?=-columns)/.exec(document.querySelector('[class$="-columns"]')?.className)?.[0];
    while (ours && !window[ours]) await new Promise((next) => setTimeout(next, 2));
    if (ours) await window[ours].ready;
    const ready = await (IDLE)();
    done([ready, await (OPEN)()]);
}));""".replace("IDLE", IDLE).replace("OPEN", OPEN)
TOGGLE = """async () => {
    const rows = document.querySelectorAll('.im-row label input, .leaflet-control-layers-overlays input');
    const row = [...rows].find((r) => !r.closest('.im-group'));
    if (!row) return null;
    const start = performance.now();
    row.click();
    return (await (IDLE)()) - start; }""".replace("IDLE", IDLE)


def popup(row):
    """Say of an incident what our cards say."""
    e = html.escape
    sentence = e(row.evidence).replace(e(row.trigger), f"<mark>{e(row.trigger)}</mark>", 1)
    link = f'<a href="{e(row.url)}" target="_blank" rel="noopener noreferrer nofollow">{e(row.article)}</a>'
    return (
        f"<b>{e(row.event_type)}</b> {e(row.status)}<br><b>{e(row.actor)} → {e(row.recipient)}</b><br>"
        f"{row.event_date:%Y-%m-%d} · {e(row.place_name)}, {e(row.country)}, {e(row.precision)} ± {row.radius_km:.0f} km<br>"
        f"{row.killed} killed<br><blockquote>{sentence}</blockquote>{link} — {e(row.publisher)}<br>"
        f"Confidence {row.confidence:.0%}"
    )


def empty():
    map_ = folium.Map([12, 20], zoom_start=3, tiles=None, prefer_canvas=True)
    map_.options["max_zoom"] = 18
    return map_


def groups(frame, map_, make=None):
    make = make or (lambda name: folium.FeatureGroup(name=name))
    return {name: make(name).add_to(map_) for name in frame["event_type"].unique()}


def markers(frame, marker, make=None):
    map_ = empty()
    layers = groups(frame, map_, make)
    for row in frame.itertuples():
        marker([row.geometry.y, row.geometry.x], popup=folium.Popup(popup(row), max_width=300)).add_to(
            layers[row.event_type]
        )
    folium.LayerControl().add_to(map_)
    return map_


def fast_cluster(frame):
    map_ = empty()
    callback = "function (row) { return L.circleMarker([row[0], row[1]], {radius: 4}).bindPopup(row[2]); }"
    for name, part in frame.groupby("event_type"):
        rows = [[row.geometry.y, row.geometry.x, popup(row)] for row in part.itertuples()]
        folium.plugins.FastMarkerCluster(rows, callback=callback, name=name).add_to(map_)
    folium.LayerControl().add_to(map_)
    return map_


def geojson(frame):
    map_ = empty()
    fields = ["event_type", "event_date", "place_name", "actor", "recipient", "evidence", "url", "publisher"]
    for name, part in frame.assign(event_date=frame["event_date"].astype(str)).groupby("event_type"):
        folium.GeoJson(part[[*fields, "geometry"]], name=name, marker=folium.CircleMarker(radius=4),
                       popup=folium.GeoJsonPopup(fields)).add_to(map_)  # fmt: skip
    folium.LayerControl().add_to(map_)
    return map_


def timestamped(frame):
    map_ = empty()
    features = [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [row.geometry.x, row.geometry.y]},
         "properties": {"time": f"{row.event_date:%Y-%m-%d}", "popup": popup(row), "icon": "circle"}}
        for row in frame.itertuples()
    ]  # fmt: skip
    data = {"type": "FeatureCollection", "features": features}
    folium.plugins.TimestampedGeoJson(data, period="P1W", duration="P1W", auto_play=False).add_to(map_)
    return map_


WAYS = {
    "incident-mapper": lambda frame: maps.draw(frame, statuses=None),
    "Markers": lambda frame: markers(frame, folium.Marker),
    "CircleMarkers": lambda frame: markers(frame, folium.CircleMarker),
    "MarkerCluster": lambda frame: markers(
        frame, folium.Marker, lambda name: folium.plugins.MarkerCluster(name=name)
    ),
    "FastMarkerCluster": fast_cluster,
    "GeoJson": geojson,
    "TimestampedGeoJson": timestamped,
}
"""The ways to draw, by name."""
LATE = "late"


def at_hand(url):
    """Return where on the disk lies what folium loads from a CDN; the rest is empty."""
    for pattern, file in FILES.items():
        found = re.search(pattern, url)
        if found and file:
            return (MODULES / file.format(*found.groups())).as_uri()
    return "data:,"


def bring_near(path):
    """Let a page take from the disk what it would load from a CDN."""
    head, body, rest = path.read_text(encoding="utf-8").partition("<body>")
    head = re.sub(r'(src|href)="(https?:[^"]*)"', lambda found: f'{found[1]}="{at_hand(found[2])}"', head)
    path.write_text(head + body + rest, encoding="utf-8")


def build(way, frame, path):
    """Build and save a map; return how many seconds that took, and how many megabytes the file has."""
    start = time.perf_counter()
    WAYS[way](frame).save(path)
    figures = {"build": time.perf_counter() - start, "size": path.stat().st_size / 1e6}
    bring_near(path)
    return figures


async def measure(browser, path, seconds):
    """Return milliseconds to interactive, to an incident's text and to filter, and megabytes of JavaScript.

    What took too long is `LATE`, what there is not `None`.
    """

    async def within(step):
        return await asyncio.wait_for(step, seconds)

    result = dict.fromkeys(("interactive", "open", "memory", "filter"), LATE)
    page = await browser.new_page(viewport={"width": 1280, "height": 800})
    await page.add_init_script(WATCH)
    try:
        await page.goto(path.as_uri(), wait_until="load", timeout=seconds * 1000)
        result["interactive"], result["open"] = await within(page.evaluate("window.__first"))
        await page.wait_for_timeout(1500)
        session = await page.context.new_cdp_session(page)
        await within(session.send("HeapProfiler.collectGarbage"))
        await session.send("Performance.enable")
        metrics = (await session.send("Performance.getMetrics"))["metrics"]
        result["memory"] = next(m["value"] for m in metrics if m["name"] == "JSHeapUsedSize") / 1e6
        times = [took for _ in range(4) if (took := await within(page.evaluate(TOGGLE))) is not None]
        result["filter"] = sorted(times)[len(times) // 2] if times else None
        await page.close()
    except (Error, TimeoutError) as error:
        sys.stderr.write(f"{path.name}: {(str(error) or 'not in time').splitlines()[0]}\n")
    return result


def cell(value, width, digits, seconds):
    """Write a figure."""
    text = "-" if value is None else f"> {seconds:.0f} s" if value == LATE else f"{value:,.{digits}f}"
    return text.rjust(width)


async def open_browser(playwright, folder):
    """Return a browser that has shown a map before, as readers' have: one of folium's."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    browser = await playwright.chromium.launch(executable_path=chromium, args=FLAGS)
    path = Path(folder, "first.html")
    build("CircleMarkers", samples.many(100), path)
    page = await browser.new_page()
    await page.goto(path.as_uri())
    await page.close()
    return browser


async def compare(counts, ways, seconds):
    """Yield the figures of each way for each number."""
    async with async_playwright() as playwright:
        with tempfile.TemporaryDirectory() as folder:
            browser = await open_browser(playwright, folder)
            for count in counts:
                frame = samples.many(count)
                maps.draw(frame.iloc[:10])
                for way in ways:
                    path = Path(folder, f"{way}-{count}.html")
                    row = {"way": way, "count": count} | build(way, frame, path)
                    row |= await measure(browser, path, seconds)
                    if LATE in row.values():
                        await browser.close()
                        browser = await open_browser(playwright, folder)
                    yield row
            await browser.close()


async def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("counts", type=int, nargs="+")
    parser.add_argument("--ways", default=",".join(WAYS), help="names with commas between")
    parser.add_argument("--seconds", type=float, default=120, help="how long to wait for each figure")
    parser.add_argument("--json", type=Path, help="write the figures there, too")
    options = parser.parse_args()
    packages = {file.partition("/")[0] for file in FILES.values() if file}
    if missing := sorted(package for package in packages if not (MODULES / package).is_dir()):
        parser.error(
            f"{', '.join(missing)}: npm install --no-package-lock --prefix {HERE} brings what folium loads"
        )
    columns = {"build": (8, 2, "build s"), "size": (8, 2, "MB"), "interactive": (9, 0, "ready ms"), "open": (9, 0, "open ms"),
               "filter": (10, 0, "filter ms"), "memory": (9, 0, "memory MB")}  # fmt: skip
    print(" " * 18, "    count", *(name.rjust(width) for width, _, name in columns.values()))
    rows = []
    async for row in compare(options.counts, options.ways.split(","), options.seconds):
        rows.append(row)
        cells = (cell(row[k], width, digits, options.seconds) for k, (width, digits, _) in columns.items())
        print(f"{row['way']:18} {row['count']:9,}", *cells, flush=True)
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main())
