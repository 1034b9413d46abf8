"""Maps in real Chromium, from the disk, with the network cut; any word on the console fails the test."""

import re
import shutil
import sys
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

import maps
from maps import bundle

ROOT = Path(__file__).resolve().parents[2]
NODE_MODULES = ROOT / "node_modules"
sys.path.append(str(ROOT / "benchmarks/maps"))

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PACKAGES = {  # what folium asks a CDN for -> where npm puts it; `None`: nothing that a test needs
    r"leaflet@[\d.]+/dist/leaflet\.(js|css)": "leaflet/dist/leaflet.{0}",
    r"jquery-[\d.]+\.min\.js": "jquery/dist/jquery.min.js",
    r"bootstrap\.bundle\.min\.js": "bootstrap/dist/js/bootstrap.bundle.min.js",
    r"bootstrap\.min\.css": "bootstrap/dist/css/bootstrap.min.css",
    r"leaflet\.awesome-markers\.js": "leaflet.awesome-markers/dist/leaflet.awesome-markers.js",
    r"\.css$|\.png$": None,
}
WATCH = """
window.__violations = [];
document.addEventListener('securitypolicyviolation', (e) => __violations.push(e.violatedDirective + ' ' + e.blockedURI));
"""


@pytest.fixture(scope="session")
def chromium():
    if not CHROMIUM:
        pytest.skip("there is no Chromium here")
    if not bundle.leaflet().inline:
        pytest.skip("Leaflet is not at hand: npm was not there when the package was built")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def npm() -> Path:
    """Folder of the npm packages that tests need."""
    if not (NODE_MODULES / "axe-core").is_dir():
        pytest.skip("the npm packages are not there: run npm install --no-package-lock")
    return NODE_MODULES


class Opened:
    """A page with a map."""

    def __init__(self, page, said):
        self.page, self.said = page, said

    def evaluate(self, code, argument=None):
        """Run code that knows `layer` (of incidents), `map` and `store`."""
        return self.page.evaluate(
            "async (argument) => { const layer = window[Object.keys(window).find((k) => /^incident_layer_/.test(k))];"
            f" const {{ map, store }} = layer; {code} }}",
            argument,
        )

    def ready(self):
        self.page.wait_for_selector(".im-panel", state="attached")
        self.evaluate("await layer.ready; await layer.reading.load();")
        self.settle()
        return self

    def settle(self):
        """Wait until what was asked for is painted."""
        self.page.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 30))))"
        )

    def forget(self):
        """Forget what the console said and the policy stopped: it was the test's own doing."""
        self.said.clear()
        return self.page.evaluate("window.__violations.splice(0)")

    def shown(self):
        """Return how many incidents pass the filters, as the page says."""
        self.settle()
        return int(re.match(r"[\d,]+", self.page.inner_text(".im-summary b"))[0].replace(",", ""))

    def tick(self, name):
        """Tick a value of the filters."""
        self.page.locator(f'.im-row:has(.im-name:text-is("{name}")) label').first.click()

    def click_place(self, name):
        """Click the middle of the bubble or label of a place."""
        x, y = self.evaluate(
            """const { shapes, view } = layer.bubbles;
            const shape = shapes.find((s) => layer.nameOf(s).startsWith(argument));
            const box = map.getContainer().getBoundingClientRect();
            const corner = map.containerPointToLayerPoint([0, 0]).add(map.getPixelOrigin());
            const [x, y] = shape.box ? [(shape.box[0] + shape.box[2]) / 2, shape.box[1] + 6] : [shape.x, shape.y];
            return [x + view.left - corner.x + box.left, y + view.top - corner.y + box.top];""",
            name,
        )
        self.page.mouse.click(x, y)


@pytest.fixture
def open_map(chromium, tmp_path):
    """Return a function that draws features, opens the page, and in the end checks what it said and asked for."""
    pages = []

    def open_(
        features_or_map, *, size=(1440, 900), scheme="light", fragment="", cdn=None, routes=None, **options
    ):
        map_ = features_or_map
        if not hasattr(map_, "get_root"):
            map_ = maps.draw(features_or_map, **options)
        path = tmp_path / f"map-{len(pages)}.html"
        maps.save(map_, path)
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, accept_downloads=True
        )
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.add_init_script(WATCH)
        said, asked = [], []
        page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: said.append(f"error: {error}"))
        page.route("**/*", lambda route: serve(route, asked, cdn))
        for pattern, (body, headers) in (routes or {}).items():
            page.route(pattern, answer(body, headers))
        page.goto(path.as_uri() + fragment)
        pages.append((context, page, said, asked))
        return Opened(page, said).ready()

    yield open_
    for context, page, said, asked in pages:
        violations = page.evaluate("window.__violations")
        pwned = page.evaluate("typeof window.__pwned")
        context.close()
        assert (said, asked, violations, pwned) == ([], [], [], "undefined")


def answer(body, headers):
    """Return a handler that answers with a body."""

    def give(route):
        route.fulfill(body=body, headers=headers)

    return give


def serve(route, asked, cdn):
    """Let files of the disk through, give a CDN's files from npm packages where a test allows it, refuse the rest."""
    url = route.request.url
    if url.startswith(("file:", "data:", "blob:")):
        route.continue_()
        return
    for pattern, target in PACKAGES.items() if cdn else ():
        found = re.search(pattern, url)
        if found:
            kind = "text/css" if url.endswith(".css") else "text/javascript"
            body = (cdn / target.format(*found.groups())).read_bytes() if target else b""
            headers = {"access-control-allow-origin": "*"}
            route.fulfill(body=body, content_type=kind, headers=headers)
            return
    asked.append(url)
    route.abort()
