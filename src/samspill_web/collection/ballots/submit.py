"""Taking in an answer (B3): one transaction spends the way in and keeps the sealed sheet: no loss, no double."""

from __future__ import annotations

from enum import StrEnum

from django.db import IntegrityError, connection
from django.db.models import Q

from samspill_web.collection.ballots.answers import Answers
from samspill_web.collection.ballots.doors import Holder
from samspill_web.collection.ballots.plans import room_in
from samspill_web.collection.ballots.sealing import seal
from samspill_web.collection.ballots.turns import writing
from samspill_web.collection.models import Ballot, Draft, Spent


class Outcome(StrEnum):
    """What became of an answer. KEPT is said when the commit is on the disk, and again to whoever sends once more.

    TOO_LATE is said to everybody once the urn is shut: else a pile of letters would tell who has answered.
    """

    KEPT = "kept"
    TOO_LATE = "too_late"


def keep(holder: Holder, answers: Answers) -> Outcome:
    """Keep the answers of somebody, sealed.

    Sent a second time, at once or later, they are not kept again, and the outcome is the same: the first sheet counts. So it is
    where somebody sends by two ways.
    """
    sealed = seal(holder.launched.key, answers.to_bytes(room_in(holder.wave)))
    try:
        with writing():
            if _shut(holder.wave.pk):
                return Outcome.TOO_LATE
            # The mark comes first: of two that are sent at once the second waits here, and fails when the first is kept.
            Spent(mark=holder.mark, whose=holder.whose, urn_id=holder.wave.pk).save(force_insert=True)
            Ballot(urn_id=holder.wave.pk, sealed=sealed).save(force_insert=True)
            Draft.objects.filter(mark=holder.mark).delete()
    except IntegrityError:
        if not is_taken(holder):
            raise
        _use_up(holder)
    return Outcome.KEPT


def is_taken(holder: Holder) -> bool:
    """Tell whether somebody has sent, by this way or another. For the survey alone: no page shows it (P7)."""
    return Spent.objects.filter(Q(mark=holder.mark) | Q(whose=holder.whose)).exists()


def _use_up(holder: Holder) -> None:
    """Let a way by which somebody has sent a second time be used too, as whoever sent by it expects."""
    # Whose it is stands in the first row already, beside the ballot.
    row = Spent(mark=holder.mark, urn_id=holder.wave.pk)
    with writing():
        Spent.objects.bulk_create([row], ignore_conflicts=True)
        Draft.objects.filter(mark=holder.mark).delete()


def _shut(urn: int) -> bool:
    """Tell whether an urn is shut, and keep it from being shut before this transaction ends.

    SQLite has one writer at a time. On PostgreSQL the row is locked for sharing: answers do not wait for each other, and
    whoever shuts the urn waits for those that are on their way.
    """
    ask = "SELECT shut IS NOT NULL FROM collection_urn WHERE wave_id = %s"
    with connection.cursor() as cursor:
        cursor.execute(f"{ask} FOR SHARE" if connection.vendor == "postgresql" else ask, [urn])
        row = cursor.fetchone()
    return row is None or bool(row[0])
