"""Reading releases and how far a counting has come."""

from __future__ import annotations

from functools import lru_cache

from samspill.disclosure import release as core
from samspill.disclosure.release_file import from_json
from samspill_web.analysis.models import Counting, Release
from samspill_web.collection.models import WaveKey
from samspill_web.projects.models import Project, Wave


def key_of(wave: Wave) -> WaveKey:
    """Return the key of a wave. There is one: nothing is launched without."""
    return WaveKey.objects.select_related("project").get(project=wave.project_id, wave=wave.number)


def counting_of(wave: Wave) -> Counting | None:
    """Return the counting of a wave; None while its urn is not shut."""
    return Counting.objects.filter(wave=wave).first()


def released(wave: Wave) -> bool:
    """Tell whether a wave has a release."""
    return Release.objects.filter(wave=wave).exists()


def releases_of(project: Project) -> list[Release]:
    """Return the releases of a mapping, the earliest first, without their texts."""
    return list(Release.objects.filter(wave__project=project).select_related("wave").defer("text").order_by("wave__number"))


def release_of(wave: Wave) -> core.Release | None:
    """Return what a wave's release says: the only thing that may be shown."""
    row = Release.objects.filter(wave=wave).first()
    return understood(row.text) if row else None


def history_of(wave: Wave) -> core.Release | None:
    """Return the release that a wave's own goes on from: that of the last wave before it that has one."""
    before = Release.objects.filter(wave__project=wave.project_id, wave__number__lt=wave.number)
    row = before.order_by("-wave__number").first()
    return understood(row.text) if row else None


def waits_for(wave: Wave) -> Wave | None:
    """Return an earlier wave that is neither counted nor given up: a release goes on from those before it, in order."""
    earlier = Wave.objects.filter(project=wave.project_id, number__lt=wave.number, release=None, urn__destroyed=None)
    return earlier.order_by("number").first()


@lru_cache(maxsize=4)
def understood(text: str) -> core.Release:
    """Return the release that a text says. Many pages are made of one, and reading a large one takes a second.

    A large one takes tens of megabytes, so few are kept.
    """
    return from_json(text)
