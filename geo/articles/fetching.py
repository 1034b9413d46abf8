"""Pages from the web, politely: robots.txt, a rate for each host, limits of time and size, a cache.

Addresses of the own machine and of private networks are refused unless allowed: an article list
from elsewhere must not reach into the user's network. The name is resolved once, its addresses are checked,
and the connection goes to the address that was checked; so do redirects.
"""

from __future__ import annotations

import ipaddress
import logging
import socket
import time
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import urllib3
from protego import Protego

from geo.articles.page_cache import Page, PageCache
from geo.errors import ArticleError

if TYPE_CHECKING:
    from geo.articles.options import Options

logger = logging.getLogger(__name__)

AGENT = "incident-mapper"
LIMIT = 16 << 20
"""Bytes of the largest answer that is taken, unpacked."""
ROBOTS_LIMIT = 512 << 10
TIMEOUT = urllib3.Timeout(connect=10, read=20)
DEADLINE = 60.0
"""Seconds for one answer, from the request to its last byte."""
REDIRECTS = 5
PATIENCE = 30.0
"""Longest pause, s, that a server may ask for between two requests."""
OK, NOT_MODIFIED, MOVED, SERVER_ERROR = 200, 304, (301, 302, 303, 307, 308), 500
BUSY = (429, 503)


@dataclass(slots=True)
class _Host:
    robots: Protego
    delay: float
    last: float


@dataclass(slots=True)
class Fetcher:
    """Fetches pages for one run."""

    options: Options
    _hosts: dict[str, _Host] = field(default_factory=dict)

    def get(self, url: str, *, max_age: float = 0) -> Page:
        """Fetch a page, or take it from the cache.

        Parameters
        ----------
        url
            Its address, http or https.
        max_age
            Seconds for which a page in the cache is good without asking; older ones are asked for with
            their ETag and day, so that an unchanged page is not sent again.

        Raises
        ------
        ArticleError
            When it may not or cannot be fetched; says why.
        """
        cache = PageCache(self.options.cache)
        known = cache.get(url)
        if known and time.time() - known.fetched < max_age:
            return known
        try:
            page = self._follow(url, known)
        except ArticleError:
            raise
        except ValueError as error:
            raise ArticleError(f"{url[:200]!r} is no address, or leads to none: check it") from error
        if page is not known:
            cache.put(url, page)
        return page

    def _follow(self, url: str, known: Page | None) -> Page:
        for _ in range(REDIRECTS + 1):
            host = self._host(url)
            if not host.robots.can_fetch(url, AGENT):
                raise ArticleError("is not fetched: the site's robots.txt does not allow it")
            self._wait(host)
            answer = self._ask(url, LIMIT, known)
            if answer.status in BUSY:
                time.sleep(_pause(answer.headers.get("Retry-After")))
                answer = self._ask(url, LIMIT, known)
            if answer.status == NOT_MODIFIED and known:
                return known
            if answer.status in MOVED and answer.headers.get("Location"):
                url = urljoin(url, answer.headers["Location"])
                continue
            if answer.status != OK:
                raise ArticleError(f"was answered with status {answer.status}: check the address")
            return Page(
                url=url,
                content_type=answer.headers.get("Content-Type", "").partition(";")[0].strip().lower(),
                etag=answer.headers.get("ETag"),
                modified=answer.headers.get("Last-Modified"),
                fetched=time.time(),
                data=answer.data,
            )
        raise ArticleError(f"redirects more than {REDIRECTS} times: check the address")

    def _host(self, url: str) -> _Host:
        """Return what is known of a host; its robots.txt is read once in a run."""
        parts = urlsplit(url)
        root = f"{parts.scheme}://{parts.netloc}"
        if root not in self._hosts:
            robots = Protego.parse(self._robots(root))
            delay = max(self.options.delay, float(robots.crawl_delay(AGENT) or 0))
            if delay > PATIENCE:
                raise ArticleError(f"is not fetched: the site asks for {delay:.0f} s between requests")
            self._hosts[root] = _Host(robots, delay, time.monotonic())
        return self._hosts[root]

    def _robots(self, root: str) -> str:
        """Return the rules of a host, as RFC 9309 reads the answer: none for 4xx, all shut for 5xx."""
        url = root + "/robots.txt"
        for _ in range(REDIRECTS + 1):
            answer = self._ask(url, ROBOTS_LIMIT, None)
            if answer.status in MOVED and answer.headers.get("Location"):
                url = urljoin(url, answer.headers["Location"])
                continue
            if answer.status >= SERVER_ERROR:
                return "User-agent: *\nDisallow: /"
            return answer.data.decode("utf-8", "replace") if answer.status == OK else ""
        return ""

    def _wait(self, host: _Host) -> None:
        time.sleep(max(0.0, host.last + host.delay - time.monotonic()))
        host.last = time.monotonic()

    def _ask(self, url: str, limit: int, known: Page | None) -> _Answer:
        headers = {"User-Agent": f"{AGENT}/{version(AGENT)}", "Accept-Encoding": "gzip"}
        if known and known.etag:
            headers["If-None-Match"] = known.etag
        if known and known.modified:
            headers["If-Modified-Since"] = known.modified
        pool, path, headers["Host"] = _connect(url, allow_private=self.options.allow_private)
        logger.info("fetching %s", url)
        try:
            with pool:
                response = pool.request(
                    "GET", path, headers=headers, redirect=False, retries=False, preload_content=False
                )
                return _Answer(response.status, response.headers, _take(response, limit))
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise ArticleError(f"cannot be fetched ({_reason(error)}): try again later") from error


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: urllib3.HTTPHeaderDict
    data: bytes


def _connect(url: str, *, allow_private: bool) -> tuple[urllib3.HTTPConnectionPool, str, str]:
    """Return a pool to a checked address of the host, the path to ask for, and the name of the host."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise ArticleError(f"{url[:200]!r} is not fetched: it takes http and https without passwords")
    address = _address(parts.hostname, port, allow_private=allow_private)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if parts.scheme == "http":
        return urllib3.HTTPConnectionPool(address, port, timeout=TIMEOUT), path, parts.netloc
    name = parts.hostname
    pool = urllib3.HTTPSConnectionPool(
        address, port, timeout=TIMEOUT, server_hostname=name, assert_hostname=name
    )
    return pool, path, parts.netloc


def _address(host: str, port: int, *, allow_private: bool) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise ArticleError(f"cannot be fetched: there is no host {host[:100]!r}") from error
    addresses = [str(entry[4][0]) for entry in found]
    if not allow_private and not all(is_public(address) for address in addresses):
        raise ArticleError(f"is not fetched: {host} is an address of a private network (--allow-private)")
    return addresses[0]


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet.

    Examples
    --------
    >>> [is_public(a) for a in ("93.184.215.14", "10.0.0.1", "::ffff:127.0.0.1", "169.254.169.254")]
    [True, False, False, False]
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


def _take(response: urllib3.BaseHTTPResponse, limit: int) -> bytes:
    end, data = time.monotonic() + DEADLINE, bytearray()
    for part in response.stream(1 << 16, decode_content=True):
        data += part
        if len(data) > limit:
            raise ArticleError(f"is larger than {limit >> 10} kB: fetch it by hand")
        if time.monotonic() > end:
            raise ArticleError(f"took more than {DEADLINE:.0f} s: try again later")
    return bytes(data)


def _pause(told: str | None) -> float:
    """Return how long a busy server asks to wait, s."""
    seconds = float(told) if told and told.isdecimal() else PATIENCE
    if seconds > PATIENCE:
        raise ArticleError(f"is not fetched: the site is busy for {seconds:.0f} s: try again later")
    return seconds


def _reason(error: Exception) -> str:
    return str(error).rpartition(": ")[2][:100] or type(error).__name__
