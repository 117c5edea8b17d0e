"""The page of actions on a mapping's path."""

from __future__ import annotations

from samspill_web.analysis.models import Release
from samspill_web.projects.models import Project, Role
from samspill_web.projects.path import comes_later
from samspill_web.projects.steps import Page, Step


def on_path() -> None:
    """Set the page, for all who may see the result."""
    comes_later(Page(Step.ACT, "actions"), _released)


def _released(project: Project, role: Role) -> bool:
    del role
    return Release.objects.filter(wave__project=project).exists()
