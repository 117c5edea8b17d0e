"""Plans that an organisation keeps, each as its TOML: copied, written on, brought from a file, taken away and back."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django_scopes import scopes_disabled
from tomli import loads

from samspill.errors import FileError, Place, Problem, UsageError
from samspill.instrument.toml_file import LARGEST, parse_toml
from samspill.reporting.meeting import Template, built, shipped, shipped_keys
from samspill.reporting.meeting.edit import copied, written
from samspill.reporting.meeting.load import source
from samspill.terms import Language
from samspill_web.accounts.models import Tenant, User
from samspill_web.dialogue.models import MeetingPlan
from samspill_web.kernel import audit, clock
from samspill_web.kernel.forms import printable
from samspill_web.projects.drafts import Table

MOST_PLANS = 100
"""Plans of an organisation: nobody finds the right one among more."""
CAN_COME_BACK = timedelta(days=30)
OWN = "own-"
"""Before the number of a plan of the organisation, where one is chosen; shipped plans have their keys."""
NUMBER = re.compile(r"[0-9]{1,18}")
FILE = "plan.toml"


@dataclass(frozen=True, slots=True)
class Kept:
    """A plan of the organisation, and what its text says."""

    row: MeetingPlan
    template: Template

    @property
    def choice(self) -> str:
        """What stands for it where a plan is chosen."""
        return f"{OWN}{self.row.pk}"


class ChangedError(Exception):
    """Somebody else has saved the plan since it was read."""


def plans_of(tenant_id: int, *, gone: bool = False) -> list[Kept]:
    """Return the plans of an organisation in their order, or those that were taken away and can be taken back."""
    rows = MeetingPlan.objects.filter(tenant_id=tenant_id, gone__isnull=not gone)
    return [Kept(row, template_of(row)) for row in rows]


def template_of(row: MeetingPlan) -> Template:
    """Return what a plan says."""
    return built(loads(row.source), "")


def choices(tenant_id: int) -> list[tuple[str, Template]]:
    """Return every plan that a meeting can be made after, those of the organisation first."""
    return [*((kept.choice, kept.template) for kept in plans_of(tenant_id)), *((key, shipped(key)) for key in shipped_keys())]


def source_of(tenant_id: int, choice: str) -> str:
    """Return the text of a plan that was chosen.

    Raises
    ------
    MeetingError
        ``meeting.unknown_template``, also for a plan of another organisation or one that was taken away.
    """
    number = choice.removeprefix(OWN)
    if choice.startswith(OWN) and NUMBER.fullmatch(number):
        row = MeetingPlan.objects.filter(tenant_id=tenant_id, gone=None, pk=number).first()
        if row is not None:
            return row.source
    return source(choice)


def copy(tenant: Tenant, choice: str, name: str, language: Language, by: User) -> MeetingPlan:
    """Keep a copy of a plan under a name of its own.

    Raises
    ------
    MeetingError
        ``meeting.unknown_template``, or what is wrong with the name.
    UsageError
        ``dialogue.plans.full``.
    """
    return _keep(tenant, written(copied(loads(source_of(tenant.pk, choice)), name, language)), by)


def bring(tenant: Tenant, content: str, by: User) -> MeetingPlan:
    """Keep a plan that somebody has brought as a file.

    Raises
    ------
    FileError, MeetingError
        Everything that is wrong with the text, with its places. Nothing is stored.
    UsageError
        ``dialogue.plans.full``.
    """
    table = _read(content)
    built(table, FILE)
    text = written(table)
    try:
        printable(text)
    except ValidationError as error:
        raise FileError(Problem("kernel.unseen_signs", Place(file=FILE))) from error
    return _keep(tenant, text, by)


def _read(content: str) -> Table:
    data = content.encode("utf-8", "surrogatepass")
    if len(data) > LARGEST:
        raise FileError(Problem("groups.file.large", data={"largest": LARGEST / 1_000_000}))
    return parse_toml(data, FILE)


@transaction.atomic
def _keep(tenant: Tenant, text: str, by: User) -> MeetingPlan:
    Tenant.objects.select_for_update().get(pk=tenant.pk)
    if MeetingPlan.objects.filter(tenant=tenant, gone=None).count() >= MOST_PLANS:
        raise UsageError(Problem("dialogue.plans.full", data={"most": MOST_PLANS}))
    row = MeetingPlan.objects.create(tenant=tenant, source=text, changed=clock.now(), by=by)
    _record("meeting_plan.made", row, by)
    return row


@transaction.atomic
def write(row: MeetingPlan, change: Callable[[Table], Table], seen: int | None, by: User) -> None:
    """Write a plan anew.

    Raises
    ------
    MeetingError
        Everything that is wrong with it; what was written before stays.
    ChangedError
        Somebody else has saved it since the version that was ``seen``.
    """
    now = MeetingPlan.objects.select_for_update().get(pk=row.pk)
    text = written(change(loads(now.source)))
    if now.version != seen:
        row.version = now.version
        raise ChangedError
    if text != now.source:
        row.source, row.version, row.changed, row.by = text, now.version + 1, clock.now(), by
        row.save(update_fields=["source", "version", "changed", "by"])
        _record("meeting_plan.changed", row, by)


def remove(row: MeetingPlan, by: User) -> None:
    """Take a plan away. It can be taken back for a while; meetings that were made after it keep their own copy."""
    _set_gone(row, clock.now(), "meeting_plan.removed", by)


def take_back(row: MeetingPlan, by: User) -> None:
    """Take back a plan that was taken away."""
    _set_gone(row, None, "meeting_plan.taken_back", by)


@transaction.atomic
def _set_gone(row: MeetingPlan, gone: datetime | None, verb: str, by: User) -> None:
    if MeetingPlan.objects.filter(pk=row.pk, gone__isnull=gone is not None).update(gone=gone):
        _record(verb, row, by)


def forget_due(now: datetime) -> None:
    """Delete plans that were taken away long ago. It can be done twice."""
    with scopes_disabled():
        MeetingPlan.objects.filter(gone__lt=now - CAN_COME_BACK).delete()


def _record(verb: str, row: MeetingPlan, by: User) -> None:
    audit.record(verb, by, row.tenant_id, plan=template_of(row).key)
