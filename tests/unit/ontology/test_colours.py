"""The colours of event types: all different, also to eyes that tell red from green badly."""

import itertools
import re

import numpy as np
import pytest

from geo.ontology import event_types

# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB.
EYES = {
    "normal": np.eye(3),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]]
    ),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
}
# Ottosson 2020, OKLab.
CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
OPPONENT = np.array(
    [
        [0.2104542553, 0.793617785, -0.0040720468],
        [1.9779984951, -2.428592205, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.808675766],
    ]
)


def oklab(colour, eye):
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return OPPONENT @ np.cbrt(CONES @ np.clip(eye @ linear, 0, 1))


def test_every_event_type_has_a_colour():
    assert all(re.fullmatch("#[0-9a-f]{6}", kind.colour) for kind in event_types().values())


@pytest.mark.parametrize(("eye", "least"), [("normal", 0.07), ("deuteranopia", 0.04), ("protanopia", 0.04)])
def test_no_two_event_types_look_alike(eye, least):
    seen = {name: oklab(kind.colour, EYES[eye]) for name, kind in event_types().items()}
    pairs = itertools.combinations(seen, 2)
    distance, *alike = min((float(np.linalg.norm(seen[a] - seen[b])), a, b) for a, b in pairs)
    assert distance > least, alike
