"""Rows without a word of the field: who did what, and what is to be sent."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django_scopes import ScopedManager

from samspill_web.kernel.enums import SendState


class AuditEntry(models.Model):
    """Somebody viewed, exported, changed or launched something. Rows are only added, and deleted by age."""

    at = models.DateTimeField(db_index=True)
    tenant = models.ForeignKey("accounts.Tenant", on_delete=models.CASCADE, related_name="+")
    project = models.BigIntegerField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    # The name stays readable when the person is gone.
    by_name = models.CharField(max_length=200)
    verb = models.CharField(max_length=60)
    data = models.JSONField(default=dict)

    objects: ClassVar[models.Manager[AuditEntry]] = ScopedManager(tenant="tenant")

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["tenant", "-at"])]


class Message(models.Model):
    """A message to be sent. It holds no text and no key: both are made when it is sent (see ``outbox``)."""

    kind = models.CharField(max_length=60)
    channel = models.CharField(max_length=10, default="email")
    # What a message is about, said once: asked for a second time it is the same message. Empty where that does not matter.
    key = models.CharField(max_length=120, null=True, unique=True)  # noqa: DJ001 -- two empty ones would be the same
    to = models.CharField(max_length=254)
    language = models.CharField(max_length=2)
    data = models.JSONField(default=dict)
    # Stable: a receiver that gets a message twice can tell that it is one.
    message_id = models.CharField(max_length=120, unique=True)
    state = models.CharField(
        max_length=10, choices=[(state.value, state.value) for state in SendState], default=SendState.WAITING
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    due = models.DateTimeField(db_index=True)
    made = models.DateTimeField()
    trouble = models.CharField(max_length=200, default="")

    class Meta:
        ordering = ["due", "pk"]


class Stray(models.Model):
    """A mail that came back, and no message was found: whom it may have been for, without its text and without the hour."""

    day = models.DateField()
    to = models.CharField(max_length=254, blank=True)
    came = models.CharField(max_length=10)
    status = models.CharField(max_length=12, blank=True)

    class Meta:
        ordering = ["day", "pk"]
