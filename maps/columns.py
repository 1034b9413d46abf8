"""Features -> what the page is given: columns of numbers to draw and filter by, and texts to read.

Takes frames of `geo.features` and frames that have only some of its columns. Rows are sorted by date.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import FeatureError, OptionError
from geo.features import TELLING
from geo.ontology import event_groups, event_types, precisions, statuses
from maps.lines import GRAIN, outline_arrays, region_ids
from maps.pack import clean, codes_of, pack
from maps.theme import OTHER, Hue, categorical_hues, event_hues, hue_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import geopandas as gpd

Numbers = npt.NDArray[Any]

NOT_TOLD = -(2**31)
"""A day or a count that is not told."""
COUNTS = ("killed", "killed_max", "wounded", "wounded_max")
DAYS = ("event_date", "event_date_end")
ARTICLE = ("article", "title", "url", "publisher", "published")
SEEN = {
    "event_type", "status", "precision", "country", "radius_km", "confidence", "place_confidence", "reports",
    "actor_name", "recipient_name", "actor", "recipient", "tellings", "published", *COUNTS, *DAYS,
    "evidence", "title", "url", "publisher", "article", "evidence_start", "evidence_end", "trigger",
}  # fmt: skip
"""Columns with a place of their own in the pack; all others go along as texts."""

RISING = frozenset({"first", "site", "outline.x", "outline.y", "facet.associate.rows"})
"""Arrays of numbers that mostly rise."""


@dataclass(frozen=True, slots=True)
class Packs:
    """What the page is given."""

    columns: bytes
    """Unpacked at once: positions, days, codes, names."""
    texts: bytes
    """Unpacked when a text is asked for."""
    count: int
    """How many incidents."""


def to_packs(features: gpd.GeoDataFrame, group_by: str = "event_type") -> Packs:
    """Pack features for the page.

    Parameters
    ----------
    features
        Points in any CRS, or none; columns as those of `geo.features.SCHEMA`, as far as there are any.
    group_by
        The column that gives the colours.

    Raises
    ------
    FeatureError
        When a geometry is no point.
    OptionError
        When there is no column `group_by`.
    """
    frame = _sorted(_in_degrees(features))
    if group_by not in {*frame.columns, "event_type"} or group_by == frame.geometry.name:
        choices = ", ".join(str(c) for c in frame.columns if c != frame.geometry.name)
        raise OptionError(f"there is no column {group_by!r} to group by: choose from {choices}")
    arrays: dict[str, Numbers] = {}
    names: dict[str, Sequence[str]] = {}
    meta: dict[str, Any] = {"count": len(frame), "hue": group_by, "quantum": 1 / GRAIN, "facets": []}
    _add_sites(frame, arrays, names)
    _add_numbers(frame, arrays)
    tellings = _Tellings(frame)
    for facet in _facets(frame, group_by, tellings):
        meta["facets"].append(facet.meta)
        arrays[f"facet.{facet.key}"] = facet.codes
        names[f"facet.{facet.key}"] = facet.labels
        if facet.counts is not None:
            arrays[f"facet.{facet.key}.counts"] = facet.counts
        if facet.rows is not None:
            arrays[f"facet.{facet.key}.rows"] = facet.rows
    meta["spans"] = bool(arrays["days"].any())
    columns = pack(meta, arrays, names, rising=RISING)
    return Packs(columns, _pack_texts(frame, tellings), len(frame))


@dataclass(frozen=True, slots=True)
class _Facet:
    """One way to part the incidents."""

    key: str
    labels: list[str]
    codes: Numbers
    """One a row; or those of all rows, one row after the other, where `counts` says how many each has."""
    meta: dict[str, Any]
    counts: Numbers | None = None
    rows: Numbers | None = None
    """The row of each code, where some rows have several and most none."""


class _Tellings:
    """The evidence of all rows, taken apart: one entry a telling, articles and publishers by number."""

    def __init__(self, frame: gpd.GeoDataFrame) -> None:
        told = _column(frame, "tellings")
        table = _told_once(frame) if told.isna().all() else _told_often(frame)
        rows = table.pop("row").to_numpy()
        self.counts = np.bincount(rows, minlength=len(frame)).astype("u4")
        self.rows = rows
        articles = table[list(ARTICLE)].fillna("")
        self.article = articles.groupby(list(ARTICLE), sort=False).ngroup().to_numpy()
        self.articles = articles.drop_duplicates().replace("", None)
        self.evidence, self.trigger = table["evidence"], table["trigger"]
        start, end = (
            pd.to_numeric(table[k], errors="coerce").fillna(0).astype("i8") for k in ("start", "end")
        )
        self.start, self.length = start.to_numpy(), (end - start).clip(0, 2**31 - 1).to_numpy()

    def sources(self) -> tuple[Numbers, list[str], Numbers]:
        """Return the publishers of each row as codes, their names, and how many each row has."""
        pairs = zip(_list(self.articles["publisher"]), _list(self.articles["url"]), strict=True)
        by_article, names = codes_of(pd.Series([_source(*pair) for pair in pairs], dtype=object))
        keys = np.unique(self.rows.astype("i8") * len(names) + by_article[self.article])
        return keys % len(names), names, np.bincount(keys // len(names), minlength=len(self.counts))


def _in_degrees(features: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    frame = features if features.crs is None or features.crs.equals("EPSG:4326") else features.to_crs(4326)
    located = frame.geometry.notna() & ~frame.geometry.is_empty
    wrong = located & (frame.geometry.geom_type != "Point")
    if wrong.any():
        raise FeatureError(
            f"row {wrong.idxmax()}: {frame.geometry[wrong].iloc[0].geom_type} is no point:"
            " draw points, such as .representative_point()"
        )
    return frame


def _sorted(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    days = _days(frame, "event_date")
    return frame.iloc[np.argsort(np.where(days == NOT_TOLD, 2**31, days), kind="stable")]


def _add_sites(frame: gpd.GeoDataFrame, arrays: dict[str, Numbers], names: dict[str, Sequence[str]]) -> None:
    """Add places that incidents share: a position with its precision, radius, name, country and outline."""
    longitude, latitude = frame.geometry.x.to_numpy(), frame.geometry.y.to_numpy()
    located = np.isfinite(longitude) & np.isfinite(latitude)
    name = _texts(frame, "place_name").astype(object)
    radius = (_floats(frame, "radius_km") * 10).round().clip(0, 1e6).fillna(0)
    table = pd.DataFrame(
        {
            "longitude": np.where(located, ((longitude + 180) % 360 - 180) * 1e5, 0).round().astype("i4"),
            "latitude": np.where(located, latitude * 1e5, 0).round().astype("i4"),
            "precision": _texts(frame, "precision").fillna("").to_numpy(),
            "radius": radius.to_numpy().astype("i4"),
            "name": name.where(name.notna(), _texts(frame, "place").astype(object)).fillna("").to_numpy(),
            "country": _texts(frame, "country").fillna("").to_numpy(),
            "outline": region_ids(frame),
        }
    )
    site = table[located].groupby(list(table.columns), sort=False).ngroup()
    sites = table[located].drop_duplicates()
    code = np.full(len(frame), len(sites))
    code[located] = site
    arrays["site"] = code
    arrays["site.longitude"], arrays["site.latitude"] = (
        sites["longitude"].to_numpy(),
        sites["latitude"].to_numpy(),
    )
    arrays["site.radius"] = sites["radius"].to_numpy()
    for part in ("precision", "name", "country"):
        codes, values = codes_of(sites[part].where(sites[part] != ""))
        arrays[f"site.{part}"], names[f"site.{part}"] = codes, values
    arrays["site.outline"], outlines = codes_of(sites["outline"].where(sites["outline"] != ""))
    arrays |= outline_arrays(outlines[1:])


def _add_numbers(frame: gpd.GeoDataFrame, arrays: dict[str, Numbers]) -> None:
    first, last = (_days(frame, name) for name in DAYS)
    first = np.where(first == NOT_TOLD, last, first)
    told = first != NOT_TOLD
    # Rows without a day come last: they take the last day told, which keeps the differences small.
    arrays["first"] = np.where(told, first, first[told].max() if told.any() else 0)
    arrays["dated"] = told.astype("u1")
    arrays["days"] = np.where(told & (last != NOT_TOLD), np.maximum(last - first, 0), 0)
    for name in COUNTS:
        bound = name if name in frame else name.removesuffix("_max")  # a figure without bounds is exact
        arrays[name] = _counts(frame, bound) + 1
    for name in ("confidence", "place_confidence"):
        arrays[name] = (_floats(frame, name).clip(0, 1) * 200).round().fillna(255).to_numpy().astype("u1")
    arrays["reports"] = np.maximum(_counts(frame, "reports"), 1)


def _facets(frame: gpd.GeoDataFrame, group_by: str, tellings: _Tellings) -> Iterable[_Facet]:
    kinds = event_types()
    order = {"event_type": list(kinds), "status": list(statuses()), "precision": list(precisions())}
    for key in ("event_type", "status", "precision", "country"):
        codes, values = codes_of(_texts(frame, key))
        codes, values = _ordered(codes, values, order.get(key))
        meta: dict[str, Any] = {"key": key}
        if key == group_by != "event_type":
            meta |= _colours(categorical_hues(len(values) - 1), 1)
        if key == "event_type":
            meta["labels"] = [kinds[v].label if v in kinds else v for v in values]
            meta["groups"] = [kinds[v].group if v in kinds else "" for v in values]
            meta["group_order"] = list(event_groups())
            meta |= _colours(event_hues(values))
        yield _Facet(key, values, codes, meta)
    rows, associates = _associates(frame)
    actors, names = codes_of(
        pd.concat([*(_names(frame, role) for role in ("actor", "recipient")), associates])
    )
    ranked, names = _ordered(actors, names, None)
    meta = {"key": "actor", **(_colours(categorical_hues(len(names) - 1), 1) if group_by == "actor" else {})}
    yield _Facet("actor", names, ranked[: len(frame)], meta)
    yield _Facet("recipient", [], ranked[len(frame) : 2 * len(frame)], {"key": "recipient", "with": "actor"})
    if len(rows):
        meta = {"key": "associate", "also": "actor"}
        yield _Facet("associate", [], ranked[2 * len(frame) :], meta, rows=rows)
    codes, names, counts = tellings.sources()
    codes, names = _ordered(codes, names, None)
    yield _Facet("source", names, codes, {"key": "source"}, counts)
    if group_by not in {*order, "country", "actor"}:
        codes, values = _ordered(*codes_of(_texts(frame, group_by)), None)
        yield _Facet(
            "group",
            values,
            codes,
            {"key": "group", "column": group_by, **_colours(categorical_hues(len(values) - 1), 1)},
        )


def _ordered(codes: Numbers, values: list[str], order: list[str] | None) -> tuple[Numbers, list[str]]:
    """Give the values new numbers, by a given order or the most frequent first; nothing stays 0."""
    counts = np.bincount(codes, minlength=len(values))
    places = {value: i for i, value in enumerate(order or ())}
    ranking = sorted(range(1, len(values)), key=lambda i: (places.get(values[i], len(places)), -counts[i]))
    new = np.zeros(len(values), dtype="u4")
    new[ranking] = np.arange(1, len(values))
    return new[codes], ["", *(values[i] for i in ranking)]


def _colours(hues: list[Hue], shift: int = 0) -> dict[str, list[str]]:
    grey = [hue_of(OTHER)] * shift
    return {"light": [h.light for h in grey + hues], "dark": [h.dark for h in grey + hues]}


def _pack_texts(frame: gpd.GeoDataFrame, tellings: _Tellings) -> bytes:
    arrays: dict[str, Numbers] = {
        "tellings": tellings.counts, "article": tellings.article, "start": tellings.start,
        "length": tellings.length,
    }  # fmt: skip
    texts: dict[str, Sequence[str]] = {}
    columns: dict[str, pd.Series] = {"evidence": tellings.evidence, "trigger": tellings.trigger}
    for name in ARTICLE:
        columns[f"article.{name}"] = tellings.articles[name]
    others = [str(c) for c in frame.columns if c not in SEEN and c != frame.geometry.name]
    for name in ["actor", "recipient", "actor_name", "recipient_name", *others]:
        columns[name] = _texts(frame, name)
    same: dict[str, str] = {}
    for name, values in columns.items():
        codes, names = codes_of(values)
        twin = next(
            (t for t in texts if names == texts[t] and np.array_equal(codes, arrays[f"{t}.code"])), None
        )
        if twin:
            same[name] = twin
        else:
            arrays[f"{name}.code"], texts[name] = codes, names
    numbers = [name for name in others if pd.api.types.is_numeric_dtype(frame[name])]
    has = [str(c) for c in frame.columns if c != frame.geometry.name]
    meta = {"numbers": numbers, "has": has, "same": same}
    mostly_new = {
        f"{name}.code" for name, names in texts.items() if 2 * len(names) > len(arrays[f"{name}.code"])
    }
    return pack(meta, arrays, texts, rising=frozenset(mostly_new | {"article"}))


def _told_once(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return one telling a row, from the row's own columns."""
    columns = {"start": "evidence_start", "end": "evidence_end"}
    table = pd.DataFrame({name: _texts(frame, columns.get(name, name)).to_numpy() for name in TELLING})
    table["row"] = np.arange(len(frame))
    return table[table[["article", "title", "url", "publisher", "evidence"]].notna().any(axis=1).to_numpy()]


def _told_often(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the tellings of each row; where the list of a row is none, the one in the row's own columns."""
    once = _told_once(frame).set_index("row", drop=False)
    found: list[dict[str, Any]] = []
    for row, text in enumerate(_list(_texts(frame, "tellings"))):
        told = _parse(text)
        if told:
            found += [{**dict.fromkeys(TELLING), **telling, "row": row} for telling in told]
        elif row in once.index:
            found.append({str(k): v for k, v in once.loc[row].items()})
    table = pd.DataFrame(found, columns=[*TELLING, "row"], dtype=object)
    for name in (*ARTICLE, "evidence", "trigger"):
        texts = [value if value is None else clean(str(value)) for value in table[name]]
        table[name] = pd.Series(texts, dtype=object)
    return table.astype({"row": "i8"})


def _parse(text: str | None) -> list[dict[str, Any]]:
    try:
        told = json.loads(text) if text else []
    except ValueError:
        return []
    return [t for t in told if isinstance(t, dict)] if isinstance(told, list) else []


def _source(publisher: Any, url: Any) -> str | None:
    if publisher:
        return str(publisher)
    try:
        host = urlsplit(str(url or "")).hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def _column(frame: gpd.GeoDataFrame, name: str) -> pd.Series:
    return (
        frame[name]
        if name in frame.columns
        else pd.Series([None] * len(frame), index=frame.index, dtype=object)
    )


def _texts(frame: gpd.GeoDataFrame, name: str) -> pd.Series:
    """Return a column as texts, without a value where it has none."""
    column = _column(frame, name)
    if pd.api.types.is_datetime64_any_dtype(column):
        days: pd.Series = column.dt.strftime("%Y-%m-%d")
        return days
    if isinstance(column.dtype, pd.CategoricalDtype) or column.dtype == object:
        return pd.Series(
            [None if none else clean(str(v)) for v, none in zip(column, column.isna(), strict=True)],
            dtype=object,
        )
    return column.astype("string")


def _names(frame: gpd.GeoDataFrame, role: str) -> pd.Series:
    names, texts = (_texts(frame, name).astype(object) for name in (f"{role}_name", role))
    merged: pd.Series = names.where(names.notna(), texts)
    return merged


def _associates(frame: gpd.GeoDataFrame) -> tuple[Numbers, pd.Series]:
    """Return the rows of all who acted or suffered beside the first, and their names, each once a row."""
    listed = pd.concat(
        [
            _texts(frame, name).reset_index(drop=True)
            for name in ("associated_actors", "associated_recipients")
        ]
    )
    names = listed.dropna().astype(object).str.split("; ").explode().sort_index(kind="stable")
    table = pd.DataFrame({"row": names.index, "name": names.to_numpy()}).drop_duplicates()
    return table["row"].to_numpy(), table["name"]


def _list(column: pd.Series) -> list[Any]:
    return list(column.astype(object).where(column.notna(), None))


def _floats(frame: gpd.GeoDataFrame, name: str) -> pd.Series:
    return pd.to_numeric(_column(frame, name), errors="coerce").astype("float64")


def _counts(frame: gpd.GeoDataFrame, name: str) -> Numbers:
    return _floats(frame, name).clip(0, 1e9).fillna(-1).to_numpy().astype("i8")


def _days(frame: gpd.GeoDataFrame, name: str) -> Numbers:
    """Return days since 1970-01-01."""
    column = _column(frame, name)
    if not pd.api.types.is_datetime64_any_dtype(column):
        column = pd.to_datetime(
            column.astype("string"), errors="coerce", format="ISO8601", utc=True
        ).dt.tz_localize(None)
    days = column.to_numpy().astype("datetime64[D]")
    return np.where(np.isnat(days), NOT_TOLD, days.astype("i8"))
