"""Handing over what is due: each message once, many over one connection, for a limited time.

A row is claimed before anything is said, so of two workers only one gets it; a worker that dies leaves it "sending", and it is
never repeated by itself. What became of a message is written in the same transaction that claims the next one.

Discreet kinds go in batches: a batch is claimed at one moment and settled at one moment, and a row that stays silent ends like
one of those that were handed over beside it. Neither rows, nor their times, nor the order of writes tell which was which.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import SystemRandom
from time import monotonic

from django.db import transaction
from django.db.models import Q, QuerySet

from samspill_web.kernel import clock, pausing
from samspill_web.kernel.carriers import Carrier, Letter, Outcome, carrier_of, channels
from samspill_web.kernel.enums import SendState
from samspill_web.kernel.models import Message
from samspill_web.kernel.writers import Later, Silence, Written, discreet, discreet_kinds, write

log = logging.getLogger("samspill.outbox")

TRIES = 8
BUDGET = timedelta(seconds=15)
"""For each channel and tick: other tasks have their turn in between."""

CHUNK = 200
DISCREET = 25
"""Messages of a discreet kind that share their fate when a worker is killed."""

DISCREET_TRIES = 3
"""A row that waits alone, again and again, would tell that it is not a silent one."""

SHAKY = 3
"""Troubles in a row after which a channel rests: a server that breaks at each message would leave all of them unknown."""

_chance = SystemRandom()


@dataclass(frozen=True, slots=True)
class Fate:
    """What is written on a row. A message that is no longer to be sent has no state: its row is deleted.

    One that was ``postponed`` had no turn yet, and is no example of what happens to those that have.
    """

    state: SendState | None
    trouble: str = ""
    due: datetime | None = None
    tried: bool = True
    postponed: bool = False


GONE = Fate(None)


def due_now(channel: str) -> QuerySet[Message]:
    """Return what is to be sent now. A row that was made later than now was made while the clock was ahead."""
    now = clock.now()
    return Message.objects.filter(
        Q(due__lte=now) | Q(made__gt=now, attempts=0), channel=channel, state=SendState.WAITING
    ).order_by("due", "pk")


def send_due(budget: timedelta = BUDGET) -> int:
    """Send what is due, within a time; return how many messages were handed over."""
    return sum(_send_over(channel, budget) for channel in channels())


def more_due() -> bool:
    """Tell whether there is more to be sent at once."""
    open_channels = (name for name in channels() if pausing.paused_until(name) is None and carrier_of(name) is not None)
    return any(due_now(name).exists() for name in open_channels)


def _send_over(channel: str, budget: timedelta) -> int:
    if pausing.paused_until(channel) is not None or not due_now(channel).exists():
        return 0
    carrier = carrier_of(channel)
    if carrier is None:
        return 0
    turn = _Turn(channel, carrier, monotonic() + budget.total_seconds())
    try:
        turn.take()
    finally:
        carrier.close()
    return turn.sent


class _Turn:
    """One channel's turn of one worker."""

    def __init__(self, channel: str, carrier: Carrier, until: float) -> None:
        self.sent = 0
        self._channel, self._carrier, self._until = channel, carrier, until
        self._rests_until: datetime | None = None
        self._rested = pausing.had_to_rest(channel)
        self._shaky = 0
        self._before: tuple[Message, Fate] | None = None

    def take(self) -> None:
        """Send until nothing is due, the time is over, or the channel has to rest."""
        while not self._over():
            try:
                found = self._one_by_one()
            finally:
                self._settle_before()
            if not sum((self._batches(kind) for kind in discreet_kinds()), found):
                return

    def _over(self) -> bool:
        return self._rests_until is not None or monotonic() >= self._until

    def _one_by_one(self) -> int:
        """Send what hides nothing; return how many rows were looked at."""
        room = pausing.room(self._channel)
        waiting = due_now(self._channel).exclude(kind__in=discreet_kinds())
        messages = list(waiting[: CHUNK if room is None else min(CHUNK, room)])
        # Two workers that begin at different ends are seldom after the same row; and the order tells nothing.
        _chance.shuffle(messages)
        for message in messages:
            if self._over():
                break
            if self._claim_next(message):
                self._before = message, self._fate(message, write(message))
        return len(messages)

    def _claim_next(self, message: Message) -> bool:
        """Write down what became of the message before, and claim the next; tell whether nobody else has."""
        with transaction.atomic():
            if self._before is not None:
                _settle(*self._before)
            # As it was read: another worker may have tried it, and put it back, since then.
            free = Message.objects.filter(pk=message.pk, state=SendState.WAITING, attempts=message.attempts)
            claimed = free.update(state=SendState.SENDING, due=clock.now())
        self._before = None
        return bool(claimed)

    def _settle_before(self) -> None:
        if self._before is not None:
            _settle(*self._before)
            self._before = None

    def _fate(self, message: Message, written: Written | Exception) -> Fate:
        """Send a message, and return what is to be written on its row."""
        if written is None:
            return GONE
        if isinstance(written, Silence):
            # Its row ends like one that was handed over, so that it does not tell towards whom a writer keeps silent.
            return Fate(SendState.SENT)
        if isinstance(written, Later):
            return Fate(SendState.WAITING, due=written.due, tried=False, postponed=True)
        outcome = (
            Outcome(SendState.WAITING, type(written).__name__)
            if isinstance(written, Exception)
            else self._hand_over(message, written)
        )
        fate = self._fated(message, outcome)
        if fate.state is not SendState.SENT and not discreet(message.kind):
            log.warning("message %s: %s (%s)", message.pk, fate.state, fate.trouble)
        return fate

    def _hand_over(self, message: Message, letter: Letter) -> Outcome:
        try:
            outcome = self._carrier.hand_over(message, letter)
        except Exception as error:  # noqa: BLE001 -- a fault of ours must not stop the others
            outcome = Outcome(SendState.UNKNOWN, type(error).__name__, shaky=True)
        self._shaky = self._shaky + 1 if outcome.shaky else 0
        if outcome.state is SendState.SENT:
            self.sent += 1
            if self._rested:
                pausing.go_on(self._channel)
                self._rested = False
        if outcome.pause or self._shaky >= SHAKY:
            self._rests_until = pausing.pause(self._channel)
            log.warning("%s rests until %s (%s)", self._channel, self._rests_until.isoformat("T", "seconds"), outcome.trouble)
        return outcome

    def _fated(self, message: Message, outcome: Outcome) -> Fate:
        """Return what an outcome means for the row: waiting longer each time, until it is given up."""
        if outcome.state is not SendState.WAITING:
            return Fate(outcome.state, outcome.trouble)
        if outcome.pause:
            # Not this message's fault: it does not use up its tries.
            return Fate(SendState.WAITING, outcome.trouble, self._rests_until, tried=False)
        attempts = message.attempts + 1
        if attempts >= (DISCREET_TRIES if discreet(message.kind) else TRIES):
            return Fate(SendState.FAILED, outcome.trouble)
        return Fate(SendState.WAITING, outcome.trouble, clock.now() + pausing.wait_after(attempts))

    def _batches(self, kind: str) -> int:
        """Send what is due of a discreet kind; return how many rows were looked at.

        Where there is a limit a batch waits until there is room for all of it: alone a row would tell by its time what it is.
        """
        # Drawn from all of them: rows that stand together may be of a group that has answered, and would make a batch alone.
        pks = list(due_now(self._channel).filter(kind=kind).values_list("pk", flat=True))
        _chance.shuffle(pks)
        most = min(DISCREET, pausing.most(self._channel) or DISCREET)
        looked_at = 0
        for start in range(0, len(pks), most):
            batch, room = pks[start : start + most], pausing.room(self._channel)
            if self._over() or (room is not None and room < len(batch)):
                break
            looked_at += len(batch)
            self._batch(batch)
        return looked_at

    def _batch(self, pks: Sequence[int]) -> None:
        with transaction.atomic():
            claimed = _claim_all(sorted(pks))
        fates: dict[int, Fate] = {}
        silent: list[Message] = []
        _chance.shuffle(claimed)
        for message in claimed:
            over = self._over()
            written = None if over else write(message)
            if over:
                # Nothing was said to it yet, and nothing tells whether anything will be.
                fates[message.pk] = Fate(SendState.WAITING, due=self._rests_until, tried=False, postponed=True)
            elif isinstance(written, Silence):
                silent.append(message)
            else:
                fates[message.pk] = self._fate(message, written)
        with transaction.atomic():
            _settle_discreetly(claimed, fates, silent)


def _settle_discreetly(claimed: Sequence[Message], fates: dict[int, Fate], silent: Sequence[Message]) -> None:
    """Settle a batch at one moment: a silent row ends like one of those beside it, and none ends as failed."""
    fates |= {pk: Fate(SendState.SENT) for pk, fate in fates.items() if fate.state is SendState.FAILED}
    examples = [fate for fate in fates.values() if fate.state is not None and not fate.postponed] or [Fate(SendState.SENT)]
    # Two rows that wait for the same moment would be one and its copy: all of the batch wait for the same.
    again = max((fate.due for fate in examples if fate.due is not None), default=None)
    for message in silent:
        fate = _chance.choice(examples)
        given_up = fate.state is SendState.WAITING and message.attempts + fate.tried >= DISCREET_TRIES
        fates[message.pk] = Fate(SendState.SENT) if given_up else fate
    for message in claimed:
        fate = fates[message.pk]
        waits = fate.state is SendState.WAITING and fate.due is not None and not fate.postponed
        _settle(message, replace(fate, due=again) if waits else fate)


def _claim_all(pks: Sequence[int]) -> list[Message]:
    """Claim rows; return those that nobody else had claimed."""
    now = clock.now()
    mine = [pk for pk in pks if Message.objects.filter(pk=pk, state=SendState.WAITING).update(state=SendState.SENDING, due=now)]
    return list(Message.objects.filter(pk__in=mine))


def _settle(message: Message, fate: Fate) -> None:
    row = Message.objects.filter(pk=message.pk)
    if fate.state is None:
        row.delete()
        return
    changes: dict[str, object] = {"state": fate.state, "trouble": fate.trouble, "attempts": message.attempts + fate.tried}
    if fate.due is not None:
        changes["due"] = fate.due
    row.update(**changes)
