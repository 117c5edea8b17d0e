"""Meetings of the made-up municipality, composed once for each plan, paper and language."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from samspill.design.model import Mapping
from samspill.disclosure.release import Release
from samspill.instrument.model import Instrument
from samspill.reporting.document import Report
from samspill.reporting.meeting import Meeting, Paper, composed, shipped
from samspill.terms import Language

Make = Callable[..., Report]


@pytest.fixture(scope="session")
def make(made_up_release: Release, made_up_mapping: Mapping, made_up_instrument: Instrument) -> Make:
    @cache
    def made(
        key: str = "45-minutes", paper: Paper = Paper.SCREENS, language: Language = Language.NB, **decided: object
    ) -> Report:
        release = None if key == "introduction" else made_up_release
        meeting = Meeting(shipped(key), **decided)  # type: ignore[arg-type]
        return composed(release, made_up_mapping, made_up_instrument, meeting, language, paper)

    return made
