"""Meetings as the database keeps them: the plan is the text of its TOML file. No row names anybody who was there."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django_scopes import ScopedManager

from samspill_web.dialogue.enums import NoteKind


class Meeting(models.Model):
    """A meeting about the result of a wave, or before there is one. ``groups`` and ``ties`` are units of the release."""

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="meetings")
    wave = models.ForeignKey("projects.Wave", on_delete=models.PROTECT, null=True, related_name="meetings")
    number = models.PositiveIntegerField()
    source = models.TextField()
    starts = models.DateTimeField(null=True)
    place = models.CharField(max_length=200, blank=True)
    groups = models.JSONField(default=list)
    ties = models.JSONField(default=list)
    made = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    notes_deleted = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[Meeting]] = ScopedManager(tenant="project__tenant")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="one_meeting")]


class MeetingPlan(models.Model):
    """A plan that an organisation keeps for its meetings. Meetings have copies of their own, and never look here again."""

    tenant = models.ForeignKey("accounts.Tenant", on_delete=models.CASCADE, related_name="+")
    source = models.TextField()
    # Counts what was saved, so that nobody overwrites what others have written since.
    version = models.PositiveIntegerField(default=1)
    changed = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    # When it was taken away: it can be taken back for a while.
    gone = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[MeetingPlan]] = ScopedManager(tenant="tenant")

    class Meta:
        ordering = ["pk"]


class Invitation(models.Model):
    """An invitation that was sent, as the meeting was decided then. How many it went to is kept, and not to whom."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="invitations")
    # Counts from 0, as calendars do (SEQUENCE in RFC 5545): what is higher takes the place of what is lower.
    version = models.PositiveIntegerField()
    starts = models.DateTimeField()
    minutes = models.PositiveIntegerField()
    place = models.CharField(max_length=200, blank=True)
    sent = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    count = models.PositiveIntegerField(default=0)

    objects: ClassVar[models.Manager[Invitation]] = ScopedManager(tenant="meeting__project__tenant")

    class Meta:
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["meeting", "version"], name="one_invitation")]


class Attendance(models.Model):
    """How many of a group were there: a number, and no name."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendance")
    group = models.CharField(max_length=400)
    count = models.PositiveSmallIntegerField()

    objects: ClassVar[models.Manager[Attendance]] = ScopedManager(tenant="meeting__project__tenant")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "group"], name="one_attendance")]


class Note(models.Model):
    """What a group wrote down. It belongs to the group: nobody's name stands with it, and it is deleted in time."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="notes")
    group = models.CharField(max_length=400)
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in NoteKind])
    text = models.CharField(max_length=500)

    objects: ClassVar[models.Manager[Note]] = ScopedManager(tenant="meeting__project__tenant")

    class Meta:
        ordering = ["pk"]
