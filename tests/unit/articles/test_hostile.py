"""Hostile input ends in an article or a one-line reason, in time and memory that are bounded.

`INCIDENT_MAPPER_FUZZ=1000` tries so many broken files of every kind instead of the few that always run; with
`pytest -v -k broken` a line tells of each kind when it is done. What fails stays in the folder of the test.
"""
# ruff: noqa: E501  samples stand as they are

import gzip
import io
import json
import os
import random
import re
import resource
import signal
import sys
import time
import zipfile
import zlib
from contextlib import contextmanager
from pathlib import Path

import pytest

from geo import articles
from geo.articles import Options

MANY = int(os.environ.get("INCIDENT_MAPPER_FUZZ", "15"))
SECONDS, KILOBYTES = 10, 1 << 20
NASTY = [
    b"\0", b"\xff" * 8, b"\x7f\xff\xff\xff", b"<" * 200, b"[" * 3000, b"{" * 3000, b'"', b"\r", b"&#0;", b"%s%n",
    b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>", b"&b;", b"9" * 400, b"-1", b"\xf0\x9f", b"\n\n\n",
]  # fmt: skip
"""What parsers stumble over."""


def broken(data, random):
    """Return a copy with a few wounds."""
    made = bytearray(data)
    for _ in range(random.randint(1, 6)):
        a, b = sorted(random.randint(0, len(made)) for _ in range(2))
        b = min(b, a + random.choice((1, 1, 4, 64, len(made))))
        match random.randrange(6):
            case 0:
                del made[a:b]
            case 1:
                made[a:a] = random.choice(NASTY)
            case 2:
                made[a:b] = random.randbytes(b - a)
            case 3:
                made[a:a] = made[a:b] * random.randint(1, 30)
            case 4 if made:
                made[min(a, len(made) - 1)] ^= 1 << random.randrange(8)
            case _:
                del made[max(a, len(made) // 4) :]
    return bytes(made[: 1 << 20])


class TooLong(BaseException):
    """No `except Exception` on the way stops it."""


def _stop(*_):
    raise TooLong


@contextmanager
def bounded():
    """Fail where the block takes more seconds of a core, or more memory on top, than it may."""
    before = signal.signal(signal.SIGPROF, _stop)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    held, started = _memory(), time.process_time()
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    assert time.process_time() - started < SECONDS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 2 * KILOBYTES  # with all that pytest holds
    assert _memory("VmHWM") - held < KILOBYTES


def _memory(what="VmRSS"):
    """Return the memory of this process, or its most since this was asked for last, in kB; on Linux."""
    if sys.platform != "linux":
        return 0
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    Path("/proc/self/clear_refs").write_text("5", encoding="utf-8")
    return int(re.search(rf"{what}:\s+(\d+)", status)[1])


def read(path):
    """Read a path; check that what comes is whole and in time. Returns articles and failures."""
    failures = []
    options = Options(languages=None, duplicates="keep")
    with bounded():
        found = list(articles.read([path], on_error=failures.append, options=options))
    assert found or failures
    for failure in failures:
        assert failure.reason
        assert "\n" not in failure.reason
        assert len(failure.reason) < 400
    for article in found:
        assert article.text.strip()
        article.text.encode()
    return found, failures


@pytest.mark.parametrize("name", [
    "a.txt", "a.jsonl", "a.json", "a.csv", "a.tsv", "a.parquet", "a.html", "a.rss", "a.atom", "a.eml", "a.mbox",
    "a.pdf", "a.docx", "a.warc", "a.warc.gz", "a.zip", "a.tar", "a.tar.gz", "a.jsonl.gz", "a.jsonl.zst",
])  # fmt: skip
def test_broken_files_end_in_articles_or_reasons(samples, tmp_path, name):
    chance = random.Random(zlib.crc32(name.encode()))
    for _ in range(MANY):
        path = tmp_path / name
        path.write_bytes(broken(samples[name], chance))
        read(path)


def bombed(name, size):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w") as member:
        for _ in range(size):
            member.write(b" " * (1 << 20))
    return out.getvalue()


def nested(depth):
    data = bombed("a.txt", 1)
    for _ in range(depth):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("in.zip", data)
        data = out.getvalue()
    return data


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BOMBS = {
    "endless.txt": b"a" * (40 << 20),
    "endless.jsonl": b'{"text": "' + b"a" * (40 << 20),
    "deep.jsonl": b"[" * 5_000_000,
    "deep.json": b'{"a":' * 500_000,
    "wide.json": b"[" + b"{}," * 2_000_000 + b"{}]",
    "wide.csv": b"text," * 200_000 + b"\n" + b"a," * 200_000,
    "endless.csv": b'text\n"' + b"a" * (40 << 20),
    "bomb.zip": bombed("a.txt", 200),
    "lines.zip": bombed("a.jsonl", 200),
    "nested.zip": nested(6),
    "bomb.docx": bombed("word/document.xml", 200),
    "bomb.jsonl.gz": gzip.compress(b"\n" * (200 << 20), 1),
    "laughs.rss": f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY l0 "ha">{LAUGHS}]><rss>&l9;</rss>'.encode(),
    "file.rss": b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/passwd">]><rss version="2.0">'
    b"<channel><item><title>&f;</title><description>root: &f;</description></item></channel></rss>",
    "links.html": b"<html><body>" + b"<a href='/2020/01/x'>a</a>" * 30_000,
    "deep.html": b"<div>" * 300_000 + b"text",
    "deep.eml": b'Content-Type: multipart/mixed; boundary="a"\n\n--a\n' * 3_000,
    "many.pdf": b"%PDF-1.4\n" + b"1 0 obj<</Kids[1 0 R]/Type/Pages/Parent 1 0 R>>endobj\n" * 3_000
    + b"trailer<</Root<</Type/Catalog/Pages 1 0 R>>>>",
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_end_in_reasons(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(BOMBS[name])
    found, _ = read(path)
    assert "root:x" not in json.dumps([a.text for a in found])
