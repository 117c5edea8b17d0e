"""The urn of a wave: made with the launch."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save

from samspill_web.collection.models import Urn
from samspill_web.projects.models import Wave


def make_urn(sender: type[Wave], instance: Wave, **_: Any) -> None:
    """Make the urn of a wave in the transaction that launches it."""
    del sender
    Urn.objects.get_or_create(wave=instance)


def on_launch() -> None:
    """Set the signal."""
    post_save.connect(make_urn, sender=Wave, dispatch_uid="make_urn")
