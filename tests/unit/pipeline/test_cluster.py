"""A Dask cluster gives the same features as this process."""

import pandas as pd
import pytest

from geo import cluster, pipeline, shuffle
from geo.errors import ServiceError

distributed = pytest.importorskip("distributed")
pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1"])]
MANY = 70


@pytest.fixture
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


def test_a_scheduler_that_is_not_there_is_told(reader, gazetteer, make_article, monkeypatch):
    monkeypatch.setattr(cluster, "CONNECT", 0.5)
    with pytest.raises(ServiceError, match="no Dask scheduler answers"):
        pipeline.run([make_article(1)], gazetteer=gazetteer, reader=reader, workers="tcp://127.0.0.1:1")
