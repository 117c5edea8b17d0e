"""The page of meetings on a mapping's path."""

from __future__ import annotations

from samspill_web.dialogue.enums import WHO, Act
from samspill_web.dialogue.models import Meeting
from samspill_web.projects.models import Project, Role
from samspill_web.projects.path import comes_later
from samspill_web.projects.steps import Page, Step


def on_path() -> None:
    """Set the page: for those who lead meetings, and for leaders of groups once there is one."""
    comes_later(Page(Step.TALK, "feedback_meeting"), _shown)


def _shown(project: Project, role: Role) -> bool:
    if role.role in WHO[Act.LEAD]:
        return True
    return role.role in WHO[Act.SEE] and Meeting.objects.filter(project=project).exists()
