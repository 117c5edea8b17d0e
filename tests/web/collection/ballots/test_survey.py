"""The survey over HTTP: coming in, answering, sending, and what happens when the same is sent again."""

from __future__ import annotations

from base64 import b64encode
from datetime import timedelta

import pytest
from answering import filled
from django.core import mail
from django.db import OperationalError
from django.test import Client
from django_scopes import scopes_disabled
from nacl.public import PrivateKey

from samspill_web.collection import keys
from samspill_web.collection.ballots.answers import Answers
from samspill_web.collection.ballots.codes import code_of, codes_of, derive, printed, typed
from samspill_web.collection.ballots.drafts import AROUND, draft_room
from samspill_web.collection.ballots.plans import plan_of, room_in
from samspill_web.collection.ballots.sealing import unseal
from samspill_web.collection.models import Bag, Ballot, Draft, Person, Spent, Urn
from samspill_web.collection.services import key_file
from samspill_web.kernel.models import Message
from samspill_web.projects.models import Deadline

pytestmark = pytest.mark.django_db

NOBODY = "0000-0000-0000-0000"


def opened(wave) -> list[Answers]:
    with scopes_disabled():
        private = keys.read(key_file(wave.project, wave.number))
        assert isinstance(private, PrivateKey)
        return [Answers.from_bytes(unseal(private, ballot.sealed)) for ballot in Ballot.objects.all()]


def test_a_code_is_80_bits_in_fours_and_different_for_everybody():
    secret = bytes(range(32))
    found = {derive(secret, f"person:{number}") for number in range(5_000)}
    assert len(found) == 5_000
    code = found.pop()
    assert typed(printed(code).lower()) == code
    assert derive(bytes(32), "person:1") != derive(secret, "person:1")


@pytest.mark.parametrize("text", ["", "ABCD", "ÆØÅÆ-ØÅÆØ-ÅÆØÅ-ÆØÅÆ", "U" * 16, "A" * 17, "A" * 100_000, "\0" * 16])
def test_what_cannot_be_a_code_is_none(text):
    assert typed(text) is None


def test_somebody_answers_from_page_to_page_without_javascript(open_wave, codes, browser_of_nobody):
    wave = open_wave(people=1)
    with scopes_disabled():
        node = Person.objects.get().nodes[0]
    form = filled(wave, node) | {"code": printed(codes()[0])}
    page = browser_of_nobody.post("/s/", {"code": form["code"]})
    assert page.status_code == 200
    steps = page.context["position"].last_number
    for number in range(steps):
        page = browser_of_nobody.post("/s/", form | {"page": number, "move": "next"})
        assert page.status_code == 200
        assert page.context["position"].number == number + 1
    assert page.context["position"].page.kind == "summary"
    assert all(line.answered == line.asked for line in page.context["position"].summary)
    # Every answer is carried along in the last form: nothing else holds it.
    assert dict(page.context["position"].carried).keys() >= {name for name in form if ":" in name}
    thanks = browser_of_nobody.post("/s/", form | {"page": steps, "move": "send"})
    assert thanks.status_code == 302
    assert browser_of_nobody.get(thanks["Location"]).status_code == 200
    [answers] = opened(wave)
    assert answers.node == node
    assert answers.ties
    assert not browser_of_nobody.cookies


def test_case_7_going_back_from_the_summary_loses_nothing(open_wave, codes, browser_of_nobody):
    wave = open_wave(people=1)
    with scopes_disabled():
        form = filled(wave, Person.objects.get().nodes[0]) | {"code": codes()[0]}
    last = browser_of_nobody.post("/s/", form | {"page": 0, "move": "to:999"}).context["position"]
    assert last.page.kind == "summary"
    back = browser_of_nobody.post("/s/", form | {"page": last.number, "move": "to:2"})
    position = back.context["position"]
    assert position.number == 2
    assert all(position.chosen[asked.name] for asked in position.page.asked)
    for asked in position.page.asked:
        assert f'name="{asked.name}" value="{position.chosen[asked.name][0]}" checked' in back.content.decode()


def test_case_1_the_same_answers_sent_twice_are_kept_once_and_thanked_for_twice(open_wave, codes, browser_of_nobody):
    wave = open_wave(people=1)
    with scopes_disabled():
        form = filled(wave, Person.objects.get().nodes[0]) | {"code": codes()[0]}
    first, second = (browser_of_nobody.post("/s/send/", form) for _ in range(2))
    assert first.json() == second.json()
    assert first.json()["state"] == "kept"
    assert Ballot.objects.count() == Spent.objects.count() == 1


def test_case_2_opening_the_link_again_gives_no_fresh_form(open_wave, codes, browser_of_nobody):
    wave = open_wave(people=1)
    with scopes_disabled():
        form = filled(wave, Person.objects.get().nodes[0]) | {"code": codes()[0]}
    browser_of_nobody.post("/s/send/", form)
    again = browser_of_nobody.post("/s/open/", {"code": codes()[0]})
    assert again.json()["state"] == "not_open"
    assert "fieldset" not in again.json()["html"]
    assert browser_of_nobody.post("/s/", {"code": codes()[0]}).status_code == 422


def test_case_3_and_4_a_second_click_on_send_is_thanked_for(open_wave, codes, browser_of_nobody):
    wave = open_wave(people=1)
    with scopes_disabled():
        form = filled(wave, Person.objects.get().nodes[0]) | {"code": codes()[0], "move": "send"}
    answers = [browser_of_nobody.post("/s/", form) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {302}
    thanks = answers[0]["Location"]
    for _ in range(3):
        assert browser_of_nobody.get(thanks).status_code == 200
    assert Ballot.objects.count() == 1


def test_case_6_a_form_that_was_open_for_eight_hours_is_kept(open_wave, codes, time_machine):
    wave = open_wave(people=1)
    with scopes_disabled():
        form = filled(wave, Person.objects.get().nodes[0]) | {"code": codes()[0]}
    # No cookie, no session and no CSRF token are part of it, so that none can expire.
    browser = Client(enforce_csrf_checks=True)
    assert browser.post("/s/open/", {"code": form["code"]}).json()["state"] == "open"
    time_machine.move_to(wave.opens + timedelta(hours=11))
    assert Client(enforce_csrf_checks=True).post("/s/send/", form).json()["state"] == "kept"
    assert len(opened(wave)) == 1


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_case_11_scanners_that_open_a_link_change_nothing(open_wave, codes, browser_of_nobody, method):
    open_wave(people=1)
    code = codes()[0]
    for address in ("/s/", f"/s/%23{code}", f"/s/?code={code}", "/s/open/", "/s/draft/", "/s/send/"):
        getattr(browser_of_nobody, method)(address)
    assert not Spent.objects.exists()
    assert browser_of_nobody.post("/s/open/", {"code": code}).json()["state"] == "open"


def test_case_11_a_fragment_that_a_gateway_has_encoded_still_finds_the_page(open_wave, codes, browser_of_nobody):
    open_wave(people=1)
    page = browser_of_nobody.get(f"/s/%23{codes()[0]}")
    assert page.status_code == 200
    assert codes()[0] not in page.content.decode()


def test_case_15_who_is_not_invited_is_refused_politely(open_wave, browser_of_nobody):
    open_wave(people=1)
    for code in (NOBODY, "", "abc", "\0", "🙂" * 50, "A" * 100_000):
        assert browser_of_nobody.post("/s/", {"code": code}).status_code == 422
        assert browser_of_nobody.post("/s/open/", {"code": code}).json()["state"] == "not_open"
        assert browser_of_nobody.post("/s/send/", {"code": code}).json()["state"] == "not_open"
        assert browser_of_nobody.post("/s/draft/", {"code": code, "blob": "AA=="}).json()["state"] == "not_open"
    assert not Ballot.objects.exists()


def test_a_wrong_code_and_a_used_one_are_answered_alike(open_wave, codes, browser_of_nobody):
    wave = open_wave(people=1)
    with scopes_disabled():
        form = filled(wave, Person.objects.get().nodes[0]) | {"code": codes()[0]}
    browser_of_nobody.post("/s/send/", form)
    for address in ("/s/", "/s/open/", "/s/draft/"):
        used, wrong = (browser_of_nobody.post(address, {"code": code, "language": "nb"}) for code in (codes()[0], NOBODY))
        assert used.status_code == wrong.status_code
        assert used.content == wrong.content


def test_who_guesses_is_stopped_and_who_has_a_code_is_not(open_wave, codes, browser_of_nobody):
    open_wave(people=1)
    states = [browser_of_nobody.post("/s/open/", {"code": NOBODY}).json()["state"] for _ in range(100)]
    assert states[0] == "not_open"
    assert states[-1] == "too_many"
    assert browser_of_nobody.post("/s/", {"code": NOBODY}).status_code == 429
    assert browser_of_nobody.post("/s/open/", {"code": codes()[0]}).json()["state"] == "open"
    assert Client(REMOTE_ADDR="10.1.2.3").post("/s/open/", {"code": NOBODY}).json()["state"] == "not_open"


def test_a_slip_lets_somebody_in_as_its_group_and_the_list_knows_nobody(open_wave, browser_of_nobody):
    wave = open_wave()
    node = str(plan_of(wave).mapping.rater_nodes(wave.number)[1])
    with scopes_disabled():
        bag = Bag.objects.create(project=wave.project, wave=wave.number, node=node, number=5, made=wave.launched)
        slips = codes_of(bag)
    for slip in slips[:2]:
        assert browser_of_nobody.post("/s/send/", filled(wave, node) | {"code": slip}).json()["state"] == "kept"
    assert [answers.node for answers in opened(wave)] == [node, node]


def test_who_has_two_hats_chooses_one_and_no_other(open_wave, codes, browser_of_nobody):
    wave = open_wave()
    first, second, third = map(str, plan_of(wave).mapping.rater_nodes(wave.number)[:3])
    with scopes_disabled():
        person = Person.objects.create(project=wave.project, wave=wave.number, language="da", nodes=[first, second])
        code = code_of(person)
    page = browser_of_nobody.post("/s/", {"code": code})
    assert [node for node, _ in page.context["nodes"]] == [first, second]
    assert page.context["node"] == first
    assert browser_of_nobody.post("/s/", {"code": code, "node": second}).context["node"] == second
    assert browser_of_nobody.post("/s/", {"code": code, "node": third}).context["node"] == first
    browser_of_nobody.post("/s/send/", filled(wave, second) | {"code": code})
    assert [answers.node for answers in opened(wave)] == [second]


def test_nobody_comes_in_before_it_opens_nor_after_it_closes(open_wave, codes, browser_of_nobody, time_machine):
    wave = open_wave(people=2)
    with scopes_disabled():
        form = filled(wave, Person.objects.order_by("pk").first().nodes[0])
    time_machine.move_to(wave.opens - timedelta(hours=1))
    assert browser_of_nobody.post("/s/open/", {"code": codes()[0]}).json()["state"] == "early"
    assert browser_of_nobody.post("/s/send/", form | {"code": codes()[0]}).json()["state"] == "early"
    time_machine.move_to(wave.closes + timedelta(seconds=1))
    assert browser_of_nobody.post("/s/open/", {"code": codes()[0]}).json()["state"] == "closed"
    assert browser_of_nobody.post("/s/", {"code": codes()[0]}).status_code == 410
    # A sheet that was filled in before the end, and comes late over a bad network, is kept until the urn is shut.
    assert browser_of_nobody.post("/s/send/", form | {"code": codes()[0]}).json()["state"] == "kept"
    with scopes_disabled():
        Urn.objects.update(shut=wave.closes)
    assert browser_of_nobody.post("/s/send/", form | {"code": codes()[1]}).json()["state"] == "closed"
    assert Ballot.objects.count() == 1


def test_after_the_end_no_code_tells_whether_it_was_used(open_wave, codes, browser_of_nobody, time_machine):
    wave = open_wave(people=2)
    with scopes_disabled():
        form = filled(wave, Person.objects.order_by("pk").first().nodes[0])
    used, unused = codes()
    assert browser_of_nobody.post("/s/send/", form | {"code": used}).json()["state"] == "kept"
    time_machine.move_to(wave.closes + timedelta(seconds=1))
    for shut in (None, wave.closes):
        with scopes_disabled():
            Urn.objects.update(shut=shut)
        for url in ("/s/", "/s/open/", "/s/draft/", "/s/send/"):
            if shut is None and url == "/s/send/":
                continue  # A sheet that comes late is kept until the urn is shut.
            answers = [browser_of_nobody.post(url, form | {"code": code}) for code in (used, unused)]
            assert answers[0].status_code == answers[1].status_code
            assert answers[0].content == answers[1].content


def test_a_later_deadline_lets_people_in_again(open_wave, codes, browser_of_nobody, time_machine, cast):
    wave = open_wave(people=1)
    time_machine.move_to(wave.closes + timedelta(seconds=1))
    with scopes_disabled():
        Deadline.objects.create(wave=wave, closes=wave.closes + timedelta(days=2), by=cast.owner, at=wave.closes)
    assert browser_of_nobody.post("/s/open/", {"code": codes()[0]}).json()["state"] == "open"


def test_who_was_withdrawn_is_not_let_in_and_who_declined_is(open_wave, codes, browser_of_nobody):
    open_wave(people=2)
    first, second = codes()
    with scopes_disabled():
        people = list(Person.objects.order_by("pk"))
        Person.objects.filter(pk=people[0].pk).update(standing="withdrawn")
        Person.objects.filter(pk=people[1].pk).update(standing="declined")
    assert browser_of_nobody.post("/s/open/", {"code": first}).json()["state"] == "not_open"
    assert browser_of_nobody.post("/s/open/", {"code": second}).json()["state"] == "open"


def test_case_25_somebody_who_is_added_midway_comes_in(open_wave, codes, browser_of_nobody):
    wave = open_wave(people=1)
    assert browser_of_nobody.post("/s/open/", {"code": codes()[0]}).json()["state"] == "open"
    with scopes_disabled():
        nodes = Person.objects.get().nodes
        Person.objects.create(project=wave.project, wave=wave.number, language="nb", nodes=nodes)
    assert browser_of_nobody.post("/s/open/", {"code": codes()[1]}).json()["state"] == "open"


def test_case_10_a_draft_is_one_however_often_it_is_saved_and_gone_when_the_answers_are_kept(
    open_wave, codes, browser_of_nobody
):
    wave = open_wave(people=1)
    with scopes_disabled():
        form = filled(wave, Person.objects.get().nodes[0]) | {"code": codes()[0]}
    blobs = [b64encode(bytes([turn]) * (draft_room(wave) + AROUND)).decode() for turn in range(3)]
    for blob in blobs:
        assert browser_of_nobody.post("/s/draft/", {"code": codes()[0], "blob": blob}).json()["state"] == "kept"
    assert Draft.objects.count() == 1
    assert browser_of_nobody.post("/s/open/", {"code": codes()[0]}).json()["draft"] == blobs[-1]
    browser_of_nobody.post("/s/send/", form)
    assert not Draft.objects.exists()
    assert browser_of_nobody.post("/s/draft/", {"code": codes()[0], "blob": blobs[0]}).json()["state"] == "not_open"
    assert not Draft.objects.exists()


@pytest.mark.parametrize("blob", ["", "AA==", "no base64", "Æ", "A" * 500_000])
def test_a_draft_of_another_length_is_refused(open_wave, codes, browser_of_nobody, blob):
    open_wave(people=1)
    assert browser_of_nobody.post("/s/draft/", {"code": codes()[0], "blob": blob}).status_code == 422
    assert not Draft.objects.exists()


def test_all_ballots_are_equally_long(open_wave, codes, browser_of_nobody):
    wave = open_wave(people=4)
    with scopes_disabled():
        people = list(Person.objects.order_by("pk"))
    for number, (person, code) in enumerate(zip(people, codes(), strict=True)):
        form = filled(wave, person.nodes[0], number) if number % 2 else {}
        assert browser_of_nobody.post("/s/send/", form | {"code": code}).json()["state"] == "kept"
    assert {len(bytes(ballot.sealed)) for ballot in Ballot.objects.all()} == {room_in(wave) + 48}


def test_an_answer_that_does_not_fit_is_told_and_nothing_is_spent(open_wave, codes, browser_of_nobody):
    wave = open_wave(people=1)
    with scopes_disabled():
        form = filled(wave, Person.objects.get().nodes[0]) | {"code": codes()[0]}
    name = next(name for name in form if name.startswith(plan_of(wave).instrument.tie_items[0].key))
    answer = browser_of_nobody.post("/s/send/", form | {name: "99"})
    assert answer.status_code == 422
    assert answer.json()["wrong"]
    assert browser_of_nobody.post("/s/", form | {name: "99", "move": "send"}).status_code == 422
    assert not Spent.objects.exists()
    assert browser_of_nobody.post("/s/send/", form).json()["state"] == "kept"


def test_the_survey_sets_no_cookie_and_is_kept_by_no_cache(open_wave, codes, browser_of_nobody):
    open_wave(people=1)
    pages = [
        browser_of_nobody.get("/s/"),
        browser_of_nobody.post("/s/", {"code": codes()[0]}),
        browser_of_nobody.post("/s/open/", {"code": codes()[0]}),
    ]
    for page in pages:
        assert not page.cookies
        assert "no-store" in page["Cache-Control"]
    assert not mail.outbox
    assert not Message.objects.exists()


def test_what_cannot_be_kept_is_not_thanked_for_and_nothing_is_lost(open_wave, codes, browser_of_nobody, monkeypatch, caplog):
    wave = open_wave(people=1)
    with scopes_disabled():
        form = filled(wave, Person.objects.get().nodes[0]) | {"code": codes()[0], "language": "nn"}

    def full(*_: object, **__: object) -> None:
        raise OperationalError("database or disk is full: 12345")

    with monkeypatch.context() as patched:
        patched.setattr(Ballot, "save", full)
        page = browser_of_nobody.post("/s/", form | {"move": "send"})
        assert page.status_code == 503
        assert "Vent ein augneblink" in page.content.decode()
        assert dict(page.context["position"].carried).keys() >= {name for name in form if ":" in name}
        assert browser_of_nobody.post("/s/send/", form).status_code == 503
    assert not Spent.objects.exists()
    assert "12345" not in caplog.text
    assert browser_of_nobody.post("/s/", form | {"move": "send"}).status_code == 302
    assert len(opened(wave)) == 1


def test_a_code_that_is_too_short_is_told_and_what_was_typed_stays(open_wave, browser_of_nobody):
    open_wave(people=1)
    page = browser_of_nobody.post("/s/", {"code": "abcd-1234-<b>"}, headers={"accept-language": "nb"})
    assert page.status_code == 422
    assert "Koden har 16 tegn. Du har skrevet 11." in page.content.decode()
    assert 'value="abcd-1234-&lt;b&gt;"' in page.content.decode()
    whole = browser_of_nobody.post("/s/", {"code": NOBODY}).content.decode()
    assert NOBODY not in whole
    assert "16 tegn. Du har" not in whole
