"""Attacks on the ballot layer: `make attack-ballots`. They start servers of their own, and last for minutes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# Tests are no package. Last on the path, so that nothing is hidden by a namesake.
sys.path.append(str(Path(__file__).parent))

from own_postgres import Cluster, own_postgres

FIGURES: list[str] = []


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL of our own."""
    with own_postgres() as found:
        yield found


@pytest.fixture(scope="session")
def figures() -> list[str]:
    """Lines that are shown in the end: what was measured."""
    return FIGURES


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show what was measured."""
    if FIGURES:
        terminalreporter.section("measured")
        terminalreporter.write_line("\n".join(FIGURES))
