"""A plugin of pytest: with ``BALLOT_GUARD`` set, one guard of the ballot layer is switched off before the tests are run."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any

import pytest

TESTS = tuple(
    f"tests/web/{name}.py"
    for name in ("security/test_ballots", "collection/ballots/test_survey", "collection/ballots/test_ways")
)


@dataclass(frozen=True)
class Guard:
    """A promise, how to break it, and the tests that have to notice (all of them)."""

    promise: str
    switch_off: Callable[[], None]
    noticed_by: tuple[str, ...]


def leave_plain() -> None:
    """Nothing is sealed."""
    from samspill_web.collection.ballots import submit

    submit.seal = lambda _key, sheet: sheet


def seal_to_another_key() -> None:
    """Sheets are sealed to a key that nobody has."""
    from nacl.public import PrivateKey, SealedBox

    from samspill_web.collection.ballots import submit

    other = PrivateKey.generate().public_key
    submit.seal = lambda _key, sheet: SealedBox(other).encrypt(sheet)


def leave_the_length() -> None:
    """A sheet is as long as what was answered."""
    from samspill_web.collection.ballots.answers import Answers

    Answers.to_bytes = lambda self, _room: self.to_text().encode()


def take_any_draft() -> None:
    """A draft may have any length."""
    from samspill_web.collection.ballots import drafts

    class Whatever:
        def __add__(self, _: object) -> Whatever:
            return self

        __radd__ = __add__

        def __ne__(self, _: object) -> bool:
            return False

        def __eq__(self, _: object) -> bool:
            return True

        __hash__ = object.__hash__

    drafts.draft_room = lambda _wave: Whatever()


def keep_drafts() -> None:
    """A draft stays when the answers are sent."""
    from samspill_web.collection.models import Draft

    Draft.objects.none().__class__.delete = _but_not(Draft, Draft.objects.none().__class__.delete)


def _but_not(model: type, delete: Any) -> Any:  # noqa: ANN401
    return lambda queryset: (0, {}) if queryset.model is model else delete(queryset)


def spend_and_keep_apart() -> None:
    """The way in is spent in one transaction, and the sheet is kept in another."""
    from django.db import IntegrityError

    from samspill_web.collection.ballots import submit

    def keep(holder: Any, answers: Any) -> object:  # noqa: ANN401
        sheet = answers.to_bytes(submit.room_in(holder.wave))
        try:
            submit.Spent(mark=holder.mark, whose=holder.whose, urn_id=holder.wave.pk).save(force_insert=True)
        except IntegrityError:
            return submit.Outcome.KEPT
        submit.Ballot(urn_id=holder.wave.pk, sealed=submit.seal(holder.launched.key, sheet)).save(force_insert=True)
        submit.Draft.objects.filter(mark=holder.mark).delete()
        return submit.Outcome.KEPT

    _keep(keep)


def keep_without_spending() -> None:
    """A way in can be used again and again."""
    from samspill_web.collection.ballots import doors, submit

    _read(doors, lambda holder: replace(holder, used=False))
    keep, real = submit.keep, submit.Spent.save

    def twice(*args: Any, **kwargs: Any) -> object:  # noqa: ANN401
        submit.Spent.save = lambda self, **_: submit.Spent.objects.filter(pk=self.pk).exists() or real(self, force_insert=True)
        return keep(*args, **kwargs)

    _keep(twice)


def mark_by_code() -> None:
    """The mark is the code."""
    _mark(lambda _secret, code: code)


def mark_by_plain_hash() -> None:
    """The mark is a hash without a secret: whoever meets a code later knows whether it was used."""
    from hashlib import sha256

    _mark(lambda _secret, code: sha256(code.encode()).hexdigest())


def derive_from_nothing() -> None:
    """Codes are derived from what the list says, without the wave's secret."""
    from samspill_web.collection.ballots import codes, doors

    derive = codes.derive
    codes.derive = doors.derive = lambda _secret, about: derive(b"", about)


def short_codes() -> None:
    """A code has sixteen letters, and all but three of them are the same."""
    from samspill_web.collection.ballots import codes, doors

    derive = codes.derive
    codes.derive = doors.derive = lambda secret, about: "0" * 13 + derive(secret, about)[:3]


def number_ballots() -> None:
    """Ballots are numbered as they come."""
    from itertools import count
    from uuid import UUID

    from samspill_web.collection.models import Ballot

    numbers = count(1)
    Ballot._meta.get_field("key").default = lambda: UUID(int=next(numbers))


def touch_the_person() -> None:
    """The person's row is written when an answer is kept."""
    from django.db.models import BooleanField, ExpressionWrapper, Q

    from samspill_web.collection.models import Person

    other = ExpressionWrapper(~Q(nights=True), output_field=BooleanField())
    _after_keeping(lambda: Person.objects.filter(pk=Person.objects.order_by("pk").values("pk")[:1]).update(nights=other))


def audit_the_answer() -> None:
    """The log of who did what has a line for each answer."""
    from samspill_web.accounts.models import Tenant
    from samspill_web.kernel import audit

    _after_keeping(lambda: audit.record("ballot.kept", None, Tenant.objects.order_by("pk").first().pk))  # type: ignore[union-attr]


def count_in_the_urn() -> None:
    """The urn has a time and a counter."""
    from samspill_web.collection.models import Ballot, Urn
    from samspill_web.kernel import clock

    _after_keeping(lambda: Urn.objects.update(certificate={"n": Ballot.objects.count(), "at": str(clock.now())}))


def index_the_answers() -> None:
    """What was answered is kept once more in the cache, to be found sooner."""
    from django.core.cache import cache

    from samspill_web.collection.ballots import submit

    keep = submit.keep

    def leak(holder: Any, answers: Any) -> object:  # noqa: ANN401
        cache.set("answers", answers.to_text())
        return keep(holder, answers)

    _keep(leak)


def lift_the_veil() -> None:
    """The log names addresses as they are."""
    from samspill_web.kernel import logs

    logs.veil = lambda text: text
    logs.Veil.filter = lambda _self, _record: True


def veil_long_parts_alone() -> None:
    """The log veils what is as long as a token, and a code is shorter."""
    import re

    from samspill_web.kernel import logs

    logs.OPENS = re.compile(r"[\w:=.~%-]{24,}")


def tell_who_was_refused() -> None:
    """The log has a line for each who was refused at the survey."""
    from samspill_web.kernel import logs

    logs.SURVEY = "/nowhere/"


def log_callers() -> None:
    """The log has the address of each caller."""
    import logging

    from samspill_web.collection.views import survey

    come_in = survey.come_in

    def leak(text: str, caller: Callable[[], str], **more: Any) -> object:  # noqa: ANN401
        logging.getLogger("samspill.survey").warning("somebody came from %s", caller())
        return come_in(text, caller, **more)

    survey.come_in = leak


def count_callers_in_the_cache() -> None:
    """Wrong codes are counted by address in a table."""
    from django.core.cache import cache

    from samspill_web.collection.ballots.wrong_codes import WrongCodes

    too_many = WrongCodes.too_many

    def leak(self: WrongCodes, caller: str) -> bool:
        cache.set(f"wrong:{caller}", 1)
        return too_many(self, caller)

    WrongCodes.too_many = leak


def set_a_cookie() -> None:
    """The survey sets a cookie."""
    _each_answer(lambda request, answer: answer.set_cookie("seen", "1") if request.path.startswith("/s/") else None)


def keep_a_session() -> None:
    """The survey has a session."""
    _each_answer(lambda request, _: request.session.update(seen=1) if request.path.startswith("/s/") else None)


def tell_where_from() -> None:
    """Pages of errors give their address to wherever somebody goes next."""
    from samspill_web.kernel import errors

    errors._unseen = lambda answer: answer


def say_what_is_used() -> None:
    """A used code is answered otherwise than a wrong one, once somebody has tried too often."""
    from samspill_web.collection.ballots import coming_in, doors

    refused, typed = coming_in._refused, coming_in.typed

    def note(holder: Any) -> Any:  # noqa: ANN401
        coming_in._refused = (lambda _: coming_in.Entry(coming_in.State.NOT_OPEN)) if holder.used else refused
        return holder

    def forget(text: str) -> Any:  # noqa: ANN401
        coming_in._refused = refused
        return typed(text)

    _read(doors, note)
    coming_in.typed = forget


def one_way_for_all() -> None:
    """A letter holds the same code as the link that was sent, and so does the link to another address."""
    from samspill_web.collection.ballots import codes

    codes._paper = codes._sent = lambda person, _turn=0: f"person:{person.key}"


def tell_of_other_ways() -> None:
    """A way is used as soon as somebody has come by another."""
    from samspill_web.collection.ballots import doors
    from samspill_web.collection.models import Spent

    _read(doors, lambda holder: replace(holder, used=Spent.objects.filter(whose=holder.whose).exists()))


def let_anybody_guess() -> None:
    """Whoever tries is never stopped."""
    from samspill_web.collection.ballots.wrong_codes import WrongCodes

    WrongCodes.too_many = lambda _self, _caller: False


def let_in_whoever_comes() -> None:
    """A code need not be right to the last letter."""
    from samspill_web.collection.ballots import doors

    find = doors._Table.find

    def nearly(self: Any, code: str) -> Any:  # noqa: ANN401
        return find(self, code) or (next(iter(self._doors.values()), None) if code.startswith("0") else None)

    doors._Table.find = nearly


def _read(doors: Any, change: Callable[[Any], Any]) -> None:  # noqa: ANN401
    read = doors._read

    def changed(*about: Any) -> Any:  # noqa: ANN401
        holder = read(*about)
        return holder and change(holder)

    doors._read = changed


def _mark(mark_of: Callable[[bytes, str], str]) -> None:
    from samspill_web.collection.ballots import codes, doors

    codes.mark_of = doors.mark_of = mark_of


def _keep(keep: Any) -> None:  # noqa: ANN401
    from django_scopes import scopes_disabled

    from samspill_web.collection.ballots import submit

    submit.keep = scopes_disabled()(keep)


def _after_keeping(leak: Callable[[], object]) -> None:
    from samspill_web.collection.ballots import submit

    keep = submit.keep

    def keep_and_leak(*args: Any, **kwargs: Any) -> object:  # noqa: ANN401
        kept = keep(*args, **kwargs)
        leak()
        return kept

    _keep(keep_and_leak)


def _each_answer(leak: Callable[[Any, Any], object]) -> None:
    from samspill_web.kernel.middleware import UnkeptMiddleware

    call = UnkeptMiddleware.__call__

    @wraps(call)
    def changed(self: UnkeptMiddleware, request: Any) -> Any:  # noqa: ANN401
        answer = call(self, request)
        leak(request, answer)
        return answer

    UnkeptMiddleware.__call__ = changed


GUARDS: dict[str, Guard] = {
    guard.switch_off.__name__: guard
    for guard in (
        Guard("B1", mark_by_code, ("an_answer_is_in_no_row",)),
        Guard("B1", mark_by_plain_hash, ("an_answer_is_in_no_row",)),
        Guard("B1", derive_from_nothing, ("a_mark_nor_a_code_is_a_hash", "a_code_is_80_bits")),
        Guard("B1", short_codes, ("a_code_is_80_bits", "codes_look_drawn_by_lot")),
        Guard("B1", let_in_whoever_comes, ("nobody_guesses",)),
        Guard("B1", lift_the_veil, ("an_address_with_a_code",)),
        Guard("B1", veil_long_parts_alone, ("an_address_with_a_code",)),
        Guard("B1", tell_where_from, ("no_page_gives_its_address",)),
        Guard("B1", say_what_is_used, ("answered_like_a_wrong_one_also",)),
        Guard("B1", let_anybody_guess, ("who_guesses_is_stopped",)),
        Guard("P7", one_way_for_all, ("a_letter_tells_nothing", "an_address_of_one_s_own")),
        Guard("P7", tell_of_other_ways, ("a_letter_tells_nothing", "an_address_of_one_s_own")),
        Guard("B2", leave_plain, ("an_answer_is_in_no_row", "all_ballots_are_equally_long")),
        Guard("B2", seal_to_another_key, ("from_page_to_page",)),
        Guard("B2", leave_the_length, ("all_ballots_are_equally_long",)),
        Guard("B2", index_the_answers, ("an_answer_is_in_no_row", "touches_no_other_row")),
        Guard("B3", spend_and_keep_apart, ("a_fault_while_a_sheet_is_written",)),
        Guard("B3", keep_without_spending, ("sent_twice",)),
        Guard("B3", number_ballots, ("a_ballot_has_a_random_key",)),
        Guard("B3", touch_the_person, ("touches_no_other_row",)),
        Guard("B3", audit_the_answer, ("touches_no_other_row",)),
        Guard("B3", count_in_the_urn, ("touches_no_other_row",)),
        Guard("B6", tell_who_was_refused, ("told_without_a_time",)),
        Guard("B6", log_callers, ("neither_a_caller",)),
        Guard("B6", count_callers_in_the_cache, ("neither_a_caller",)),
        Guard("B6", set_a_cookie, ("sets_no_cookie",)),
        Guard("B6", keep_a_session, ("sets_no_cookie",)),
        Guard("B7", take_any_draft, ("a_draft_of_another_length",)),
        Guard("B7", keep_drafts, ("case_10_a_draft_is_one",)),
    )
}
"""The name of a function that switches a guard off -> what it breaks."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection() -> None:
    """Switch the guard off: Django is set up, and no test has been read."""
    name = os.environ.get("BALLOT_GUARD")
    if name:
        GUARDS[name].switch_off()
