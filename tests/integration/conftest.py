"""The built wheel, installed beside the environment: what a user gets, not the checkout."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="session")
def installed(wheel, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "-q",
        "--no-deps",
        "--no-index",
        "--target",
        folder,
        wheel,
    ]
    subprocess.run(command, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="session")
def cli(installed, cache):
    """Run the installed command; returns the finished process."""

    def run(*arguments, cwd, stdin="", **more):
        env = os.environ | {"PYTHONPATH": str(installed), "INCIDENT_MAPPER_CACHE": str(cache)}
        script = next(p for p in (installed / "bin").iterdir() if p.stem == "incident-mapper")
        return subprocess.run(
            [sys.executable, script, *map(str, arguments)],
            cwd=cwd,
            env=env,
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=300,
            **more,
        )

    return run
