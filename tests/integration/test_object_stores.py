"""Articles from S3 and incidents to S3, against a server on this machine."""

import json

import pytest
from geopandas.testing import assert_geodataframe_equal

from geo import articles, formats
from geo.errors import FormatError, OutputError

pytest.importorskip("s3fs")
server = pytest.importorskip("moto.server")
pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1"])]

NEWS = "date: 2020-03-01\n\nGunmen killed three people in Benghazi on Friday, officials of the town said."


@pytest.fixture
def bucket(monkeypatch):
    """Yield the address of an empty bucket."""
    import boto3  # noqa: PLC0415  comes with moto
    import s3fs  # noqa: PLC0415

    running = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "s3cr3t",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    boto3.client("s3").create_bucket(Bucket=f"media-{port}")
    s3fs.S3FileSystem.clear_instance_cache()
    yield f"s3://media-{port}"
    s3fs.S3FileSystem.clear_instance_cache()
    running.stop()


def by_id(frame):
    return frame.sort_values("incident_id", ignore_index=True)


def test_features_go_there_whole_and_come_back(features, bucket):
    for name in ("a.geojson", "b.gpkg", "c.parquet", "d.parquets"):
        address = f"{bucket}/out/{name}"
        formats.write(features, address)
        assert_geodataframe_equal(by_id(features), by_id(formats.read(address)), check_less_precise=True)
        with pytest.raises(OutputError, match="there already"):
            formats.write(features, address)
    formats.write(features.iloc[:3], address, overwrite=True)
    assert len(formats.read(address)) == 3
    with pytest.raises(FormatError, match="cannot be read"):
        formats.read(f"{bucket}/out/nothing.geojson")
    with pytest.raises(OutputError, match="cannot be"):
        formats.write(features, "s3://no-such-bucket/a.geojson")


def test_articles_are_read_from_a_folder_of_objects(bucket):
    from upath import UPath  # noqa: PLC0415  comes with the extra

    folder = UPath(bucket, "in")
    (folder / "a.txt").write_text(NEWS)
    (folder / "deep" / "b.jsonl").write_text(
        json.dumps({"doc_id": "b", "text": NEWS.replace("three", "two")})
    )
    assert [article.doc_id for article in articles.read([str(folder)])] == ["a.txt", "b"]
    assert [article.doc_id for article in articles.read([f"{folder}/a.txt"])] == ["a.txt"]


def test_the_way_from_bucket_to_bucket(bucket, cli, tmp_path):
    from upath import UPath  # noqa: PLC0415

    UPath(bucket, "in", "a.txt").write_text(NEWS)
    done = cli("extract", f"{bucket}/in", "-o", f"{bucket}/out/incidents.geojson", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "s3cr3t" not in done.stderr
    assert len(formats.read(f"{bucket}/out/incidents.geojson")) > 0
    done = cli("draw", f"{bucket}/out/incidents.geojson", "-o", "map.html", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
