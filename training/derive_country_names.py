"""Derive the countries' names in the languages of the news, from Unicode CLDR through Babel.

    python training/derive_country_names.py

Source: Unicode CLDR (Unicode licence v3) in the Python package Babel (BSD).
"""

import argparse
import csv
import gzip
import io
from importlib.metadata import version
from pathlib import Path

from babel import Locale

LANGUAGES = (
    "en", "fr", "es", "pt", "de", "it", "nl", "ca", "pl", "cs", "sk", "hu", "ro", "bg", "sr", "hr",
    "sl", "bs", "mk", "sq", "el", "tr", "ru", "uk", "be", "ka", "hy", "az", "kk", "uz", "ky", "tk",
    "tg", "mn", "ar", "fa", "ps", "ku", "ckb", "he", "ur", "hi", "bn", "pa", "ta", "te", "ml", "si",
    "ne", "my", "th", "lo", "km", "vi", "id", "ms", "fil", "zh", "zh_Hant", "ja", "ko", "am", "ti",
    "om", "so", "sw", "ha", "yo", "ig", "rw", "af", "zu", "mg", "lv", "lt", "et", "fi", "sv", "nb",
    "da", "is", "ga",
)  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("geo/gazetteer/data/country_names.csv.gz"))
    given = parser.parse_args()
    found = {}
    for language in LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and code.isalpha():
                found.setdefault(code, {})[name.replace("|", " ")] = None
    text = io.StringIO()
    text.write(f"# Source: Unicode CLDR through Babel {version('babel')}, Unicode licence v3; 2026-11-24\n")
    out = csv.writer(text, lineterminator="\n")
    out.writerow(("code", "names"))
    out.writerows((code, "|".join(names)) for code, names in sorted(found.items()))
    given.out.write_bytes(gzip.compress(text.getvalue().encode(), 9, mtime=0))


if __name__ == "__main__":
    main()
