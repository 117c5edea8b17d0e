"""Reading mappings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db.models import QuerySet
from django_scopes import scopes_disabled

from samspill.design.model import Mapping
from samspill.instrument.model import Instrument
from samspill_web.accounts.models import User
from samspill_web.instruments.selectors import read_sources, sources
from samspill_web.kernel import clock
from samspill_web.projects.drafts import Draft, draft_of
from samspill_web.projects.enums import ProjectRole
from samspill_web.projects.models import Project, Role, Wave


def roles_of(user: User) -> QuerySet[Role]:
    """Return what somebody is, in which mappings, over all organisations: the person is the scope."""
    with scopes_disabled():
        found = Role.objects.filter(user=user).select_related("project", "project__tenant").order_by("-project__changed")
        return found.all()


def role_of(user: User, project_id: int) -> Role | None:
    """Return what somebody is in a mapping; None for strangers and for what does not exist."""
    with scopes_disabled():
        return Role.objects.filter(user=user, project_id=project_id).select_related("project", "project__tenant").first()


def roles_in(project: Project) -> QuerySet[Role]:
    """Return who takes part in a mapping's preparation."""
    return project.roles.select_related("user").order_by("user__name", "user__email")


def owners(project: Project) -> list[User]:
    """Return who owns a mapping."""
    return [role.user for role in roles_in(project).filter(role=ProjectRole.OWNER)]


def draft(project: Project) -> Draft:
    """Return the plan as it stands."""
    return draft_of(project.source)


def instrument_sources(project: Project) -> dict[str, str]:
    """Return the texts of the questionnaire that the plan names, the instrument first.

    Raises
    ------
    InstrumentError
        Where it names what there is not.
    """
    head = draft(project).table.get("mapping", {})
    keys = (head.get("instrument", "relational-capacity"), *head.get("modules", ()))
    return sources(project.tenant_id, keys)


def instrument_of(project: Project) -> Instrument:
    """Return the questionnaire that the plan names, its modules added.

    Raises
    ------
    InstrumentError
        Where it names what there is not, or what does not fit together.
    """
    return read_sources(instrument_sources(project))


def latest_wave(project: Project) -> Wave | None:
    """Return the wave that was launched last."""
    return project.waves.order_by("-number").first()


def open_wave(project: Project) -> Wave | None:
    """Return the wave that was launched and has not closed."""
    latest = latest_wave(project)
    return latest if latest is not None and closing(latest) > clock.now() else None


Occupies = Callable[[Wave], bool]
_occupying: list[Occupies] = []


def occupies(asks: Occupies) -> Occupies:
    """Register what tells that a wave that has closed still takes everybody's attention: it is being counted."""
    if asks not in _occupying:
        _occupying.append(asks)
    return asks


def wave_under_way(project: Project) -> Wave | None:
    """Return the wave that people are busy with, open or closed; while there is one, nothing is told about the next."""
    latest = latest_wave(project)
    busy = latest is not None and (closing(latest) > clock.now() or any(asks(latest) for asks in _occupying))
    return latest if busy else None


def closing(wave: Wave) -> datetime:
    """Return when a wave closes, as it was last decided."""
    # Few rows at most; read as a whole, so that a list of mappings can fetch those of all waves at once.
    last = max(wave.deadlines.all(), key=lambda each: each.pk, default=None)
    return last.closes if last else wave.closes


def next_wave(project: Project, mapping: Mapping) -> int:
    """Return the number of the wave that is being prepared: the last that is planned, or the one after the last launched."""
    latest = latest_wave(project)
    return max(mapping.wave_numbers) if latest is None else latest.number + 1
