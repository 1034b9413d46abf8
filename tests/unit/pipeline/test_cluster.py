"""A Dask cluster gives the same features as this process."""

import shutil
import sys
from dataclasses import replace
from itertools import pairwise

import pandas as pd
import pytest

from geo import cluster, coding, journal, pipeline, shuffle
from geo.errors import OptionError, ServiceError
from geo.gazetteer import open_gazetteer
from geo.gazetteer.add import add_files
from geo.journal import Journal
from geo.partitions import fingerprint

distributed = pytest.importorskip("distributed")
pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1"])]
MANY = 70


@pytest.fixture(scope="module")
def local(reader):
    """Yield a scheduler on this machine with two worker processes."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as made:
        yield made


@pytest.fixture
def alone(reader, gazetteer, make_article):
    return pipeline.run(map(make_article, range(MANY)), gazetteer=gazetteer, reader=reader)


def test_a_cluster_gives_the_same_rows_also_when_a_worker_is_killed(
    local, alone, reader, gazetteer, make_article, tmp_path, monkeypatch
):
    def run(articles):
        return pipeline.run(articles, gazetteer=gazetteer, reader=reader, workers=local.scheduler_address)

    monkeypatch.setattr(shuffle, "FEW", 40)
    monkeypatch.setattr(shuffle, "BUCKET", 60)
    features, report = run(map(make_article, range(MANY)))
    pd.testing.assert_frame_equal(features, alone[0])
    assert (report.articles, report.failures) == (MANY, [])
    killing = (make_article(n, f" ONCE {tmp_path}/killed" if n == 20 else "") for n in range(MANY))
    features, report = run(killing)
    assert (tmp_path / "killed").exists()
    pd.testing.assert_frame_equal(features, alone[0])


def test_a_run_that_was_broken_off_goes_on_with_a_cluster(
    local, reader, gazetteer, make_article, tmp_path, monkeypatch
):
    monkeypatch.setattr(journal, "EVERY", 0)
    many = 150
    wanted, _ = pipeline.run(map(make_article, range(many)), gazetteer=gazetteer, reader=reader)

    def broken_off():
        yield from map(make_article, range(many - 1))
        raise KeyboardInterrupt

    def run(articles, kept):
        way = {"gazetteer": gazetteer, "reader": reader, "journal": kept}
        return pipeline.run(articles, workers=local.scheduler_address, **way)

    with pytest.raises(KeyboardInterrupt), Journal(tmp_path / "j") as kept:
        run(broken_off(), kept)
    monkeypatch.setattr(journal, "MANY", 5)
    with Journal(tmp_path / "j") as kept:
        assert kept.known == 64  # partitions that were done before the last six were on their way
        changed = [make_article(n, " FAIL" if n == 3 else "") for n in range(many)]
        features, report = run(map(make_article, range(many)), kept)
        assert (report.articles, report.failures) == (many, [])
        pd.testing.assert_frame_equal(features, wanted)
        assert [failure.source for failure in run(changed, kept)[1].failures] == ["a00003"]


def test_workers_ask_a_service_once_for_each_name_and_no_faster_than_one_would(
    local, reader, gazetteer, make_article, tmp_path
):
    shutil.copyfile(gazetteer.file, tmp_path / "gazetteer.sqlite")
    asking = open_gazetteer(tmp_path / "gazetteer.sqlite", service="fake")
    with distributed.Client(local) as client:
        client.run(sys.modules[reader.__module__].note_questions, tmp_path / "asked")
    names = ("Vostrakhum", "Qelmarroth", "Zhuvendral")
    told = "Rebels attacked the gates of {} on Monday. It was day {}."
    made = [replace(make_article(n), text=told.format(names[n % 3], n)) for n in range(MANY)]
    features, report = pipeline.run(made, gazetteer=asking, reader=reader, workers=local.scheduler_address)
    assert report.failures == []
    assert set(names) <= set(features["place_name"])
    rows = [line.split(maxsplit=1) for line in (tmp_path / "asked").read_text().splitlines()]
    times, questions = [float(row[0]) for row in rows], [row[1] for row in rows]
    assert {question.split(",")[0] for question in questions} == set(names)
    assert len(set(questions)) == len(questions)
    assert all(after - before >= 0.99 for before, after in pairwise(times))


def test_a_worker_with_another_gazetteer_is_refused(local, reader, gazetteer, make_article, tmp_path):
    (tmp_path / "mine.csv").write_text("name,latitude,longitude\nCamp Gamma,12.0,22.0\n")
    other = tmp_path / "here" / "gazetteer.sqlite"
    other.parent.mkdir()
    shutil.copyfile(gazetteer.file, other)
    add_files(other, [tmp_path / "mine.csv"])
    mine = open_gazetteer(other)
    other.rename(tmp_path / "moved.sqlite")  # is not where the workers look
    with pytest.raises(OptionError, match=r"its gazetteer is .* install the same there"):
        pipeline.run([make_article(1)], gazetteer=mine, reader=reader, workers=local.scheduler_address)


def test_a_worker_that_joined_late_with_another_model_is_refused(reader, gazetteer):
    here = fingerprint(gazetteer)
    recipe = cluster.Recipe(gazetteer.file, None, 1, coding.DEFAULT, reader, {**here, "model": "another"})
    with pytest.raises(OptionError, match=f"its model is {here['model']}, not another"):
        cluster.run(recipe, [])
    assert cluster.run(replace(recipe, fingerprint=here), []) == []


def test_a_scheduler_that_is_not_there_is_told(reader, gazetteer, make_article, monkeypatch):
    monkeypatch.setattr(cluster, "CONNECT", 0.5)
    with pytest.raises(ServiceError, match="no Dask scheduler answers"):
        pipeline.run([make_article(1)], gazetteer=gazetteer, reader=reader, workers="tcp://127.0.0.1:1")


def test_what_hangs_on_one_worker_is_done_by_another(
    local, alone, reader, gazetteer, make_article, tmp_path, monkeypatch, caplog
):
    for name, seconds in (("PATIENCE", 1.0), ("LOOK", 0.1)):
        monkeypatch.setattr(cluster, name, seconds)
    tried = tmp_path / "tried"
    hanging = (make_article(n, f" HANG {tried}" if n == 20 else "") for n in range(MANY))
    features, report = pipeline.run(
        hanging, gazetteer=gazetteer, reader=reader, workers=local.scheduler_address
    )
    pd.testing.assert_frame_equal(features, alone[0])
    assert (report.articles, report.failures) == (MANY, [])
    first, second = tried.read_text().split()
    assert first != second
    assert "another does it" in caplog.text
