"""Who is reminded of what: one mail a person and week at most, on a working day, of what is due soon and what is over its day.

A person is reminded by each organisation of its own mappings: what is one controller's stands in no mail of another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django_scopes import scopes_disabled

from samspill.design.calendar import day_off
from samspill.design.model import Calendar
from samspill.design.plan import Plan
from samspill.terms import Language
from samspill_web.accounts.models import User
from samspill_web.actions.enums import PROMISED
from samspill_web.actions.models import Action, Addressee
from samspill_web.analysis.models import Showing
from samspill_web.analysis.selectors import releases_of
from samspill_web.analysis.told import plan_of_release
from samspill_web.kernel import audit, clock
from samspill_web.kernel.enums import SendState
from samspill_web.kernel.models import Message
from samspill_web.kernel.outbox import New, enqueue_many
from samspill_web.projects.models import Project

DIGEST = "actions.digest"
SALT = "actions.digest"
AHEAD = timedelta(days=14)
DAYTIME = time(8), time(15)
"""When a mail about work is read at work; told by the clock of the mapping."""
LONGEST_HOLIDAY = 30


@dataclass(frozen=True, slots=True)
class Due:
    """What somebody is reminded of, by date."""

    over: tuple[Action, ...]
    soon: tuple[Action, ...]


def recipient_of(action: Action) -> str:
    """Return the address that reminders of an action go to: that of the person with a role, else the one written."""
    if action.owner is not None:
        return action.owner.user.email if action.owner.user.is_active else ""
    return action.email


def calendar_of(project: Project) -> Calendar:
    """Return the country and the zone of a mapping, as its last result has them."""
    plan = _plan_of(project)
    return plan.mapping.calendar if plan else Calendar()


def _plan_of(project: Project) -> Plan | None:
    rows = releases_of(project)
    return plan_of_release(rows[-1]) if rows else None


def next_working_hour(now: datetime, calendar: Calendar) -> datetime | None:
    """Return when somebody is written to next; None for now."""
    zone = ZoneInfo(calendar.zone)
    local, (begins, ends) = now.astimezone(zone), DAYTIME
    if begins <= local.time() < ends and day_off(local.date(), calendar.country) is None:
        return None
    first = local.date() if local.time() < begins else local.date() + timedelta(days=1)
    days = (first + timedelta(days=step) for step in range(LONGEST_HOLIDAY))
    return datetime.combine(next(day for day in days if day_off(day, calendar.country) is None), begins, zone)


def due_for(addressee: Addressee, today: date) -> Due:
    """Return what somebody is to be reminded of in an organisation."""
    rows = _promised(today).filter(project__tenant=addressee.tenant_id)
    mine = [action for action in rows if recipient_of(action) == addressee.email]
    over = tuple(action for action in mine if action.due is not None and action.due < today)
    return Due(over, tuple(action for action in mine if action not in over))


def enqueue_due(now: datetime) -> None:
    """Put a mail in the outbox for everybody who has something due, once a week; never of what was written today."""
    calendars: dict[int, Calendar] = {}
    found: dict[tuple[int, str], Action] = {}
    for action in _promised(now.date() + timedelta(days=1)):
        about = action.project.tenant_id, recipient_of(action)
        if about[1] and about not in found:
            if action.project_id not in calendars:
                calendars[action.project_id] = calendar_of(action.project)
            if _is_time(action, calendars[action.project_id], now):
                found[about] = action
    for (tenant, email), action in found.items():
        _enqueue(tenant, email, action, calendars[action.project_id], now)


def _promised(today: date) -> QuerySet[Action]:
    # What came out of a result stands in no mail before everybody may know of it.
    shown = Showing.objects.filter(wave__project=OuterRef("project"), wave__number=OuterRef("wave"), everybody__lte=clock.now())
    rows = Action.objects.filter(Exists(shown), status__in=PROMISED, due__lte=today + AHEAD)
    return rows.select_related("owner__user", "project__tenant")


def _is_time(action: Action, calendar: Calendar, now: datetime) -> bool:
    """Tell whether it is a working hour where the mapping is, and the action has stood for a night and is due soon there."""
    zone = ZoneInfo(calendar.zone)
    today = now.astimezone(zone).date()
    stood = action.changed.astimezone(zone).date() < today
    soon = action.due is not None and action.due <= today + AHEAD
    return stood and soon and next_working_hour(now, calendar) is None


def _enqueue(tenant: int, email: str, action: Action, calendar: Calendar, now: datetime) -> None:
    addressee, _ = Addressee.objects.get_or_create(tenant_id=tenant, email=email)
    key = _key(addressee, now.astimezone(ZoneInfo(calendar.zone)).date())
    if addressee.stopped or Message.objects.filter(key=key).exists() or _came_back(addressee):
        return
    data: dict[str, object] = {"addressee": addressee.key.hex, "project": action.project_id}
    enqueue_many([New(DIGEST, email, _language(action), key=key, data=data)])


def comes_back(action: Action) -> bool:
    """Tell whether a reminder to the owner of an action came back for good: nobody is written to there again."""
    rows = Addressee.objects.filter(tenant=action.project.tenant_id, email=recipient_of(action))
    return any(_came_back(addressee) for addressee in rows)


def _came_back(addressee: Addressee) -> bool:
    sent = Message.objects.filter(kind=DIGEST, key__startswith=f"{DIGEST}:{addressee.key.hex}:")
    return sent.filter(state=SendState.FAILED).exists()


def _key(addressee: Addressee, today: date) -> str:
    year, week, _ = today.isocalendar()
    return f"{DIGEST}:{addressee.key.hex}:{year}-{week:02}"


def _language(action: Action) -> Language:
    """Return the language that somebody reads: their own where they have an account, else the mapping's."""
    person = action.owner.user if action.owner else User.objects.filter(email=action.email).first()
    if person is not None:
        return Language(person.language)
    plan = _plan_of(action.project)
    return plan.mapping.language if plan else Language.NB


def forget() -> None:
    """Forget whom no action names any more, and that they wanted no reminders."""
    named = Action.objects.filter(project__tenant=OuterRef("tenant"))
    named = named.filter(Q(email=OuterRef("email")) | Q(owner__user__email=OuterRef("email")))
    Addressee.objects.filter(~Exists(named)).delete()


def stop_link(addressee: Addressee) -> str:
    """Return the address where somebody stops reminders. Opening it changes nothing: a button on the page does."""
    token = Signer(salt=SALT).sign(addressee.key.hex)
    return f"{settings.ADDRESS}{reverse('stop_reminders', args=[token])}"


def addressee_of(token: str) -> Addressee | None:
    """Return whose link it is; None where it is false, or no action names the person any more."""
    try:
        key = UUID(hex=Signer(salt=SALT).unsign(token))
    except (BadSignature, ValueError):
        return None
    return _by_key(key)


def addressee_by(key: str) -> Addressee | None:
    """Return who a message is for; None where no action names the person any more."""
    return _by_key(UUID(hex=key))


def _by_key(key: UUID) -> Addressee | None:
    with scopes_disabled():
        return Addressee.objects.select_related("tenant").filter(key=key).first()


def language_of(addressee: Addressee) -> str:
    """Return the language of a page about reminders: the person's, else the organisation's."""
    person = User.objects.filter(email=addressee.email).first()
    return person.language if person else addressee.tenant.language


@transaction.atomic
def set_stopped(addressee: Addressee, *, stopped: bool) -> None:
    """Stop reminders, or take them up again. Said twice it is the same; the log does not say who."""
    with scopes_disabled():
        changed = Addressee.objects.filter(pk=addressee.pk, stopped=not stopped).update(stopped=stopped)
    if changed:
        audit.record("digest.stopped" if stopped else "digest.taken_up", None, addressee.tenant_id)


def titles(actions: Iterable[Action]) -> Iterator[tuple[str, list[Action]]]:
    """Yield the mappings of actions by title, with their actions."""
    by_project: dict[int, list[Action]] = {}
    for action in actions:
        by_project.setdefault(action.project_id, []).append(action)
    return ((each[0].project.title, each) for each in by_project.values())
