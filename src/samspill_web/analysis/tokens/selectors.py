"""Reading tokens, and whom they let in."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django_scopes import scopes_disabled

from samspill_web.analysis.tokens.models import ApiToken
from samspill_web.analysis.tokens.secret import mark_of
from samspill_web.kernel import clock
from samspill_web.projects.enums import ProjectRole
from samspill_web.projects.models import Project, Role


@dataclass(frozen=True, slots=True)
class Listed:
    """A token as the page shows it. ``state`` is good, expired, revoked, or asleep: its person can no longer log in."""

    row: ApiToken
    holder: str
    own: bool
    state: str

    @property
    def good(self) -> bool:
        """Whether it lets somebody in."""
        return self.state == "good"


def good_token(text: str) -> ApiToken | None:
    """Return the token that a programme has sent; None where it is wrong, expired, revoked, or its person may not log in.

    All of these are the same look-up with the same result, so nobody learns which it was.
    """
    with scopes_disabled():
        found = ApiToken.objects.filter(
            mark=mark_of(text), revoked=None, expires__gt=clock.now(), role__user__is_active=True
        ).select_related("role__project", "role__user")
        return found.first()


def tokens_for(project: Project, role: Role) -> list[Listed]:
    """Return the tokens of a mapping that somebody sees: their own, and an owner everybody's; those that are good first."""
    listed = [_listed(token, role) for token in visible_tokens(project, role).select_related("role__user")]
    return sorted(listed, key=lambda each: not each.good)


def visible_tokens(project: Project, role: Role) -> QuerySet[ApiToken]:
    """Return the rows of the tokens that somebody sees, and may revoke."""
    rows = ApiToken.objects.filter(role__project=project)
    return rows if role.role == ProjectRole.OWNER else rows.filter(role=role)


def _listed(token: ApiToken, role: Role) -> Listed:
    return Listed(token, str(token.role.user), token.role_id == role.pk, _state(token))


def _state(token: ApiToken) -> str:
    if token.revoked is not None:
        return "revoked"
    if token.expires <= clock.now():
        return "expired"
    return "good" if token.role.user.is_active else "asleep"
