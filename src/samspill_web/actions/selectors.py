"""Reading actions."""

from __future__ import annotations

from collections.abc import Iterable

from samspill_web.actions.about import Subject
from samspill_web.actions.models import Action, Feed
from samspill_web.actions.sharing import Which, rights_of, sees
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


def feed_of(project: Project) -> Feed | None:
    """Return the calendar of a mapping; None where nobody has made one."""
    return Feed.objects.filter(project=project).first()
