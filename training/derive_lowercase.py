"""Derive the words that English writes small from Voice of America stories, for texts in capitals.

python training/derive_lowercase.py ../shared/corpora/voa/train.jsonl
"""

import json
import re
import sys
from collections import Counter
from pathlib import Path

OUT = Path(__file__).resolve().parent.parent / "geo" / "reading" / "lowercase.txt"
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
LEAST, SHARE = 1, 0.6
HEAD = """# Words that English writes small inside a sentence: those that the Voice of America stories
# of 2003-2010 (public domain) write small and seldom with a capital. Made by training/derive_lowercase.py.
"""


def main(path):
    small, total = Counter(), Counter()
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        story = json.loads(line)
        for start, end in story["sentences"]:
            for word in WORD.findall(story["text"][start:end])[1:]:
                total[word.lower()] += 1
                small[word.lower()] += word.islower()
    kept = sorted(w for w, n in small.items() if n >= LEAST and n / total[w] >= SHARE)
    OUT.write_text(HEAD + "\n".join(kept) + "\n", encoding="utf-8")
    print(len(kept), "words")


if __name__ == "__main__":
    main(sys.argv[1])
