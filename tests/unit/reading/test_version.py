"""The version of the model tells apart what reads differently."""

import shutil
from importlib.resources import files

import pytest

from geo import reading

FILES = ("config.json", "model.onnx", "tokenizer.json")


@pytest.fixture
def model(tmp_path, monkeypatch):
    """Return the folder of a model that is taken for the shipped one."""
    folder = tmp_path / "model"
    folder.mkdir()
    for name in FILES:
        folder.joinpath(name).write_text(name)
    monkeypatch.setattr(reading, "files", lambda _: tmp_path)
    return folder


@pytest.mark.parametrize("name", FILES)
def test_network_vocabulary_and_thresholds_all_make_the_version(model, name):
    before = reading.version.__wrapped__()
    assert reading.version.__wrapped__() == before
    (model / name).write_text("other")
    assert reading.version.__wrapped__() != before


def test_the_files_are_those_that_the_model_loads(tmp_path):
    for name in FILES:
        shutil.copy(files("geo.reading") / "model" / name, tmp_path)
    reading.model.Model(tmp_path)
