"""Measures the pipeline: speed by workers, what the model takes of it, memory, and how merging grows.

    python benchmarks/pipeline/measure.py speed --articles 200 --articles 2000
    python benchmarks/pipeline/measure.py speed --articles 200 --articles 1000 --sources archive.jsonl
    python benchmarks/pipeline/measure.py dask --articles 2000
    python benchmarks/pipeline/measure.py memory --articles 1000 --articles 10000 --articles 100000
    python benchmarks/pipeline/measure.py merge --incidents 10000 --incidents 100000 --incidents 1000000

Articles are made from templates and names of the gazetteer; `speed` takes yours with `--sources`. `memory`
has a reader that knows the templates, so that 100,000 articles take minutes; the others have the trained one.
Each figure is a line of JSON.
"""

from __future__ import annotations

import json
import multiprocessing
import random
import re
import resource
import sqlite3
import tempfile
import threading
import time
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from datetime import date, timedelta
from itertools import groupby, islice, pairwise
from pathlib import Path

import click
import psutil

from geo import coding, formats, pipeline, reading
from geo.articles import read as read_articles
from geo.coding.merging import identified
from geo.gazetteer import open_gazetteer
from geo.partitions import cores
from geo.records import (
    Actor,
    Article,
    DateSpan,
    Event,
    Incident,
    Location,
    Mention,
    Place,
    Reading,
    Role,
    Telling,
)
from geo.shuffle import Shuffle

ACTORS = ("Gunmen", "Militants", "Army troops", "Police officers", "Protesters", "Rebels", "Soldiers")
DEEDS = {
    "killed": "attack",
    "shelled": "shelling",
    "arrested": "arrest",
    "accused": "accusation",
    "met with": "meeting",
}
TARGETS = ("two guards", "residents", "a local official", "five fighters", "a convoy", "aid workers")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
FILLERS = (
    "Officials gave no further details and the road to the market stayed open for most of the morning.",
    "The price of bread has risen again, traders said, and few expect it to fall before the harvest.",
    "Nobody answered calls to the ministry, whose spokesman is on leave until the end of the month.",
)
SENTENCE = re.compile(
    rf"(?P<actor>{'|'.join(ACTORS)}) (?P<trigger>{'|'.join(DEEDS)}) (?P<recipient>{'|'.join(TARGETS)})"
    rf" in (?P<place>[^.]+) on (?P<date>{'|'.join(DAYS)})\."
)
KINDS = {
    "actor": "actor",
    "recipient": "actor",
    "place": "toponym",
    "date": "date",
}
Numbers = click.option("--articles", "numbers", type=int, multiple=True, default=(300,), show_default=True)


def names(gazetteer, many=3000):
    """Names of towns, the larger ones first, each once."""
    with closing(sqlite3.connect(gazetteer.file)) as store:
        rows = store.execute(
            "SELECT DISTINCT name FROM place WHERE feature_class = 'P' ORDER BY population DESC LIMIT ?",
            (many,),
        )
        return [name for (name,) in rows if "." not in name]


def articles(many, towns, events=4):
    """Make articles of 4 events among as many sentences again that tell none."""
    chance = random.Random(1)
    for number in range(many):
        sentences = []
        for _ in range(events):
            actor, deed, target = chance.choice(ACTORS), chance.choice(list(DEEDS)), chance.choice(TARGETS)
            place, day = chance.choice(towns), chance.choice(DAYS)
            sentences += [f"{actor} {deed} {target} in {place} on {day}.", chance.choice(FILLERS)]
        day = date(2015, 1, 1) + timedelta(days=chance.randrange(1500))
        text = " ".join(sentences) + f" This was dispatch {number}."
        yield Article(f"a{number:07d}", text, publisher=f"P{number % 50}", published=day)


def told(many, towns, events=4, sources=()):
    """Give as many articles: of the sources, or made."""
    return islice(read_articles(sources), many) if sources else articles(many, towns, events)


def read_templates(found):
    """Read the templates: what the trained reader would find, at no cost."""
    for article in found:
        sentences = reading.split(article.text)
        mentions, events = [], []
        for number, (start, end) in enumerate(sentences):
            told = SENTENCE.fullmatch(article.text, start, end)
            if not told:
                continue
            roles = []
            for role, kind in KINDS.items():
                mentions.append(Mention(f"m{len(mentions)}", kind, *told.span(role), told[role]))
                roles.append(Role(role, mentions[-1].id))
            trigger = told["trigger"]
            event = Event(*told.span("trigger"), trigger, DEEDS[trigger], "happened", number, tuple(roles))
            events.append(event)
        yield article, Reading(sentences, tuple(mentions), tuple(events))


def tell(**figures):
    click.echo(json.dumps({k: round(v, 4) if isinstance(v, float) else v for k, v in figures.items()}))
    return figures


def apart(work, *arguments):
    """Run in a process of its own, so that its peak of memory is its own; return its figures."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return tell(**pool.submit(work, *arguments).result())


def run(many, workers, reader, events=4, sources=()):
    gazetteer = open_gazetteer()
    made = told(many, names(gazetteer), events, sources)
    started = time.perf_counter()
    with together() as peaks, tempfile.TemporaryDirectory() as room:
        frames, report = pipeline.stream(made, gazetteer=gazetteer, reader=reader, workers=workers)
        coded = time.perf_counter() - started
        formats.write(frames, Path(room, "incidents.parquet"))
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {
        "articles": report.articles,
        "workers": workers,
        "incidents": report.incidents,
        "seconds": report.seconds,
        "seconds_to_merge_and_write": report.seconds - coded,
        "articles_a_second": report.articles / report.seconds,
        "core_seconds": own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime,
        "peak_mb": own.ru_maxrss / 1024,
        "peak_mb_of_all_processes": max(peaks) / 2**20,
    }


@contextmanager
def together(every=0.5):
    """Note every half second what this process and all that it started hold in memory together.

    What several of them share counts once for each, so the sum is an upper bound.
    """
    own, peaks, done = psutil.Process(), [0], threading.Event()

    def watch():
        while not done.wait(every):
            peaks.append(sum(map(resident, (own, *own.children(recursive=True)))))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield peaks
    finally:
        done.set()
        watcher.join()


def resident(process):
    """Return the bytes that a process holds in memory; none if it has just ended."""
    try:
        return process.memory_info().rss
    except psutil.NoSuchProcess:
        return 0


def model_alone(many, sources):
    """Read on one thread, and nothing else."""
    made = list(told(many, names(open_gazetteer()), sources=sources))
    reading.load()
    started, cores = time.perf_counter(), time.process_time()
    for _ in reading.read_all(made, threads=1):
        pass
    return {
        "articles": len(made),
        "words_of_an_article": sum(len(article.text.split()) for article in made) / len(made),
        "workers": "the reader alone, one thread",
        "seconds": time.perf_counter() - started,
        "core_seconds": time.process_time() - cores,
    }


@click.group()
def main():
    """Measure the pipeline."""


@main.command()
@Numbers
@click.option("--sources", type=click.Path(exists=True), multiple=True, help="Articles to take.")
def speed(numbers, sources):
    """Articles a second with 1 and 2 workers, and what the model alone takes.

    What each further article costs is told by two numbers of articles: starting costs the same for both.
    """
    found = []
    for many in numbers:
        alone = apart(model_alone, many, sources)
        one, two = (apart(run, many, workers, reading.read_all, 4, sources) for workers in (1, 2))
        tell(articles=alone["articles"], speed_up_of_two_workers=one["seconds"] / two["seconds"])
        found.append((alone["articles"], alone["core_seconds"], one["core_seconds"]))
    for (few, model_few, all_few), (many, model_many, all_many) in pairwise(sorted(found)):
        model, all_ = (model_many - model_few) / (many - few), (all_many - all_few) / (many - few)
        tell(core_seconds_of_the_model=model, core_seconds_in_all=all_, overhead=all_ / model - 1)


@main.command()
@Numbers
def dask(numbers):
    """Plain processes against a Dask cluster on this machine, as many workers as there are cores."""
    for many in numbers:
        plain, spread = (apart(run, many, workers, reading.read_all, 4) for workers in (cores(), "dask"))
        tell(articles=many, dask_takes_longer_by=spread["seconds"] / plain["seconds"] - 1)


@main.command()
@Numbers
@click.option("--events", default=4, help="Events of an article.")
@click.option("--workers", default=2)
def memory(numbers, events, workers):
    """Peak memory by the number of articles."""
    for many in numbers:
        apart(run, many, workers, read_templates, events)


@main.command()
@click.option("--incidents", "numbers", type=int, multiple=True, default=(10_000, 100_000))
def merge(numbers):
    """Seconds and memory to merge ready-made incidents, and to write them as GeoParquet."""
    for many in numbers:
        apart(_merge, many)


def _merge(many):
    """Merge reports of incidents in 3,000 towns; one in five tells again what another article told."""
    started, report = time.perf_counter(), pipeline.Report()
    with Shuffle() as shuffle, tempfile.TemporaryDirectory() as room:
        for _, told in groupby(_made(many), lambda incident: incident.tellings[0].article):
            shuffle.add(list(told))
        made = time.perf_counter()
        merged = sum(1 for _ in shuffle.merged())
        done = time.perf_counter()
        frames = pipeline.frames_of(shuffle, coding.DEFAULT, None, report)
        formats.write(frames, Path(room, "incidents.parquet"))
    return {
        "incidents": many,
        "merged": merged,
        "seconds_to_make_and_keep": made - started,
        "seconds_to_merge": done - made,
        "seconds_to_write": time.perf_counter() - done,
        "core_seconds": time.process_time(),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _made(many):
    chance = random.Random(1)
    towns = names(open_gazetteer())
    told = deque(maxlen=1000)
    for number in range(many):
        if told and chance.random() < 0.2:
            row = chance.choice(told)
        else:
            day = date(2000, 1, 1) + timedelta(days=chance.randrange(max(30, many // 100)))
            row = day, chance.randrange(len(towns)), chance.choice(ACTORS), chance.choice(TARGETS)
        told.append(row)
        yield _incident(number, towns, *row)


def _incident(number, towns, day, town, actor, target):
    name = towns[town]
    article = f"a{number // 3:07d}"
    evidence = f"{actor} killed {target} in {name} on {day:%A}, dispatch {number} says."
    place = Place(f"geonames:{town}", name, town % 180, town % 80, "city", 5.0, "LY")
    return identified(
        Incident(
            "", "attack", "happened",
            (Telling(article, evidence, 0, len(evidence), "killed", published=day),),
            actor=Actor(actor, actor), recipient=Actor(target),
            when=DateSpan(day, day, "day", "Monday"), place_text=name,
            location=Location(place.longitude, place.latitude, "city", 5.0, place, 0.9),
            place_basis="sentence",
        )
    )  # fmt: skip


if __name__ == "__main__":
    main()
