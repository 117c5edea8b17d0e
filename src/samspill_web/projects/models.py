"""Mappings as the database keeps them: the plan is the text of its mapping.toml, and every change is a revision of it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django_scopes import ScopedManager

from samspill_web.projects.enums import ProjectRole


class Project(models.Model):
    """A mapping over all its waves. ``source`` is mapping.toml; ``version`` counts its revisions."""

    tenant = models.ForeignKey("accounts.Tenant", on_delete=models.CASCADE, related_name="+")
    # Derived from the source at each save, so that lists need not read every plan.
    title = models.CharField(max_length=300)
    source = models.TextField()
    version = models.PositiveIntegerField(default=0)
    made = models.DateTimeField()
    changed = models.DateTimeField()
    # Nothing is red before somebody has asked whether the mapping is ready.
    first_checked = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[Project]] = ScopedManager(tenant="tenant")

    class Meta:
        ordering = ["-changed"]

    def __str__(self) -> str:
        return self.title


class Role(models.Model):
    """What somebody is in a mapping. ``organisation`` and ``group`` are keys of the plan, for a partner and a group leader."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="roles")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="project_roles")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in ProjectRole])
    organisation = models.CharField(max_length=200, blank=True)
    group = models.CharField(max_length=200, blank=True)

    objects: ClassVar[models.Manager[Role]] = ScopedManager(tenant="project__tenant")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "user"], name="one_role")]


class Revision(models.Model):
    """The plan as it was after a change. ``what`` names the change; an undo is a change like any other."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    source = models.TextField()
    what = models.CharField(max_length=60)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar[models.Manager[Revision]] = ScopedManager(tenant="project__tenant")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="one_revision")]


class Reason(models.Model):
    """Why a warning is no hindrance: one line, by whom, for the warning as it stood (``digest``)."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="reasons")
    code = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    text = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar[models.Manager[Reason]] = ScopedManager(tenant="project__tenant")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "code"], name="one_reason")]


class FrozenError(Exception):
    """Somebody tried to change a wave after its launch: a fault of the programme."""


class WaveQuerySet(models.QuerySet["Wave"]):
    """Waves are made by the launch and never changed."""

    def update(self, **values: Any) -> int:
        """Refuse."""
        raise FrozenError(tuple(values))

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[Wave]:
        """Refuse: a wave is made alone, after the gate has looked at it."""
        raise FrozenError(args, kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse: whoever could take a wave away could launch it again as something else."""
        raise FrozenError


WaveManager = models.Manager.from_queryset(WaveQuerySet)


class Wave(models.Model):
    """A launched wave: frozen copies of plan and questionnaire. Nothing that later changes can change it."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="waves")
    number = models.PositiveSmallIntegerField()
    source = models.TextField()
    # Keys and texts of the instrument and its modules, the instrument first: pairs, since PostgreSQL forgets the order of keys.
    instrument = models.JSONField()
    launched = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    opens = models.DateTimeField()
    closes = models.DateTimeField()

    objects: ClassVar[models.Manager[Wave]] = ScopedManager(
        models.Manager.from_queryset(WaveQuerySet), tenant="project__tenant"
    )

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="one_wave")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save a new wave; refuse to change one."""
        if not self._state.adding:
            raise FrozenError(self.number)
        # A new row under the id of an old one would be written over it.
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse, as for many."""
        raise FrozenError(self.number, args, kwargs)


class Deadline(models.Model):
    """A later, or earlier, end of a wave than it was launched with: the last one counts. Rows are only added."""

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="deadlines")
    closes = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar[models.Manager[Deadline]] = ScopedManager(tenant="wave__project__tenant")

    class Meta:
        ordering = ["pk"]
