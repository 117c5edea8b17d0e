"""Who asks in a survey, and whom people may ask about it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case, QuerySet, Value, When
from django_scopes import scopes_disabled

from samspill_web.projects.enums import ProjectRole
from samspill_web.projects.models import Project, Role


@dataclass(frozen=True, slots=True)
class Sender:
    """An organisation that asks, and its person for questions: an address, and a name where one is known."""

    organisation: str
    name: str = ""
    email: str = ""


def to_ask(project_id: int, launched_by: int | None) -> QuerySet[Role]:
    """Return the owners of a mapping as people may ask them: first the one who launched the wave, where it is still one."""
    with scopes_disabled():
        owners = Role.objects.filter(project=project_id, role=ProjectRole.OWNER)
        launched_first = Case(When(user=launched_by, then=Value(0)), default=Value(1))
        return owners.order_by(launched_first, "user__name", "user__email").all()


def sender_of(project_id: int, launched_by: int | None = None) -> Sender:
    """Return who asks in a mapping as it stands now, in one query: it is asked for whenever somebody opens the survey."""
    told = to_ask(project_id, launched_by).values_list("project__tenant__name", "user__name", "user__email").first()
    if told is not None:
        return Sender(*told)
    with scopes_disabled():
        return Sender(Project.objects.values_list("tenant__name", flat=True).get(pk=project_id))
