"""What walks through the project: Article, Mention, Event, Reading, Place, Location, Incident.

All are frozen. Text offsets count Unicode code points and follow Python's slices (`text[start:end]`).
Coordinates are degrees, WGS 84 (EPSG:4326). `None` means not told or not tried; nothing is invented.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date  # noqa: TC003  users ask the records for their types at run time
from typing import Literal

MentionKind = Literal["toponym", "metonym", "demonym", "actor", "date", "killed", "wounded", "spatial"]
RoleName = Literal["actor", "recipient", "place", "date", "killed", "wounded"]
Status = Literal["happened", "alleged", "planned", "hypothetical", "denied", "background"]
Precision = Literal["site", "city", "near", "district", "region", "border", "country", "waters"]
DatePrecision = Literal["day", "week", "month", "year"]
PlaceBasis = Literal["sentence", "context", "dateline"]


@dataclass(frozen=True, slots=True)
class Article:
    """One document as it came in."""

    doc_id: str
    """The input's own id, or its file name; unique within a run."""
    text: str
    """The text whose code points all offsets count."""
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    published: date | None = None
    """The day of publication, as the input or the dateline says."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A span of an article that names something."""

    id: str
    """Unique within its reading."""
    kind: MentionKind
    """`toponym` is a literal place, `metonym` a place name that stands for a government or a people."""
    start: int
    end: int
    text: str
    """The article's text from `start` to `end`, always."""
    score: float = 1.0
    """The reader's confidence, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Role:
    """What a mention is to an event."""

    role: RoleName
    mention: str
    """The id of the mention."""
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Event:
    """One telling of something that happens, in one sentence."""

    start: int
    """Start of the trigger."""
    end: int
    trigger: str
    """The word that names the event: `article.text[start:end]`."""
    event_type: str
    """One of the types of `geo.ontology`."""
    status: Status
    sentence: int
    """Index into the reading's sentences."""
    roles: tuple[Role, ...] = ()
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader found in one article, in the order of the text."""

    sentences: tuple[tuple[int, int], ...]
    """Start and end of each sentence."""
    mentions: tuple[Mention, ...]
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the gazetteer."""

    id: str
    """Unique within a gazetteer (its source, a colon, and the id that it has there)."""
    name: str
    longitude: float
    latitude: float
    precision: Precision
    """How exactly an event is located that is told to be at this place."""
    radius_km: float
    """Radius of a circle that stands for the place's extent, km."""
    country: str | None = None
    """ISO 3166-1 alpha-2."""
    admin1: str | None = None
    """Name of the first-level area."""
    admin1_code: str | None = None
    """GeoNames admin1 code, without the country."""
    admin2_code: str | None = None
    feature_class: str | None = None
    """GeoNames feature class: A areas, P towns, H waters, T mountains, L regions, S sites, ..."""
    feature_code: str | None = None
    population: int | None = None
    geonameid: int | None = None
    source: str | None = None
    """The data file that the entry is from."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place considered for a toponym."""

    place: Place
    match: Literal["exact", "variant", "fuzzy", "service"]
    """How the name was found."""
    score: float = 0.0
    """Probability that it is the one, as the ranker says; 0 before ranking."""


@dataclass(frozen=True, slots=True)
class Location:
    """Where a toponym, or a spatial phrase around it, lies: the answer of `geo.placing`."""

    longitude: float
    latitude: float
    precision: Precision
    radius_km: float
    """Radius of the circle that is meant, km: 30 km beside a town differs from the town."""
    place: Place
    """The place that the name was resolved to."""
    confidence: float
    """Calibrated probability that `place` is the one meant, 0 to 1."""
    reason: str = ""
    """What decided, in words for people."""
    candidates: tuple[Candidate, ...] = ()
    """The best candidates, the chosen one first."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it, or to whom: a mention resolved as far as the text allows."""

    text: str
    """As written."""
    name: str | None = None
    """Canonical name, where known."""
    type: str | None = None
    """state, military, police, rebel, militia, private_military, party, protesters, civilians,
    international, business, media; `None` where not known."""
    country: str | None = None
    """ISO 3166-1 alpha-2."""


@dataclass(frozen=True, slots=True)
class DateSpan:
    """When: the days from `start` to `end`, both included."""

    start: date
    end: date
    precision: DatePrecision
    text: str | None = None
    """As written; `None` where it was derived (then it is the article's own date)."""


@dataclass(frozen=True, slots=True)
class Telling:
    """One place where an incident is told: the evidence."""

    article: str
    """The article's `doc_id`."""
    evidence: str
    """The sentence."""
    start: int
    """Of the sentence in the article."""
    end: int
    trigger: str
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    published: date | None = None


@dataclass(frozen=True, slots=True)
class Incident:
    """What happened: one or more tellings merged; a row of the output."""

    incident_id: str
    """Stable across runs: derived from what is told, not from the order of input."""
    event_type: str
    status: Status
    tellings: tuple[Telling, ...]
    """The evidence, best first; never empty."""
    actor: Actor | None = None
    recipient: Actor | None = None
    associated_actors: tuple[Actor, ...] = ()
    """Who else did it, together with the actor; in ACLED's terms, associated actors."""
    associated_recipients: tuple[Actor, ...] = ()
    """To whom else it was done."""
    when: DateSpan | None = None
    place_text: str | None = None
    """The place name as written."""
    place_phrase: str | None = None
    """The spatial phrase as written, where the event is not simply at the place."""
    location: Location | None = None
    """`None`: no place told, or not resolved; `unlocated` says which."""
    place_basis: PlaceBasis | None = None
    unlocated: str | None = None
    """Why there is no location: `no place told`, `not in the gazetteer`, `too uncertain`."""
    killed: int | None = None
    """Lower bound of those killed."""
    killed_max: int | None = None
    killed_text: str | None = None
    """The words for the number."""
    wounded: int | None = None
    wounded_max: int | None = None
    wounded_text: str | None = None
    confidence: float = 1.0
    """Probability that it is a happening of its own and of this type, 0 to 1."""
    corrected: tuple[str, ...] = field(default=())
    """Names of the columns that a user's corrections set."""
