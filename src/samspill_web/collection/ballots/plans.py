"""The plan that a launched wave was frozen with."""

from __future__ import annotations

from functools import lru_cache

from samspill.design.plan import Plan
from samspill_web.collection.ballots.answers import room_of
from samspill_web.instruments.selectors import read_sources
from samspill_web.projects.drafts import draft_of
from samspill_web.projects.models import Wave


def plan_of(wave: Wave) -> Plan:
    """Return the plan of a wave: its frozen mapping and questionnaire."""
    return _frozen(*_parts(wave))[0]


def room_in(wave: Wave) -> int:
    """Return how many bytes a sheet of answers has in a wave, whoever fills it in and however much (B2)."""
    return _frozen(*_parts(wave))[1]


def _parts(wave: Wave) -> tuple[str, tuple[tuple[str, str], ...], int]:
    return wave.source, tuple((key, text) for key, text in wave.instrument), wave.number


@lru_cache(maxsize=64)
def _frozen(source: str, instrument: tuple[tuple[str, str], ...], number: int) -> tuple[Plan, int]:
    mapping = draft_of(source).mapping
    if mapping is None:
        raise AssertionError("a wave is launched with a whole mapping only")
    plan = Plan(mapping, read_sources(dict(instrument)), number)
    return plan, room_of(plan)
