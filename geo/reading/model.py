"""The trained network in its ONNX form, and the settings that were tuned with it.

A window runs alone, on one thread; several run side by side. So there is nothing to pad, all cores are
used, and what is read of an article never depends on what else is read with it (the int8 form scales its
activations by all that runs at once).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    from geo.reading.pieces import Pieces


class Outputs(NamedTuple):
    """What the network says of the words of a window."""

    layers: Mapping[str, NDArray[np.float32]]
    """Layer -> logit of each label, per word."""
    query: NDArray[np.float32]
    """Word, role, vector: the word as a trigger."""
    key: NDArray[np.float32]
    """Word, role, vector: the word as one that plays a role."""
    none: NDArray[np.float32]
    """Word, role: the logit that nothing plays this role of the word as a trigger."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the model's `config.json` holds."""

    size: int
    """The most word pieces of a window."""
    context: int
    """The most of them that repeat what stands before."""
    cls: int
    sep: int
    layers: Mapping[str, tuple[str, ...]]
    """Layer -> its labels, in the order of the outputs."""
    roles: tuple[str, ...]
    near: NDArray[np.float32]
    """Role, distance: how much the distance in words between trigger and word says."""
    steps: NDArray[np.int64]
    """The distances at which `near` steps."""
    back: NDArray[np.float32]
    """Role, sentences: the same for the number of sentences back."""
    thresholds: Mapping[str, float]
    """Least score of a trigger, and of each role; tuned for F1 on development data."""
    offsets: Mapping[str, float]
    """Layer -> what is added to the logit of "nothing here"; tuned likewise."""
    calibration: Mapping[str, tuple[float, float]]
    """Slope and shift, on the scale of log odds, that make a score a probability."""

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Settings:
        """Take the settings from the parsed file."""
        return cls(
            size=data["size"],
            context=data["context"],
            cls=data["cls"],
            sep=data["sep"],
            layers={name: tuple(labels) for name, labels in data["layers"].items()},
            roles=tuple(data["roles"]),
            near=np.array(data["near"], np.float32),
            steps=np.array(data["steps"], np.int64),
            back=np.array(data["back"], np.float32),
            thresholds=data["thresholds"],
            offsets=data["offsets"],
            calibration={name: tuple(pair) for name, pair in data["calibration"].items()},
        )


class Model:
    """A model that is loaded: give it windows of pieces.

    Parameters
    ----------
    folder
        Holds `model.onnx`, `tokenizer.json` and `config.json`; the shipped one where none is given.
    """

    def __init__(self, folder: Path | None = None) -> None:
        from onnxruntime import InferenceSession, SessionOptions  # noqa: PLC0415  150 ms that `--help` need not wait
        from tokenizers import Tokenizer  # noqa: PLC0415

        place = folder or files("geo.reading").joinpath("model")
        self.settings = Settings.of(json.loads(place.joinpath("config.json").read_text(encoding="utf-8")))
        self.tokenizer: Tokenizer = Tokenizer.from_str(
            place.joinpath("tokenizer.json").read_text(encoding="utf-8")
        )
        options = SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = InferenceSession(
            place.joinpath("model.onnx").read_bytes(),
            options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=["SkipLayerNormFusion"],  # its kernel takes longer than what it replaces
        )
        widths = [len(labels) for labels in self.settings.layers.values()]
        self._cuts = np.cumsum(widths)[:-1]

    def run(self, pieces: Pieces) -> Outputs:
        """Read one window; safe to call from several threads at once."""
        ids = np.concatenate([[self.settings.cls], pieces.ids, [self.settings.sep]])
        shapes = np.concatenate([[0], pieces.shapes, [0]])
        inputs = {
            "ids": ids[None],
            "shapes": shapes[None],
            "firsts": pieces.firsts[None] + 1,
        }
        tags, query, key, none = (array[0] for array in self._session.run(None, inputs))
        layers = dict(zip(self.settings.layers, np.split(tags, self._cuts, axis=-1), strict=True))
        return Outputs(layers, query, key, none)


@cache
def shipped() -> Model:
    """Load the shipped model, once."""
    return Model()
