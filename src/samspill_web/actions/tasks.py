"""What is due as time goes: reminding owners of what they have promised."""

from __future__ import annotations

from datetime import datetime

from django_scopes import scopes_disabled

from samspill_web.actions import digest
from samspill_web.kernel.ticking import on_tick


@on_tick
def remind_owners(now: datetime) -> None:
    """Remind whoever has something due, and forget whom no action names any more."""
    with scopes_disabled():
        digest.forget()
        digest.enqueue_due(now)
