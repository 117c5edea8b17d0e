"""The pages of the analysis on a mapping's path."""

from __future__ import annotations

from samspill_web.analysis.models import Release
from samspill_web.projects.enums import EDITORS, PREPARING
from samspill_web.projects.models import Project, Role
from samspill_web.projects.path import comes_later
from samspill_web.projects.selectors import latest_wave
from samspill_web.projects.steps import Page, Step


def on_path() -> None:
    """Set the pages: closing for those who close, and the result for all who see it."""
    comes_later(Page(Step.COLLECT, "closing"), _launched)
    comes_later(Page(Step.SEE, "release"), _released)


def _launched(project: Project, role: Role) -> bool:
    return role.role in EDITORS and latest_wave(project) is not None


def _released(project: Project, role: Role) -> bool:
    return role.role in PREPARING and Release.objects.filter(wave__project=project).exists()
