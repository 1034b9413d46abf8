"""Stories annotated by hand as readings; the converter is the one that training uses."""

import importlib.util
from pathlib import Path

import pytest

CONVERTER = Path(__file__).resolve().parents[3] / "training" / "gold_readings.py"


@pytest.fixture(scope="session")
def stories():
    """Return the function that gives article, reading and annotated events of every story of a file."""
    spec = importlib.util.spec_from_file_location("gold_readings", CONVERTER)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.stories
