"""Taking in an answer (B3): one transaction spends the way in and keeps the sealed sheet: no loss, no double."""

from __future__ import annotations

from enum import StrEnum

from django.db import IntegrityError, connection
from django_scopes import scopes_disabled

from samspill_web.collection.ballots.answers import Answers
from samspill_web.collection.ballots.doors import Holder
from samspill_web.collection.ballots.plans import room_in
from samspill_web.collection.ballots.sealing import seal
from samspill_web.collection.ballots.turns import writing
from samspill_web.collection.models import Ballot, Draft, Spent, Urn


class Outcome(StrEnum):
    """What became of an answer. KEPT is said when the commit is on the disk, and again to whoever sends the same once more."""

    KEPT = "kept"
    TOO_LATE = "too_late"


def keep(holder: Holder, answers: Answers) -> Outcome:
    """Keep the answers of somebody, sealed.

    Sent a second time, at once or later, they are not kept again, and the outcome is the same: the first sheet counts.
    """
    sealed = seal(holder.launched.key, answers.to_bytes(room_in(holder.wave)))
    try:
        with writing():
            if _shut(holder.wave.pk):
                return Outcome.KEPT if spent(holder) else Outcome.TOO_LATE
            # The mark comes first: of two that are sent at once the second waits here, and fails when the first is kept.
            Spent(mark=holder.mark, urn_id=holder.wave.pk).save(force_insert=True)
            Ballot(urn_id=holder.wave.pk, sealed=sealed).save(force_insert=True)
            Draft.objects.filter(mark=holder.mark).delete()
    except IntegrityError:
        if not spent(holder):
            raise
    return Outcome.KEPT


def spent(holder: Holder) -> bool:
    """Tell whether a way in has been used. For the survey and the reminder alone: no page shows it (P7)."""
    return Spent.objects.filter(mark=holder.mark).exists()


def _shut(urn: int) -> bool:
    """Tell whether an urn is shut, and keep it from being shut before this transaction ends.

    SQLite has one writer at a time. On PostgreSQL the row is locked for sharing: answers do not wait for each other, and
    whoever shuts the urn waits for those that are on their way.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT shut IS NOT NULL FROM collection_urn WHERE wave_id = %s FOR SHARE", [urn])
            row = cursor.fetchone()
            return row is None or bool(row[0])
    with scopes_disabled():
        return not Urn.objects.filter(wave=urn, shut=None).exists()
