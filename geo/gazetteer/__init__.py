"""Names -> candidate places: the gazetteer, built from open data into one SQLite file on first use."""

from geo.gazetteer.store import Gazetteer, default_path, open_gazetteer

__all__ = ["Gazetteer", "default_path", "open_gazetteer"]
