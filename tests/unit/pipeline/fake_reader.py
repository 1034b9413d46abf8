"""A reader for tests: knows one sentence, and fails, waits or takes its process down where the text says so.

Brings a geocoding service, too, since workers that get the reader import this module.
"""

import os
import re
import signal
import time
from pathlib import Path

from geopy.geocoders import SERVICE_TO_GEOCODER
from geopy.geocoders.base import Geocoder
from geopy.location import Location

from geo.records import Event, Mention, Reading, Role

SENTENCE = re.compile(
    r"(?P<actor>\w+) (?P<trigger>attacked|shelled) the gates of (?P<place>[A-Z]\w+) on (?P<date>\w+)\."
)
TYPES = {"attacked": "attack", "shelled": "shelling"}


def read_all(articles):
    for article in articles:
        if "FAIL" in article.text:
            raise RuntimeError("nothing\nto read")
        if "POISON" in article.text:
            os.kill(os.getpid(), signal.SIGKILL)
        if mark := re.search(r"ONCE (\S+)", article.text):
            _die_once(Path(mark[1]))
        if mark := re.search(r"HANG (\S+)", article.text):
            _hang_once(Path(mark[1]))
        yield article, _read(article.text)


def _die_once(mark):
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)


def _hang_once(mark):
    first = not mark.exists()
    with mark.open("a") as tries:
        tries.write(f"{os.getpid()}\n")
    if first:
        time.sleep(600)


class FakeService(Geocoder):
    """Knows every place, and notes when it was asked for which."""

    asked = None

    def geocode(self, query, **_):
        with self.asked.open("a") as asked:
            asked.write(f"{time.time()} {query}\n")
        return Location(query.split(",")[0], (10.0, 20.0), {})


def note_questions(file):
    FakeService.asked = file


SERVICE_TO_GEOCODER["fake"] = FakeService


def _read(text):
    sentences = tuple((m.start(), m.end()) for m in re.finditer(r"\S[^.\n]*\.", text))
    mentions, events = [], []
    for number, (start, end) in enumerate(sentences):
        found = SENTENCE.fullmatch(text, start, end)
        if not found:
            continue
        roles = []
        for role, kind in (("actor", "actor"), ("place", "toponym"), ("date", "date")):
            mentions.append(Mention(f"m{len(mentions)}", kind, *found.span(role), found[role]))
            roles.append(Role(role, mentions[-1].id))
        trigger = found["trigger"]
        events.append(
            Event(*found.span("trigger"), trigger, TYPES[trigger], "happened", number, tuple(roles))
        )
    return Reading(sentences, tuple(mentions), tuple(events))
