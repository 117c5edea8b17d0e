"""Rows of the analysis: how far the counting of a wave has come, and its release. No unprotected number stands here."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django_scopes import ScopedManager

from samspill_web.analysis.enums import CountState, CountStep
from samspill_web.analysis.tokens.models import ApiToken
from samspill_web.projects.models import FrozenError

__all__ = ["ApiToken", "Counting", "Release", "ResearchFile"]


class Counting(models.Model):
    """The counting of a wave that is shut: what a page tells of it. It holds no count of anybody."""

    wave = models.OneToOneField("projects.Wave", on_delete=models.PROTECT, related_name="counting", primary_key=True)
    state = models.CharField(
        max_length=10, choices=[(state.value, state.value) for state in CountState], default=CountState.WAITING.value
    )
    step = models.CharField(max_length=10, blank=True, choices=[(step.value, step.value) for step in CountStep])
    # When the one who counts was last heard of: whoever is silent for long has been killed, and another may begin anew.
    beat = models.DateTimeField(null=True)
    # Of a counting that failed: codes of texts, with what depends on the plan alone.
    problems = models.JSONField(default=list)
    # Random keys of sealed answers that could not be opened or understood.
    damaged = models.JSONField(default=list)
    # Whether there were as many sealed answers as used ways in.
    whole = models.BooleanField(default=True)

    objects: ClassVar[models.Manager[Counting]] = ScopedManager(tenant="wave__project__tenant")


class ReleaseQuerySet(models.QuerySet["Release"]):
    """Releases are made by the counting and never changed."""

    def update(self, **values: Any) -> int:
        """Refuse."""
        raise FrozenError(tuple(values))

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[Release]:
        """Refuse: a release is made alone."""
        raise FrozenError(args, kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse."""
        raise FrozenError


class Release(models.Model):
    """The release of a wave, with those before it, as release.json has it (P3): all that may be shown is in it."""

    wave = models.OneToOneField("projects.Wave", on_delete=models.PROTECT, related_name="release", primary_key=True)
    text = models.TextField()
    made = models.DateTimeField()

    objects: ClassVar[models.Manager[Release]] = ScopedManager(
        models.Manager.from_queryset(ReleaseQuerySet), tenant="wave__project__tenant"
    )

    class Meta:
        ordering = ["wave__number"]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save a new release; refuse to change one."""
        if not self._state.adding:
            raise FrozenError(self.pk)
        # A new row under the id of an old one would be written over it.
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse, as for many."""
        raise FrozenError(self.pk, args, kwargs)


class Showing(models.Model):
    """From when a result is shown to those who do not prepare the talk about it, and the link by which all read it.

    ``groups`` is when leaders see their own group, ``everybody`` when all who were invited see the whole. ``told`` is when the
    messages about that were put in the outbox.
    """

    wave = models.OneToOneField("projects.Wave", on_delete=models.PROTECT, related_name="showing", primary_key=True)
    groups = models.DateTimeField()
    everybody = models.DateTimeField()
    link = models.CharField(max_length=40, unique=True)
    linked = models.DateTimeField()
    told = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[Showing]] = ScopedManager(tenant="wave__project__tenant")


class ResearchFile(models.Model):
    """Raw answers of those who said yes to research: confidential, not anonymous. Sealed with a key outside the database."""

    wave = models.OneToOneField("projects.Wave", on_delete=models.PROTECT, related_name="research", primary_key=True)
    sealed = models.BinaryField()
    made = models.DateTimeField()

    objects: ClassVar[models.Manager[ResearchFile]] = ScopedManager(tenant="wave__project__tenant")
