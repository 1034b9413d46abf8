"""Fetching is polite and careful; every server here is on this machine."""

import gzip
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from geo import articles
from geo.articles import Options, fetching
from geo.errors import ArticleError

pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1"])]


class Site:
    """A site whose answers a test writes down: path -> (status, headers, body)."""

    def __init__(self, port):
        self.root = f"http://127.0.0.1:{port}"
        self.answers, self.requests = {}, []

    def paths(self):
        return [path for path, _, _ in self.requests]


@pytest.fixture
def site():
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            made.requests.append((self.path, dict(self.headers), time.monotonic()))
            status, headers, body = made.answers.get(self.path, (404, {}, b""))
            if headers.get("ETag") and self.headers.get("If-None-Match") == headers["ETag"]:
                status, body = 304, b""
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made = Site(server.server_port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def options(tmp_path):
    return Options(allow_private=True, delay=0, cache=tmp_path / "pages", follow=True)


def read(url, options):
    failures = []
    return list(articles.read([url], on_error=failures.append, options=options)), failures


def test_a_page_is_fetched_and_read(site, options, samples):
    site.answers["/1"] = (200, {"Content-Type": "text/html; charset=utf-8"}, samples["a.html"])
    [article], [] = read(site.root + "/1", options)
    assert (article.doc_id, article.title, article.publisher) == (
        site.root + "/1",
        "A checkpoint",
        "Dispatch",
    )
    assert site.paths() == ["/robots.txt", "/1"]
    assert site.requests[1][1]["User-Agent"].startswith("incident-mapper/")


def test_a_feed_is_followed_to_its_pages_and_asked_for_again_only_if_it_changed(site, options, samples):
    feed = samples["a.rss"].replace(b"https://news.example.org/1", f"{site.root}/1".encode())
    site.answers["/feed"] = (200, {"Content-Type": "application/rss+xml", "ETag": '"v1"'}, feed)
    site.answers["/1"] = (200, {"Content-Type": "text/html"}, samples["a.html"])
    for _ in range(2):
        [article], [] = read(site.root + "/feed", options)
        assert (article.doc_id, article.text.count("\n\n")) == ("d1", 1)
    assert site.paths() == ["/robots.txt", "/feed", "/1", "/robots.txt", "/feed"]
    assert site.requests[-1][1]["If-None-Match"] == '"v1"'


def test_robots_txt_is_obeyed(site, options):
    site.answers["/robots.txt"] = (200, {}, b"User-agent: incident-mapper\nDisallow: /private")
    site.answers["/private/1"] = (200, {"Content-Type": "text/plain"}, b"Shots fell.")
    site.answers["/1"] = (302, {"Location": "/private/1"}, b"")
    for path in ("/private/1", "/1"):
        found, [failure] = read(site.root + path, options)
        assert (found, "robots.txt" in failure.reason) == ([], True)
    assert "/private/1" not in site.paths()
    site.answers["/robots.txt"] = (500, {}, b"")
    assert "robots.txt" in read(site.root + "/2", options)[1][0].reason


def test_requests_to_one_host_keep_their_distance(site, options):
    site.answers["/robots.txt"] = (200, {}, b"User-agent: *\nCrawl-delay: 0.2")
    fetcher = fetching.Fetcher(options)
    for path in ("/1", "/2"):
        site.answers[path] = (200, {"Content-Type": "text/plain"}, b"Shots fell.")
        fetcher.get(site.root + path)
    times = [when for path, _, when in site.requests if path != "/robots.txt"]
    assert times[1] - times[0] >= 0.19


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((404, {}, b""), "404"),
        ((302, {"Location": "/1"}, b""), "redirects"),
        ((302, {"Location": "file:///etc/passwd"}, b""), "it takes http"),
        ((200, {"Content-Type": "text/plain"}, b"a" * 3000), "larger than"),
        ((200, {"Content-Encoding": "gzip"}, gzip.compress(b"a" * 300_000)), "larger than"),
        ((429, {"Retry-After": "3600"}, b""), "busy"),
        ((200, {"Content-Length": "5000"}, b"short"), "cannot be fetched"),
        ((200, {"Content-Type": "application/pdf"}, b"%PDF-nothing"), "PDF"),
    ],
)
def test_what_cannot_be_taken_is_told(site, options, monkeypatch, answer, reason):
    monkeypatch.setattr(fetching, "LIMIT", 2000)
    site.answers["/1"] = answer
    found, [failure] = read(site.root + "/1", options)
    assert (found, failure.source) == ([], site.root + "/1")
    assert reason in failure.reason


def test_a_silent_server_is_left(site, options, monkeypatch):
    monkeypatch.setattr(fetching, "TIMEOUT", 0.2)
    site.answers["/1"] = (200, {"Content-Length": "10"}, b"")
    started = time.monotonic()
    _, [failure] = read(site.root + "/1", options)
    assert "cannot be fetched" in failure.reason
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "10.0.0.1", "169.254.169.254", "2130706433"]
)
def test_private_addresses_are_refused_unless_allowed(tmp_path, site, host):
    port = site.root.rpartition(":")[2]
    with pytest.raises(ArticleError, match=r"private network|no host"):
        fetching.Fetcher(Options(cache=tmp_path)).get(f"http://{host}:{port}/1")
    assert site.requests == []


def test_a_list_of_articles_is_fetched_only_when_asked(site, options, samples, tmp_path):
    site.answers["/1"] = (200, {"Content-Type": "text/html"}, samples["a.html"])
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"url": site.root + "/1", "seendate": "20200717T080000Z"}))
    [article], [] = read(path, options)
    assert article.url == site.root + "/1"
    assert article.text.startswith("Gunmen")
    assert "--follow" in read(path, Options())[1][0].reason


def test_a_broken_cache_is_no_obstacle(site, options):
    site.answers["/1"] = (200, {"Content-Type": "text/plain"}, b"Shots fell.")
    assert read(site.root + "/1", options)[1] == []
    for file in options.cache.iterdir():
        file.write_bytes(b"broken")
    assert [a.text for a in read(site.root + "/1", options)[0]] == ["Shots fell."]


def test_a_page_that_cannot_be_kept_is_read_all_the_same_and_leaves_nothing(site, options):
    site.answers["/1"] = (200, {"Content-Type": "text/plain"}, b"Shots fell.")
    assert read(site.root + "/1", options)[1] == []
    [kept] = options.cache.iterdir()
    kept.unlink()
    kept.mkdir()
    assert [a.text for a in read(site.root + "/1", options)[0]] == ["Shots fell."]
    assert list(options.cache.iterdir()) == [kept]


@pytest.mark.parametrize(
    "target", ["http://[", "http://[::1", "http://a:99999/", "http://\ud800/", "http:///x", "http://a/\r\nb"]
)
def test_an_address_that_is_none_fails_alone(site, options, samples, tmp_path, target):
    site.answers["/1"] = (200, {"Content-Type": "text/html"}, samples["a.html"])
    site.answers["/away"] = (302, {"Location": target.encode("ascii", "ignore").decode()}, b"")
    path = tmp_path / "a.jsonl"
    urls = [target, site.root + "/away", site.root + "/1"]
    path.write_text("".join(json.dumps({"url": url}) + "\n" for url in urls))
    found, failures = read(path, options)
    assert [article.url for article in found] == [urls[-1]]
    assert [failure.source for failure in failures] == ["a.jsonl, line 1", "a.jsonl, line 2"]
