"""What the words beside a place name make of it."""

import pytest

from geo.coding.beside import is_hospital
from geo.records import Mention


@pytest.mark.parametrize(
    ("text", "treated"),
    [
        ("A man was shot and taken to a hospital in Cairo.", True),
        ("Two of the wounded were rushed to Cairo General Hospital.", True),
        ("Jets bombed a hospital in Cairo.", False),
        ("Hostages were taken to Cairo.", False),
    ],
)
def test_victims_are_treated_where_it_did_not_happen(text, treated):
    start = text.index("Cairo")
    assert is_hospital(text, Mention("m", "toponym", start, start + 5, "Cairo")) is treated
