"""What is due as time goes."""

from __future__ import annotations

from datetime import datetime

from samspill_web.dialogue import inviting, plans
from samspill_web.dialogue.services import forget_due
from samspill_web.kernel.ticking import on_tick


@on_tick
def forget_notes(now: datetime) -> None:
    """Delete notes in time."""
    forget_due(now)


@on_tick
def forget_plans(now: datetime) -> None:
    """Delete plans that were taken away, in time."""
    plans.forget_due(now)


@on_tick
def forget_invitations(now: datetime) -> None:
    """Delete messages of invitations in time."""
    inviting.forget_due(now)
