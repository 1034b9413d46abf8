# ruff: noqa: PLC0415  each contender is imported in the process that runs it
"""Articles and tokens a second, memory and load time of the reader, beside two others on the same texts.

    python benchmarks/reading/run.py ../shared/corpora/toponyms/lgl.jsonl

Each runs in a process of its own, on two threads: (i) spaCy's small pipeline of the same job's size (a
blank English pipeline with `tok2vec`, tagger, parser and entity recogniser of the sizes of
`en_core_web_sm`, with random weights: fine for cost); (ii) a roberta-base encoder in float32 with random
weights, which is what Mordecai 3's spaCy model (`en_core_web_trf`) runs on every token. Needs `spacy`,
`torch` and `transformers` for the others; what is not installed is left out and said so.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path

WORDS = 400
"""Words of an article: as the target counts them."""


def texts(path: Path, count: int) -> list[str]:
    """Make articles of 400 words of a corpus."""
    with path.open(encoding="utf-8") as lines:
        words = " ".join(json.loads(line)["text"] for line in lines).split(" ")
    return [" ".join(words[n * WORDS : (n + 1) * WORDS]) for n in range(count)]


def ours(articles: list[str]):
    from geo import reading
    from geo.records import Article

    reading.load()
    yield
    for _ in reading.read_all((Article(str(n), text) for n, text in enumerate(articles)), threads=2):
        pass
    yield


def spacy(articles: list[str]):
    import spacy

    pipeline = spacy.blank("en")
    tok2vec = {
        "@architectures": "spacy.HashEmbedCNN.v2",
        "pretrained_vectors": None,
        "width": 96,
        "depth": 4,
        "embed_size": 2000,
        "window_size": 1,
        "maxout_pieces": 3,
        "subword_features": True,
    }
    listener = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96, "upstream": "*"}

    def transitions(state: str, words: dict):
        model = {
            "@architectures": "spacy.TransitionBasedParser.v2",
            "state_type": state,
            "extra_state_tokens": False,
            "hidden_width": 64,
            "maxout_pieces": 2,
            "use_upper": True,
            "nO": None,
            "tok2vec": words,
        }
        return {"model": model}

    pipeline.add_pipe("tok2vec", config={"model": tok2vec})
    pipeline.add_pipe("tagger", config={"model": {"@architectures": "spacy.Tagger.v2", "tok2vec": listener}})
    pipeline.add_pipe("parser", config=transitions("parser", listener))
    pipeline.add_pipe("ner", config=transitions("ner", tok2vec))
    for label in ("NN", "VB", "JJ", "IN"):
        pipeline.get_pipe("tagger").add_label(label)
    for label in ("nsubj", "dobj", "prep", "ROOT"):
        pipeline.get_pipe("parser").add_label(label)
    for label in ("GPE", "PERSON", "ORG", "DATE"):
        pipeline.get_pipe("ner").add_label(label)
    pipeline.initialize()
    yield
    for _ in pipeline.pipe(articles, batch_size=32):
        pass
    yield


def roberta(articles: list[str]):
    import torch
    from transformers import RobertaConfig, RobertaModel

    torch.set_num_threads(2)
    model = RobertaModel(RobertaConfig(vocab_size=50265, max_position_embeddings=514)).eval()
    yield
    pieces = 1.3 * WORDS
    with torch.no_grad():
        for _ in articles:
            for _ in range(round(pieces / 260)):
                model(torch.randint(5, 50_000, (1, 260)))
    yield


CONTENDERS = {"incident-mapper": (ours, 400), "spacy": (spacy, 400), "roberta-base float32": (roberta, 24)}


def measure(name: str, path: Path) -> dict[str, float]:
    """Run one of them in this process."""
    work, count = CONTENDERS[name]
    articles = texts(path, count)
    steps = work(articles)
    before = time.perf_counter()
    next(steps)
    loaded = time.perf_counter()
    next(steps)
    seconds = time.perf_counter() - loaded
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "load_s": loaded - before,
        "articles_per_s": count / seconds,
        "words_per_s": count * WORDS / seconds,
        "memory_mb": memory,
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--only", choices=CONTENDERS)
    args = parser.parse_args()
    if args.only:
        print(json.dumps(measure(args.only, args.corpus)))
        return
    for name in CONTENDERS:
        command = [sys.executable, __file__, str(args.corpus), "--only", name]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"{name}: not run ({done.stderr.strip().splitlines()[-1]})")
            continue
        row = json.loads(done.stdout.splitlines()[-1])
        print(f"{name:>22}  " + "  ".join(f"{key} {value:,.2f}" for key, value in row.items()), flush=True)


if __name__ == "__main__":
    main()
