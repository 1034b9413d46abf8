"""Where a file comes from: what goes into its metadata, in every format that has room for it."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

ATTRS = "provenance"
"""The key in `features.attrs` where the stages before leave what they know (gazetteer, model, command)."""
ATTRIBUTION = (
    "Place data from GeoNames (https://www.geonames.org), CC BY 4.0."
    " Regions and natural features from Natural Earth (https://www.naturalearthdata.com), public domain."
)


def _now() -> str:
    """Return the time in ISO 8601, that of SOURCE_DATE_EPOCH where a build must be repeatable."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    now = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    return now.strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True, slots=True)
class Provenance:
    """How the features came about."""

    software: str = field(default_factory=lambda: f"incident-mapper {version('incident-mapper')}")
    created: str = field(default_factory=_now)
    """When, UTC."""
    command: str | None = None
    """The command, without paths."""
    gazetteer: str | None = None
    """Its version."""
    model: str | None = None
    """The reader's."""
    attribution: str = ATTRIBUTION
    """What must be named beside the data, with its licence."""

    def told(self) -> dict[str, str]:
        """Return what is known, by name."""
        return {name: value for name, value in asdict(self).items() if value is not None}


def provenance_of(attrs: dict[Any, Any]) -> Provenance:
    """Return the provenance that the attributes of a frame tell; a new date and version of ours.

    Examples
    --------
    >>> provenance_of({"provenance": {"model": "reader 1", "created": "2020"}}).model
    'reader 1'
    """
    known = attrs.get(ATTRS, {})
    return Provenance(**{name: known.get(name) for name in ("command", "gazetteer", "model")})


def keep(features: gpd.GeoDataFrame, metadata: Mapping[str, str] | None) -> None:
    """Leave in the attributes of a new frame what the metadata of a file tell of its provenance."""
    names = {field.name for field in fields(Provenance)}
    features.attrs[ATTRS] = {name: text for name, text in (metadata or {}).items() if name in names}
