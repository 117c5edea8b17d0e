"""Several ways lead in for one person: a link, a letter, another address. One answer counts, and none tells of another.

Whoever keeps the list can print anybody's letter, or have a link sent to an address of their own. What they then hold is a way
of its own: it shows neither whether the person has answered by another, nor what the person has begun.
"""

from __future__ import annotations

from base64 import b64encode
from datetime import timedelta

import pytest
from answering import filled
from django.core import mail
from django_scopes import scopes_disabled

from samspill_web.collection.ballots.codes import code_of, paper_code_of
from samspill_web.collection.ballots.doors import holder_of
from samspill_web.collection.ballots.drafts import AROUND, draft_room
from samspill_web.collection.channels import inviting
from samspill_web.collection.following.participation import _answered
from samspill_web.collection.models import Ballot, Person, Spent, Urn
from samspill_web.collection.roster import services
from samspill_web.collection.roster.services import FIELDS
from samspill_web.collection.roster.wave import asking
from samspill_web.kernel import clock, outbox
from samspill_web.kernel.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_is_scoped():
    with scopes_disabled():
        yield


@pytest.fixture
def wave(open_wave):
    return open_wave(people=2)


@pytest.fixture
def kari(wave) -> Person:
    person = Person.objects.order_by("pk").first()
    person.email = "kari@eksempel.no"
    person.save()
    return person


@pytest.fixture
def moved(wave, kari, cast):
    """Have the messages to Kari sent to another address, as whoever keeps the list can."""

    def move(email: str) -> Person:
        kept = {name: getattr(kari, name) for name in FIELDS}
        services.change_person(asking(wave.project), kari, {**kept, "email": email}, by=cast.owner)
        return Person.objects.get(pk=kari.pk)

    return move


def draft(wave, sign: int) -> str:
    return b64encode(bytes([sign]) * (draft_room(wave) + AROUND)).decode()


def opened(browser, code: str) -> dict[str, str]:
    answer = browser.post("/s/open/", {"code": code}).json()
    return {"state": answer["state"], "draft": answer.get("draft", "")}


FRESH = {"state": "open", "draft": ""}


def send(browser, wave, person: Person, code: str) -> str:
    return browser.post("/s/send/", filled(wave, person.nodes[0]) | {"code": code}).json()["state"]


def test_each_way_has_a_code_of_its_own(wave, kari, moved):
    codes = [code_of(kari), paper_code_of(kari), code_of(moved("ny@eksempel.no"))]
    assert len(set(codes)) == 3
    holders = [holder_of(code) for code in codes]
    assert len({holder.mark for holder in holders}) == 3
    assert len({holder.whose for holder in holders}) == 1


def test_a_letter_tells_nothing_of_what_was_begun_or_sent_by_the_link(wave, kari, browser_of_nobody):
    link, letter = code_of(kari), paper_code_of(kari)
    browser_of_nobody.post("/s/draft/", {"code": link, "blob": draft(wave, 1)})
    assert opened(browser_of_nobody, letter) == FRESH
    assert opened(browser_of_nobody, link) == {"state": "open", "draft": draft(wave, 1)}
    assert send(browser_of_nobody, wave, kari, link) == "kept"
    assert opened(browser_of_nobody, letter) == FRESH
    assert opened(browser_of_nobody, link)["state"] == "not_open"


@pytest.mark.parametrize("first", ["link", "letter"])
def test_who_sends_by_two_ways_is_counted_once_and_the_first_sheet_counts(wave, kari, browser_of_nobody, first):
    ways = [code_of(kari), paper_code_of(kari)][:: 1 if first == "link" else -1]
    assert send(browser_of_nobody, wave, kari, ways[0]) == "kept"
    sheet = bytes(Ballot.objects.get().sealed)
    assert send(browser_of_nobody, wave, kari, ways[1]) == "kept"
    assert send(browser_of_nobody, wave, kari, ways[1]) == "kept"
    assert bytes(Ballot.objects.get().sealed) == sheet
    assert [opened(browser_of_nobody, way)["state"] for way in ways] == ["not_open", "not_open"]
    assert sum(_answered(wave).values()) == 0  # Nobody is settled in a group before it is counted the first time.
    Person.objects.filter(pk=kari.pk).update(counted=kari.nodes[0])
    assert dict(_answered(wave)) == {kari.nodes[0]: 1}


def test_no_row_tells_by_which_way_somebody_came(wave, kari, browser_of_nobody):
    other = Person.objects.order_by("pk").last()
    send(browser_of_nobody, wave, kari, code_of(kari))
    send(browser_of_nobody, wave, other, paper_code_of(other))
    rows = list(Spent.objects.values_list("mark", "whose"))
    assert all(len(mark) == len(whose) == 64 and mark != whose for mark, whose in rows)


def test_an_address_of_one_s_own_tells_nothing_and_the_old_link_goes_on(wave, kari, moved, browser_of_nobody):
    old = code_of(kari)
    browser_of_nobody.post("/s/draft/", {"code": old, "blob": draft(wave, 1)})
    new = code_of(moved("min-egen@eksempel.no"))
    # No other process is told of the change: what it knows of codes is looked up anew where one is not found.
    assert opened(browser_of_nobody, new) == FRESH
    assert opened(browser_of_nobody, old) == {"state": "open", "draft": draft(wave, 1)}
    assert send(browser_of_nobody, wave, kari, old) == "kept"
    assert opened(browser_of_nobody, new) == FRESH
    again = code_of(moved("kari@eksempel.no"))
    assert opened(browser_of_nobody, again) == FRESH
    assert send(browser_of_nobody, wave, kari, again) == "kept"
    assert Ballot.objects.count() == 1


def test_a_file_that_changes_addresses_gives_new_codes_too(wave, kari, moved):
    before = code_of(kari)
    changes = {"email": (kari.email, "ny@eksempel.no")}
    services._change_all(asking(wave.project), [services.Change(kari, changes)])
    assert code_of(Person.objects.get(pk=kari.pk)) != before


def test_what_is_not_an_address_changes_no_code(wave, kari, cast):
    kept = {name: getattr(kari, name) for name in FIELDS}
    services.change_person(asking(wave.project), kari, {**kept, "name": "Kari N."}, by=cast.owner)
    assert Person.objects.get(pk=kari.pk).turn == 0


def test_the_old_address_is_told(wave, kari, moved):
    Person.objects.exclude(pk=kari.pk).delete()
    inviting.invite_new(wave.project)
    moved("ny@eksempel.no")
    # Nothing had gone there yet.
    assert set(Message.objects.values_list("kind", "to")) == {("channels.invite", "ny@eksempel.no")}
    outbox.send_due(timedelta(minutes=1))
    mail.outbox.clear()
    moved("min-egen@eksempel.no")
    outbox.send_due(timedelta(minutes=1))
    told, invited = sorted(mail.outbox, key=lambda each: each.to != ["ny@eksempel.no"])
    assert (told.to, invited.to) == (["ny@eksempel.no"], ["min-egen@eksempel.no"])
    assert "går nå til en annen adresse" in told.body
    assert "#" not in told.body
    assert code_of(Person.objects.get(pk=kari.pk)) in invited.body


def test_a_reminder_to_a_new_address_tells_nothing_of_answers_by_the_old(wave, kari, moved, browser_of_nobody, time_machine):
    other = Person.objects.order_by("pk").last()
    other.email = "ola@eksempel.no"
    other.save()
    send(browser_of_nobody, wave, kari, code_of(kari))
    send(browser_of_nobody, wave, other, code_of(other))
    moved("min-egen@eksempel.no")
    outbox.send_due(timedelta(minutes=1))
    time_machine.move_to(wave.opens + timedelta(days=2, hours=4))
    mail.outbox.clear()
    inviting.remind(Urn.objects.get(wave=wave), clock.now().date())
    outbox.send_due(timedelta(minutes=1))
    assert [each.to for each in mail.outbox] == [["min-egen@eksempel.no"]]


def test_after_the_urn_is_shut_sending_tells_nothing_either(wave, kari, browser_of_nobody, time_machine):
    other = Person.objects.order_by("pk").last()
    assert send(browser_of_nobody, wave, kari, code_of(kari)) == "kept"
    time_machine.move_to(wave.closes + timedelta(seconds=1))
    Urn.objects.update(shut=wave.closes)
    form = filled(wave, kari.nodes[0])
    used, unused = (browser_of_nobody.post("/s/send/", form | {"code": code_of(who)}) for who in (kari, other))
    assert used.content == unused.content
    assert used.json()["state"] == "closed"
    pages = [browser_of_nobody.post("/s/", form | {"code": code_of(who), "move": "send"}) for who in (kari, other)]
    assert pages[0].content == pages[1].content
