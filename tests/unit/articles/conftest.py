"""One small, whole input of every kind, made here."""
# ruff: noqa: E501  samples stand as they are

import gzip
import io
import json
import tarfile
import zipfile

import docx
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

TEXT = (
    "Gunmen attacked a checkpoint in the east of the city on Friday and killed two soldiers, the ministry"
    " said.\n\nA spokesman of the tribe denied that its fighters were at the place at that time of the day."
)
PARAGRAPHS = TEXT.split("\n\n")
ROW = {
    "doc_id": "d1", "title": "A checkpoint", "text": TEXT, "url": "https://news.example.org/1",
    "publisher": "Dispatch", "published": "2020-07-17",
}  # fmt: skip
PAGE = f"""<!doctype html><html><head><title>A checkpoint</title>
<meta property="og:site_name" content="Dispatch"><meta property="article:published_time" content="2020-07-17T08:00:00Z">
<link rel="canonical" href="https://news.example.org/1"></head><body><nav><a href="/">Home</a></nav>
<article><h1>A checkpoint</h1><p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p></article>
<footer>All rights reserved</footer><script>var x = 1;</script></body></html>"""
RSS = f"""<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Dispatch</title>
<item><title>A checkpoint</title><link>https://news.example.org/1</link><guid>d1</guid>
<pubDate>Fri, 17 Jul 2020 08:00:00 GMT</pubDate><description>&lt;p&gt;{PARAGRAPHS[0]}&lt;/p&gt;&lt;p&gt;{PARAGRAPHS[1]}&lt;/p&gt;</description></item>
</channel></rss>"""
ATOM = f"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Dispatch</title><id>f</id>
<entry><title>A checkpoint</title><id>d1</id><link href="https://news.example.org/1"/>
<updated>2020-07-17T08:00:00Z</updated><content type="html">&lt;p&gt;{PARAGRAPHS[0]}&lt;/p&gt;&lt;p&gt;{PARAGRAPHS[1]}&lt;/p&gt;</content></entry></feed>"""
LETTER = f"""From: Dispatch <news@example.org>
Subject: A checkpoint
Date: Fri, 17 Jul 2020 08:00:00 +0000
Message-ID: d1
Content-Type: text/plain; charset=utf-8

{TEXT}
"""


def table(separator):
    cells = [f'"{value}"' for value in ROW.values()]
    return f"{separator.join(ROW)}\n{separator.join(cells)}\n"


def parquet():
    out = io.BytesIO()
    pq.write_table(pa.table({key: [value] for key, value in ROW.items()}), out)
    return out.getvalue()


def pdf():
    lines = [line.encode() for line in TEXT.split("\n") if line]
    content = b"BT /F1 8 Tf 20 700 Td " + b" 0 -12 Td ".join(b"(%s) Tj" % line for line in lines) + b" ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 900 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Title(A checkpoint)>>",
    ]
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj%s endobj\n" % (number, body)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(data)
    return data + b"xref\n0 7\n0000000000 65535 f \n%strailer<</Size 7/Root 1 0 R/Info 6 0 R>>\nstartxref\n%d\n%%%%EOF" % (rows, start)  # fmt: skip


def word():
    document, out = docx.Document(), io.BytesIO()
    document.core_properties.title = "A checkpoint"
    for paragraph in PARAGRAPHS:
        document.add_paragraph(paragraph)
    document.save(out)
    return out.getvalue()


def warc():
    answer = b"HTTP/1.0 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + PAGE.encode()
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://news.example.org/1\r\n"
        "WARC-Date: 2020-07-18T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
    )
    return head.encode() + answer + b"\r\n\r\n"


def zipped(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(members):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return out.getvalue()


def zstd(data):
    return pa.compress(data, "zstd", asbytes=True)


def mbox():
    second = LETTER.replace("d1", "d2").replace("Friday", "Monday")
    begin = "From news@example.org Fri Jul 17 08:00:00 2020\n"
    return f"{begin}{LETTER}\n{begin}{second}\n".encode()


@pytest.fixture(scope="session")
def samples():
    """File name -> bytes: each holds the article of `ROW` (a mailbox: and one more)."""
    lines = (json.dumps(ROW) + "\n").encode()
    header = "title: A checkpoint\nurl: https://news.example.org/1\npublisher: Dispatch\ndate: 2020-07-17\n\n"
    plain = (header + TEXT).encode()
    newsapi = {"status": "ok", "articles": [ROW | {"publisher": None, "source": {"name": "Dispatch"}}]}
    return {
        "a.txt": plain,
        "a.jsonl": lines,
        "a.json": json.dumps(newsapi).encode(),
        "a.csv": table(",").encode(),
        "a.tsv": table("\t").encode(),
        "a.parquet": parquet(),
        "a.html": PAGE.encode(),
        "a.rss": RSS.encode(),
        "a.atom": ATOM.encode(),
        "a.eml": LETTER.encode(),
        "a.mbox": mbox(),
        "a.pdf": pdf(),
        "a.docx": word(),
        "a.warc": warc(),
        "a.warc.gz": gzip.compress(warc()),
        "a.zip": zipped({"in/b.txt": plain}),
        "a.tar": tarred({"in/b.txt": plain}),
        "a.tar.gz": gzip.compress(tarred({"in/b.txt": plain})),
        "a.jsonl.gz": gzip.compress(lines),
        "a.jsonl.zst": zstd(lines),
    }
