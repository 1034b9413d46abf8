"""Toponyms -> places in the light of the article, and what spatial phrases make of them."""

from geo.placing.resolve import resolve
from geo.placing.spatial import locate

__all__ = ["locate", "resolve"]
