"""Coming in by a code: who somebody is in the survey, and what stands in the way."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from samspill.design.model import Node
from samspill.design.plan import Plan
from samspill.terms import Language
from samspill_web.collection.ballots.codes import typed
from samspill_web.collection.ballots.doors import Holder, holder_of
from samspill_web.collection.ballots.plans import plan_of
from samspill_web.collection.ballots.secret import secret_of
from samspill_web.collection.ballots.wrong_codes import wrong_codes
from samspill_web.collection.survey import Respondent
from samspill_web.kernel import clock


class State(StrEnum):
    """What somebody meets who comes with a code.

    NOT_OPEN: the code is wrong, or has been used. Both are answered alike, so that guessing tells nothing.
    """

    OPEN = "open"
    NOT_OPEN = "not_open"
    EARLY = "early"
    CLOSED = "closed"
    TOO_MANY = "too_many"


@dataclass(frozen=True)
class Guest:
    """Somebody whose code is right, and the plan of the wave that it is for."""

    holder: Holder
    plan: Plan

    @property
    def hats(self) -> tuple[str, ...]:
        """The groups that somebody may answer as, the main one first: those of the list that are asked in this wave."""
        known = [str(each) for each in self.plan.mapping.rater_nodes(self.plan.wave)]
        return tuple(node for node in self.holder.nodes if node in known) or (known[0],)

    def language(self, wanted: str) -> Language:
        """Return the language of the survey: as wanted, else as on the list, else the mapping's own."""
        offered: Sequence[Language] = self.plan.mapping.languages
        return next((Language(tag) for tag in (wanted, self.holder.language) if tag in offered), offered[0])

    def answering(self, node: str, language: str) -> Respondent:
        """Return somebody as the group that was chosen, where the code allows it; else as the main one."""
        return Respondent(
            Node.parse(node if node in self.hats else self.hats[0]), self.language(language), lot=lot_of(self.holder)
        )


@dataclass(frozen=True)
class Entry:
    """Somebody at the door; the guest is known where the code is right and not used."""

    state: State
    guest: Guest | None = None


def lot_of(holder: Holder) -> bytes:
    """Return what decides whom somebody is asked about, where that is drawn.

    It is keyed by the wave's secret: whoever holds rows of the database alone cannot tell from them what a sheet looks like.
    """
    secret = secret_of(holder.wave.project_id, holder.wave.number)
    return hmac.digest(secret, f"lot:{holder.whose}".encode(), sha256)


def come_in(text: str, caller: Callable[[], str], *, sending: bool = False) -> Entry:
    """Return what a typed code opens.

    Who is ``sending`` comes in with a used code too, and after the deadline: whether a sheet is still taken, or has been taken
    already, is decided where it is kept. ``caller`` tells those who guess apart; it is asked for where a code does not
    open, and forgotten after minutes.
    """
    code = typed(text)
    holder = holder_of(code) if code else None
    if holder is None:
        return _refused(caller)
    guest, now = Guest(holder, plan_of(holder.wave)), clock.now()
    if now < holder.wave.opens:
        return Entry(State.EARLY, guest)
    if sending:
        return Entry(State.OPEN, guest)
    if now >= holder.closes or holder.shut:
        # Asked first: once it is over nobody needs to know whether a code was used, and a pile of letters tells nothing.
        return Entry(State.CLOSED, guest)
    if holder.used:
        # Counted too: else whoever has tried too often would see which codes are used, and which are none.
        return _refused(caller)
    return Entry(State.OPEN, guest)


def _refused(caller: Callable[[], str]) -> Entry:
    return Entry(State.TOO_MANY if wrong_codes.too_many(caller()) else State.NOT_OPEN)
