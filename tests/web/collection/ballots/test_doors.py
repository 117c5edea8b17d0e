"""Whoever comes is looked up in memory, in a list that is read whole: the database is never asked for one person."""

from __future__ import annotations

from base64 import b64encode
from datetime import timedelta
from threading import Thread

import pytest
from answering import filled
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scopes_disabled

from samspill_web.collection.ballots import doors
from samspill_web.collection.ballots.codes import code_of, codes_of
from samspill_web.collection.ballots.doors import holder_of
from samspill_web.collection.ballots.drafts import AROUND, draft_room
from samspill_web.collection.ballots.secret import secret_file
from samspill_web.collection.channels.occasion import occasion_of
from samspill_web.collection.channels.slips.services import make_bag, withdraw_bag
from samspill_web.collection.lists import hold
from samspill_web.collection.models import Person, WaveList
from samspill_web.collection.roster import services
from samspill_web.collection.roster.wave import asking

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_is_scoped():
    with scopes_disabled():
        yield


@pytest.fixture
def wave(open_wave):
    return open_wave(people=3)


def test_no_statement_names_the_one_who_comes(wave, client):
    one, other = Person.objects.order_by("pk")[:2]
    assert holder_of(code_of(other))
    blob = b64encode(b"\1" * (draft_room(wave) + AROUND)).decode()
    code = code_of(one)
    with CaptureQueriesContext(connection) as asked:
        assert client.post("/s/open/", {"code": code}).json()["state"] == "open"
        client.post("/s/", {"code": code, "move": "next", "page": "0"})
        assert client.post("/s/draft/", {"code": code, "blob": blob}).json()["state"] == "kept"
        assert client.post("/s/send/", filled(wave, one.nodes[0]) | {"code": code}).json()["state"] == "kept"
    told = [query["sql"] for query in asked.captured_queries]
    assert len(told) > 5
    assert not [sql for sql in told if "collection_person" in sql or str(one.key) in sql or one.key.hex in sql]


def changes(wave, person, by):
    """Return every way to change a list, as pairs of its name and what does it."""
    list_ = asking(wave.project)
    values = {name: getattr(person, name) for name in services.FIELDS}
    nodes = [str(node) for node in list_.nodes]
    return {
        "add": lambda: services.add_person(list_, {**values, "name": "Ny", "email": "ny@eksempel.no"}, nodes[:1], by=by),
        "change": lambda: services.change_person(list_, person, {**values, "language": "da"}, by=by),
        "move": lambda: services.move_person(list_, person, nodes[-1:], by=by),
        "withdraw": lambda: services.withdraw(list_, person, by=by),
        "take back": lambda: services.take_back(list_, person, by=by),
        "erase": lambda: services.erase_person(list_, person, by=by),
    }


def test_whatever_changes_the_list_is_known_when_somebody_comes_next(wave, cast):
    person = Person.objects.order_by("pk").first()
    code, known = code_of(person), []
    for name, change in changes(wave, person, cast.owner).items():
        before = WaveList.objects.get(project=wave.project, wave=wave.number).turn
        change()
        assert WaveList.objects.get(project=wave.project, wave=wave.number).turn > before, name
        holder = holder_of(code)
        known.append((name, holder and (holder.nodes, holder.language)))
    (here, language), (there, _) = known[0][1], known[2][1]
    assert here != there
    assert known == [
        ("add", (here, language)), ("change", (here, "da")), ("move", (there, "da")),
        ("withdraw", None), ("take back", (there, "da")), ("erase", None),
    ]  # fmt: skip


def test_the_slips_of_a_bag_that_was_taken_back_let_nobody_in(wave, cast, time_machine):
    time_machine.move_to(wave.opens - timedelta(hours=1))
    occasion = occasion_of(wave.project)
    bag = make_bag(occasion, str(occasion.nodes[0]), 2, by=cast.owner)
    codes = codes_of(bag)
    assert [holder_of(code).nodes for code in codes] == [(bag.node,)] * 2
    assert len({holder_of(code).whose for code in codes}) == 2
    withdraw_bag(bag, by=cast.owner)
    assert [holder_of(code) for code in codes] == [None, None]


def test_who_was_listed_before_there_was_a_secret_is_let_in_once_there_is_one(wave):
    person = Person.objects.first()
    code, path = code_of(person), secret_file(wave.project_id, wave.number)
    secret = path.read_bytes()
    doors.forget()
    path.unlink()
    assert holder_of(code) is None
    path.write_bytes(secret)
    hold(wave.project, wave.number)
    assert holder_of(code) is not None


def test_who_is_taken_in_while_somebody_else_is_let_in_is_found(wave, monkeypatch):
    """Two come as the first: one has looked in vain, and the other has taken all in before the one asks what is new."""
    codes = [code_of(person) for person in Person.objects.order_by("pk")]
    doors.forget()
    newest, first = doors._Table._newest, []

    def while_another_comes(table):
        if not first:
            first.append(codes[0])
            assert holder_of(codes[0])
        return newest(table)

    monkeypatch.setattr(doors._Table, "_newest", while_another_comes)
    assert holder_of(codes[1])
    assert first


@pytest.mark.django_db(transaction=True)
def test_nobody_is_refused_while_a_list_is_read_again(wave, cast, monkeypatch):
    """A list has changed, and two come at once: while it is read for the first the second waits, and is let in."""
    people = list(Person.objects.order_by("pk"))
    codes = [code_of(person) for person in people]
    assert all(map(holder_of, codes))
    services.withdraw(asking(wave.project), people[2], by=cast.owner)
    whose, found, others = doors.whose_of, [], []

    def come(code):
        with scopes_disabled():
            found.append(holder_of(code))
        connection.close()

    def while_another_comes(secret, person):
        if not others:
            others.append(Thread(target=come, args=[codes[1]]))
            others[0].start()
            others[0].join(1)
        return whose(secret, person)

    monkeypatch.setattr(doors, "whose_of", while_another_comes)
    assert holder_of(codes[0])
    others[0].join()
    assert [holder is not None for holder in found] == [True]
    assert holder_of(codes[2]) is None
