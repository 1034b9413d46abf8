"""The JavaScript itself: its linter, its own unit tests, and how its modules become one script."""

import shutil
import subprocess
from pathlib import Path

import pytest

from maps import bundle

ROOT = Path(__file__).resolve().parents[2]
NODE = shutil.which("node")


@pytest.mark.skipif(not NODE, reason="there is no Node.js here")
def test_the_modules_pass_their_unit_tests():
    tests = sorted((ROOT / "tests/browser/unit").glob("*.test.js"))
    done = subprocess.run([NODE, "--test", *tests], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_modules_pass_the_linter(npm):
    linter = npm / ".bin/biome"
    if not linter.exists():
        pytest.skip("the linter is not there: run npm install --no-package-lock")
    done = subprocess.run(
        [linter, "lint", "--error-on-warnings"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif(not NODE, reason="there is no Node.js here")
def test_the_bundle_is_one_script_without_imports(tmp_path):
    script = bundle.script()
    assert "import {" not in script
    assert "\nexport " not in script
    assert "</script" not in script
    (tmp_path / "bundle.cjs").write_text(script, encoding="utf-8")
    done = subprocess.run(
        [NODE, "--check", tmp_path / "bundle.cjs"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_every_module_is_reached():
    names = {f.name for f in (ROOT / "maps/static").glob("*.js")} - {"boot.js"}
    assert {
        name for name in names if f"const _{name.removesuffix('.js')} = (() =>" in bundle.script()
    } == names
