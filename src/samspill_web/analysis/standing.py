"""Where a wave is after people could answer: what a page tells of it, and what can be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from samspill_web.analysis.enums import CountState, CountStep
from samspill_web.analysis.models import Counting, Release
from samspill_web.analysis.selectors import counting_of, key_of
from samspill_web.analysis.services import GRACE, KEPT, PEOPLE_KEPT
from samspill_web.collection.ballots.plans import plan_of
from samspill_web.collection.models import Person, Urn
from samspill_web.kernel import clock
from samspill_web.kernel.speech import told
from samspill_web.projects.models import Project, Wave
from samspill_web.projects.selectors import closing

STEPS = list(CountStep)
OPEN = "open"
"""The stage of a wave that people can answer in."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the counting: done, now, or later."""

    name: str
    state: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A wave as the page of its closing shows it.

    ``stage`` is before, open, grace, given_up, or where the counting is; moments are on the calendar of the mapping.
    """

    wave: Wave
    stage: str
    closes: datetime
    taken_until: datetime
    steps: tuple[Step, ...]
    wrong: tuple[str, ...]
    damaged: tuple[str, ...]
    whole: bool
    holders: tuple[str, ...]
    released: datetime | None
    destroyed: datetime | None
    destroyed_on: date
    people_until: date | None
    """When the list of people goes at the latest; None where it is gone, or that is not decided."""

    @property
    def moving(self) -> bool:
        """Whether it changes by itself soon, so that a page may look again."""
        return self.stage in {"grace", CountState.WAITING, CountState.RUNNING}

    @property
    def stuck(self) -> bool:
        """Whether a person must do something."""
        return self.stage in {CountState.SHARES, CountState.NO_KEY, CountState.FAILED}


def standing_of(wave: Wave) -> Standing:
    """Return where a wave is."""
    zone = ZoneInfo(plan_of(wave).mapping.calendar.zone)
    urn = Urn.objects.get(pk=wave.pk)
    counting, closes = counting_of(wave), closing(wave).astimezone(zone)
    made = Release.objects.filter(wave=wave).values_list("made", flat=True).first()
    kept_from = made or urn.destroyed
    people = kept_from is not None and Person.objects.filter(project=wave.project_id, wave=wave.number).exists()
    return Standing(
        wave=wave,
        stage=_stage(wave, urn, counting, made),
        closes=closes,
        taken_until=closes + GRACE,
        steps=_steps(counting),
        wrong=_wrong(counting),
        damaged=tuple(counting.damaged) if counting else (),
        whole=counting.whole if counting else True,
        holders=tuple(str(holder.get("name", "")) for holder in key_of(wave).holders),
        released=made,
        destroyed=urn.destroyed,
        destroyed_on=(closes + KEPT).date(),
        people_until=(kept_from + PEOPLE_KEPT).astimezone(zone).date() if people and kept_from else None,
    )


def standings_of(project: Project) -> list[Standing]:
    """Return where the waves of a mapping are, the latest first."""
    return [standing_of(wave) for wave in project.waves.order_by("-number")]


def _stage(wave: Wave, urn: Urn, counting: Counting | None, made: datetime | None) -> str:
    now = clock.now()
    if urn.shut is None:
        return "before" if now < wave.opens else OPEN if now < closing(wave) else "grace"
    if made is not None:
        return CountState.DONE.value
    if urn.destroyed is not None:
        return "given_up"
    return counting.state if counting else CountState.WAITING.value


def _steps(counting: Counting | None) -> tuple[Step, ...]:
    if counting is None or counting.state != CountState.RUNNING:
        return ()
    at = STEPS.index(CountStep(counting.step)) if counting.step else 0
    return tuple(
        Step(step.value, "done" if place < at else "now" if place == at else "later") for place, step in enumerate(STEPS)
    )


def _wrong(counting: Counting | None) -> tuple[str, ...]:
    return tuple(told(each["code"], **each["data"]) for each in counting.problems) if counting else ()
