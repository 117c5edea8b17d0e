"""A token as the database keeps it: nothing in the row lets anybody in."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django_scopes import ScopedManager

NAME = 80
SHOWN = 6
MARK = 64


class ApiToken(models.Model):
    """A token of somebody who has a role in a mapping. It belongs to the role, and goes with it."""

    role = models.ForeignKey("projects.Role", on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=NAME)
    # How it begins, for people to tell their tokens apart; far too little to guess the rest from.
    begins = models.CharField(max_length=SHOWN)
    # A keyed hash: whoever has a copy of the database has no token.
    mark = models.CharField(max_length=MARK, unique=True)
    made = models.DateTimeField()
    expires = models.DateTimeField()
    revoked = models.DateTimeField(null=True)
    # The day alone: when somebody's programme is at work within it is nobody's matter.
    used = models.DateField(null=True)

    objects: ClassVar[models.Manager[ApiToken]] = ScopedManager(tenant="role__project__tenant")

    class Meta:
        ordering = ["-made", "-pk"]
