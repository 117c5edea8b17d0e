"""A million guesses at a code: right ones changed by a letter, of other waves and secrets, and any at all. None comes in."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
import time_machine
from django.utils import timezone
from django_scopes import scopes_disabled
from pytest_django import Settings
from wave_on_stage import launched, people_of

from samspill_web.collection.ballots import doors
from samspill_web.collection.ballots.codes import code_of, derive
from samspill_web.collection.ballots.doors import holder_of
from samspill_web.collection.keys import ALPHABET
from samspill_web.collection.models import Person

GUESSES = 1_000_000
PEOPLE = 400


@pytest.fixture
def people(db: None, settings: Settings, tmp_path: Path) -> Iterator[list[Person]]:
    """People of a wave that is open."""
    del db
    settings.KEYS = tmp_path / "keys"
    with scopes_disabled(), time_machine.travel(timezone.now() - timedelta(days=2)):
        people_of(launched("Olga Eier"), PEOPLE, Random(1))  # noqa: S311
        found = list(Person.objects.all())
    doors.forget()
    yield found
    doors.forget()


def guesses(right: list[str], keys: list[str], chance: Random) -> Iterator[str]:
    """Yield guesses of each kind in turn."""
    letters = ALPHABET
    for number in range(GUESSES // 4):
        yield "".join(chance.choices(letters, k=16))
        one, place = chance.choice(right), chance.randrange(16)
        yield one[:place] + chance.choice(letters.replace(one[place], "")) + one[place + 1 :]
        yield derive(chance.randbytes(4), f"person:{chance.choice(keys)}")
        other = right[number % len(right)]
        yield one[:8] + other[8:] if one != other else one[::-1]


def test_a_million_guesses_do_not_come_in(people: list[Person], monkeypatch: pytest.MonkeyPatch, figures: list[str]) -> None:
    right = [code_of(person) for person in people]
    assert len({code for code in right if holder_of(code)}) == PEOPLE
    known = set(right)
    # Nobody is added meanwhile: the table need not be asked each time whether somebody was.
    monkeypatch.setattr(doors._table, "_newest", lambda: doors._table._seen)
    chance = Random(20261130)  # noqa: S311 -- guesses that come out the same each time
    tried = hits = 0
    for guess in guesses(right, [str(person.key) for person in people], chance):
        if guess not in known:
            tried += 1
            hits += holder_of(guess) is not None
    figures.append(f"guesses at a code of {PEOPLE}: {tried:,}, of which {hits} came in")
    assert tried > GUESSES * 0.99
    assert hits == 0
    assert len({code for code in right if holder_of(code)}) == PEOPLE
    assert sys.getsizeof(doors._table._doors) < 10_000_000, "the table has grown by guessing"
