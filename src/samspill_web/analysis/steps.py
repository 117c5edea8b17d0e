"""The pages of the analysis on a mapping's path, and what its overview tells of a wave that is over."""

from __future__ import annotations

from samspill_web.analysis.enums import CountState
from samspill_web.analysis.enums import Stage as Showing
from samspill_web.analysis.models import Counting, Release
from samspill_web.analysis.showing import stage_of
from samspill_web.kernel.speech import told
from samspill_web.projects.enums import EDITORS
from samspill_web.projects.models import Project, Role, Wave
from samspill_web.projects.overview import Stage, stages
from samspill_web.projects.path import comes_later
from samspill_web.projects.selectors import latest_wave, occupies
from samspill_web.projects.steps import Page, Step


def on_path() -> None:
    """Set the pages: closing for those who close, and the result for all who see it."""
    comes_later(Page(Step.COLLECT, "closing"), _launched)
    comes_later(Page(Step.SEE, "release"), _released)
    stages(stage)
    occupies(_unfinished)


def stage(wave: Wave, role: Role) -> Stage | None:
    """Tell of a wave that is shut; of one that is open others tell."""
    counting = Counting.objects.filter(wave=wave).first()
    if counting is None:
        return None
    if counting.state == CountState.DONE and role.role in EDITORS and stage_of(wave) is Showing.UNSET:
        return Stage(told("analysis.stage.no_days"), "release", told("analysis.see_result"))
    if counting.state == CountState.DONE:
        return Stage(told("analysis.stage.done"), "release", told("analysis.see_result"))
    given_up = wave.urn.destroyed is not None
    sentence = told("analysis.stage.given_up") if given_up else told(f"analysis.stage.{counting.state}")
    closes = role.role in EDITORS
    return Stage(sentence, "closing" if closes else "", told("analysis.overview.closing") if closes else "")


def _unfinished(wave: Wave) -> bool:
    """Tell whether a wave that has closed has no result yet, and has not been given up."""
    return not Release.objects.filter(wave=wave).exists() and wave.urn.destroyed is None


def _launched(project: Project, role: Role) -> bool:
    return role.role in EDITORS and latest_wave(project) is not None


def _released(project: Project, role: Role) -> bool:
    del role
    return Release.objects.filter(wave__project=project).exists()
