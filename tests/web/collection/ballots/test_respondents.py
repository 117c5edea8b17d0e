"""A whole wave of 200 people who answer over HTTP: all who may are kept, and those who must fail do where they are told to."""

from __future__ import annotations

from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django_scopes import scopes_disabled
from respondents import by_seed, fetch, in_browser, over_http

from samspill_web.collection import keys
from samspill_web.collection.ballots import doors
from samspill_web.collection.ballots.answers import Answers
from samspill_web.collection.ballots.codes import code_of
from samspill_web.collection.ballots.drafts import AROUND, draft_room
from samspill_web.collection.ballots.sealing import unseal
from samspill_web.collection.models import Ballot, Draft, Person, Spent
from samspill_web.collection.services import key_file

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE, PAGE_BY_PAGE = 200, 8


@pytest.fixture
def wave(open_wave):
    doors.forget()
    found = open_wave(people=PEOPLE)
    yield found
    doors.forget()


@pytest.fixture
def everybody(wave) -> list[str]:
    with scopes_disabled():
        return [code_of(person) for person in Person.objects.order_by("pk")]


def opened(wave) -> list[Answers]:
    with scopes_disabled():
        private = keys.read(key_file(wave.project, wave.number))
        return [Answers.from_bytes(unseal(private, sealed)) for sealed in Ballot.objects.values_list("sealed", flat=True)]


def test_a_wave_of_200_is_answered_and_those_who_must_fail_do(wave, everybody, live_server, time_machine):
    address = live_server.url
    with ThreadPoolExecutor(4) as pool:
        ends = list(pool.map(lambda code: over_http(address, code, by_seed(code)), everybody[:PAGE_BY_PAGE]))
    assert all(end.thanked for end in ends)
    # The others answer as the browser's script does: all pages at once, drafts, and the same fields in the end.
    blob = b64encode(bytes(draft_room(wave) + AROUND)).decode()
    for code in everybody[PAGE_BY_PAGE : PEOPLE - 4]:
        assert '"state": "open"' in fetch(f"{address}/s/open/", [("code", code)])[1]
        assert '"state": "kept"' in fetch(f"{address}/s/draft/", [("code", code), ("blob", blob)])[1]
        assert '"state": "kept"' in fetch(f"{address}/s/send/", [("code", code)])[1]
    # Four must fail, each where it is told to.
    wrong, tampering, used, late = everybody[-4], everybody[-3], everybody[0], everybody[-1]
    assert not over_http(address, f"{wrong[:-1]}{'0' if wrong[-1] != '0' else '1'}", by_seed("a")).thanked
    first = by_seed(tampering)
    end = over_http(
        address,
        tampering,
        lambda name, values, several: (
            ["99"] if ":" in name and not name.startswith("contact") else first(name, values, several)
        ),
    )
    assert (end.status, end.thanked) == (422, False)
    assert len(end.way) > 5  # it is told when the sheet is sent, not before
    assert over_http(address, used, by_seed("b")).status == 422
    time_machine.move_to(wave.closes + timedelta(minutes=1))
    assert over_http(address, late, by_seed("c")).status == 410
    assert Spent.objects.count() == Ballot.objects.count() == PEOPLE - 4
    assert not Draft.objects.exists()
    assert len(opened(wave)) == PEOPLE - 4


def test_the_same_script_gives_the_same_sheet_over_http_and_in_chromium(wave, everybody, live_server, browser):
    with scopes_disabled():
        alike = Person.objects.order_by("pk").first().nodes
        Person.objects.order_by("pk").filter(pk__in=[person.pk for person in Person.objects.order_by("pk")[:2]]).update(
            nodes=alike
        )
    page = browser.new_page(viewport={"width": 360, "height": 740})
    try:
        assert in_browser(page, live_server.url, everybody[0], by_seed("same")).thanked
    finally:
        page.close()
    assert over_http(live_server.url, everybody[1], by_seed("same")).thanked
    first, second = opened(wave)
    assert first.ties
    assert first == second


def test_who_sends_nothing_but_a_code_is_asked_and_not_kept(everybody, live_server):
    status, text, _ = fetch(f"{live_server.url}/s/", [("code", everybody[0])])
    assert status == 200
    assert "fieldset" in text or "<form" in text
    assert urlencode({"code": everybody[0]}) not in text
    assert not Spent.objects.exists()
