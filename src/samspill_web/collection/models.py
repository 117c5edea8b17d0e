"""Rows of the collection: the key of a wave, and its trial."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django_scopes import ScopedManager


class WaveKey(models.Model):
    """The public half of a wave's key. The private half is a file outside the database, and a printed sheet."""

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="keys")
    wave = models.PositiveSmallIntegerField()
    public = models.CharField(max_length=64)
    made = models.DateTimeField()
    backed_up = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects: ClassVar[models.Manager[WaveKey]] = ScopedManager(tenant="project__tenant")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "wave"], name="one_key_a_wave")]


class Trial(models.Model):
    """A survey to try: whatever is answered is thrown away, and ``finished`` counts those who came to the end."""

    project = models.OneToOneField("projects.Project", on_delete=models.CASCADE, related_name="trial")
    made = models.DateTimeField()
    open = models.BooleanField(default=True)
    finished = models.PositiveIntegerField(default=0)
    # Part of the link: another number makes all earlier links worthless.
    turn = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager[Trial]] = ScopedManager(tenant="project__tenant")


class Remark(models.Model):
    """What somebody wrote while trying. It carries no name and no answer."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="remarks")
    page = models.CharField(max_length=300)
    text = models.TextField()
    day = models.DateField()

    objects: ClassVar[models.Manager[Remark]] = ScopedManager(tenant="trial__project__tenant")

    class Meta:
        ordering = ["pk"]
