"""The style that QGIS finds with the data (QML): the layer opens as the map, and the time slider moves it.

Categorised by event type in our colours, sized by the precision of the place, fainter the less it happened;
map tips with the evidence, labels, temporal properties, aliases, and a form with its fields in groups. Made
without QGIS, for QGIS 3.22 and later.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, SubElement, tostring

from geo.formats.labels import OPACITIES, SIZES, groups, label
from geo.formats.table import to_table
from geo.ontology import event_types

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from geo.formats.provenance import Provenance

CATEGORIES = "Symbology|Labeling|Fields|Forms|MapTips|Temporal"
VERSION = "3.22.0-Białowieża"
START_AND_END, BOTH_ENDS = "2", "1"
"""QGIS: the mode of temporal properties with two fields; the limit mode that counts both ends."""
AROUND_POINT = "6"
STRENGTH = """scale_linear(log10("incidents"), 0, 4, 30, 100)"""
"""Opacity of an area in percent, by the number of its incidents."""
LABEL_SCALE = "3000000"
EXPRESSION = 3
EVENT_TYPES = ("event_type", "main_event_type")
LONG_TEXTS = ("evidence", "tellings", "place_reason")
PARTIES = (
    """concat("actor", ', ' || "associated_actors", ' → ' || "recipient","""
    """ ', ' || "associated_recipients")"""
)
MAP_TIP = (
    ("b", """represent_value("event_type") || coalesce(' (' || "status" || ')', '')"""),
    ("div", PARTIES),
    ("div", """concat(to_string("event_date"), ' ', "place_name", ' (' || "precision" || ')')"""),
    ("blockquote", """"evidence\""""),
    ("i", """concat("publisher", ' ', "title")"""),
)
"""The lines of a map tip: an element of HTML, and the expression for its text."""
AREA_TIP = (
    ("b", """concat("place_name", ' (' || "precision" || ')')"""),
    ("div", """concat('Incidents: ', "incidents", ', most often ', represent_value("main_event_type"))"""),
    ("div", """concat(to_string("event_date"), ' – ' || to_string("event_date_end"))"""),
)


def point_style(columns: Iterable[str], types: Collection[str] = ()) -> str:
    """Return the style of the layer of incidents.

    Parameters
    ----------
    columns
        The layer's columns, in order.
    types
        Event types that the legend shall have; all if none are given.
    """
    columns = list(columns)
    document = _document()
    renderer = _renderer(document, "event_type", types, _marker)
    renderer.set("enableorderby", "1")
    order = SubElement(SubElement(renderer, "orderby"), "orderByClause", asc="0", nullsFirst="0")
    order.text = _case("precision", SIZES, 3)
    _labels(document)
    _temporal(document)
    SubElement(document, "mapTip").text = _map_tip(MAP_TIP)
    SubElement(document, "previewExpression").text = "\"event_type\" || ', ' || coalesce(\"place_name\", '?')"
    _fields(document, columns)
    return _text(document)


def area_style(columns: Iterable[str], types: Collection[str] = ()) -> str:
    """Return the style of the layer of areas: pale, with an outline, the more incidents the stronger.

    Parameters are those of `point_style`; an area has the colour of its commonest event type.
    """
    document = _document()
    _renderer(document, "main_event_type", types, _fill)
    _temporal(document)
    SubElement(document, "mapTip").text = _map_tip(AREA_TIP)
    SubElement(document, "previewExpression").text = '"place_name"'
    _fields(document, list(columns))
    return _text(document)


def write_style(features: gpd.GeoDataFrame, path: Path, provenance: Provenance) -> None:  # noqa: ARG001
    """Write the style of points beside the output `path`, as `NAME.qml`, where QGIS looks for it."""
    columns = [*to_table(features.iloc[:0]).column_names[:-1]]
    style = point_style(columns, frozenset(features["event_type"]))
    path.with_suffix(".qml").write_text(style, encoding="utf-8")


def _document() -> Element:
    return Element("qgis", version=VERSION, styleCategories=CATEGORIES, labelsEnabled="1")


def _text(document: Element) -> str:
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + tostring(document, "unicode")


def _renderer(document: Element, column: str, types: Collection[str], make_symbol: Any) -> Element:
    kinds = [kind for name, kind in event_types().items() if not types or name in types]
    renderer = SubElement(
        document,
        "renderer-v2",
        type="categorizedSymbol",
        attr=column,
        forceraster="0",
        symbollevels="0",
    )
    categories = SubElement(renderer, "categories")
    symbols = SubElement(renderer, "symbols")
    for number, kind in enumerate(kinds):
        SubElement(
            categories, "category", value=kind.name, label=kind.label, symbol=str(number), render="true",
            type="string",
        )  # fmt: skip
        make_symbol(symbols, str(number), kind.colour)
    return renderer


def _marker(symbols: Element, name: str, colour: str) -> None:
    symbol = SubElement(symbols, "symbol", name=name, type="marker", alpha="1", clip_to_extent="1")
    _computed(symbol, {"alpha": _case("status", OPACITIES, 60)})
    layer = SubElement(symbol, "layer", {"class": "SimpleMarker", "enabled": "1", "locked": "0", "pass": "0"})
    _options(
        layer,
        {
            "name": "circle", "color": _rgba(colour), "outline_color": "255,255,255,255",
            "outline_width": "0.2", "outline_width_unit": "MM", "size": str(SIZES["city"]), "size_unit": "MM",
        },
    )  # fmt: skip
    _computed(layer, {"size": _case("precision", SIZES, SIZES["city"])})


def _fill(symbols: Element, name: str, colour: str) -> None:
    symbol = SubElement(symbols, "symbol", name=name, type="fill", alpha="1", clip_to_extent="1")
    _computed(symbol, {"alpha": STRENGTH})
    layer = SubElement(symbol, "layer", {"class": "SimpleFill", "enabled": "1", "locked": "0", "pass": "0"})
    _options(
        layer,
        {
            "style": "solid", "color": _rgba(colour, 60), "outline_color": _rgba(colour, 200),
            "outline_style": "dash", "outline_width": "0.2", "outline_width_unit": "MM",
        },
    )  # fmt: skip


def _labels(document: Element) -> None:
    settings = SubElement(SubElement(document, "labeling", type="simple"), "settings", calloutType="simple")
    style = SubElement(
        settings, "text-style", fieldName="place_name", isExpression="0", fontSize="8", fontSizeUnit="Point",
        textColor="40,40,40,255", textOpacity="1",
    )  # fmt: skip
    SubElement(
        style, "text-buffer", bufferDraw="1", bufferSize="0.8", bufferSizeUnits="MM",
        bufferColor="255,255,255,255", bufferOpacity="0.8",
    )  # fmt: skip
    SubElement(settings, "placement", placement=AROUND_POINT, dist="1", distUnits="MM", offsetType="1")
    SubElement(
        settings, "rendering", scaleVisibility="1", scaleMin="0", scaleMax=LABEL_SCALE, drawLabels="1",
        obstacle="1", displayAll="0",
    )  # fmt: skip


def _temporal(document: Element) -> None:
    temporal = SubElement(
        document, "temporal", enabled="1", mode=START_AND_END, startField="event_start", endField="event_end",
        durationField="", durationUnit="days", fixedDuration="0", accumulate="0", limitMode=BOTH_ENDS,
        startExpression="", endExpression="",
    )  # fmt: skip
    fixed = SubElement(temporal, "fixedRange")
    SubElement(fixed, "start")
    SubElement(fixed, "end")


def _map_tip(told: Iterable[tuple[str, str]]) -> str:
    """Return a map tip of elements and expressions; no value in it can be taken for HTML."""
    lines = []
    for tag, value in told:
        for character, name in (("&", "amp"), ("<", "lt"), (">", "gt"), ('"', "quot")):
            value = f"replace({value}, '{character}', '&{name};')"  # noqa: PLW2901
        lines.append(f"<{tag}>[% coalesce({value}, '') %]</{tag}>")
    return '<div style="max-width: 28em; font-family: sans-serif">' + "".join(lines) + "</div>"


def _fields(document: Element, columns: list[str]) -> None:
    configuration = SubElement(document, "fieldConfiguration")
    aliases = SubElement(document, "aliases")
    for index, column in enumerate(columns):
        field = SubElement(configuration, "field", name=column)
        if column in EVENT_TYPES:
            _value_map(SubElement(field, "editWidget", type="ValueMap"))
        elif column in LONG_TEXTS:
            widget = SubElement(field, "editWidget", type="TextEdit")
            _options(SubElement(widget, "config"), {"IsMultiline": True, "UseHtml": False})
        SubElement(aliases, "alias", field=column, index=str(index), name=label(column))
    SubElement(document, "editorlayout").text = "tablayout"
    form = SubElement(document, "attributeEditorForm")
    told = {column for members in groups().values() for column in members}
    others = {"More": [column for column in columns if column not in told]}
    for name, members in {**groups(), **others}.items():
        present = [column for column in members if column in columns]
        if present:
            tab = SubElement(
                form, "attributeEditorContainer", name=name, columnCount="1", groupBox="0", showLabel="1",
                visibilityExpressionEnabled="0", visibilityExpression="",
            )  # fmt: skip
            for column in present:
                SubElement(
                    tab, "attributeEditorField", name=column, index=str(columns.index(column)), showLabel="1"
                )


def _value_map(widget: Element) -> None:
    """Let tables, forms and map tips call event types by their labels."""
    config = SubElement(SubElement(widget, "config"), "Option", type="Map")
    choices = SubElement(config, "Option", name="map", type="List")
    for kind in event_types().values():
        _options(choices, {kind.label: kind.name})


def _case(column: str, values: Mapping[str, float], other: float) -> str:
    cases = " ".join(f"WHEN \"{column}\" = '{name}' THEN {value}" for name, value in values.items())
    return f"CASE {cases} ELSE {other} END"


def _computed(parent: Element, expressions: dict[str, str]) -> None:
    properties = {
        name: {"active": True, "expression": expression, "type": EXPRESSION}
        for name, expression in expressions.items()
    }
    computed = SubElement(parent, "data_defined_properties")
    _options(computed, {"name": "", "properties": properties, "type": "collection"})


def _options(parent: Element, values: Mapping[str, Any]) -> None:
    """Write a map of values the way that Qt's variants stand in QML."""
    options = SubElement(parent, "Option", type="Map")
    for name, value in values.items():
        if isinstance(value, Mapping):
            _options(parent=options, values=value)
            options[-1].set("name", name)
        elif isinstance(value, bool):
            SubElement(options, "Option", name=name, type="bool", value=str(value).lower())
        elif isinstance(value, int):
            SubElement(options, "Option", name=name, type="int", value=str(value))
        else:
            SubElement(options, "Option", name=name, type="QString", value=value)


def _rgba(colour: str, alpha: int = 255) -> str:
    return ",".join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5)) + f",{alpha}"
