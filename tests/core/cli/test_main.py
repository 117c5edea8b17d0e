"""The command line as a person meets it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SAMSPILL = Path(sys.executable).parent / "samspill"


def samspill(*arguments: str | Path, language: str = "nb") -> subprocess.CompletedProcess[str]:
    environment = {"SAMSPILL_LANG": language, "PYTHONWARNINGS": "error", "COLUMNS": "200"}
    return subprocess.run(
        [SAMSPILL, *map(str, arguments)], capture_output=True, text=True, check=False, encoding="utf-8", env=environment
    )


def test_help_lists_every_command() -> None:
    result = samspill("--help")
    assert result.returncode == 0
    for name in ("check", "example", "instrument", "report", "score", "simulate"):
        assert name in result.stdout


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from samspill.cli.main import app_for; app_for(['--help']); "
        "print([name for name in ('polars', 'numpy', 'altair', 'typst', 'pptx', 'scipy', 'babel') if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_version_is_printed() -> None:
    from importlib.metadata import version

    assert samspill("--version").stdout.strip() == version("samspill")


def test_wrong_usage_exits_2() -> None:
    assert samspill("scoore").returncode == 2
    assert samspill("score").returncode == 2


def test_a_missing_file_is_told_in_the_users_language_without_a_traceback(tmp_path: Path) -> None:
    result = samspill("check", tmp_path / "borte.toml")
    assert result.returncode == 1
    assert "borte.toml" in result.stderr
    assert "Traceback" not in result.stderr


def test_an_unknown_format_is_usage(tmp_path: Path) -> None:
    result = samspill("report", "m.toml", "r.csv", "--out", tmp_path, "--format", "pdf,odt", language="da")
    assert result.returncode == 2
    assert "»pdf,odt« er ikke et format" in result.stderr
