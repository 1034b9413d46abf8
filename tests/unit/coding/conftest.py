"""Readings written as marked text, for tests.

`[type trigger status @Place]` before a sentence opens an event of it; `[role words]` marks a mention of a
role, or of a kind without one, as `[metonym Moscow]`. `@Place` gives an event a place of an earlier sentence.
"""

import re
from datetime import date

import pytest

from geo.ontology import event_types, statuses
from geo.records import Article, Event, Mention, Reading, Role

ARTICLE_DAY = date(2018, 3, 15)
KINDS = {
    "actor": "actor",
    "recipient": "actor",
    "place": "toponym",
    "date": "date",
    "killed": "killed",
    "wounded": "wounded",
}
MARK = re.compile(r"\[(?P<name>\w+) (?P<words>[^\]]+)\] ?")


@pytest.fixture
def read():
    """Return the function that reads a marked text."""
    return read_marked


def read_marked(marked, doc_id="1", **fields):
    """Article and reading of a marked text."""
    text, mentions, roles, opened = "", [], [], []
    position = 0
    for mark in MARK.finditer(marked):
        text += marked[position : mark.start()]
        position = mark.end()
        name, words = mark["name"], mark["words"]
        if name in event_types():
            opened.append((len(text), name, words.split()))
            continue
        mentions.append(
            Mention(f"m{len(mentions)}", KINDS.get(name, name), len(text), len(text) + len(words), words)
        )
        roles.append((name, mentions[-1]))
        text += words + (" " if mark[0].endswith(" ") else "")
    text += marked[position:]
    sentences = tuple((m.start(), m.end()) for m in re.finditer(r"\S[^.\n]*(?:\.|$)", text))
    events = tuple(_event(text, sentences, roles, mentions, *event) for event in opened)
    article = Article(doc_id, text, published=fields.pop("published", ARTICLE_DAY), **fields)
    return article, Reading(sentences, tuple(mentions), events)


def _event(text, sentences, roles, mentions, at, name, words):
    number = next(i for i, (start, end) in enumerate(sentences) if start <= at < end)
    first, last = sentences[number]
    status = next((word for word in words if word in statuses()), "happened")
    found = [Role(role, m.id) for role, m in roles if role in KINDS and first <= m.start < last]
    found += [Role("place", m.id) for m in mentions if f"@{m.text}" in words]
    start = text.index(words[0], first)
    return Event(start, start + len(words[0]), words[0], name, status, number, tuple(found))
