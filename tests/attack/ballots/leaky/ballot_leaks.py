"""Leaks that a hurried change could bring: each is a mistake that somebody has made somewhere. They are there to be found."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from hashlib import sha256
from threading import local
from typing import Any
from uuid import UUID

_now = local()
"""Who has come in, in this thread: what the server knows for a moment, and must forget."""

_after: list[Callable[[int], None]] = []
"""What is done once a sheet is kept."""


def apply(names: Iterable[str]) -> None:
    """Bring leaks by name into this process."""
    from samspill_web.collection.ballots import doors, submit
    from samspill_web.collection.views import survey

    find, keep, come_in = doors._Table.find, submit.keep, survey.come_in

    def remember(table: Any, code: str) -> Any:  # noqa: ANN401
        door = find(table, code)
        _now.person = door.pk if door else 0
        return door

    def keep_and_leak(*args: Any, **kwargs: Any) -> object:  # noqa: ANN401
        kept = keep(*args, **kwargs)
        for leak in _after:
            leak(_now.person)
        return kept

    def come_in_from(text: str, caller: Callable[[], str], **more: Any) -> object:  # noqa: ANN401
        _now.caller = caller()
        return come_in(text, caller, **more)

    doors._Table.find, submit.keep, survey.come_in = remember, keep_and_leak, come_in_from
    for name in names:
        LEAKS[name]()


def _people() -> Any:  # noqa: ANN401
    from django_scopes import scopes_disabled

    from samspill_web.collection.models import Person

    with scopes_disabled():
        return Person.objects.all()


def flag() -> None:
    """The person's own row says it."""
    _after.append(lambda pk: _people().filter(pk=pk).update(nights=True))


def lock() -> None:
    """The person's own row is locked, so that two tabs wait for each other: PostgreSQL notes it on the row."""

    def leak(pk: int) -> None:
        from django.db import transaction

        with transaction.atomic():
            list(_people().select_for_update().filter(pk=pk).values_list("pk"))

    _after.append(leak)


def log_caller() -> None:
    """A line for each sheet, with the address that it came from."""
    _after.append(lambda _: logging.getLogger("samspill.survey").info("kept a sheet from %s", _now.caller))


def count_caller() -> None:
    """Callers are counted in the cache, which is a table."""

    def leak(_: int) -> None:
        from django.core.cache import cache

        cache.set(f"seen:{_now.caller}", 1)

    _after.append(leak)


def audit() -> None:
    """The log of who did what tells it."""

    def leak(pk: int) -> None:
        from samspill_web.kernel import audit as log

        person = _people().select_related("project").get(pk=pk)
        log.record("ballot.kept", None, person.project.tenant_id, person.project_id, person=pk)

    _after.append(leak)


def receipt() -> None:
    """A file for each who has answered."""

    def leak(pk: int) -> None:
        from django.conf import settings

        folder = settings.ENVIRONMENT.data / "receipts"
        folder.mkdir(exist_ok=True)
        (folder / f"{pk}.txt").write_text("kept")

    _after.append(leak)


def last_query() -> None:
    """The last question to the database is about the person, and stays where its superuser sees it."""
    _after.append(lambda pk: _people().filter(pk=pk).exists())


def known_hash() -> None:
    """The mark is a hash of what the list says, not of a secret."""
    from samspill_web.collection.ballots import doors

    def mark_of(_secret: bytes, _code: str) -> str:
        return sha256(str(_people().get(pk=_now.person).key).encode()).hexdigest()

    doors.mark_of = mark_of


def in_order() -> None:
    """Ballots are numbered as the list is."""
    from samspill_web.collection.models import Ballot

    Ballot._meta.get_field("key").default = lambda: UUID(int=_now.person * 1_000_003)


def as_long_as_it_is() -> None:
    """Sheets are not filled up."""
    from samspill_web.collection.ballots.answers import Answers

    Answers.to_bytes = lambda self, _room: self.to_text().encode()


def plain() -> None:
    """Nothing is sealed."""
    from samspill_web.collection.ballots import submit

    submit.seal = lambda _key, sheet: sheet


def faults() -> None:
    """No leak: a fault of ours where a request asks for it, an operator who gets mails of them, and short patience."""
    from django.conf import settings
    from django.db import connections

    from samspill_web.collection.views import survey

    settings.ADMINS = [("Ada", "ada@eksempel.no")]
    if connections["default"].vendor == "sqlite":
        connections["default"].settings_dict["OPTIONS"]["timeout"] = 1
    understand = survey.understand

    def broken(plan: Any, who: Any, given: Any, level: str = "") -> object:  # noqa: ANN401
        answers = understand(plan, who, given, level)
        if given.get("fault"):
            raise RuntimeError(given["fault"][0])
        return answers

    survey.understand = broken


LEAKS: dict[str, Callable[[], None]] = {
    each.__name__: each
    for each in (
        flag, lock, log_caller, count_caller, audit, receipt, last_query, known_hash, in_order, as_long_as_it_is, plain, faults,
    )
}  # fmt: skip
