"""From the corpora to the shipped model: train in stages, take the mean, tune, compare int8 with float32.

    python training/build_reader.py ../shared -o geo/reading/model

Needs what `training/requirements.txt` lists, two cores and about five hours. Keeps its checkpoints in
`build/reader`; a stage whose checkpoint is there is not trained again.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from measure import Development

from geo.reading.model import Model

HERE = Path(__file__).resolve().parent


class Stage(NamedTuple):
    """A part of the training; it begins with the weights of the one before."""

    steps: int
    rate: float
    weak: bool = False
    """Also learns from what the model of the stage before reads in texts that are annotated in part."""
    int8: bool = False
    """Learns with the rounding of the int8 form."""


STAGES = (
    Stage(1_500, 2e-4),
    Stage(3_300, 1.4e-4, weak=True),
    Stage(575, 6e-5),
    Stage(4_200, 1.4e-4, weak=True),
    Stage(650, 6e-5, int8=True),
    Stage(4_400, 1.4e-4, weak=True),
    Stage(650, 6e-5, int8=True),
)
MEAN = 3
"""The shipped weights are the mean of those of so many last stages."""
PARITY = 0.005
"""How far the F1 figures of the int8 model may lie under those of the float32 model, on average."""


def run(script: str, *arguments: str | Path) -> None:
    """Run another script of this folder."""
    folders = os.pathsep.join([str(HERE.parent), str(HERE)])
    command = [sys.executable, str(HERE / script), *map(str, arguments)]
    subprocess.run(command, check=True, env=os.environ | {"PYTHONPATH": folders})  # noqa: S603  our own scripts


def make(checkpoints: list[Path], shared: Path, folder: Path) -> None:
    """Make the model of the mean of checkpoints, and tune it."""
    run("export_reader.py", *checkpoints, "-o", folder)
    run("tune_reader.py", shared, folder)


def train(shared: Path, work: Path) -> list[Path]:
    """Train stage after stage; return the checkpoints whose mean is shipped."""
    before: Path | None = None
    checkpoints: list[Path] = []
    for number, stage in enumerate(STAGES, 1):
        folder = work / f"stage{number}"
        checkpoint = folder / "checkpoint.pt"
        if not (folder / "done").exists():
            options: list[str | Path] = ["--start", before] if before else []
            if before and stage.weak:
                make([before], shared, folder / "before")
                run("weak.py", shared / "corpora", folder / "before", "-o", folder / "weak.jsonl")
                options += ["--weak", folder / "weak.jsonl"]
            options += ["--int8"] if stage.int8 else []
            schedule = ("--steps", str(stage.steps), "--rate", str(stage.rate), "--seed", str(number + 6))
            run("train_reader.py", shared / "corpora", "-o", folder, *schedule, *options)
            (folder / "done").touch()
        before = checkpoint
        checkpoints.append(checkpoint)
    return checkpoints[-MEAN:]


def compare(shared: Path, model: Path, full: Path) -> dict[str, dict[str, float]]:
    """Measure the int8 model and the float32 model with the same settings.

    Raises
    ------
    SystemExit
        When the int8 model is worse by more than `PARITY` on average: single figures differ either way.
    """
    shutil.copy(model / "config.json", full / "config.json")
    development = Development(shared)
    small, large = development.measure(Model(model)), development.measure(Model(full))
    gaps = [
        figure - small[corpus][name]
        for corpus, figures in large.items()
        for name, figure in figures.items()
        if name.endswith("f1")
    ]
    (full.parent / "figures.json").write_text(json.dumps({"int8": small, "float32": large}, indent=1))
    gap = sum(gaps) / len(gaps)
    if gap > PARITY:
        sys.exit(
            f"the int8 model's F1 is {gap:.4f} under the float32 model's, on average: more than {PARITY}"
        )
    return small


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("shared", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("build/reader"))
    args = parser.parse_args()
    checkpoints = train(args.shared, args.work)
    make(checkpoints, args.shared, args.output)
    run("export_reader.py", *checkpoints, "-o", args.work / "float32", "--float")
    for corpus, figures in compare(args.shared, args.output, args.work / "float32").items():
        print(corpus, " ".join(f"{name} {figure:.3f}" for name, figure in figures.items()))


if __name__ == "__main__":
    main()
