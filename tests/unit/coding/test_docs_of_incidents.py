"""The pages on incidents and their types keep up with the schema and the ontology."""

from pathlib import Path

from geo.coding.corrections import CONDITIONS, SETTERS
from geo.features import COLUMNS
from geo.ontology import date_precisions, event_types, precisions, statuses

DOCS = Path(__file__).resolve().parents[3] / "docs"
PAGE = (DOCS / "incidents.md").read_text(encoding="utf-8")


def test_every_column_is_described():
    assert [name for name in COLUMNS if f"| `{name}` |" not in PAGE] == []


def test_every_condition_and_column_of_corrections_is_named():
    names = [name for name in (*CONDITIONS, *SETTERS) if not name.startswith(("actor_", "recipient_"))]
    assert [name for name in names if f"`{name}`" not in PAGE] == []


def test_every_type_status_and_precision_is_listed_with_its_codes():
    page = (DOCS / "event-types.md").read_text(encoding="utf-8")
    rows = {tuple(cell.strip(" `") for cell in line.split("|")[1:-1]) for line in page.splitlines()}
    for name, kind in event_types().items():
        plover = " ".join(filter(None, (kind.plover, kind.plover_mode)))
        assert (name, kind.group, kind.meaning, " / ".join(kind.acled or ()), plover) in rows
    assert set(statuses().items()) <= rows
    for name, code in precisions().items():
        assert (name, code.meaning, str(code.acled), str(code.ucdp)) in rows
    for name, code in date_precisions().items():
        assert (name, str(code.acled), str(code.ucdp)) in rows
