"""Reading what belongs to the collection."""

from __future__ import annotations

from samspill_web.collection.models import WaveKey
from samspill_web.projects.models import Wave


def key_of(wave: Wave) -> WaveKey:
    """Return the public half of a wave's key. There is one: nothing is launched without."""
    return WaveKey.objects.get(project=wave.project_id, wave=wave.number)
