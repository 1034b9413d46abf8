"""The same features come out, however the work is shared and whoever dies on the way."""

import itertools

import pandas as pd
import pytest

from geo import partitions, pipeline

MANY = 70


@pytest.fixture(scope="module")
def alone(reader, gazetteer, make_article):
    return pipeline.run(map(make_article, range(MANY)), gazetteer=gazetteer, reader=reader)


def test_articles_become_features_and_are_counted(alone):
    features, report = alone
    assert (report.articles, report.events) == (MANY, 3 * MANY)
    assert report.incidents == len(features) == report.located.total() + report.unlocated.total()
    assert 0 < len(features) < 3 * MANY  # some are told by several articles
    assert set(features["event_type"]) == {"attack", "shelling"}


@pytest.mark.parametrize("workers", [2, 3])
def test_the_same_rows_come_out_however_many_workers(alone, reader, gazetteer, make_article, workers):
    features, report = pipeline.run(
        map(make_article, range(MANY)), gazetteer=gazetteer, reader=reader, workers=workers
    )
    pd.testing.assert_frame_equal(features, alone[0])
    assert (report.articles, report.events, report.located) == (MANY, 3 * MANY, alone[1].located)


def test_the_same_rows_come_out_in_whatever_order_articles_come(alone, reader, gazetteer, make_article):
    backwards = map(make_article, reversed(range(MANY)))
    features, _ = pipeline.run(backwards, gazetteer=gazetteer, reader=reader)
    pd.testing.assert_frame_equal(features, alone[0])


def test_a_worker_that_is_killed_changes_nothing(alone, reader, gazetteer, make_article, tmp_path):
    articles = (make_article(n, f" ONCE {tmp_path}/killed" if n == 20 else "") for n in range(MANY))
    features, report = pipeline.run(articles, gazetteer=gazetteer, reader=reader, workers=2)
    assert (tmp_path / "killed").exists()
    assert report.failures == []
    pd.testing.assert_frame_equal(features, alone[0])


@pytest.mark.parametrize("workers", [1, 2])
def test_an_article_that_fails_is_told_and_the_others_go_on(reader, gazetteer, make_article, workers):
    articles = (make_article(n, " FAIL." if n == 20 else "") for n in range(40))
    features, report = pipeline.run(articles, gazetteer=gazetteer, reader=reader, workers=workers)
    [failure] = report.failures
    assert (failure.source, failure.stage, report.articles) == ("a00020", "reading", 39)
    assert "nothing to read" in failure.reason
    assert "a00020" not in set(features["article"])


def test_an_article_that_kills_its_worker_is_given_up_alone(reader, gazetteer, make_article):
    articles = (make_article(n, " POISON." if n == 20 else "") for n in range(40))
    _, report = pipeline.run(articles, gazetteer=gazetteer, reader=reader, workers=2)
    assert [(f.source, f.stage) for f in report.failures] == [("a00020", "reading")]
    assert report.articles == 39


def test_articles_are_taken_only_as_they_are_needed(reader, gazetteer, make_article):
    taken = itertools.count()
    endless = (make_article(next(taken)) for _ in itertools.count())
    work = partitions.Work(gazetteer, reader=reader)
    coded = partitions.code_all(endless, work, workers=2)
    for _ in range(40):
        next(coded)
    coded.close()
    assert next(taken) < 40 + partitions.ARTICLES * (2 * partitions.AHEAD + 2)


def test_partitions_are_bounded_by_articles_and_letters(make_article):
    long = make_article(0, "a" * partitions.LETTERS)
    sizes = [len(part) for part in partitions.partitions([long, *map(make_article, range(1, 40)), long])]
    assert sizes == [1, 16, 16, 8]


def test_progress_sees_every_article_once(reader, gazetteer, make_article):
    seen = []

    def watch(coded):
        for one in coded:
            seen.append(one.article.doc_id)
            yield one

    pipeline.run(map(make_article, range(20)), gazetteer=gazetteer, reader=reader, progress=watch)
    assert seen == [f"a{n:05d}" for n in range(20)]


@pytest.mark.parametrize(("workers", "threads"), [(1, 1), (None, None), ("auto", None)])
def test_a_worker_uses_one_core_and_no_workers_all_of_them(
    workers, threads, reader, gazetteer, make_article, monkeypatch
):
    asked = set()

    def read(articles, threads=None):
        asked.add(threads)
        return reader(articles)

    monkeypatch.setattr(partitions.reading, "read_all", read)
    work = partitions.Work(gazetteer, reader=read)
    assert len(list(partitions.code_all(map(make_article, range(20)), work, workers=workers))) == 20
    assert asked == {threads}
