"""Articles that the reader for tests can read, and that reader, importable in worker processes, too."""

import sys
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path

import pytest

from geo.records import Article

PLACES = ("Benghazi", "Tripoli", "Cairo", "Sirte", "Tunis", "Misrata")
ACTORS = ("Gunmen", "Militants", "Rebels", "Soldiers")
DAYS = ("Monday", "Tuesday", "Friday")


@pytest.fixture(scope="session")
def reader():
    sys.path.insert(0, str(Path(__file__).parent))
    yield import_module("fake_reader").read_all
    sys.path.remove(str(Path(__file__).parent))


@pytest.fixture(scope="session")
def make_article():
    def make(number, more=""):
        sentences = [
            f"{ACTORS[(number + n) % 4]} {('attacked', 'shelled')[n % 2]} the gates of"
            f" {PLACES[(number * 5 + n) % 6]} on {DAYS[(number + n) % 3]}."
            for n in range(3)
        ]
        day = date(2020, 1, 1) + timedelta(days=number % 40)
        return Article(
            f"a{number:05d}",
            " ".join(sentences) + f" It was day {number}." + more,
            publisher=f"P{number % 7}",
            published=day,
        )

    return make
