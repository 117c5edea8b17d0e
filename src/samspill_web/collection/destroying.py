"""Destroying what a wave was counted from (B5): sealed answers, ways in, drafts, messages, the key. A certificate stays.

Rows go in one transaction; files go when it holds, and are looked for again by ``finish`` where a machine stopped in between.
"""

from __future__ import annotations

from django.db import transaction

from samspill.errors import Problem, UsageError
from samspill_web.accounts.models import User
from samspill_web.collection import keys
from samspill_web.collection.ballots import doors, secret
from samspill_web.collection.channels.inviting import forget_messages
from samspill_web.collection.channels.keys import meetings_of, results_of
from samspill_web.collection.handed_out import told_of
from samspill_web.collection.models import Bag, Ballot, Draft, Participation, Person, Reminding, Spent, Urn, WaveKey
from samspill_web.collection.services import key_file
from samspill_web.kernel import audit, clock
from samspill_web.kernel.models import Message
from samspill_web.kernel.scrubbing import overwrite_deleted, scrub
from samspill_web.projects.models import Wave

IN_URN = (Ballot, Spent, Draft, Reminding, Participation)
HELD = (*IN_URN, Bag, Message, Person)
"""What rows are taken from: the tables to write anew afterwards."""


@transaction.atomic
def destroy(wave: Wave, *, by: User | None, people: str = "", reason: str = "") -> Urn:
    """Destroy what a wave was counted from, or what was sent in where it is given up without a result.

    Parameters
    ----------
    wave : Wave
    by : User or None
        None where it is the programme itself, in time.
    people : str
        The band of people in the wave's result, "" where that tells none: the certificate says no more than the result.
    reason : str
        Why the wave is given up; "" where it was counted.

    Raises
    ------
    UsageError
        ``analysis.destroying.open``: answers can still come in. ``analysis.destroying.done``: there is nothing any more.
    """
    overwrite_deleted()
    urn = Urn.objects.select_for_update().get(pk=wave.pk)
    if urn.shut is None:
        raise UsageError(Problem("analysis.destroying.open"))
    if urn.destroyed is not None:
        raise UsageError(Problem("analysis.destroying.done"))
    # What is told of codes that were handed out is told of the list and the bags, and those go.
    codes = [each.to_json() for each in told_of(wave)]
    told = {"people": people, "by": str(by) if by else "", "reason": reason, "codes": codes}
    urn.certificate = {**told, "files": "", "scrubbed": ""}
    urn.destroyed = clock.now()
    urn.save(update_fields=["destroyed", "certificate"])
    for model in IN_URN:
        model.objects.filter(urn=urn).delete()
    Bag.objects.filter(project=wave.project_id, wave=wave.number).delete()
    WaveKey.objects.filter(project=wave.project_id, wave=wave.number).update(holders=[])
    forget_messages(wave)
    data = {"wave": wave.number} | ({"reason": reason} if reason else {})
    audit.record("wave.destroyed", by, wave.project.tenant_id, wave.project_id, **data)
    transaction.on_commit(lambda: destroy_files(wave))
    return urn


def destroy_files(wave: Wave) -> None:
    """Destroy the files of a wave's key and secret, and write in the certificate that they are gone."""
    keys.destroy(key_file(wave.project, wave.number))
    secret.forget(wave.project_id, wave.number)
    doors.forget()
    _note(wave.pk, "files")


def finish() -> None:
    """Complete what was begun: files that are still there, and the bytes of deleted rows in the files of the database."""
    for urn in Urn.objects.filter(destroyed__isnull=False, certificate__files="").select_related("wave__project"):
        destroy_files(urn.wave)
    waiting = list(Urn.objects.filter(destroyed__isnull=False, certificate__scrubbed="").values_list("pk", flat=True))
    if waiting and scrub(HELD):
        for pk in waiting:
            _note(pk, "scrubbed")


@transaction.atomic
def _note(pk: int, what: str) -> None:
    urn = Urn.objects.select_for_update().get(pk=pk)
    urn.certificate = {**urn.certificate, what: clock.now().date().isoformat()}
    urn.save(update_fields=["certificate"])


@transaction.atomic
def forget_people(wave: Wave, *, by: User | None) -> None:
    """Delete the list of people of a wave whose answers are destroyed.

    Raises
    ------
    UsageError
        ``analysis.destroying.first``: its answers are not destroyed; the list is needed until then.
    """
    overwrite_deleted()
    if not Urn.objects.filter(wave=wave, destroyed__isnull=False).exists():
        raise UsageError(Problem("analysis.destroying.first"))
    people = Person.objects.filter(project=wave.project_id, wave=wave.number)
    if people.exists():
        people.delete()
        for begins in (results_of(wave.pk), meetings_of(wave.pk)):
            Message.objects.filter(key__startswith=begins).delete()
        audit.record("roster.deleted", by, wave.project.tenant_id, wave.project_id, wave=wave.number)
