"""The made-up organisations on which protection is attacked."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

# Tests are no package. Last on the path, so that nothing is hidden by a namesake; the benches find these modules the same way.
sys.path.append(str(Path(__file__).parent))

from organisations import Organisation, organisation

from samspill.disclosure.freeze import freeze
from samspill.disclosure.release import Release
from samspill.scoring.score import score


@pytest.fixture(scope="session")
def make_organisation() -> Callable[..., Organisation]:
    """Return what makes an organisation from a seed."""
    return organisation


@pytest.fixture(scope="session")
def release_of() -> Callable[..., Release]:
    """Return what closes the waves of an organisation as the commands do, with statistics of whole waves unless told not to."""

    def close(world: Organisation, *, whole_waves: bool = True) -> Release:
        scores = score(world.ratings, world.mapping, world.instrument)
        ratings = world.ratings if whole_waves else None
        return freeze(scores, world.mapping, world.instrument, version="attacked", ratings=ratings)

    return close
