"""A real PostGIS takes incidents, updates them, and gives them back."""

import traceback

import pandas as pd
import psycopg
import pytest
from geopandas.testing import assert_geodataframe_equal

from geo import formats
from geo.errors import FormatError, OptionError, OutputError
from geo.formats.areas import to_areas


@pytest.fixture
def address(postgres):
    """Return an address whose schema this test has to itself."""
    yield f"{postgres}#news.events"
    with psycopg.connect(postgres) as connection:
        connection.execute("DROP SCHEMA IF EXISTS news CASCADE; DROP TABLE IF EXISTS layer_styles")


def query(postgres, text):
    with psycopg.connect(postgres) as connection:
        return connection.execute(text).fetchall()


def by_id(frame):
    return frame.sort_values("incident_id", ignore_index=True)


def test_rows_come_back_the_same_with_their_provenance(features, address):
    formats.write(features, address)
    read = formats.read(address)
    assert_geodataframe_equal(by_id(features), by_id(read))
    assert read.attrs["provenance"]["model"] == "reader 1"


def test_writing_again_updates_what_changed_and_inserts_what_is_new(features, address, postgres):
    formats.write(features.iloc[:30], address)
    changed = features.assign(killed=features["killed"].fillna(0) + 100)
    formats.write(changed.iloc[20:], address)
    read = by_id(formats.read(address))
    assert len(read) == 40
    assert (read["killed"].iloc[20:] >= 100).all()
    assert not (read["killed"].iloc[:20] >= 100).any()
    told = "SELECT area_id, incidents, main_event_type, event_date, event_date_end FROM news.events_areas"
    areas = to_areas(changed).astype(object).where(lambda frame: frame.notna(), None)
    days = [areas[name].map(lambda day: day and day.date()) for name in ("event_date", "event_date_end")]
    rows = zip(areas["area_id"], areas["incidents"], areas["main_event_type"], *days, strict=True)
    assert sorted(query(postgres, told)) == sorted(rows)


def test_an_area_counts_the_incidents_of_all_runs(features, address, postgres):
    one = features[features["precision"].eq("country") & features.geometry.notna()].head(1)
    other = one.assign(
        incident_id="other", event_type="riot",
        event_date=one["event_date"] + pd.Timedelta(days=30), event_date_end=one["event_date"].iloc[:0],
    ).astype(one.dtypes)  # fmt: skip
    formats.write(one, address)
    formats.write(other, address)
    (area,) = query(postgres, "SELECT incidents, event_date, event_end FROM news.events_areas")
    day = one["event_date"].iloc[0]
    assert area == (2, day.date(), (day + pd.Timedelta(days=31) - pd.Timedelta(seconds=1)).to_pydatetime())
    join = "SELECT count(*) FROM news.events JOIN news.events_areas USING (area_id)"
    assert query(postgres, join) == [(2,)]


def test_an_area_goes_when_its_incident_loses_its_place(features, address, postgres):
    formats.write(features, address)
    formats.write(features.set_geometry(features.geometry.where([False] * len(features))), address)
    assert query(postgres, "SELECT count(*) FROM news.events_areas") == [(0,)]
    assert formats.read(address).geometry.isna().all()


def test_types_index_and_comments_are_the_databases_own(features, address, postgres):
    formats.write(features, address)
    types = dict(
        query(
            postgres,
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'events'",
        )
    )
    assert types["event_date"] == "date"
    assert types["event_start"] == "timestamp without time zone"
    assert types["killed"] == "bigint"
    indexes = query(postgres, "SELECT indexdef FROM pg_indexes WHERE tablename = 'events'")
    assert any("gist (geometry)" in text for (text,) in indexes)
    near = "SELECT count(*) FROM news.events WHERE ST_DWithin(geometry, 'SRID=4326;POINT(13.19 32.89)', 0.1)"
    assert query(postgres, near)[0][0] == (features.geometry.x.between(13, 14)).sum()
    srid = "SELECT DISTINCT ST_SRID(geometry), GeometryType(geometry) FROM news.events_areas"
    assert query(postgres, srid) == [(4326, "MULTIPOLYGON")]


def test_the_style_is_kept_once_and_a_users_default_stays(features, address, postgres):
    formats.write(features, address)
    default = "SELECT f_table_name, useasdefault FROM layer_styles ORDER BY 1"
    assert query(postgres, default) == [("events", True), ("events_areas", True)]
    with psycopg.connect(postgres) as connection:
        connection.execute("UPDATE layer_styles SET stylename = 'mine' WHERE f_table_name = 'events'")
    formats.write(features, address)
    kept = "SELECT stylename, useasdefault FROM layer_styles WHERE f_table_name = 'events' ORDER BY 1"
    assert query(postgres, kept) == [("incident-mapper", False), ("mine", True)]


def test_a_failure_leaves_the_table_as_it_was(features, address, postgres):
    formats.write(features, address)
    query(postgres, "SELECT 1")
    with psycopg.connect(postgres) as connection:
        connection.execute("ALTER TABLE news.events ADD CHECK (killed < 50)")
    with pytest.raises(OutputError, match="violates check constraint"):
        formats.write(features.assign(killed=features["killed"].fillna(0) + 100), address)
    assert_geodataframe_equal(by_id(features), by_id(formats.read(address)))


def test_names_with_quotes_are_names(features, postgres):
    address = postgres + '#news.a "b" %s; DROP'
    try:
        formats.write(features, address)
        assert len(formats.read(address)) == len(features)
    finally:
        with psycopg.connect(postgres) as connection:
            connection.execute("DROP SCHEMA IF EXISTS news CASCADE")


def test_a_server_or_table_that_is_not_there_is_told(features, postgres):
    with pytest.raises(OutputError, match="check the address"):
        formats.write(features, "postgresql://nobody@/x?host=/nowhere")
    with pytest.raises(FormatError, match="check the address"):
        formats.read(postgres + "#news.none")


def test_hostile_texts_come_back_and_nul_is_told(features, address, caplog):
    texts = [
        "",
        "\\N",
        "\\.",
        "NULL",
        '"',
        "'; DROP TABLE events; --",
        "%s",
        "a\r\nb",
        "\t",
        "a\x00b",
        "[1,2]",
        "𝄞",
    ]
    column = pd.array([texts[number % len(texts)] for number in range(len(features))], "string")
    hostile = features.assign(evidence=column, title=column, place=column)
    formats.write(hostile, address)
    read = by_id(formats.read(address))
    for name in ("evidence", "title", "place"):
        assert read[name].tolist() == [text.replace("\x00", "\ufffd") for text in column]
    assert caplog.text.count("PostGIS cannot hold some characters in 3 values") == 3


def test_several_frames_are_one_and_what_is_not_written_goes_where_that_is_asked(features, address, postgres):
    more = features.iloc[20:].assign(note=pd.array(["mine"] * 20, "string"))
    formats.write(iter([features.iloc[:20], more]), address)
    read = by_id(formats.read(address))
    assert_geodataframe_equal(by_id(features), read.drop(columns="note"))
    assert read["note"].notna().sum() == 20
    count = "SELECT count(*), count(DISTINCT area_id) FROM news.events_areas"
    assert query(postgres, count) == [(len(to_areas(features)),) * 2]
    formats.write(features.iloc[5:9], address, replace=True)
    assert set(formats.read(address)["incident_id"]) == set(features["incident_id"].iloc[5:9])
    assert query(postgres, count) == [(len(to_areas(features.iloc[5:9])),) * 2]


def test_no_message_tells_a_password(features, caplog):
    caplog.set_level("DEBUG")
    for address in (
        "postgresql://ada:s3cr3t@/x?host=/nowhere",
        "postgresql://ada:s3cr3t%zz@localhost/x",
        "postgresql://ada@/x?host=/nowhere&password=s3cr3t",
        "postgresql+psycopg://ada:s3cr3t@localhost/x",
        "POSTGRESQL://ada:s3cr3t@localhost/x",
    ):
        with pytest.raises((OptionError, OutputError, FormatError)) as failed:
            formats.write(features, address)
        told = "".join(traceback.format_exception_only(failed.value))
        assert "s3cr3t" not in told + str(failed.value.__cause__) + caplog.text
