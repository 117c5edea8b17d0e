"""Reading actions."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from samspill.terms import Language
from samspill_web.actions.about import Subject, subject_of
from samspill_web.actions.models import Action, Feed
from samspill_web.actions.sharing import Which, rights_of, sees, sees_in_full
from samspill_web.projects.models import Project, Role
from samspill_web.projects.selectors import roles_in


def actions_of(project: Project) -> list[Action]:
    """Return all actions of a mapping, those with the earliest date first."""
    return list(Action.objects.filter(project=project).select_related("owner__user", "project"))


def seen_by(subject: Subject, role: Role) -> list[Action]:
    """Return the actions of a mapping that somebody may know of."""
    return [action for action in actions_of(role.project) if sees(subject, role, action)]


def action_for(subject: Subject, role: Role, action_id: int) -> Action | None:
    """Return an action that somebody may know of; None for others, as for what does not exist."""
    rows = Action.objects.filter(project=role.project, pk=action_id).select_related("owner__user", "project")
    found = rows.first()
    return found if found is not None and sees(subject, role, found) else None


def wanted(subject: Subject, actions: Iterable[Action], chosen: dict[str, str]) -> list[Action]:
    """Return those of actions that fit what somebody chose to see."""
    by_column = {"kind": "kind", "status": "status", "owner": "owner_name"}
    return [
        action
        for action in actions
        if all(getattr(action, column) == chosen[name] for name, column in by_column.items() if name in chosen)
        and ("group" not in chosen or chosen["group"] in subject.groups_of(action))
    ]


def possible_owners(role: Role, action: Action | None = None) -> list[Role]:
    """Return who can be named as an owner by their role: everybody in the mapping for those who see who that is, else oneself.

    Whoever is the owner already stays among them.
    """
    everybody = list(roles_in(role.project))
    kept = action.owner_id if action else None
    whole = rights_of(role).writes is Which.ALL
    return [each for each in everybody if whole or each.pk in {role.pk, kept}]


OWN = ("what", "kind", "aim", "rater", "target", "dimension", "wave", "owner_name", "email", "due", "sign", "status", "reason")
IN_FULL = frozenset({"dimension", "reason"})
"""What is told to those alone who see an action in full, or have written it."""


def own_actions(role: Role) -> list[dict[str, object]]:
    """Return the actions of a mapping that somebody owns or has written, once they may know of them.

    Of those that another has written it is what they see of them on their page. An address that is somebody else's is left out.
    """
    user, subject = role.user, subject_of(role.project, Language.NB, role)
    mine = Q(owner__user=user) | Q(by=user) | Q(email=user.email)
    found = Action.objects.filter(mine, project=role.project).order_by("pk")
    known = [
        each
        for each in found
        if subject and each.wave in subject.waves and (each.by_id == user.pk or sees(subject, role, each))
    ]
    full = {each.pk for each in known if subject and (each.by_id == user.pk or sees_in_full(subject, role, each))}
    return [_as_data(action, user.email, in_full=action.pk in full) for action in known]


def _as_data(action: Action, email: str, *, in_full: bool) -> dict[str, object]:
    said = {name: getattr(action, name) if in_full or name not in IN_FULL else "" for name in OWN}
    days = {"due": action.due.isoformat() if action.due else None, "made": action.made.date().isoformat()}
    return {"number": action.pk, **said, **days, "email": action.email if action.email == email else ""}


def feed_of(project: Project) -> Feed | None:
    """Return the calendar of a mapping; None where nobody has made one."""
    return Feed.objects.filter(project=project).first()
