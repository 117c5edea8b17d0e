"""Rows of the collection: the key of a wave, its trial, who is asked, sealed answers. People and answers never meet here."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django_scopes import ScopedManager

from samspill.terms import Level
from samspill_web.collection.enums import Kept, Standing


class WaveKey(models.Model):
    """The public half of a wave's key. The private half is a file outside the database and a printed sheet, or three shares."""

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="keys")
    wave = models.PositiveSmallIntegerField()
    public = models.CharField(max_length=64)
    made = models.DateTimeField()
    backed_up = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    kept = models.CharField(max_length=10, choices=[(each.value, each.value) for each in Kept], default=Kept.FILE.value)
    # Who was handed which share, in the order of the shares: ``name``, and ``has`` once its sheet is safe. No share itself.
    holders = models.JSONField(default=list)

    objects: ClassVar[models.Manager[WaveKey]] = ScopedManager(tenant="project__tenant")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "wave"], name="one_key_a_wave")]


class Trial(models.Model):
    """A survey to try: whatever is answered is thrown away, and ``finished`` counts those who came to the end."""

    project = models.OneToOneField("projects.Project", on_delete=models.CASCADE, related_name="trial")
    made = models.DateTimeField()
    open = models.BooleanField(default=True)
    finished = models.PositiveIntegerField(default=0)
    # Part of the link: another number makes all earlier links worthless.
    turn = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager[Trial]] = ScopedManager(tenant="project__tenant")


class Remark(models.Model):
    """What somebody wrote while trying. It carries no name and no answer."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="remarks")
    page = models.CharField(max_length=300)
    text = models.TextField()
    day = models.DateField()

    objects: ClassVar[models.Manager[Remark]] = ScopedManager(tenant="trial__project__tenant")

    class Meta:
        ordering = ["pk"]


class Person(models.Model):
    """Somebody who is to be asked in a wave. No row says whether its person has answered: it is derived."""

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="people")
    wave = models.PositiveSmallIntegerField()
    # What the way in is derived from; random, so that it tells nothing of the order of the list.
    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=16, blank=True)
    language = models.CharField(max_length=2)
    # Groups as ``group`` or ``group@site``, the main one first; who has two chooses on the first page.
    nodes = models.JSONField(default=list)
    level = models.CharField(max_length=10, blank=True, choices=[(level.value, level.value) for level in Level])
    away_until = models.DateField(null=True, blank=True)
    nights = models.BooleanField(default=False)
    standing = models.CharField(max_length=10, choices=[(each.value, each.value) for each in Standing], default=Standing.ASKED)
    # Of somebody who was taken off the list: that they had said no before. Who is put back on it has still said so.
    said_no = models.BooleanField(default=False, editable=False)
    # The same person is on the list of another organisation, and is asked there alone. Whoever keeps this list may not know.
    double = models.BooleanField(default=False, editable=False)
    # The key of the entry that a double stood behind. It stays when the double is asked in its place: one person, one answer.
    asked_as = models.UUIDField(null=True, editable=False)
    # How often the address has changed since the launch: each has a link of its own, and none tells of another.
    turn = models.PositiveSmallIntegerField(default=0, editable=False)
    # The group in which an answer is counted while the wave is open; "" until then. Moving somebody does not change it: whoever
    # could see a band move with a person would know whether that person has answered.
    counted = models.CharField(max_length=200, blank=True, editable=False)
    # Groups that the way in let answer for since the wave opened, and does no more: somebody was moved, withdrawn or erased.
    # What was answered before stays, so these count among the codes that a group was handed (``handed_out``).
    formerly = models.JSONField(default=list, editable=False)

    objects: ClassVar[models.Manager[Person]] = ScopedManager(tenant="project__tenant")

    class Meta:
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["project", "wave"])]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "wave", "email"],
                condition=~models.Q(email="") & models.Q(double=False),
                name="one_email_a_wave",
            ),
        ]


class WaveList(models.Model):
    """All who are asked in a wave, as one: ``turn`` counts the changes of people and slips.

    The survey keeps the list in memory, and reads it again, whole, when this has moved: it never asks for one person.
    """

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="+")
    wave = models.PositiveSmallIntegerField()
    turn = models.PositiveIntegerField(default=0)

    objects: ClassVar[models.Manager[WaveList]] = ScopedManager(tenant="project__tenant")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "wave"], name="one_list_a_wave")]


class RosterMapping(models.Model):
    """How the last files of people were read: what their columns and words for groups mean. Nothing of the people in them.

    Each who keeps people has words of their own, by the organisation whose people they are; "" for those who keep all.
    """

    project = models.OneToOneField("projects.Project", on_delete=models.CASCADE, related_name="roster_mapping")
    data = models.JSONField(default=dict)

    objects: ClassVar[models.Manager[RosterMapping]] = ScopedManager(tenant="project__tenant")


class Bag(models.Model):
    """Code slips of a group, drawn from a bag: the codes belong to the group, and to nobody in it."""

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="bags")
    wave = models.PositiveSmallIntegerField()
    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    node = models.CharField(max_length=200)
    number = models.PositiveSmallIntegerField()
    made = models.DateTimeField()
    # Why the group has more codes than its planned size explains, or has new ones while people answer; "" where none was asked.
    reason = models.CharField(max_length=300, blank=True)

    objects: ClassVar[models.Manager[Bag]] = ScopedManager(tenant="project__tenant")

    class Meta:
        ordering = ["pk"]


class Urn(models.Model):
    """Where the sealed answers of a wave lie until it is closed. ``shut`` refuses whatever comes later.

    After the answers are counted everything in it is destroyed; ``certificate`` then tells what was destroyed and when.
    """

    wave = models.OneToOneField("projects.Wave", on_delete=models.PROTECT, related_name="urn", primary_key=True)
    shut = models.DateTimeField(null=True)
    destroyed = models.DateTimeField(null=True)
    certificate = models.JSONField(default=dict)

    objects: ClassVar[models.Manager[Urn]] = ScopedManager(tenant="wave__project__tenant")


class Ballot(models.Model):
    """A sealed answer (B2): constant length, under a random key, without a time."""

    key = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    urn = models.ForeignKey(Urn, on_delete=models.CASCADE, related_name="ballots")
    sealed = models.BinaryField()


class Spent(models.Model):
    """A way in that has been used (B3), as a keyed hash: without the wave's secret nobody can tell whose it was.

    ``whose`` is the keyed hash of the person or slip: several ways may lead in for one person, and one of them counts. There is
    a ballot for each row that has it; None marks a way by which somebody sent a second time.
    """

    mark = models.CharField(primary_key=True, max_length=64)
    whose = models.CharField(unique=True, max_length=64, null=True, blank=True)
    urn = models.ForeignKey(Urn, on_delete=models.CASCADE, related_name="spent")


class Draft(models.Model):
    """Answers that are not sent yet (B7), encrypted in the browser with a key that the server does not keep."""

    mark = models.CharField(primary_key=True, max_length=64)
    urn = models.ForeignKey(Urn, on_delete=models.CASCADE, related_name="drafts")
    blob = models.BinaryField()


class Reminding(models.Model):
    """A reminder of a wave that has been handed to the outbox: once a day and wave at most."""

    urn = models.ForeignKey(Urn, on_delete=models.CASCADE, related_name="remindings")
    day = models.DateField()
    everybody = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects: ClassVar[models.Manager[Reminding]] = ScopedManager(tenant="urn__wave__project__tenant")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["urn", "day"], name="one_reminder_a_day")]


class Participation(models.Model):
    """How many of a group have answered, as a band (P7), as it was in the morning of a day: nobody can watch it move."""

    urn = models.ForeignKey(Urn, on_delete=models.CASCADE, related_name="participation")
    node = models.CharField(max_length=200)
    day = models.DateField()
    band = models.CharField(max_length=10)

    objects: ClassVar[models.Manager[Participation]] = ScopedManager(tenant="urn__wave__project__tenant")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["urn", "node"], name="one_band_a_group")]
