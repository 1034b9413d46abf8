"""Sphinx: the pages in this folder and the reference of commands and functions, warnings as errors."""

from importlib.metadata import version as _version

project = "incident-mapper"
version = release = _version("incident-mapper")
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_click"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "incident-mapper"
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
autodoc_member_order = "bysource"
autodoc_typehints = "description"
napoleon_google_docstring = False
suppress_warnings = ["myst.xref_missing", "ref.python"]
