"""The same incidents as folium's own layers and as ours, side by side, in headless Chromium.

    npm install --no-package-lock --prefix benchmarks/maps
    python benchmarks/maps/compare.py 10000 100000

Prints, for each way and number: seconds to build and save, size of the file, milliseconds until the page is
interactive (loaded, drawn, and idle for the first time), milliseconds to filter (a type off and on, until
idle), and the memory of the page's JavaScript. A way that takes longer than `--seconds` is a dash.
"""

import argparse
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
from playwright.sync_api import Error, sync_playwright

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
WATCH = """window.__interactive = new Promise((done) => addEventListener('load', async () => {
    const ours = /incident_layer_\\w+(?=-columns)/.exec(document.querySelector('[id$="-columns"]')?.id)?.[0];
    while (ours && !window[ours]) await new Promise((next) => setTimeout(next, 2));
    if (ours) await window[ours].ready;
    done(await (IDLE)());
}));""".replace("IDLE", IDLE)
TOGGLE = """() => {
    const rows = document.querySelectorAll('.im-row label input, .leaflet-control-layers-overlays input');
    const row = [...rows].find((r) => !r.closest('.im-group'));
    if (row) row.click();
    return Boolean(row); }"""


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


def serve(route):
    """Give what folium asks a CDN for from npm packages; the rest is empty."""
    url = route.request.url
    if url.startswith(("file:", "data:", "blob:")):
        route.continue_()
        return
    kind = "text/css" if url.split("?")[0].endswith(".css") else "text/javascript"
    found = next(
        ((re.search(pattern, url), file) for pattern, file in FILES.items() if re.search(pattern, url)), None
    )
    body = (MODULES / found[1].format(*found[0].groups())).read_bytes() if found and found[1] else b""
    route.fulfill(body=body, content_type=kind, headers={"access-control-allow-origin": "*"})


def measure(browser, path, seconds):
    """Return milliseconds to interactive and to filter, and megabytes of JavaScript; `None` for what took too long."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.set_default_timeout(seconds * 1000)
    page.route("**/*", serve)
    page.add_init_script(WATCH)
    result = {"interactive": None, "filter": None, "memory": None}
    try:
        page.goto(path.as_uri(), wait_until="load")
        result["interactive"] = page.evaluate("window.__interactive")
        page.wait_for_timeout(1500)
        session = page.context.new_cdp_session(page)
        session.send("HeapProfiler.collectGarbage")
        session.send("Performance.enable")
        metrics = {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}
        result["memory"] = metrics["JSHeapUsedSize"] / 1e6
        times = []
        for _ in range(4):
            start = page.evaluate("performance.now()")
            if page.evaluate(TOGGLE):
                times.append(page.evaluate(IDLE) - start)
        result["filter"] = sorted(times)[len(times) // 2] if times else None
    except Error as error:
        sys.stderr.write(f"{path.name}: {str(error).splitlines()[0]}\n")
    page.close()
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("counts", type=int, nargs="+")
    parser.add_argument("--ways", default=",".join(WAYS), help="names with commas between")
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--json", type=Path, help="write the figures there, too")
    options = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    rows = []
    print(f"{'':18} {'count':>9} {'build s':>8} {'MB':>8} {'ready ms':>9} {'filter ms':>9} {'heap MB':>8}")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for count in options.counts:
            frame = samples.many(count)
            maps.draw(frame.iloc[:10])
            for name in options.ways.split(","):
                path = Path(folder, f"{name}-{count}.html")
                start = time.perf_counter()
                WAYS[name](frame).save(path)
                row = {"way": name, "count": count, "build": time.perf_counter() - start}
                row |= {"size": path.stat().st_size / 1e6} | measure(browser, path, options.seconds)
                rows.append(row)
                path.unlink()
                cells = [f"{row[k]:{w}}" if row[k] is not None else "-".rjust(int(w.split(".")[0]))
                         for k, w in (("build", "8.2f"), ("size", "8.2f"), ("interactive", "9.0f"), ("filter", "9.0f"), ("memory", "8.0f"))]  # fmt: skip
                print(f"{name:18} {count:9,} {' '.join(cells)}", flush=True)
        browser.close()
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
