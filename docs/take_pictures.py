"""Take the picture of the README: a map from a file of features, in headless Chromium.

python docs/take_pictures.py incidents.html docs/images/map.png [--scheme dark] [--open Tripoli]
"""

import argparse
import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

OPEN = """async (name) => {
    const layer = Object.entries(window).find(([key]) => /^incident_layer_/.test(key))[1];
    await layer.ready;
    const shape = layer.bubbles.shapes.find((s) => layer.nameOf(s).startsWith(name));
    if (shape) layer.openShape(shape);
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("map", type=Path)
    parser.add_argument("picture", type=Path)
    parser.add_argument("--size", default="1440x900")
    parser.add_argument("--scheme", choices=["light", "dark"], default="light")
    parser.add_argument("--fragment", default="", help="state of the map, as in its address: map=5/30/17")
    parser.add_argument("--open", help="name of a place to open")
    options = parser.parse_args()
    width, height = map(int, options.size.split("x"))
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=options.scheme)
        page.goto(f"{options.map.resolve().as_uri()}#{options.fragment}")
        page.wait_for_selector(".im-panel", state="attached")
        page.wait_for_timeout(1000)
        if options.open:
            page.evaluate(OPEN, options.open)
            page.wait_for_timeout(1000)
        page.screenshot(path=options.picture)
        browser.close()


if __name__ == "__main__":
    main()
