"""Fetch a country's places from GeoNames, by name and only when asked."""

from __future__ import annotations

import shutil
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

from geo.errors import OptionError, ServiceError

if TYPE_CHECKING:
    from pathlib import Path

DUMPS = "https://download.geonames.org/export/dump"
TIMEOUT_S = 30
_CODE = 2


def fetch_country(code: str, folder: Path, *, base: str = DUMPS) -> Path:
    """Fetch the dump of a country.

    Parameters
    ----------
    code
        ISO 3166-1 alpha-2, such as LY.
    folder
        Where the zip file is put.
    base
        Where the dumps are.

    Raises
    ------
    OptionError
        Where `code` is no country code.
    ServiceError
        Where it cannot be fetched.
    """
    if not (len(code) == _CODE and code.isascii() and code.isalpha()):
        raise OptionError(f"{code!r}: no country code: give ISO 3166-1 alpha-2, such as LY")
    address = f"{base}/{code.upper()}.zip"
    target = folder / f"{code.upper()}.zip"
    try:
        with urllib.request.urlopen(address, timeout=TIMEOUT_S) as answer, target.open("wb") as out:  # noqa: S310
            shutil.copyfileobj(answer, out)
    except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
        raise ServiceError(
            f"{address} cannot be fetched ({error}): try again, or fetch it yourself and use `gazetteer add`"
        ) from error
    return target
