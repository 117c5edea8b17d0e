"""The list of a wave, people and slips, while it is changed."""

from __future__ import annotations

from django.db.models import F

from samspill_web.collection.models import WaveList
from samspill_web.projects.models import Project


def hold(project: Project, wave: int) -> None:
    """Let one change of a list happen after the other, and have the survey read it again when this transaction is done.

    Whatever changes people or slips calls it first, in its transaction.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    if not WaveList.objects.filter(project=project, wave=wave).update(turn=F("turn") + 1):
        WaveList.objects.create(project=project, wave=wave, turn=1)
