from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django_scopes import scopes_disabled

from samspill_web.collection.ballots import doors
from samspill_web.collection.ballots.codes import code_of
from samspill_web.collection.ballots.wrong_codes import wrong_codes
from samspill_web.collection.models import Person


@pytest.fixture(autouse=True)
def nobody_known():
    doors.forget()
    wrong_codes.forget()


@pytest.fixture
def codes(db) -> Callable[[], list[str]]:
    def read() -> list[str]:
        with scopes_disabled():
            return [code_of(person) for person in Person.objects.order_by("pk")]

    return read


@pytest.fixture
def browser_of_nobody() -> Client:
    return Client(enforce_csrf_checks=True)
