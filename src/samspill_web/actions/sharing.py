"""Who may see and write which actions: the one table.

An action about a tie tells that two groups have something to work on. So whoever sees the page of their own group alone reads
of other ties what was agreed, as everybody does, and no more: no idea, no dimension, no reason, and nobody's address. Nobody
reads of an action before the result that it came out of has come to them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from samspill_web.actions.about import Subject, groups_of
from samspill_web.actions.enums import TOLD
from samspill_web.actions.models import Action
from samspill_web.projects.enums import ProjectRole
from samspill_web.projects.models import Role


class Which(StrEnum):
    """Which actions: ALL, those about ties of one's own group or organisation, or none."""

    ALL = "all"
    OWN = "own"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Rights:
    """Which actions somebody sees in full, and which they write. What was agreed is told everybody, in short."""

    sees: Which
    writes: Which


RIGHTS: Mapping[ProjectRole, Rights] = {
    ProjectRole.OWNER: Rights(Which.ALL, Which.ALL),
    ProjectRole.CONSULTANT: Rights(Which.ALL, Which.ALL),
    ProjectRole.REPRESENTATIVE: Rights(Which.ALL, Which.NONE),
    ProjectRole.PARTNER: Rights(Which.OWN, Which.OWN),
    ProjectRole.GROUP_LEADER: Rights(Which.OWN, Which.OWN),
    ProjectRole.READER: Rights(Which.NONE, Which.NONE),
}

WRITERS = frozenset(role for role, rights in RIGHTS.items() if rights.writes is not Which.NONE)
"""They write actions, all of them or their own."""

BOARD = frozenset(role for role, rights in RIGHTS.items() if rights.sees is not Which.NONE)
"""They see ideas too, and so columns by status; others a list of what was agreed."""


def rights_of(role: Role) -> Rights:
    """Return what somebody may do."""
    return RIGHTS[ProjectRole(role.role)]


def is_own(subject: Subject, role: Role, rater: str, target: str) -> bool:
    """Tell whether a tie has an end in somebody's own group or organisation. The whole mapping is nobody's own."""
    groups = groups_of(rater, target)
    if role.role == ProjectRole.PARTNER:
        return bool(role.organisation) and role.organisation in subject.organisations_of(groups)
    return role.role == ProjectRole.GROUP_LEADER and bool(role.group) and role.group in groups


def may_write_about(subject: Subject, role: Role, rater: str, target: str) -> bool:
    """Tell whether somebody may write an action about a tie, one group ("" as ``target``) or the whole ("" twice)."""
    return _holds(rights_of(role).writes, subject, role, rater, target)


def may_write(subject: Subject, role: Role, action: Action) -> bool:
    """Tell whether somebody may change an action, and so sees the address that reminders go to."""
    return may_write_about(subject, role, action.rater, action.target)


def sees_in_full(subject: Subject, role: Role, action: Action) -> bool:
    """Tell whether somebody sees an action whatever its status, with its dimension, and why it was let go."""
    return _holds(rights_of(role).sees, subject, role, action.rater, action.target)


def sees(subject: Subject, role: Role, action: Action) -> bool:
    """Tell whether somebody may know of an action, once its result has come to them: in full, or since it was agreed."""
    if action.wave not in subject.waves:
        return False
    told = action.status in TOLD and action.wave not in subject.begun
    return told or sees_in_full(subject, role, action)


def _holds(which: Which, subject: Subject, role: Role, rater: str, target: str) -> bool:
    return which is Which.ALL or (which is Which.OWN and is_own(subject, role, rater, target))
