"""The page on incidents keeps up with the schema."""

from pathlib import Path

from geo.coding.corrections import CONDITIONS, SETTERS
from geo.features import COLUMNS

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "incidents.md").read_text(encoding="utf-8")


def test_every_column_is_described():
    assert [name for name in COLUMNS if f"| `{name}` |" not in PAGE] == []


def test_every_condition_and_column_of_corrections_is_named():
    names = [name for name in (*CONDITIONS, *SETTERS) if not name.startswith(("actor_", "recipient_"))]
    assert [name for name in names if f"`{name}`" not in PAGE] == []
