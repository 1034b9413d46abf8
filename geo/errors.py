"""The errors of this project: one base, a few children.

Each child is also a builtin error, so that callers who know nothing of us can catch it. Every message
names the input, the place in it, and what to do.
"""


class IncidentMapperError(Exception):
    """Base of every error that this project raises on purpose."""


class ArticleError(IncidentMapperError, ValueError):
    """An input cannot be read as an article."""


class GazetteerError(IncidentMapperError, RuntimeError):
    """The gazetteer is missing, empty, broken or cannot be built."""


class FeatureError(IncidentMapperError, ValueError):
    """Features do not have the shape that is asked for, or a place stayed unresolved under `raise`."""


class FormatError(IncidentMapperError, ValueError):
    """A format is not known, or cannot hold or read what it is given."""


class OutputError(IncidentMapperError, OSError):
    """An output cannot be written."""


class ServiceError(IncidentMapperError, OSError):
    """A service that was asked for by name failed, refused or timed out."""


class OptionError(IncidentMapperError, ValueError):
    """An option or a user's own file of settings has a value that cannot be used."""
