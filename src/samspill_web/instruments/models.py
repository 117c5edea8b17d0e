"""Questionnaires that an organisation has brought itself."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django_scopes import ScopedManager


class OwnInstrument(models.Model):
    """An instrument or module as the TOML text that was brought; a new text is a new version under the same key."""

    tenant = models.ForeignKey("accounts.Tenant", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    source = models.TextField()
    is_module = models.BooleanField(default=False)
    brought = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects: ClassVar[models.Manager[OwnInstrument]] = ScopedManager(tenant="tenant")

    class Meta:
        ordering = ["key"]
        constraints = [models.UniqueConstraint(fields=["tenant", "key"], name="one_instrument_a_key")]
