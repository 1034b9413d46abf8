"""What is told of an input that gave no article."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ArticleFailure:
    """An input that could not be read, and why."""

    source: str
    """The path, with the line where it has any."""
    reason: str
    """One line, with what to do."""
    stage: str = "input"
    """Where on the way it failed."""
