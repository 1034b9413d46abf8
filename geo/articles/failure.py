"""What is told of an input that gave no article."""

from dataclasses import dataclass
from typing import Literal

Stage = Literal["input", "language", "duplicate", "reading", "coding"]


@dataclass(frozen=True, slots=True)
class ArticleFailure:
    """An input that could not be read or was left out, and why."""

    source: str
    """The path, with the line or the member where it has any."""
    reason: str
    """One line, with what to do."""
    stage: Stage = "input"
    """Where on the way it failed."""

    @property
    def left_out(self) -> bool:
        """Whether nothing is wrong with the input: it is in another language, or a copy."""
        return self.stage in ("language", "duplicate")
