"""What all tests share: the development corpora, where they are at hand."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of the development corpora, `$INCIDENT_MAPPER_SHARED` or `../shared`."""
    folder = Path(os.environ.get("INCIDENT_MAPPER_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"the development corpora are not at {folder}")
    return folder
