"""The reader: text to mentions and events, with offsets and confidence.

One small encoder, trained for this project, reads windows of sentences. Of each word it says whether it is
part of a place name, an actor, a date or a number of victims, whether it tells an event, and which words
play which role in it. It lies beside this module (`model/`, with its card) and needs only `onnxruntime` and
`tokenizers`.

Examples
--------
>>> from geo.records import Article
>>> article = Article("a", "A bomb killed five people in Kirkuk on Sunday.")
>>> reading = read(article)
>>> [(event.event_type, event.status) for event in reading.events]
[('explosive', 'happened')]
"""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from importlib.resources import files
from typing import TYPE_CHECKING

from geo.reading.form import to_dict
from geo.reading.numbers import value
from geo.reading.reader import read, read_all
from geo.reading.sentences import split

__all__ = ["load", "read", "read_all", "split", "to_dict", "value", "version"]

if TYPE_CHECKING:
    from geo.reading.model import Model


def load() -> Model:
    """Load the shipped model now rather than at the first reading; later calls return the same one."""
    from geo.reading.model import shipped  # noqa: PLC0415  loads when it is asked for

    return shipped()


@cache
def version() -> str:
    """Return the digest of the shipped model with its settings: readings of one digest are the same."""
    model = files("geo.reading").joinpath("model")
    digest = blake2b(digest_size=6)
    for name in ("config.json", "model.onnx", "tokenizer.json"):
        digest.update(model.joinpath(name).read_bytes())
    return digest.hexdigest()
