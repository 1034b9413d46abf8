"""Train the reader's model on the corpora.

    python training/train_reader.py ../shared/corpora -o build/reader --steps 2500

Writes `checkpoint.pt` (weights averaged along the way) into the output folder. `export_reader.py` makes the
shipped model of it. Two cores are enough; seeds are fixed, and the same steps on the same machine give the
same weights. With `--minutes` the schedule ends on the clock, wherever it is.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import random
import time
from pathlib import Path

os.environ.setdefault("KMP_BLOCKTIME", "0")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np
import torch
from corpora import load
from labels import LAYERS, MASKED, ROLES, Example, Happening, Labelled, examples, label, with_dateline
from model import BASE, Reader
from swapping import Names
from tokenizers import Tokenizer
from torch.nn import functional
from weak import restore

CLS, SEP = 101, 102
CONTEXT = 48
SHARES = {"voa": 1.0, "articles": 1.6, "gwn": 1.5, "lgl": 0.6, "located": 0.2}
SHARES |= {"muc4": 0.35, "plover": 1.0, "police": 0.15}
"""How often an epoch sees each document of a corpus, on average."""
SHORT = 0.25
"""Part of the documents that are read in short windows, as a text of a sentence or two is."""
SWAPPED = 0.25
"""Part of the windows whose place names are other ones."""
WEIGHTS = {
    "place": 2.0,
    "gwn": 1.0,
    "lgl": 1.0,
    "kind": 1.2,
    "actor": 1.0,
    "entity": 0.7,
    "date": 0.5,
    "number": 1.0,
    "phrase": 0.5,
    "trigger": 4.0,
    "status": 0.7,
}


def tokenizer() -> Tokenizer:
    """Return the tokenizer of the base model, without special pieces: a text that spells one is text."""
    data = json.loads((BASE / "tokenizer.json").read_text(encoding="utf-8"))
    data |= {"truncation": None, "padding": None, "post_processor": None, "added_tokens": []}
    return Tokenizer.from_str(json.dumps(data))


def collate(batch: list[Example]) -> dict[str, torch.Tensor]:
    """Pad windows to one size."""
    length = max(len(e.ids) for e in batch) + 2
    width = max(len(e.firsts) for e in batch)
    shape, words = (len(batch), length), (len(batch), width)
    out = {
        "ids": np.zeros(shape, np.int64),
        "shapes": np.zeros(shape, np.int64),
        "mask": np.zeros(shape, np.int64),
        "firsts": np.zeros(words, np.int64),
        "sentences": np.full(words, 1_000_000, np.int64),
    }
    out |= {name: np.full(words, MASKED, np.int64) for name in LAYERS}
    for row, e in enumerate(batch):
        size, count = len(e.ids), len(e.firsts)
        out["ids"][row, : size + 2] = [CLS, *e.ids, SEP]
        out["shapes"][row, 1 : size + 1] = e.shapes
        out["mask"][row, : size + 2] = 1
        out["firsts"][row, :count] = e.firsts + 1
        out["sentences"][row, :count] = e.sentences
        for name, values in e.labels.items():
            out[name][row, :count] = values
    return {name: torch.from_numpy(values) for name, values in out.items()}


def role_loss(
    model: Reader, outputs: tuple, data: dict[str, torch.Tensor], batch: list[Example]
) -> torch.Tensor:
    """Return the loss of who did it, to whom, when, how many and where, per trigger.

    All roles but the place: a choice between the words of the sentence and "none". The place: yes or no for
    each word up to the end of the trigger's sentence, the words of place names above all.
    """
    _, query, key, none = outputs
    told = [(row, h) for row, e in enumerate(batch) for h in e.happenings]
    if not told:
        return torch.zeros(())
    rows = torch.tensor([row for row, _ in told])
    words = torch.tensor([h.word for _, h in told])
    scores = model.roles(query, key, data["sentences"], rows, words)
    empty = none[rows, words]
    gold, known = _gold_roles(told, scores.shape)
    here, where = data["sentences"][rows, words][:, None], data["sentences"][rows]
    candidates = (where == here)[:, None] | gold
    target = torch.cat([~gold[:, :-1].any(-1, keepdim=True), gold[:, :-1]], -1)
    single = torch.cat([empty[:, :-1, None], scores[:, :-1].masked_fill(~candidates[:, :-1], -1e4)], -1)
    chosen = single.log_softmax(-1).masked_fill(~target, -1e4).logsumexp(-1)
    total = -(chosen * known[:, :-1]).sum() / known[:, 0].sum().clamp(min=1)
    sure = np.ones((len(told), where.shape[1]), np.float32)
    for n, (_, h) in enumerate(told):
        sure[n, h.unsure] = 0
    weight = (where <= here) * torch.where(data["place"][rows] != 0, 1.0, 0.2) * torch.from_numpy(sure)
    weight = torch.where(gold[:, -1], 1.5, weight)
    place = scores[:, -1] + empty[:, -1:]
    loss = functional.binary_cross_entropy_with_logits(place, gold[:, -1].float(), weight, reduction="none")
    return total + (loss.sum(-1) * known[:, -1]).sum() / len(told) / 2


def _gold_roles(told: list[tuple[int, Happening]], shape: torch.Size) -> tuple[torch.Tensor, torch.Tensor]:
    """Return which words play which roles, and which roles are annotated."""
    gold, known = np.zeros(shape, bool), np.zeros(shape[:2], bool)
    for n, (_, h) in enumerate(told):
        for r, role in enumerate(ROLES):
            if role in h.roles:
                known[n, r] = True
                gold[n, r, h.roles[role]] = True
    return torch.from_numpy(gold), torch.from_numpy(known)


def losses_of(model: Reader, batch: list[Example]) -> dict[str, torch.Tensor]:
    """Return the loss of each layer and of the roles."""
    data = collate(batch)
    outputs = model(data["ids"], data["shapes"], data["mask"], data["firsts"])
    losses = {}
    layers = outputs[0].split([len(labels) for labels in LAYERS.values()], -1)
    for name, logits in zip(LAYERS, layers, strict=True):
        target = data[name]
        known = (target != MASKED).sum()
        if not known:
            continue
        smooth = 0.03 if name in {"trigger", "status"} else 0.0
        loss = functional.cross_entropy(
            logits.transpose(1, 2), target, ignore_index=MASKED, reduction="sum", label_smoothing=smooth
        )
        losses[name] = loss / (known + (20 if name in {"status", "kind"} else 500)) * WEIGHTS[name]
    return losses | {"roles": role_loss(model, outputs, data, batch) * 0.8}


def epoch(
    items: list[Labelled], names: Names, tok: Tokenizer, rng: random.Random, budget: int
) -> list[list[Example]]:
    """Draw the batches of an epoch: documents by the share of their corpus, windows of varied size."""
    found: list[Example] = []
    for item in items:
        share = SHARES[item.document.corpus]
        for _ in range(int(share) + (rng.random() < share % 1)):
            chosen = item
            if item.document.corpus == "voa" and rng.random() < 0.25:
                chosen = with_dateline(item, tok, rng, 200)
            size = rng.randint(16, 100) if rng.random() < SHORT else rng.randint(150, 380)
            windows = examples(chosen, size, min(CONTEXT, size // 3), rng)
            found += [names.swap(e, rng) if rng.random() < SWAPPED else e for e in windows]
    rng.shuffle(found)
    chunk = 400
    batches = []
    for start in range(0, len(found), chunk):
        batch: list[Example] = []
        for e in sorted(found[start : start + chunk], key=lambda e: len(e.ids)):
            if batch and (len(batch) + 1) * (len(e.ids) + 2) > budget:
                batches.append(batch)
                batch = []
            batch.append(e)
        batches.append(batch)
    rng.shuffle(batches)
    return batches


def groups(model: Reader, rate: float, decay: float) -> list[dict]:
    """Lower rates for lower layers."""
    top = model.encoder.config.num_hidden_layers
    found: dict[float, list] = {}
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        if name.startswith("encoder.encoder.layer."):
            speed = rate * decay ** (top - 1 - int(name.split(".")[3]))
        elif name.startswith("encoder."):
            speed = rate * decay**top
        else:
            speed = rate * 5
        found.setdefault(speed, []).append(parameter)
    return [{"params": params, "lr": speed} for speed, params in found.items()]


class Training:
    """A model while it learns: weights, their average, and the clock."""

    def __init__(self, args: argparse.Namespace) -> None:
        self.args = args
        self.model = Reader()
        if args.start:
            self.model.load_state_dict(torch.load(args.start))
        self.model.encoder.embeddings.word_embeddings.weight.requires_grad_(requires_grad=False)
        if args.int8:
            self.model.round()
        self.average = copy.deepcopy(self.model).eval()
        self.optimizer = torch.optim.AdamW(groups(self.model, args.rate, 0.9), weight_decay=0.01, fused=True)
        self._rates = [group["lr"] for group in self.optimizer.param_groups]
        self._began, self.steps, self._pieces = time.time(), 0, 0
        self._losses: dict[str, float] = {}

    @property
    def progress(self) -> float:
        """How much of the training is done, 0 to 1: by steps or by the clock, whichever is further."""
        minutes = (time.time() - self._began) / 60
        return max(self.steps / self.args.steps, minutes / self.args.minutes)

    def step(self, batch: list[Example]) -> None:
        """Learn from one batch."""
        factor = min(1.0, (self.progress + 1e-4) / self.args.warm) * (1 - min(1.0, self.progress))
        for group, rate in zip(self.optimizer.param_groups, self._rates, strict=True):
            group["lr"] = rate * factor
        losses = losses_of(self.model, batch)
        self.optimizer.zero_grad(set_to_none=True)
        sum(losses.values()).backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        self.steps += 1
        self._pieces += sum(len(e.ids) for e in batch)
        for name, value in losses.items():
            self._losses[name] = 0.98 * self._losses.get(name, value.item()) + 0.02 * value.item()
        if self.steps % 4 == 0:
            self._take_average()
        if self.steps % 50 == 0:
            took = time.time() - self._began
            told = " ".join(f"{name} {value:.3f}" for name, value in self._losses.items())
            print(
                f"step {self.steps} {self.progress:.3f} {took:.0f}s {self._pieces / took:.0f}/s {told}",
                flush=True,
            )
        if self.steps % 200 == 0:
            self.save()

    @torch.no_grad()
    def _take_average(self) -> None:
        keep = min(0.985, self.steps / (self.steps + 40))
        for slow, fast in zip(self.average.parameters(), self.model.parameters(), strict=True):
            slow.lerp_(fast, 1 - keep)

    def save(self) -> None:
        """Write the averaged weights, whole or not at all."""
        part = self.args.output / "checkpoint.part"
        torch.save(self.average.state_dict(), part)
        part.replace(self.args.output / "checkpoint.pt")


def arguments() -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpora", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=4_500)
    parser.add_argument("--minutes", type=float, default=1e9)
    parser.add_argument(
        "--rate", type=float, default=2e-4, help="of the top layer; lower layers learn slower"
    )
    parser.add_argument("--budget", type=int, default=2_000, help="word pieces of a batch")
    parser.add_argument("--start", type=Path, help="a checkpoint to begin with")
    parser.add_argument("--weak", type=Path, help="documents that weak.py has annotated, to learn from too")
    parser.add_argument("--warm", type=float, default=0.06, help="part of the steps in which the rate rises")
    parser.add_argument("--int8", action="store_true", help="learn with the rounding of the int8 form")
    parser.add_argument("--seed", type=int, default=7)
    return parser.parse_args()


def main() -> None:
    args = arguments()
    args.output.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(args.seed)
    torch.set_num_threads(2)
    rng = random.Random(args.seed)
    tok = tokenizer()
    documents = {d.doc_id: d for d in load(args.corpora) if not d.development}
    if args.weak:
        documents |= {d.doc_id: d for d in restore(args.weak)}
    items = [label(document, tok, 200) for document in documents.values()]
    names = Names(items)
    training = Training(args)
    training.model.train()
    while training.progress < 1:
        for batch in epoch(items, names, tok, rng, args.budget):
            if training.progress >= 1:
                break
            training.step(batch)
    training.save()
    print(f"done: {training.steps} steps", flush=True)


if __name__ == "__main__":
    main()
