"""Changing what belongs to the collection."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F
from nacl.public import PrivateKey

from samspill.errors import UsageError
from samspill_web.accounts.models import User
from samspill_web.collection import keys
from samspill_web.collection.ballots.secret import make_secret
from samspill_web.collection.lists import hold
from samspill_web.collection.models import Remark, Trial, WaveKey
from samspill_web.kernel import audit, clock
from samspill_web.projects.models import Project

REMARK = 2_000
REMARKS = 500
PAGE = 300


def key_file(project: Project, wave: int) -> Path:
    """Return where the private half of a wave's key lies: outside the database and its backups."""
    return Path(settings.KEYS) / f"{project.pk}-{wave}.key"


def private_half(key: WaveKey) -> PrivateKey | None:
    """Return the private half of a key; None where its file is gone, or holds another key."""
    try:
        private = keys.read(key_file(key.project, key.wave))
    except UsageError:
        return None
    fits = private is not None and b64encode(private.public_key.encode()).decode() == key.public
    return private if fits else None


@transaction.atomic
def make_key(project: Project, wave: int, *, by: User) -> WaveKey:
    """Make the key of a wave, unless there is one.

    Raises
    ------
    UsageError
        Something that is no key lies where its file should be.
    """
    found = project.keys.filter(wave=wave).first()
    if found is not None:
        return found
    path = key_file(project, wave)
    # A file without its row is what a transaction that did not hold has left behind: nothing was ever sealed with it.
    private = keys.read(path) or keys.make(path)
    # From now on there are codes of those who are on the list.
    hold(project, wave)
    make_secret(project.pk, wave)
    public = b64encode(private.public_key.encode()).decode()
    audit.record("key.made", by, project.tenant_id, project.pk, wave=wave)
    return WaveKey.objects.create(project=project, wave=wave, public=public, made=clock.now(), by=by)


@transaction.atomic
def confirm_key(key: WaveKey, *, by: User) -> None:
    """Remember that the sheet has been printed and put away."""
    key.backed_up = clock.now()
    key.save(update_fields=["backed_up"])
    audit.record("key.backed_up", by, key.project.tenant_id, key.project_id, wave=key.wave)


@transaction.atomic
def open_trial(project: Project, *, by: User) -> Trial:
    """Make a trial link; one that was closed is opened with a new link."""
    trial, made = Trial.objects.get_or_create(project=project, defaults={"made": clock.now()})
    if not made and not trial.open:
        trial.open, trial.turn = True, trial.turn + 1
        trial.save(update_fields=["open", "turn"])
    audit.record("trial.opened", by, project.tenant_id, project.pk)
    return trial


@transaction.atomic
def close_trial(trial: Trial, *, by: User) -> None:
    """Close a trial: its link is worth nothing from now on; the remarks stay."""
    trial.open = False
    trial.save(update_fields=["open"])
    audit.record("trial.closed", by, trial.project.tenant_id, trial.project_id)


@transaction.atomic
def remark(trial: Trial, page: str, text: str) -> None:
    """Keep what somebody wrote while trying, without the hour and without a name.

    The link may have gone further than it was meant to: more than can be read is not kept.
    """
    if text.strip() and trial.remarks.count() < REMARKS:
        Remark.objects.create(trial=trial, page=page[:PAGE], text=text.strip()[:REMARK], day=clock.now().date())


@transaction.atomic
def finish(trial: Trial) -> None:
    """Count somebody who came to the end."""
    Trial.objects.filter(pk=trial.pk).update(finished=F("finished") + 1)
