"""Decoding, on outputs that are made by hand, of a window with one sentence of context."""

import numpy as np
import pytest

from geo.reading.decode import calibrated, decode
from geo.reading.model import Outputs, Settings
from geo.reading.pieces import Pieces

WORDS = ["Paris", "slept", ".", "Mob", "beat", "Ali", "in", "Rome", "Friday"]
OWN = 3
ROLES = ("actor", "recipient", "date", "killed", "wounded", "place")
BIO = ("O", "B", "I")
LAYERS = {
    "place": BIO,
    "kind": ("toponym", "metonym", "demonym"),
    "actor": BIO,
    "entity": ("O", "B-per", "I-per", "B-org", "I-org"),
    "date": BIO,
    "number": ("O", "B-killed", "I-killed", "B-wounded", "I-wounded"),
    "phrase": BIO,
    "trigger": ("O", "attack", "meeting"),
    "status": ("happened", "planned"),
}


def settings(**thresholds):
    names = ("trigger", *ROLES, "context")
    return Settings.of(
        {
            "size": 64, "context": 16, "cls": 1, "sep": 2, "layers": LAYERS, "roles": ROLES,
            "steps": [0, 1, 4],
            "near": np.zeros((6, 6)).tolist(), "back": np.zeros((6, 3)).tolist(), "offsets": {},
            "thresholds": dict.fromkeys(names, 0.5) | thresholds,
            "calibration": dict.fromkeys(("trigger", *ROLES), (1.0, 0.0)),
        }
    )  # fmt: skip


def pieces():
    ends = np.cumsum([len(word) + 1 for word in WORDS]) - 1
    starts = ends - [len(word) for word in WORDS]
    count = np.arange(len(WORDS))
    return Pieces(count, count * 0 + 1, count, starts, ends, np.array([0] * OWN + [1] * 6))


@pytest.fixture
def outputs():
    layers = {name: np.zeros((len(WORDS), len(labels)), np.float32) for name, labels in LAYERS.items()}
    for name, labels in LAYERS.items():
        if labels[0] == "O":
            layers[name][:, 0] = 6
    for layer, word, label in [
        ("place", "Paris", "B"), ("place", "Rome", "B"), ("actor", "Mob", "B"), ("actor", "Ali", "B"),
        ("date", "Friday", "B"), ("trigger", "beat", "attack"), ("entity", "Ali", "B-per"),
    ]:  # fmt: skip
        layers[layer][WORDS.index(word), LAYERS[layer].index(label)] = 12
    query = np.zeros((len(WORDS), len(ROLES), 1), np.float32)
    key = np.full((len(WORDS), len(ROLES), 1), -9, np.float32)
    query[WORDS.index("beat")] = 1
    for role, word in [
        ("actor", "Mob"),
        ("recipient", "Ali"),
        ("date", "Friday"),
        ("place", "Rome"),
        ("place", "Paris"),
    ]:
        key[WORDS.index(word), ROLES.index(role)] = 9
    none = np.zeros((len(WORDS), len(ROLES)), np.float32)
    return Outputs(layers, query, key, none)


def text(start, end):
    return " ".join(WORDS)[start:end]


def told(outputs, **thresholds):
    (event,) = decode(pieces(), OWN, outputs, settings(**thresholds), None).events()
    return event, {(role, text(m.start, m.end)) for role, m, _ in event.roles}


def test_an_event_has_its_type_status_and_roles(outputs):
    event, roles = told(outputs)
    assert (text(event.start, event.end), event.event_type, event.status) == ("beat", "attack", "happened")
    assert roles == {("actor", "Mob"), ("recipient", "Ali"), ("date", "Friday"), ("place", "Rome")}


def test_an_earlier_sentence_names_the_place_only_where_its_own_does_not(outputs):
    outputs.layers["place"][WORDS.index("Rome")] = [6, 0, 0]
    assert ("place", "Paris") in told(outputs)[1]
    assert not [r for r in told(outputs, context=1.1)[1] if r[0] == "place"]


def test_a_threshold_leaves_out_what_is_not_sure_enough(outputs):
    assert ("actor", "Mob") not in told(outputs, actor=1.1)[1]
    assert not list(decode(pieces(), OWN, outputs, settings(trigger=1.0), None).events())


def test_confidence_replaces_the_thresholds(outputs):
    window = decode(pieces(), OWN, outputs, settings(trigger=1.0, actor=1.1), 0.5)
    (event,) = window.events()
    assert "actor" in {role for role, _, _ in event.roles}


def test_events_and_mentions_of_the_context_belong_to_the_window_before(outputs):
    outputs.layers["trigger"][WORDS.index("slept")] = [0, 0, 12]
    window = decode(pieces(), OWN, outputs, settings(), None)
    assert [text(e.start, e.end) for e in window.events()] == ["beat"]
    assert "Paris" not in {text(m.start, m.end) for m in window.mentions()}


def test_actors_among_the_mentions_are_names(outputs):
    mentions = list(decode(pieces(), OWN, outputs, settings(), None).mentions())
    assert [text(m.start, m.end) for m in mentions if m.kind == "actor"] == ["Ali"]


def test_a_mention_no_layer_found_is_made_of_the_words_that_weigh_most(outputs):
    outputs.layers["actor"][:] = [6, 0, 0]
    assert ("actor", "Mob") in told(outputs)[1]


@pytest.mark.parametrize(
    ("score", "pair", "expected"), [(0.5, (1, 0), 0.5), (0.9, (1, 0), 0.9), (0.5, (1, 2), 0.88)]
)
def test_calibration_is_a_line_of_log_odds(score, pair, expected):
    assert calibrated(score, pair) == pytest.approx(expected, abs=0.005)
