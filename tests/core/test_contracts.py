"""The contracts of the layers hold, and fail when somebody breaks them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from tomllib import loads

import pytest

ROOT = Path(__file__).parents[2]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    return subprocess.run(
        command, cwd=folder, env={"PYTHONPATH": str(folder / "src")}, capture_output=True, text=True, check=False
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    left_out = shutil.ignore_patterns("__pycache__", "fonts", "static", "templates")
    for package in ("samspill", "samspill_web"):
        shutil.copytree(ROOT / "src" / package, tmp_path / "src" / package, ignore=left_out)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_house_keeps_its_contracts(copy: Path) -> None:
    result = lint(copy)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("module", "line", "broken"),
    [
        ("reporting/sneak.py", "import samspill.scoring.score_set", "Exact scores are open"),
        ("render/sneak.py", "import samspill.ratings.table", "Unprotected ratings are open"),
        ("terms/sneak.py", "import samspill.instrument.model", "The order of the core's layers"),
        ("disclosure/attack/sneak.py", "import samspill.disclosure.publish", "The attack shares no code"),
        ("storeroom/__init__.py", "", "exhaustive"),
        ("design/sneak.py", "import django", "The core knows no workspace"),
        ("../samspill_web/kernel/sneak.py", "import samspill_web.projects.models", "The order of the workspace's apps"),
        ("../samspill_web/workspace/sneak.py", "import samspill.scoring.score_set", "Exact scores are open"),
        ("../samspill_web/storeroom/__init__.py", "", "exhaustive"),
    ],
)
def test_a_planted_violation_fails(copy: Path, module: str, line: str, broken: str) -> None:
    place = copy / "src" / "samspill" / module
    place.parent.mkdir(exist_ok=True)
    place.write_text(line + "\n", encoding="utf-8")
    result = lint(copy)
    assert result.returncode == 1
    said = result.stdout + result.stderr
    assert broken in said if broken != "exhaustive" else "storeroom" in said


def test_every_module_of_the_gate_is_closed_to_the_attack() -> None:
    """A module that is added to the gate must be named in the contract."""
    contracts = loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    closed = next(contract["forbidden_modules"] for contract in contracts if contract["name"].startswith("The attack"))
    there = {f"samspill.disclosure.{file.stem}" for file in (ROOT / "src" / "samspill" / "disclosure").glob("*.py")}
    assert there - {"samspill.disclosure.__init__"} <= set(closed)
