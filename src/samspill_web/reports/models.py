"""Rows of files that are made of a release in the background. Nothing unprotected is in them: all comes from the release.

They are kept in the database: where several servers stand in front of one, each of them can make a file and each give it out.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django_scopes import ScopedManager

from samspill_web.projects.models import FrozenError
from samspill_web.reports.enums import MakeState, Purpose


class Package(models.Model):
    """Files of one release that are made and given out together."""

    wave = models.ForeignKey("projects.Wave", on_delete=models.PROTECT, related_name="packages")
    purpose = models.CharField(max_length=10, choices=[(each.value, each.value) for each in Purpose])
    # Nobody: what is made by itself, or was ordered by somebody whose account is gone.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    # Language of what is said about the files.
    language = models.CharField(max_length=2)
    # The reports in their order: [format, language, audience, group or null].
    wanted = models.JSONField()
    # Files in all; known once the making has begun.
    total = models.PositiveIntegerField(default=0)
    state = models.CharField(
        max_length=10, choices=[(each.value, each.value) for each in MakeState], default=MakeState.WAITING.value
    )
    # When the one who makes them was last heard of: whoever is silent for long has been killed, and another goes on.
    beat = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)
    # Of the whole as it is given out.
    size = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)

    objects: ClassVar[models.Manager[Package]] = ScopedManager(tenant="wave__project__tenant")

    class Meta:
        ordering = ["-pk"]


class Piece(models.Model):
    """One file of a package; without content it could not be made, and ``trouble`` has the codes of why."""

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="pieces")
    place = models.PositiveIntegerField()
    name = models.CharField(max_length=300)
    content = models.BinaryField(null=True)
    size = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    trouble = models.JSONField(default=list)

    objects: ClassVar[models.Manager[Piece]] = ScopedManager(tenant="package__wave__project__tenant")

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["package", "place"], name="one_piece")]


class ArchivedQuerySet(models.QuerySet["Archived"]):
    """That something was archived is written down once, and never changed."""

    def update(self, **values: Any) -> int:
        """Refuse."""
        raise FrozenError(tuple(values))

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse."""
        raise FrozenError


class Archived(models.Model):
    """A release was put in the archive: when, by whom, and which file it was, by its digest. Rows are only added.

    Only a release that has such a row may ever be deleted.
    """

    wave = models.ForeignKey("projects.Wave", on_delete=models.PROTECT, related_name="archived")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    # The name stays readable when the person is gone.
    by_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    # What the archive calls it: the number of a case or a journal.
    reference = models.CharField(max_length=120, blank=True)

    objects: ClassVar[models.Manager[Archived]] = ScopedManager(
        models.Manager.from_queryset(ArchivedQuerySet), tenant="wave__project__tenant"
    )

    class Meta:
        ordering = ["pk"]
