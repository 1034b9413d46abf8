"""Our JavaScript and CSS as one script and one style, and Leaflet: inline if it is at hand, else from a CDN.

The modules in `static/` are plain ES modules. A page that opens from a disk cannot import modules, so each
becomes a function whose result holds its exports, in the order of the imports.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

STATIC = files("maps").joinpath("static")
VENDOR = STATIC.joinpath("vendor")
ENTRY = "app.js"

LEAFLET = "1.9.4"
CDN = f"https://cdn.jsdelivr.net/npm/leaflet@{LEAFLET}/dist/"
INTEGRITY = {
    "leaflet.js": "sha384-cxOPjt7s7Iz04uaHJceBmS+qpjv2JkIHNVcuOrM+YHwZOmJGBXI00mdUXEq65HTH",
    "leaflet.css": "sha384-sHL9NAb7lN7rfvG5lfHpm643Xkcjzp4jFvuavGOndn6pjVqS6ny56CAt3nsEVT4H",
}

_IMPORT = re.compile(r'^import \{([^}]*)\} from "\./([\w.-]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?function\*?|class|const|let) (\w+)", re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*(?://[^\n]*|/\*\*.*?\*/[ \t]*)\n", re.MULTILINE | re.DOTALL)
_INDENT = re.compile(r"^[ \t]+|\n(?=\n)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Leaflet:
    """What the page's head needs for Leaflet."""

    html: str
    inline: bool
    """`False`: the page loads it from a CDN, with a check of its integrity."""


@cache
def leaflet() -> Leaflet:
    """Return Leaflet as tags for the head of a page."""
    script, style = VENDOR.joinpath("leaflet.js"), VENDOR.joinpath("leaflet.css")
    if script.is_file() and style.is_file():
        code = re.sub(r"\n?//# sourceMappingURL=\S+\s*$", "", _read(script))
        css = _short(re.sub(r"url\((?!#)[^)]*\)", "none", _read(style)))
        return Leaflet(f"<style>{css}</style>\n<script>{code}</script>", inline=True)
    more = 'crossorigin="anonymous" referrerpolicy="no-referrer"'
    return Leaflet(
        f'<link rel="stylesheet" href="{CDN}leaflet.css" integrity="{INTEGRITY["leaflet.css"]}" {more}>\n'
        f'<script src="{CDN}leaflet.js" integrity="{INTEGRITY["leaflet.js"]}" {more}></script>',
        inline=False,
    )


@cache
def marker_icons() -> str:
    """Return a script that gives Leaflet's markers their images; nothing where they come from the CDN."""
    names = {
        "iconUrl": "marker-icon.png",
        "iconRetinaUrl": "marker-icon-2x.png",
        "shadowUrl": "marker-shadow.png",
    }
    if not all(VENDOR.joinpath(name).is_file() for name in names.values()):
        return ""
    images = {
        key: base64.b64encode(VENDOR.joinpath(name).read_bytes()).decode() for key, name in names.items()
    }
    options = ", ".join(f'{key}: "data:image/png;base64,{image}"' for key, image in images.items())
    return f'L.Icon.Default.imagePath = ""; L.Icon.Default.mergeOptions({{ {options} }});'


@cache
def script() -> str:
    """Return our JavaScript as one classic script that defines `IncidentMapper`."""
    order: list[str] = []
    _visit(ENTRY, order)
    modules = "".join(_module(name) for name in order)
    return f'"use strict";\nvar IncidentMapper = (() => {{\n{modules}return {_variable(ENTRY)};\n}})();\n'


@cache
def boot() -> str:
    """Return the script that unpacks the others."""
    return _INDENT.sub("", _COMMENT.sub("", _read(STATIC.joinpath("boot.js"))))


@cache
def style() -> str:
    """Return our CSS without comments and indentation."""
    return _short(_read(STATIC.joinpath("map.css")))


def _short(css: str) -> str:
    return _INDENT.sub("", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)).strip()


def _visit(name: str, order: list[str], path: tuple[str, ...] = ()) -> None:
    if name in path:
        raise ValueError(f"modules import each other: {' -> '.join([*path, name])}")
    if name not in order:
        for imported in _IMPORT.findall(_read(STATIC.joinpath(name))):
            _visit(imported[1], order, (*path, name))
        order.append(name)


def _module(name: str) -> str:
    code = _read(STATIC.joinpath(name))
    exports = ", ".join(found[1] for found in _EXPORT.findall(code))
    code = _IMPORT.sub(lambda m: f"const {{{m[1].replace(' as ', ': ')}}} = {_variable(m[2])};\n", code)
    code = _INDENT.sub("", _COMMENT.sub("", _EXPORT.sub(r"\1 \2", code)))
    return f"const {_variable(name)} = (() => {{\n{code}return {{ {exports} }};\n}})();\n"


def _variable(name: str) -> str:
    return "_" + re.sub(r"\W", "_", name.removesuffix(".js"))


def _read(file: Traversable) -> str:
    return file.read_text(encoding="utf-8").replace("\r\n", "\n")
