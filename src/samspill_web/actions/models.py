"""Rows of actions. They hold names of owners, so they go with their mapping; no answer and no published number stands here."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django_scopes import ScopedManager

from samspill_web.actions.enums import Aim, Kind, Status

NAME, LINE, UNIT = 120, 300, 400
"""Letters of a name, of a sentence, and of what names a group, or several that answered together."""


class Action(models.Model):
    """What groups agree to do. ``rater`` and ``target`` are the two ends of a tie; one group alone is ``rater``."""

    # What a calendar knows it by.
    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="actions")
    what = models.CharField(max_length=LINE)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in Kind])
    aim = models.CharField(max_length=10, choices=[(aim.value, aim.value) for aim in Aim], default=Aim.BETTER.value)
    rater = models.CharField(max_length=UNIT, blank=True)
    target = models.CharField(max_length=UNIT, blank=True)
    dimension = models.CharField(max_length=200, blank=True)
    # The round whose result it comes from.
    wave = models.PositiveSmallIntegerField()
    owner = models.ForeignKey("projects.Role", on_delete=models.SET_NULL, null=True, related_name="+")
    # The name stays readable when the role is gone.
    owner_name = models.CharField(max_length=NAME, blank=True)
    email = models.EmailField(blank=True)
    due = models.DateField(null=True)
    sign = models.CharField(max_length=LINE, blank=True)
    status = models.CharField(max_length=10, choices=[(each.value, each.value) for each in Status], default=Status.IDEA.value)
    # Before the last change of it: what an undo goes back to.
    was = models.CharField(max_length=10, blank=True)
    reason = models.CharField(max_length=LINE, blank=True)
    version = models.PositiveIntegerField(default=1)
    made = models.DateTimeField()
    changed = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects: ClassVar[models.Manager[Action]] = ScopedManager(tenant="project__tenant")

    class Meta:
        ordering = [models.F("due").asc(nulls_last=True), "pk"]


class Feed(models.Model):
    """A calendar that can be subscribed to. Its address is signed from ``key``: no copy of the database holds a way in."""

    project = models.OneToOneField("projects.Project", on_delete=models.CASCADE, related_name="+", primary_key=True)
    key = models.UUIDField(default=uuid4, unique=True)
    made = models.DateTimeField()

    objects: ClassVar[models.Manager[Feed]] = ScopedManager(tenant="project__tenant")


class Addressee(models.Model):
    """Somebody who is reminded in an organisation, and whether they want to be. Its link is signed from ``key``."""

    tenant = models.ForeignKey("accounts.Tenant", on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    email = models.EmailField()
    stopped = models.BooleanField(default=False)

    objects: ClassVar[models.Manager[Addressee]] = ScopedManager(tenant="tenant")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "email"], name="one_addressee")]
