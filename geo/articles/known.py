"""What was read before in a run: ids stay unique, and copies of a text are recognised."""

from __future__ import annotations

from dataclasses import replace
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.records import Article


class Known:
    """The articles of a run so far, as short hashes."""

    def __init__(self) -> None:
        """Start with none."""
        self._ids: set[int] = set()
        self._texts: set[int] = set()

    def is_copy(self, article: Article) -> bool:
        """Whether the same publisher had the same words before; what is asked is remembered."""
        key = _hash(" ".join(article.text.split()), article.publisher or "")
        if key in self._texts:
            return True
        self._texts.add(key)
        return False

    def with_own_id(self, article: Article) -> Article:
        """Return the article with an id that no other has: `a.txt`, then `a.txt#2`, ..."""
        doc_id, number = article.doc_id, 1
        while _hash(doc_id) in self._ids:
            number += 1
            doc_id = f"{article.doc_id}#{number}"
        self._ids.add(_hash(doc_id))
        return article if number == 1 else replace(article, doc_id=doc_id)


def _hash(*parts: str) -> int:
    digest = blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=8)
    return int.from_bytes(digest.digest())
