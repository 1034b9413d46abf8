"""The whole way in one function: articles in, features out, with a report of what happened on the way."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geo import coding, reading
from geo.features import to_features
from geo.gazetteer import open_gazetteer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import geopandas as gpd

    from geo.coding import Choices
    from geo.gazetteer import Gazetteer
    from geo.records import Article, Incident, Reading

    Reader = Callable[[Iterable[Article]], Iterator[tuple[Article, Reading]]]


@dataclass(slots=True)
class Report:
    """What a run did, counted."""

    articles: int = 0
    events: int = 0
    incidents: int = 0
    located: Counter[str] = field(default_factory=Counter)
    """Incidents by precision."""
    unlocated: Counter[str] = field(default_factory=Counter)
    """Incidents without a location, by reason."""
    seconds: float = 0.0


def read_incidents(
    articles: Iterable[Article],
    gazetteer: Gazetteer,
    report: Report,
    *,
    reader: Reader = reading.read_all,
    choices: Choices = coding.DEFAULT,
) -> Iterator[Incident]:
    """Yield the incidents of each article as soon as it is read; `report` counts them."""
    for article, found in reader(articles):
        report.articles += 1
        report.events += len(found.events)
        yield from coding.code(article, found, gazetteer, choices)


def run(
    articles: Iterable[Article],
    *,
    gazetteer: Gazetteer | None = None,
    reader: Reader = reading.read_all,
    choices: Choices = coding.DEFAULT,
) -> tuple[gpd.GeoDataFrame, Report]:
    """Walk the whole way from articles to features.

    Parameters
    ----------
    articles
        Read one after another; only their incidents are kept.
    gazetteer
        The embedded one where none is given.
    reader
        Replaces the trained reader, for tests and for readers of your own.
    choices
        How incidents are merged, corrected and selected.

    Returns
    -------
    features, report
        See `geo.features.SCHEMA` for the frame.
    """
    started = time.perf_counter()
    report = Report()
    gazetteer = gazetteer or open_gazetteer()
    told = read_incidents(articles, gazetteer, report, reader=reader, choices=choices)
    found = coding.finish(told, choices, gazetteer)
    for incident in found:
        if incident.location is None:
            report.unlocated[incident.unlocated or "no place told"] += 1
        else:
            report.located[incident.location.precision] += 1
    report.incidents = len(found)
    features = to_features(found)
    report.seconds = time.perf_counter() - started
    return features, report
