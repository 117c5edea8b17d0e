"""What a wave was frozen with at its launch: it never changes, so each process reads it once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from samspill.design.plan import Plan
from samspill_web.collection.ballots.answers import room_of
from samspill_web.collection.models import WaveKey
from samspill_web.instruments.selectors import read_sources
from samspill_web.projects.drafts import draft_of
from samspill_web.projects.models import Wave


@dataclass(frozen=True, slots=True)
class Launched:
    """A launched wave, and the public half of its key."""

    wave: Wave
    key: WaveKey


_launched: dict[tuple[int, int], Launched] = {}


def launched(project_id: int, number: int) -> Launched | None:
    """Return a launched wave; None before its launch."""
    found = _launched.get((project_id, number))
    if found is None:
        wave = Wave.objects.filter(project=project_id, number=number).first()
        if wave is None:
            return None
        found = _launched[project_id, number] = Launched(wave, WaveKey.objects.get(project=project_id, wave=number))
    return found


def forget() -> None:
    """Read the waves anew when they are asked for."""
    _launched.clear()


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
