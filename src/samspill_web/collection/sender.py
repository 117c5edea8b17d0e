"""Who asks in a survey, and whom people may ask about it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from samspill_web.projects.enums import ProjectRole


@dataclass(frozen=True, slots=True)
class Sender:
    """An organisation that asks, and its person for questions: an address, and a name where one is known."""

    organisation: str
    name: str = ""
    email: str = ""


# In words of its own, since whoever opens the survey asks it: Django takes longer to write it than the database to answer.
# First comes the owner who launched the wave, where it is still one; without an owner there is the organisation.
_SENDER = """
    SELECT tenant.name, COALESCE(who.name, ''), COALESCE(who.email, '')
    FROM projects_project project
    JOIN accounts_tenant tenant ON tenant.id = project.tenant_id
    LEFT JOIN projects_role owner ON owner.project_id = project.id AND owner.role = %s
    LEFT JOIN accounts_user who ON who.id = owner.user_id
    WHERE project.id = %s
    ORDER BY CASE WHEN who.id = %s THEN 0 ELSE 1 END, who.name, who.email LIMIT 1
"""


def sender_of(project_id: int, launched_by: int | None = None) -> Sender:
    """Return who asks in a mapping as it stands now: the organisation and, of its owners, the one who launched the wave."""
    with connection.cursor() as cursor:
        cursor.execute(_SENDER, [ProjectRole.OWNER.value, project_id, launched_by])
        return Sender(*cursor.fetchone())
