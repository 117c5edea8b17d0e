"""What is mine to do next, by role."""

from __future__ import annotations

from dataclasses import dataclass

from django_scopes import scopes_disabled

from samspill_web.accounts.enums import TenantRole
from samspill_web.accounts.models import Membership, User
from samspill_web.accounts.selectors import memberships_of
from samspill_web.analysis.fetching import has_begun
from samspill_web.analysis.showing import stage_at
from samspill_web.collection.following.stages import FOLLOWING
from samspill_web.kernel import clock
from samspill_web.kernel.speech import told
from samspill_web.projects.enums import EDITORS, ProjectRole
from samspill_web.projects.models import Role, Wave
from samspill_web.projects.overview import suggestion_of
from samspill_web.projects.selectors import closing, roles_of

BEGINNERS = frozenset({TenantRole.ADMINISTRATOR, TenantRole.MEMBER})
"""They may begin a mapping for their organisation."""


@dataclass(frozen=True, slots=True)
class Line:
    """A mapping in a list: what I am in it, where it stands, and the page to go on with."""

    project_id: int
    title: str
    tenant: str
    role: str
    state: str
    page: str
    next: str


def lines_for(user: User) -> list[Line]:
    """Return somebody's mappings, the one changed last first; the number of queries does not depend on how many."""
    roles = list(roles_of(user))
    with scopes_disabled():
        found = Wave.objects.filter(project__in=[role.project_id for role in roles]).prefetch_related("deadlines")
        waves = {wave.project_id: wave for wave in found.select_related("release", "showing")}
        return [_line(role, waves.get(role.project_id)) for role in roles]


def beginnings(user: User) -> list[Membership]:
    """Return the organisations that somebody may begin a mapping for."""
    return [each for each in memberships_of(user) if each.role in BEGINNERS]


def duties(user: User) -> list[Membership]:
    """Return the organisations that somebody administers, or guards the privacy of."""
    return [each for each in memberships_of(user) if each.role != TenantRole.MEMBER]


def _line(role: Role, wave: Wave | None) -> Line:
    page = _next_page(role, wave)
    return Line(
        role.project_id,
        role.project.title,
        role.project.tenant.name,
        role.role,
        _state(role, wave),
        page,
        told(f"projects.page.{page}.title") if page != "project" else told("workspace.home.open"),
    )


def _next_page(role: Role, wave: Wave | None) -> str:
    """Return the page to go on with: what is prepared, then what has come in, then the result."""
    if wave is None:
        if role.role in EDITORS:
            return suggestion_of(role.project)
        return "agreement" if role.role == ProjectRole.PARTNER else "project"
    if closing(wave) > clock.now():
        return "collect" if role.role in FOLLOWING else "project"
    if _is_seen(role, wave):
        return "release"
    return "closing" if role.role in EDITORS and not hasattr(wave, "release") else "project"


def _is_seen(role: Role, wave: Wave) -> bool:
    return hasattr(wave, "release") and has_begun(role, stage_at(getattr(wave, "showing", None), clock.now()))


def _state(role: Role, wave: Wave | None) -> str:
    if wave is None:
        return told("workspace.state.checked" if role.project.first_checked else "workspace.state.preparing")
    closes = closing(wave)
    if closes > clock.now():
        return told("workspace.state.launched", wave=wave.number, closes=closes)
    return told("workspace.state.shown" if _is_seen(role, wave) else "workspace.state.closed", wave=wave.number)
