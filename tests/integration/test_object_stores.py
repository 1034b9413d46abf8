"""Object stores: articles from there, features there and back, whole; what is wrong is said.

S3 and Google's store are servers on this machine.
"""

import json
import socket
import sys
from contextlib import contextmanager

import pytest
from geopandas.testing import assert_geodataframe_equal

from geo import articles, formats
from geo.errors import FormatError, OptionError, OutputError

UPath = pytest.importorskip("upath").UPath
pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1"])]

NEWS = "date: 2020-03-01\n\nGunmen killed three people in Benghazi on Friday, officials of the town said."


@contextmanager
def memory(_environment, _room):
    yield "memory://media"
    UPath("memory://").fs.store.clear()


@contextmanager
def file(_environment, room):
    yield room.as_uri()


@contextmanager
def s3(environment, _room):
    server = pytest.importorskip("moto.server")
    s3fs = pytest.importorskip("s3fs")
    import boto3  # noqa: PLC0415  comes with moto

    running = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "s3cr3t",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        environment.setenv(name, value)
    boto3.client("s3").create_bucket(Bucket="media")
    s3fs.S3FileSystem.clear_instance_cache()
    yield "s3://media"
    s3fs.S3FileSystem.clear_instance_cache()
    running.stop()


@contextmanager
def gs(environment, _room):
    server = pytest.importorskip("gcp_storage_emulator.server")
    gcsfs = pytest.importorskip("gcsfs")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment.setenv("STORAGE_EMULATOR_HOST", f"http://127.0.0.1:{port}")
    environment.setenv("NO_GCE_CHECK", "true")
    gcsfs.GCSFileSystem.clear_instance_cache()
    with server.create_server("127.0.0.1", port, in_memory=True, default_bucket="media"):
        yield "gs://media"
    gcsfs.GCSFileSystem.clear_instance_cache()


STORES = {make.__name__: make for make in (memory, file, s3, gs)}


@pytest.fixture(scope="module", params=STORES)
def store(request, tmp_path_factory):
    """Yield the address of a store."""
    with (
        pytest.MonkeyPatch.context() as environment,
        STORES[request.param](environment, tmp_path_factory.mktemp("store")) as address,
    ):
        yield address


@pytest.fixture
def folder(store, tmp_path):
    """Return the address of an empty folder."""
    return f"{store}/{tmp_path.name}"


def by_id(frame):
    return frame.sort_values("incident_id", ignore_index=True)


@pytest.mark.parametrize("name", ["a.geojson", "a.gpkg", "a.parquet", "a.parquets"])
def test_features_go_there_whole_and_come_back(features, folder, name):
    address = f"{folder}/deep/{name}"
    formats.write(features, address)
    assert_geodataframe_equal(by_id(features), by_id(formats.read(address)), check_less_precise=True)
    with pytest.raises(OutputError, match="there already"):
        formats.write(features, address)
    formats.write(features.iloc[:3], address, overwrite=True)
    assert len(formats.read(address)) == 3


def test_nothing_of_an_older_folder_stays(features, folder, monkeypatch):
    monkeypatch.setattr(formats.parquet, "ROW_GROUP", 12)
    formats.write(features, f"{folder}/a.parquets")
    assert len(list(UPath(folder, "a.parquets").iterdir())) == 4
    formats.write(features.iloc[:3], f"{folder}/a.parquets", overwrite=True)
    assert [file.name for file in UPath(folder, "a.parquets").iterdir()] == ["part-00000.parquet"]


def test_a_style_goes_beside(features, folder):
    formats.write(features, f"{folder}/a.geojson", style="qgis")
    assert {file.name for file in UPath(folder).iterdir()} == {"a.geojson", "a.qml"}


def test_what_fails_leaves_nothing(features, folder):
    with pytest.raises(OptionError):
        formats.write(features, f"{folder}/a.geojson", depth=3)

    def broken():
        yield features
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        formats.write(broken(), f"{folder}/a.geojson")
    assert not UPath(folder, "a.geojson").exists()


def test_what_is_not_there_is_said(folder):
    with pytest.raises(FormatError, match=r"nothing\.geojson cannot be read"):
        formats.read(f"{folder}/nothing.geojson")


def test_articles_are_read_from_a_folder_of_objects(folder):
    place = UPath(folder, "in")
    (place / "deep").mkdir(parents=True, exist_ok=True)
    (place / "a.txt").write_text(NEWS)
    (place / "deep" / "b.jsonl").write_text(json.dumps({"doc_id": "b", "text": NEWS.replace("three", "two")}))
    assert [article.doc_id for article in articles.read([str(place)])] == ["a.txt", "b"]
    assert [article.doc_id for article in articles.read([f"{place}/a.txt"])] == ["a.txt"]


@pytest.mark.parametrize("store", ["s3", "gs"], indirect=True)
def test_a_misspelt_bucket_is_told_and_not_made(features, store):
    wrong = store.replace("media", "no-such-bucket")
    with pytest.raises(OutputError, match="cannot be"):
        formats.write(features, f"{wrong}/a.geojson")
    with pytest.raises(FormatError, match="cannot be read"):
        formats.read(f"{wrong}/a.geojson")


@pytest.mark.parametrize("store", ["s3", "gs"], indirect=True)
def test_the_way_from_bucket_to_bucket(store, folder, cli, tmp_path):
    UPath(folder, "in", "a.txt").write_text(NEWS)
    done = cli("extract", f"{folder}/in", "-o", f"{folder}/out/incidents.geojson", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "s3cr3t" not in done.stderr
    assert len(formats.read(f"{folder}/out/incidents.geojson")) > 0
    done = cli("draw", f"{folder}/out/incidents.geojson", "-o", "map.html", cwd=tmp_path)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("missing", ["gcsfs", "upath"])
def test_without_the_extra_it_is_told_what_to_install(missing, monkeypatch):
    monkeypatch.setitem(sys.modules, missing, None)
    monkeypatch.delitem(sys.modules["fsspec.registry"]._registry, "gs", raising=False)
    with pytest.raises(OptionError, match=r"pip install 'incident-mapper\[objects\]'"):
        formats.read("gs://media/a.geojson")


def test_an_unknown_store_is_told():
    with pytest.raises(OptionError, match="no address that can be used"):
        formats.read("nosuchstore://a/b.geojson")
