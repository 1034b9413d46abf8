"""Measures the pipeline: speed by workers, what the model takes of it, memory, and how merging grows.

    python benchmarks/pipeline/measure.py speed --articles 300
    python benchmarks/pipeline/measure.py memory --articles 1000 --articles 100000
    python benchmarks/pipeline/measure.py merge --incidents 10000 --incidents 100000 --incidents 1000000
    python benchmarks/pipeline/measure.py dask --articles 300

Articles are made from templates and names of the gazetteer. `memory` has a reader that knows the templates,
so that 100,000 articles take minutes; the others have the trained one. Each figure is a line of JSON.
"""

from __future__ import annotations

import json
import multiprocessing
import random
import re
import resource
import sqlite3
import tempfile
import time
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import click

from geo import coding, formats, pipeline, reading
from geo.coding.merging import identified
from geo.gazetteer import open_gazetteer
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
    click.echo(json.dumps({k: round(v, 2) if isinstance(v, float) else v for k, v in figures.items()}))


def apart(work, *arguments):
    """Run in a process of its own, so that its peak of memory is its own."""
    process = multiprocessing.get_context("spawn").Process(target=work, args=arguments)
    process.start()
    process.join()


def run(many, workers, reader, events):
    gazetteer = open_gazetteer()
    made = articles(many, names(gazetteer), events)
    started, peaks = time.perf_counter(), [0]

    def watch(coded):
        for number, one in enumerate(coded):
            if number % 200 == 100:
                peaks.append(sum(resident(worker.pid) for worker in multiprocessing.active_children()))
            yield one

    frames, report = pipeline.stream(
        made, gazetteer=gazetteer, reader=reader, workers=workers, progress=watch
    )
    coded = time.perf_counter() - started
    with tempfile.TemporaryDirectory() as room:
        formats.write(frames, Path(room, "incidents.parquet"))
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    tell(
        articles=report.articles, workers=workers, incidents=report.incidents,
        seconds=report.seconds, seconds_to_merge_and_write=report.seconds - coded,
        articles_a_second=report.articles / report.seconds,
        core_seconds=own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime,
        peak_mb=own.ru_maxrss / 1024, peak_mb_of_workers=max(peaks),
    )  # fmt: skip


def resident(pid):
    """Return the memory of a process in MB; Linux only."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


def model_alone(many):
    made = list(articles(many, names(open_gazetteer())))
    reading.load()
    started, cores = time.perf_counter(), time.process_time()
    for _ in reading.read_all(made, threads=1):
        pass
    tell(
        articles=many, workers="the reader alone, one thread", seconds=time.perf_counter() - started,
        core_seconds=time.process_time() - cores,
    )  # fmt: skip


@click.group()
def main():
    """Measure the pipeline."""


@main.command()
@Numbers
def speed(numbers):
    """Articles a second with 1 and 2 workers, and what the model alone takes."""
    for many in numbers:
        apart(model_alone, many)
        for workers in (1, 2):
            apart(run, many, workers, reading.read_all, 4)


@main.command()
@Numbers
def dask(numbers):
    """Plain processes against a Dask cluster on this machine."""
    for many in numbers:
        for workers in (2, "dask"):
            apart(run, many, workers, reading.read_all, 4)


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
    """Seconds to merge incidents of many articles."""
    for many in numbers:
        apart(_merge, many)


def _merge(many):
    """Merge reports of incidents in 3,000 towns; one in five tells again what another article told."""
    chance = random.Random(1)
    towns = names(open_gazetteer())
    told = []
    for _ in range(many):
        again = told and chance.random() < 0.2
        day, town, actor, target = (
            chance.choice(told[-1000:])
            if again
            else (
                date(2000, 1, 1) + timedelta(days=chance.randrange(max(30, many // 100))),
                chance.randrange(len(towns)),
                chance.choice(ACTORS),
                chance.choice(TARGETS),
            )
        )
        told.append((day, town, actor, target))
    incidents = (_incident(number, towns, *row) for number, row in enumerate(told))
    found = list(incidents)
    started = time.perf_counter()
    merged = coding.merge(found)
    tell(
        incidents=many, merged=len(merged), seconds=time.perf_counter() - started,
        peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )  # fmt: skip


def _incident(number, towns, day, town, actor, target):
    name = towns[town]
    article = f"a{number // 3:07d}"
    evidence = f"{actor} killed {target} in {name} on {day:%A}, dispatch {number} says."
    place = Place(f"geonames:{town}", name, town % 180, town % 80, "city", 5.0, "LY")
    return identified(
        Incident(
            "", "attack", "happened",
            (Telling(article, evidence, 0, len(evidence), "killed", published=day),),
            Actor(actor, actor), Actor(target), DateSpan(day, day, "day", "Monday"), name,
            location=Location(place.longitude, place.latitude, "city", 5.0, place, 0.9),
            place_basis="sentence",
        )
    )  # fmt: skip


if __name__ == "__main__":
    main()
