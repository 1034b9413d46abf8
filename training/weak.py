"""Texts whose events are annotated in part or not at all, as an earlier model and what is known read them.

    python training/weak.py ../shared/corpora build/reader/stage1 -o build/reader/weak.jsonl

MUC-4 knows of an article which acts it tells of, where, by whom and to whom; PLOVER of a sentence which
kind of event it tells of, by whom and to whom; the police reports in which sentences someone is arrested or
killed; LGL the places. What the model surely reads is taken, what it half reads is taken where it fits what
is known, and masked elsewhere.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from corpora import Document, Span, Telling, _overlap, _records, _span, geoparsing, load

from geo import ontology, reading
from geo.reading.model import Model
from geo.records import Article

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from geo.records import Event, Mention, Reading

SURE, HALF = 0.6, 0.2
"""Scores from which on an event is taken, and is not taken for nothing."""
MUC = {
    "ATTACK": {"attack", "air_strike", "shelling", "armed_clash"},
    "BOMBING": {"explosive", "suicide_bombing"},
    "KIDNAPPING": {"abduction"},
    "ARSON": {"destruction"},
    "ROBBERY": {"crime"},
    "FORCED WORK STOPPAGE": {"protest", "restriction"},
}
PLOVER = {
    "YIELD": {"withdrawal"},
    "COOPERATE": {"aid", "agreement", "support", "meeting"},
    "SANCTION": {"sanction", "prosecution", "restriction"},
    "COERCE": {"arrest", "seizure", "restriction", "prosecution"},
    "MOBILIZE": {"mobilization"},
    "PROTEST": {"protest", "riot"},
}


@dataclass(slots=True)
class Known:
    """What is known of the events of a text."""

    types: set[str] = field(default_factory=set)
    """An event of one of these is told."""
    within: list[Span] = field(default_factory=list)
    """Where, if not anywhere."""
    players: dict[str, list[Span]] = field(default_factory=dict)
    """All that may be actor, and all that may be recipient, of these events."""
    places: list[Span] = field(default_factory=list)


def _types_of_plover(label: str) -> set[str]:
    same = {name for name, kind in ontology.event_types().items() if kind.plover == label}
    return same | PLOVER.get(label, set())


def _muc(record: dict) -> Known:
    templates, text = record["templates"], record["text"]

    def mentions(*slots: str) -> list[Span]:
        fills = [fill for t in templates for slot in slots for fill in t[slot]]
        return [_span(m) for fill in fills for m in fill["mentions"]]

    names = {level["name"] for t in templates for place in t["locations"] for level in place["levels"]}
    found = [m.span() for name in names for m in re.finditer(rf"\b{re.escape(name)}\b", text)]
    return Known(
        {kind for t in templates for name in t["type"] for kind in MUC[name]},
        [],
        {
            "actor": mentions("perp_individual_id", "perp_org_id"),
            "recipient": mentions("hum_tgt_name", "hum_tgt_description", "phys_tgt_id"),
        },
        found,
    )


def _plover(record: dict) -> Known:
    role = {"SOURCE": "actor", "TARGET": "recipient"}
    players: dict[str, list[Span]] = {"actor": [], "recipient": []}
    for span in record["spans"]:
        players[role[span["label"]]].append(_span(span))
    return Known(_types_of_plover(record["label"]), players=players)


def _police(record: dict) -> Known:
    told = {"ARREST": {"arrest"}, "KILL": {"attack"}, "FORCE": {"attack", "riot", "armed_clash"}}
    labels = [(s, told[name]) for s in record["sentences"] for name in s["labels"] if name in told]
    return Known({t for _, types in labels for t in types}, [_span(s) for s, _ in labels])


def texts(root: Path) -> Iterator[tuple[str, dict, Known]]:
    """Yield corpus, record and what is known of each text that may be learned from."""
    held = {d.doc_id for d in load(root) if d.development or d.tellings is not None}
    for corpus, path, known in (
        ("muc4", "muc4/train.jsonl", _muc),
        ("plover", "events/plover_root.train.jsonl", _plover),
        ("police", "events/india_police.train.jsonl", _police),
        ("lgl", "toponyms/lgl.jsonl", lambda _: Known()),
        ("gwn", "toponyms/gwn.jsonl", lambda _: Known()),
    ):
        for record in _records(root / path):
            if record["doc_id"] not in held:
                yield corpus, record, known(record)


def fits(event: Event, known: Known) -> bool:
    """Whether an event may be one of those that are known."""
    inside = not known.within or any(_overlap((event.start, event.end), s) for s in known.within)
    return inside and event.event_type in known.types


def _roles(event: Event, mentions: dict[str, Mention], known: Known | None, sentence: Span) -> dict:
    """Return the spans of an event's roles, without those in which reading and knowledge differ."""
    roles: dict[str, list[Span]] = {
        r: [] for r in ("actor", "recipient", "date", "place", "killed", "wounded")
    }
    for role in event.roles:
        m = mentions[role.mention]
        roles[role.role].append((m.start, m.end))
    for name, spans in known.players.items() if known else ():
        here = [s for s in spans if _overlap(s, sentence)]
        if any(_overlap(a, b) for a in roles[name] for b in here) or not (here or roles[name]):
            continue
        if len(here) == 1 and not roles[name]:
            roles[name] = here
        else:
            del roles[name]
    return roles


def weak(corpus: str, record: dict, found: Reading, known: Known, base: Document | None) -> Document:
    """Return a document with the events that are taken, and where it is not clear."""
    mentions = {m.id: m for m in found.mentions}
    tellings, open_spans = [], []
    best = max((e.score for e in found.events if fits(e, known)), default=0.0)
    for event in found.events:
        span = (event.start, event.end)
        fit = fits(event, known)
        alone = corpus == "plover" and fit and event.score == best
        if event.score < SURE and not (fit and (alone or corpus != "plover")):
            open_spans.append(span)
            continue
        sentence = found.sentences[event.sentence]
        status = event.status if event.score >= SURE else None
        roles = _roles(event, mentions, known if fit else None, sentence)
        tellings.append(Telling(span, event.sentence, event.event_type, status, roles))
    if corpus == "plover" and not best:
        open_spans.append((0, len(record["text"])))
    document = base or _read_places(corpus, record, found, known)
    document.tellings = tellings
    document.open = open_spans
    document.phrases = [(m.start, m.end) for m in found.mentions if m.kind == "spatial"]
    document.dates = [(m.start, m.end) for m in found.mentions if m.kind == "date"]
    document.complete_dates = True
    return document


def _read_places(corpus: str, record: dict, found: Reading, known: Known) -> Document:
    kinds = ("toponym", "metonym", "demonym")
    read = [m for m in found.mentions if m.kind in kinds]
    sure = [(m.start, m.end, m.kind) for m in read if m.score >= SURE]
    told = [(*s, "toponym") for s in known.places if not any(_overlap(s, p) for p in sure)]
    half = [(m.start, m.end) for m in read if m.score < SURE]
    return Document(
        record["doc_id"], corpus, record["text"], list(found.sentences), sorted(sure + told), unsure=half
    )


def documents(root: Path, model: Model) -> Iterable[Document]:
    """Yield all weakly annotated documents."""
    bases = {d.doc_id: d for name in ("lgl", "gwn") for d in geoparsing(root, name, set())}
    rows = {record["doc_id"]: (corpus, record, known) for corpus, record, known in texts(root)}
    articles = [Article(name, record["text"]) for name, (_, record, _) in rows.items()]
    for article, found in reading.read_all(articles, model=model, min_confidence=HALF):
        corpus, record, known = rows[article.doc_id]
        yield weak(corpus, record, found, known, bases.get(article.doc_id))


def restore(path: Path) -> list[Document]:
    """Read documents that `main` has written."""
    found = []
    for record in _records(path):
        record["tellings"] = [Telling(**t) for t in record["tellings"]]
        found.append(Document(**record))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpora", type=Path)
    parser.add_argument("model", type=Path, help="folder of the model that reads")
    parser.add_argument("-o", "--output", type=Path, required=True)
    args = parser.parse_args()
    with args.output.open("w", encoding="utf-8") as out:
        for document in documents(args.corpora, Model(args.model)):
            out.write(json.dumps(dataclasses.asdict(document), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
