"""Every kind of input gives the same article."""
# ruff: noqa: E501  samples stand as they are

import gzip
import json
import zipfile
from datetime import date
from io import BytesIO

import pytest

from geo import articles
from geo.articles import Options, registry
from geo.articles.rows import find_columns
from geo.errors import ArticleError

KINDS = [
    "a.txt", "a.jsonl", "a.json", "a.csv", "a.tsv", "a.parquet", "a.html", "a.rss", "a.atom", "a.eml", "a.mbox",
    "a.pdf", "a.docx", "a.warc", "a.warc.gz", "a.zip", "a.tar", "a.tar.gz", "a.jsonl.gz", "a.jsonl.zst",
]  # fmt: skip
UNDATED = ("a.pdf", "a.docx")


def read(path, **options):
    failures = []
    found = list(articles.read([path], on_error=failures.append, options=Options(**options)))
    return found, failures


def put(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("named", [True, False], ids=["by its name", "by its bytes"])
def test_every_kind_gives_the_article(samples, tmp_path, name, named):
    if not named and name in ("a.csv", "a.tsv", "a.eml", "a.txt"):
        pytest.skip("nothing in its first bytes tells it from text")
    path = put(tmp_path, name if named else "unnamed", samples[name])
    (article, *more), failures = read(path)
    assert failures == []
    assert len(more) == (name == "a.mbox")
    words = " ".join(article.text.split())
    assert words.startswith("Gunmen attacked a checkpoint")
    assert words.endswith("that time of the day.")
    if name != "a.pdf":  # its lines do not tell paragraphs
        assert article.text.count("\n\n") == 1
    assert article.title == "A checkpoint"
    if name not in UNDATED:
        assert (article.published, article.publisher) == (date(2020, 7, 17), "Dispatch")


def test_all_kinds_are_tried_here():
    assert {registry.suffix_of(name) for name in KINDS} | {
        ".ndjson",
        ".htm",
        ".xhtml",
        ".xml",
        ".tgz",
    } == set(registry.KINDS)


@pytest.mark.parametrize("name", KINDS)
def test_an_empty_file_is_told(tmp_path, name):
    found, [failure] = read(put(tmp_path, name, b""))
    assert found == []
    assert "\n" not in failure.reason
    assert len(failure.reason) < 200


def test_columns_are_recognised_or_named(tmp_path):
    path = put(tmp_path, "a.csv", "Headline;Brödtext;publishedAt\nT;Shots fell.;2020-07-17T10:00:00Z\n")
    [article], [] = read(path, columns={"text": "Brödtext"})
    assert (article.title, article.text, article.published) == ("T", "Shots fell.", date(2020, 7, 17))
    with pytest.raises(ArticleError, match="it has Headline"):
        list(articles.read([path], options=Options(columns={"text": "body"})))
    assert find_columns(["Source Common Name"], {})["publisher"] == ["Source Common Name"]


def test_rows_without_text_or_with_a_wrong_date_are_told_and_the_rest_goes_on(tmp_path):
    rows = 'text,date\n,2020-01-01\n"One,\ntwo.",2020-01-02\nThree.,never\nFour.\n'
    found, failures = read(put(tmp_path, "a.csv", rows))
    assert [a.text for a in found] == ["One,\ntwo.", "Four."]
    assert [f.source for f in failures] == ["a.csv, row 2", "a.csv, row 4"]


def test_a_list_without_texts_says_how_to_fetch_them(tmp_path):
    gdelt = {
        "articles": [{"url": "https://news.example.org/1", "title": "T", "seendate": "20200717T080000Z"}]
    }
    found, [failure] = read(put(tmp_path, "a.json", json.dumps(gdelt)))
    assert (found, "--follow" in failure.reason) == ([], True)


def test_newsapi_says_where_it_cut_the_text(tmp_path):
    [article], [] = read(
        put(tmp_path, "a.json", json.dumps([{"content": "Shots fell in the … [+912 chars]"}]))
    )
    assert article.text == "Shots fell in the "


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "Washington’s “policy” – not changed"),
        ("utf-16", "Trípoli – Θεσσαλονίκη"),
        ("utf-8-sig", "Trípoli"),
        ("cp1251", "Военные заявили, что колонна была обстреляна на дороге к городу. Жертв нет."),
    ],
)
def test_encodings_are_detected(tmp_path, encoding, text):
    [article], [] = read(put(tmp_path, "a.txt", text.encode(encoding)), languages=None)
    assert article.text == text


def test_another_language_is_left_out_unless_it_is_asked_for(tmp_path):
    text = "Des hommes armés ont attaqué un poste de contrôle vendredi, a déclaré le ministère. " * 2
    path = put(tmp_path, "a.txt", text)
    found, [failure] = read(path)
    assert (found, failure.stage, failure.left_out) == ([], "language", True)
    assert len(read(path, languages=frozenset({"fr"}))[0]) == len(read(path, languages=None)[0]) == 1
    assert list(articles.read([path])) == []


def test_copies_are_left_out_and_ids_are_unique(tmp_path):
    for folder, text in (("x", "Shots fell."), ("y", "Shots  fell."), ("z", "Shots fell again.")):
        (tmp_path / folder).mkdir()
        put(tmp_path / folder, "a.txt", text)
    failures = []
    paths = [tmp_path / folder / "a.txt" for folder in "xyz"]
    found = list(articles.read(paths, on_error=failures.append))
    assert [a.doc_id for a in found] == ["a.txt", "a.txt#2"]
    assert [f.stage for f in failures] == ["duplicate"]
    kept = articles.read(paths, options=Options(duplicates="keep"))
    assert [a.doc_id for a in kept] == ["a.txt", "a.txt#2", "a.txt#3"]


def test_one_broken_member_does_not_stop_an_archive(tmp_path, samples):
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("a.pdf", "a.eml", "a.docx"):
            archive.writestr(name, samples[name])
        archive.writestr("b.pdf", b"%PDF-nothing")
        archive.writestr("c.json.gz", gzip.compress(samples["a.json"])[:40])
        archive.writestr("nested.zip", samples["a.zip"])
        archive.writestr("notes.md", b"not an article")
    found, failures = read(put(tmp_path, "all.zip", out.getvalue()), duplicates="keep")
    assert [a.doc_id for a in found] == [
        "all.zip/a.docx",
        "d1",
        "all.zip/a.pdf",
        "all.zip/nested.zip/in/b.txt",
    ]
    assert [f.source for f in failures] == ["all.zip, b.pdf", "all.zip, c.json.gz"]
