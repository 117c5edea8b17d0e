"""From a choice to an action. Actions are another app's; where it has no page to begin one, there is no link."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode

from samspill.reporting.meeting.talks import Talk
from samspill_web.dialogue.models import Meeting


def new_action(meeting: Meeting, talk: Talk | None) -> str | None:
    """Return the address at which a choice becomes an action; None where there is none."""
    try:
        page = reverse("action_new", args=[meeting.project_id])
    except NoReverseMatch:
        return None
    about: dict[str, str | int] = {"wave": meeting.wave.number} if meeting.wave else {}
    if talk is not None:
        about["tie"] = ">".join(talk.tie)
        if talk.dimension:
            about["dimension"] = talk.dimension
    return f"{page}?{urlencode(about)}" if about else page
