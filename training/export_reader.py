"""Make the shipped model of a checkpoint, or of the mean of several: ONNX, int8, tokenizer and settings.

python training/export_reader.py build/reader/checkpoint.pt -o geo/reading/model
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from pathlib import Path

os.environ.setdefault("KMP_BLOCKTIME", "0")

import onnx
import torch
from labels import LAYERS, ROLES
from model import STEPS, Reader
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import nn
from torch.nn import functional
from train_reader import CLS, CONTEXT, SEP, tokenizer
from transformers.models.bert.modeling_bert import BertSelfAttention

SIZE = 256
NEUTRAL = {
    "thresholds": {"trigger": 0.5, "context": 0.5} | dict.fromkeys(ROLES, 0.5),
    "offsets": {},
    "calibration": dict.fromkeys(("trigger", *ROLES), (1.0, 0.0)),
}
"""Settings before `tune_reader.py` has looked at the development data."""


class Attention(torch.autograd.Function):
    """Attention of many heads, which ONNX Runtime does in one operation; a window alone needs no mask."""

    @staticmethod
    def forward(_, query, key, value, heads):
        query, key, value = (x.unflatten(-1, (heads, -1)).transpose(1, 2) for x in (query, key, value))
        return functional.scaled_dot_product_attention(query, key, value).transpose(1, 2).flatten(2)

    @staticmethod
    def symbolic(graph, query, key, value, heads):
        found = graph.op("com.microsoft::MultiHeadAttention", query, key, value, num_heads_i=heads)
        return found.setType(query.type())


def attend(layer: BertSelfAttention, hidden_states: torch.Tensor, **_: object) -> tuple[torch.Tensor, None]:
    """Do what the attention of a layer does, for the export."""
    parts = (layer.query(hidden_states), layer.key(hidden_states), layer.value(hidden_states))
    return Attention.apply(*parts, layer.num_attention_heads), None


class Alone(nn.Module):
    """The network for windows without padding."""

    def __init__(self, model: Reader):
        super().__init__()
        self.model = model

    def forward(self, ids, shapes, firsts):
        return self.model(ids, shapes, None, firsts)


def to_onnx(model: Reader, path: Path) -> None:
    """Write the network for windows of any size."""
    BertSelfAttention.forward = attend
    sample = (
        torch.ones(2, 9, dtype=torch.long),
        torch.ones(2, 9, dtype=torch.long),
        torch.ones(2, 5, dtype=torch.long),
    )
    names = ["ids", "shapes", "firsts"]
    axes = {n: {0: "batch", 1: "words" if n == "firsts" else "pieces"} for n in names}
    outputs = ["tags", "query", "key", "none"]
    torch.onnx.export(
        Alone(model).eval(),
        sample,
        str(path),
        input_names=names,
        output_names=outputs,
        dynamo=False,
        dynamic_axes=axes | {n: {0: "batch", 1: "words"} for n in outputs},
        opset_version=17,
        custom_opsets={"com.microsoft": 1},
    )


def mean(checkpoints: list[Path]) -> dict[str, torch.Tensor]:
    """Return the mean of the weights of several checkpoints."""
    found = [torch.load(path) for path in checkpoints]
    return {name: torch.stack([weights[name] for weights in found]).mean(0) for name in found[0]}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("checkpoints", type=Path, nargs="+")
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument(
        "--float", action="store_true", help="leave the weights as they are, for the parity test"
    )
    args = parser.parse_args()
    args.output.mkdir(parents=True, exist_ok=True)
    model = Reader()
    model.load_state_dict(mean(args.checkpoints))
    with tempfile.TemporaryDirectory() as folder:
        raw, ready = Path(folder, "raw.onnx"), Path(folder, "ready.onnx")
        to_onnx(model, raw)
        quant_pre_process(str(raw), str(ready), skip_symbolic_shape=True)
        target = args.output / "model.onnx"
        if args.float:
            onnx.save(onnx.load(ready), target)
        else:
            quantize_dynamic(
                ready,
                target,
                per_channel=True,
                reduce_range=True,
                weight_type=QuantType.QInt8,
                op_types_to_quantize=["MatMul", "Gather"],
            )
    tokenizer().save(str(args.output / "tokenizer.json"), pretty=False)
    settings = {
        "size": SIZE,
        "context": CONTEXT,
        "cls": CLS,
        "sep": SEP,
        "layers": {name: list(labels) for name, labels in LAYERS.items()},
        "roles": list(ROLES),
        "steps": list(STEPS),
        "near": [[round(v, 4) for v in row] for row in model.near.tolist()],
        "back": [[round(v, 4) for v in row] for row in model.back.tolist()],
    } | NEUTRAL
    (args.output / "config.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
    print(f"{target}: {target.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
