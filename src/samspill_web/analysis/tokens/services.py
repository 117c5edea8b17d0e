"""Making, revoking and using tokens. The log says that each of these was done, never by which letters."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from samspill.errors import Problem, UsageError
from samspill_web.accounts.models import User
from samspill_web.analysis.tokens.models import ApiToken
from samspill_web.analysis.tokens.secret import beginning_of, fresh, mark_of
from samspill_web.kernel import audit, clock
from samspill_web.projects.models import Role

USUAL_DAYS, LONGEST_DAYS = 90, 365
AT_MOST = 20
"""Good tokens of one person in one mapping: more than anybody can keep an eye on."""


@transaction.atomic
def make(role: Role, name: str, days: int = USUAL_DAYS) -> tuple[ApiToken, str]:
    """Make a token; return its row and the token itself, which nobody can read again.

    Raises
    ------
    UsageError
        ``api.wrong.days`` for a time that is none or longer than a year, ``api.wrong.many`` for one token too many.
    """
    if not 1 <= days <= LONGEST_DAYS:
        raise UsageError(Problem("api.wrong.days", data={"longest": LONGEST_DAYS}))
    # Two that are made at once are counted one after the other.
    Role.objects.select_for_update().get(pk=role.pk)
    now = clock.now()
    if ApiToken.objects.filter(role=role, revoked=None, expires__gt=now).count() >= AT_MOST:
        raise UsageError(Problem("api.wrong.many", data={"n": AT_MOST}))
    token = fresh()
    row = ApiToken.objects.create(
        role=role,
        name=name,
        begins=beginning_of(token),
        mark=mark_of(token),
        made=now,
        expires=now + timedelta(days=days),
    )
    _note("token.made", row, role.user)
    return row, token


@transaction.atomic
def revoke(row: ApiToken, *, by: User) -> None:
    """Let a token open nothing any more; one that is revoked already stays as it is."""
    if ApiToken.objects.filter(pk=row.pk, revoked=None).update(revoked=clock.now()):
        _note("token.revoked", row, by)


@transaction.atomic
def note_use(row: ApiToken) -> None:
    """Remember the day on which a token was used, and write its first use of a day in the log."""
    today = clock.now().date()
    if row.used != today and ApiToken.objects.filter(pk=row.pk).exclude(used=today).update(used=today):
        _note("token.used", row, row.role.user)


def _note(verb: str, row: ApiToken, by: User) -> None:
    project = row.role.project
    audit.record(verb, by, project.tenant_id, project.pk, name=row.name, user=row.role.user_id)
