"""Changing mappings. One function is one unit: it checks, changes, writes the log, and all of it holds or none."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass

from django.db import transaction

from samspill.design.edit.changes import changes
from samspill.design.edit.merge import Conflict, merge
from samspill.design.edit.table import same
from samspill.design.edit.write import to_toml
from samspill.errors import DesignError, Problem
from samspill.terms import Language, Text
from samspill_web.accounts.models import Tenant, User
from samspill_web.accounts.services import person
from samspill_web.kernel import audit, clock, outbox
from samspill_web.projects.drafts import Draft, Table, checked, draft_of
from samspill_web.projects.enums import ProjectRole
from samspill_web.projects.models import Project, Reason, Revision, Role
from samspill_web.projects.reading import table_of_file

TITLE = 300
LOGGED = 20
"""Places of a change that the log names."""


@dataclass(frozen=True, slots=True)
class Edited:
    """What became of a change: the version that the plan now has, and where others had changed the same."""

    version: int
    conflicts: tuple[Conflict, ...]


@transaction.atomic
def create(tenant: Tenant, title: str, language: Language, *, by: User) -> Project:
    """Begin a mapping; whoever begins it owns it."""
    table: Table = {"mapping": {"title": title, "core_task": "", "language": language.value, "languages": [language.value]}}
    return _begin(tenant, to_toml(table), by, "created")


@transaction.atomic
def take_in(tenant: Tenant, source: str, *, by: User) -> Project:
    """Begin a mapping from the text of a mapping.toml.

    Raises
    ------
    FileError, DesignError
        As :func:`samspill_web.projects.reading.table_of_file`; nothing is stored.
    """
    table_of_file(source)
    return _begin(tenant, source, by, "imported")


def _begin(tenant: Tenant, source: str, by: User, what: str) -> Project:
    now = clock.now()
    project = Project(tenant=tenant, made=now, changed=now)
    _write(project, source, what, by)
    Role.objects.create(project=project, user=by, role=ProjectRole.OWNER)
    return project


def edit(project: Project, change: Callable[[Table], Table], what: str, *, by: User, seen: int | None = None) -> Edited:
    """Change the plan as somebody saw it, and bring the change together with what others have changed since.

    Parameters
    ----------
    project : Project
    change : callable
        Takes the table of mapping.toml and returns the changed one; it may change what it gets, which is a copy.
    what : str
        Names the change, below ``projects.what``.
    by : User
    seen : int, optional
        The version that the change was made on, by default the present one.

    Raises
    ------
    DesignError
        The plan would contradict itself; nothing is stored.
    """
    with transaction.atomic():
        project = _locked(project)
        base = draft_of(_source_at(project, seen))
        return _bring_in(project, base.table, change(deepcopy(base.table)), what, by)


def undo(project: Project, number: int, *, by: User) -> Edited:
    """Take back one change, whatever has been changed since; where later changes touch the same, they stay and are told."""
    with transaction.atomic():
        project = _locked(project)
        after = draft_of(project.revisions.get(number=number).source)
        before = draft_of(project.revisions.get(number=number - 1).source)
        return _bring_in(project, after.table, before.table, "undone", by)


def _bring_in(project: Project, base: Table, mine: Table, what: str, by: User) -> Edited:
    now = draft_of(project.source)
    merged = merge(base, mine, now.table)
    # Python takes 1, 1.0 and true for equal; a file does not.
    if not same(merged.table, now.table):
        _write(project, checked(merged.table, now), what, by, now)
    return Edited(project.version, merged.conflicts)


def _locked(project: Project) -> Project:
    return Project.objects.select_for_update().get(pk=project.pk)


def _source_at(project: Project, version: int | None) -> str:
    if version is None or version == project.version:
        return project.source
    found = project.revisions.filter(number=version).first()
    if found is None:
        raise DesignError(Problem("projects.version_unknown"))
    return found.source


def _write(project: Project, source: str, what: str, by: User, before: Draft | None = None) -> None:
    after = draft_of(source)
    project.source, project.version, project.changed = source, project.version + 1, clock.now()
    project.title = title_of(after, Language(after.table.get("mapping", {}).get("language", Language.NB)))
    project.save()
    Revision.objects.create(project=project, number=project.version, source=source, what=what, by=by, at=project.changed)
    paths = [".".join(change.path) for change in changes(before.table if before else {}, after.table)]
    audit.record(f"project.{what}", by, project.tenant_id, project.pk, version=project.version, paths=paths[:LOGGED])


def title_of(draft: Draft, language: Language) -> str:
    """Return the title of a plan as a list shows it."""
    title = draft.table.get("mapping", {}).get("title", "")
    return Text(title).get_in(language)[:TITLE]


@transaction.atomic
def give_role(
    project: Project, email: str, name: str, role: ProjectRole, *, by: User, organisation: str = "", group: str = ""
) -> Role:
    """Let somebody take part in the preparation, and tell them by e-mail.

    Raises
    ------
    DesignError
        Nobody would own the mapping, or somebody who does not own it would say who does.
    """
    user = person(email, name, Language(project.tenant.language))
    held = project.roles.filter(user=user).first()
    _owners_change_owners(project, by, role.value, held.role if held else "")
    given, _ = Role.objects.update_or_create(
        project=project, user=user, defaults={"role": role, "organisation": organisation, "group": group}
    )
    _keeps_an_owner(project)
    data = {"user": user.pk, "project": project.pk, "by": str(by)}
    outbox.enqueue("projects.invitation", user.email, Language(user.language), **data)
    audit.record("role.given", by, project.tenant_id, project.pk, user=user.pk, role=role.value)
    return given


@transaction.atomic
def take_role(project: Project, role: Role, *, by: User) -> None:
    """Let somebody no longer take part.

    Raises
    ------
    DesignError
        As :func:`give_role`.
    """
    _owners_change_owners(project, by, role.role)
    audit.record("role.taken", by, project.tenant_id, project.pk, user=role.user_id, role=role.role)
    role.delete()
    _keeps_an_owner(project)


def _owners_change_owners(project: Project, by: User, *roles: str) -> None:
    """Leave to owners who owns: whoever is hired to prepare a mapping does not take it over."""
    _locked(project)  # two owners cannot take the mapping from each other
    if ProjectRole.OWNER in roles and not project.roles.filter(user=by, role=ProjectRole.OWNER).exists():
        raise DesignError(Problem("projects.owners_only"))


def _keeps_an_owner(project: Project) -> None:
    if not project.roles.filter(role=ProjectRole.OWNER).exists():
        raise DesignError(Problem("projects.last_owner"))


@transaction.atomic
def give_reason(project: Project, code: str, digest: str, text: str, *, by: User) -> Reason:
    """Write why a warning is no hindrance."""
    reason, _ = Reason.objects.update_or_create(
        project=project, code=code, defaults={"digest": digest, "text": text, "by": by, "at": clock.now()}
    )
    audit.record("reason.given", by, project.tenant_id, project.pk, code=code, text=text)
    return reason
