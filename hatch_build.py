"""Build hook: put Leaflet into the wheel, from its npm package.

Nothing of Leaflet's is committed. Where there is no npm or no network, the build goes on without: maps then
load the same version from a CDN, with a check of its integrity, and say so.
"""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FILES = (
    "leaflet.js",
    "leaflet.css",
    "images/marker-icon.png",
    "images/marker-icon-2x.png",
    "images/marker-shadow.png",
)
SECONDS = 120


class CustomBuildHook(BuildHookInterface):
    """Fill `maps/static/vendor/` before a wheel or an editable installation is made."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  hatchling's signature
        """Copy the files of the version that `package.json` names, installing it where it is not."""
        root = Path(self.root)
        vendor = root / "maps/static/vendor"
        wanted = json.loads((root / "package.json").read_text(encoding="utf-8"))["dependencies"]["leaflet"]
        stamp = vendor / "leaflet.version"
        complete = all((vendor / Path(name).name).is_file() for name in FILES)
        if complete and stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
            return
        package = root / "node_modules/leaflet"
        if _version(package) != wanted and not self._install(root):
            return
        vendor.mkdir(parents=True, exist_ok=True)
        for name in (*FILES, "../LICENSE"):
            shutil.copyfile(package / "dist" / name, vendor / Path(name).name)
        stamp.write_text(wanted, encoding="utf-8")

    def _install(self, root: Path) -> bool:
        npm = shutil.which("npm")
        if not npm:
            self.app.display_warning("npm is not there: maps will load Leaflet from a CDN")
            return False
        command = [npm, "install", "--omit=dev", "--no-package-lock", "--no-audit", "--no-fund"]
        try:
            subprocess.run(command, cwd=root, check=True, capture_output=True, timeout=SECONDS)  # noqa: S603
        except (subprocess.SubprocessError, OSError) as error:
            self.app.display_warning(f"npm could not install Leaflet: maps will load it from a CDN ({error})")
            return False
        return True


def _version(package: Path) -> str | None:
    file = package / "package.json"
    return json.loads(file.read_text(encoding="utf-8"))["version"] if file.is_file() else None
