"""Attack 7: one guard at a time is switched off, and the ordinary tests must notice. They are run as they are, by pytest."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from own_server import HERE
from switching_off import GUARDS, TESTS

ROOT = Path(__file__).parents[3]
FAILED = 1
"""pytest's code for: tests were run, and some failed."""


def run(name: str, chosen: str) -> tuple[int, set[str], str]:
    """Run the tests whose name holds a word with a guard switched off; return the code and the names of those that failed."""
    own = {key: value for key, value in os.environ.items() if not key.startswith(("SAMSPILL_", "PYTEST_"))}
    path = os.pathsep.join([str(HERE), *filter(None, [own.get("PYTHONPATH")])])
    arguments = (
        "-q",
        "-p",
        "no:xdist",
        "-p",
        "no:cacheprovider",
        "-p",
        "switching_off",
        "--no-migrations",
        "-rfE",
        "-k",
        chosen,
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *arguments, *TESTS],
        env={**own, "BALLOT_GUARD": name, "PYTHONPATH": path},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    failed = set(re.findall(r"^FAILED \S+::(\w+)", done.stdout, re.MULTILINE))
    return done.returncode, failed, done.stdout[-3_000:] + done.stderr[-3_000:]


def test_all_of_them_hold_while_every_guard_is_on() -> None:
    words = sorted({word for guard in GUARDS.values() for word in guard.noticed_by})
    code, failed, told = run("", " or ".join(words))
    assert (code, failed) == (0, set()), told


@pytest.mark.parametrize("name", GUARDS)
def test_a_guard_that_is_off_is_noticed(name: str, figures: list[str]) -> None:
    guard = GUARDS[name]
    code, failed, told = run(name, " or ".join(guard.noticed_by))
    assert code == FAILED, told
    missing = [word for word in guard.noticed_by if not any(word in test for test in failed)]
    assert not missing, told
    figures.append(f"guard {guard.promise} {name}: noticed by {', '.join(sorted(failed))}")
