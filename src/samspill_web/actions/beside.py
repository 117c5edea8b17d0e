"""What has been agreed about a tie, beside its page of the result."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from samspill_web.actions.about import ends_of, subject_of
from samspill_web.actions.selectors import seen_by
from samspill_web.actions.sharing import WRITERS, may_write_about
from samspill_web.analysis.models import Release
from samspill_web.dashboards.beside import Beside
from samspill_web.kernel.speech import reader, told
from samspill_web.projects.models import Role


def actions_beside(row: Release, role: Role, tie: str) -> Beside | None:
    """Return the actions about a tie, whichever way, that somebody may know of; and the way to one more."""
    subject, ends = subject_of(role.project, reader(), role), ends_of(tie)
    if subject is None:
        return None
    found = [each for each in seen_by(subject, role) if {each.rater, each.target} == set(ends)]
    lines = tuple(
        (reverse("action", args=[role.project_id, each.pk]), f"{each.what} ({told(f'actions.status.{each.status}')})")
        for each in found
    )
    writes = role.role in WRITERS and all(map(subject.has, ends)) and may_write_about(subject, role, *ends)
    query = urlencode({"tie": tie, "wave": row.wave.number})
    do = (f"{reverse('action_new', args=[role.project_id])}?{query}", told("actions.beside.do")) if writes else ("", "")
    return Beside(told("actions.beside.heading"), lines, told("actions.beside.nothing"), do) if lines or writes else None
