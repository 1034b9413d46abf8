"""What becomes an article, and what is said of the rest."""

import gzip
import io
import json
from datetime import date

import pytest

from geo import articles
from geo.errors import ArticleError


def read(path):
    failures = []
    return list(articles.read([path], on_error=failures.append)), failures


def write(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    "content",
    [
        " date 2020-07-16 Shots fell.\n\nMore.",
        "date 2020-07-16\nShots fell.\n\nMore.",
        "date: 2020-07-16\n\nShots fell.\n\nMore.",
        "\ufeffDate 2020-07-16\r\n\r\nShots fell.\r\n\r\nMore.",
    ],
)
def test_the_date_may_stand_on_the_first_line_or_in_the_header(tmp_path, content):
    [article], failures = read(write(tmp_path, "a.txt", content))
    assert (article.published, article.text, failures) == (date(2020, 7, 16), "Shots fell.\n\nMore.", [])


def test_header_lines_are_taken_off_the_text(tmp_path):
    content = "title: A: b\npublisher: P\nurl: https://x.example/1\ndate: 2020-01-02\n\nBody: stays.\n"
    [article], _ = read(write(tmp_path, "a.txt", content))
    assert (article.title, article.publisher, article.url) == ("A: b", "P", "https://x.example/1")
    assert article.text == "Body: stays.\n"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "is empty"),
        ("title: only\n", "is empty"),
        (bytes(range(256)) * 9, "binary"),
        ("date: 2020-02-31\n\nText.", "2020-02-31"),
    ],
)
def test_what_is_no_article_is_told_with_a_reason(tmp_path, content, reason):
    path = write(tmp_path, "a.txt", content)
    found, [failure] = read(path)
    assert found == []
    assert (failure.source, reason in failure.reason) == (str(path), True)
    with pytest.raises(ArticleError, match=r"a\.txt"):
        list(articles.read([path]))


def test_a_folder_is_read_in_order_without_what_is_hidden(tmp_path):
    (tmp_path / "sub").mkdir()
    for name in ("b.txt", "a.txt", "sub/c.txt", ".hidden.txt", "README.md"):
        write(tmp_path, name, f"Text of {name}.")
    found, failures = read(tmp_path)
    assert ([a.doc_id for a in found], failures) == (["a.txt", "b.txt", "sub/c.txt"], [])


def test_json_lines_go_on_past_a_broken_line(tmp_path):
    good = {"doc_id": 7, "text": "T\0\ud800", "published": "2020-01-02T03:04:05Z", "publisher": ""}
    path = write(tmp_path, "a.jsonl", "\n".join([json.dumps(good), "{", "[]", '{"text": "U"}']))
    found, failures = read(path)
    assert [(a.doc_id, a.text, a.published) for a in found] == [
        ("7", "T\ufffd\ufffd", date(2020, 1, 2)),
        ("a.jsonl:4", "U", None),
    ]
    assert [f.source for f in failures] == ["a.jsonl, line 2", "a.jsonl, line 3"]


@pytest.mark.parametrize(("content", "doc_id"), [(b"Text.", "-"), (b'{"doc_id": "d", "text": "T"}', "d")])
def test_standard_input_holds_a_text_or_json_lines(monkeypatch, content, doc_id):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert [a.doc_id for a in articles.read(["-"])] == [doc_id]


def test_a_missing_path_is_told(tmp_path):
    found, [failure] = read(tmp_path / "missing.txt")
    assert (found, "no such file" in failure.reason) == ([], True)


def test_objects_and_folders_of_them_are_read_as_files_are():
    store = pytest.importorskip("upath").UPath("memory://news-of-test")
    (store / "deep").mkdir(parents=True)
    (store / "deep" / "b.txt").write_text("Rebels left Sirte.")
    (store / "a.jsonl.gz").write_bytes(gzip.compress(b'{"id": "x", "text": "Gunmen came to Benghazi."}'))
    (store / "notes.md").write_text("nothing")
    failures = []
    found = list(
        articles.read(["memory://news-of-test", "memory://news-of-test/none.txt"], on_error=failures.append)
    )
    assert [(one.doc_id, one.text) for one in found] == [
        ("x", "Gunmen came to Benghazi."),
        ("deep/b.txt", "Rebels left Sirte."),
    ]
    assert ["no such file" in failure.reason for failure in failures] == [True]
    options = articles.Options(full_names=True)
    [one] = articles.read(["memory://news-of-test/deep/b.txt"], options=options)
    assert one.doc_id == "memory://news-of-test/deep/b.txt"
    assert articles.count(["memory://news-of-test"]) is None


LONG = (
    "Gunmen attacked a police post in Benghazi late on Monday and killed three officers before they fled, the"
    " interior ministry said in a statement. Residents heard shots for about an hour, and the road to the"
    " airport was closed until the morning. No group has said that it was behind the attack, which came a"
    " week after the army took the old market of the city. The ministry called on all who saw it to come"
    " forward."
)


@pytest.mark.parametrize(
    ("other", "read"),
    [
        (LONG.replace("late on Monday", "late Monday"), 1),
        (LONG.replace(". ", ".\n\n").replace("said in", "told in"), 1),
        (LONG.replace("three officers", "four officers"), 2),
        (LONG.replace("Benghazi", "Derna"), 2),
        (LONG + " Later the army found the bodies of two of the attackers in a burned car.", 2),
        (
            LONG
            + " People in the streets close by were told to stay at home, and schools are closed for now.",
            2,
        ),
        (" ".join(LONG.split()[::-1]), 2),
    ],
    ids=["a word", "breaks", "figure", "place", "update", "more", "order"],
)
def test_near_copies_of_one_publisher_are_left_out_and_counted(tmp_path, other, read):
    rows = [{"id": str(n), "text": text, "publisher": "A"} for n, text in enumerate((LONG, other))]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)))
    failures = []
    assert len(list(articles.read([tmp_path / "a.jsonl"], on_error=failures.append))) == read
    assert [(failure.stage, failure.left_out) for failure in failures] == [("duplicate", True)] * (2 - read)
    keep = articles.Options(duplicates="keep")
    assert len(list(articles.read([tmp_path / "a.jsonl"], options=keep))) == 2
    rows[1]["publisher"] = "B"
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)))
    assert len(list(articles.read([tmp_path / "a.jsonl"]))) == 2
