"""Stories annotated by hand as readings: what a perfect reader would hand on."""

import json
import re

from geo.coding.counts import WORD_VALUES
from geo.records import Article, Event, Mention, Reading, Role

WORDS = {value: word for word, value in WORD_VALUES.items()}


def stories(path):
    """Article, reading and annotated events of every story of a file, the events in the reading's order."""
    for line in path.read_text(encoding="utf-8").splitlines():
        story = json.loads(line)
        yield Article(story["doc_id"], story["text"], story.get("title")), reading(story), story["events"]


def reading(story):
    mentions = {}

    def mention(span, kind):
        key = span["start"], span["end"], kind
        mentions.setdefault(key, Mention(f"m{len(mentions)}", kind, *key[:2], story["text"][key[0] : key[1]]))
        return mentions[key].id

    for span in story["metonymic"]:
        mention(span, "metonym")
    events = tuple(event(story, e, mention) for e in story["events"])
    return Reading(tuple(map(tuple, story["sentences"])), tuple(mentions.values()), events)


def event(story, e, mention):
    kinds = {"actor": "actor", "recipient": "actor", "date": "date"}
    roles = [Role(role, mention(e[role], kind)) for role, kind in kinds.items() if e.get(role)]
    roles += [
        Role("place", mention(span, "toponym")) for span in e.get("places") or e.get("context_places") or ()
    ]
    if e.get("place_phrase"):
        mention(e["place_phrase"], "spatial")
    start, end = story["sentences"][e["sentence"]]
    for role in ("killed", "wounded"):
        if e.get(role) and (span := number(story["text"][start:end], e[role], start)):
            roles.append(Role(role, mention(span, role)))
    trigger = e["trigger"]
    return Event(
        trigger["start"], trigger["end"], trigger["text"], e["type"], e["status"], e["sentence"], tuple(roles)
    )


def number(sentence, value, offset):
    words = (
        [f"{value:,}", str(value)]
        + ([WORDS[value]] if value in WORDS else [])
        + (["an?"] if value == 1 else [])
    )
    found = re.search(rf"\b(?:{'|'.join(words)})\b", sentence, re.IGNORECASE)
    return found and {"start": offset + found.start(), "end": offset + found.end()}
