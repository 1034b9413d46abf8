"""One gazetteer for all unit tests."""

import os
from pathlib import Path

import pytest

from geo.gazetteer import open_gazetteer


@pytest.fixture(scope="session")
def embedded(tmp_path_factory) -> Path:
    """File of the embedded gazetteer, built once: in `$INCIDENT_MAPPER_CACHE` where that is set."""
    folder = Path(os.environ.get("INCIDENT_MAPPER_CACHE") or tmp_path_factory.mktemp("gazetteer"))
    file = folder / "gazetteer.sqlite"
    open_gazetteer(file)
    return file
