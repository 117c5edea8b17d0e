"""The page shows how invitations got on and what helps, and nothing that tells of answers."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from collection.channels.conftest import add, answer, texts_in, tick
from django.urls import reverse

from samspill.terms import Language
from samspill_web.collection.channels import inviting
from samspill_web.collection.channels.deliveries import deliveries, reason_of
from samspill_web.collection.channels.email.declining import decline
from samspill_web.collection.channels.inviting import Row
from samspill_web.collection.enums import Standing
from samspill_web.collection.models import Person
from samspill_web.kernel import clock, pausing
from samspill_web.kernel.enums import SendState
from samspill_web.kernel.models import AuditEntry, Message
from samspill_web.projects.selectors import closing


@pytest.fixture
def page(cast, client_of):
    client = client_of(cast.owner)

    def read() -> str:
        # A session does not last until the opening.
        client.force_login(cast.owner, backend="allauth.account.auth_backends.AuthenticationBackend")
        answered = client.get(reverse("deliveries", args=[cast.project.pk]))
        assert answered.status_code == 200
        whole = answered.content.decode()
        return re.sub(r"\s+", " ", whole[whole.index("<h1") :])

    read.client = client
    return read


def counted(wave) -> dict[str, tuple[int, int, int, int]]:
    found = deliveries(wave, Language.NB).counted
    return {each.channel: (each.sent, each.waiting, each.failed, each.unknown) for each in found}


def test_before_the_opening_nothing_has_been_sent(cast, wave_of, page, time_machine):
    wave = wave_of(2)
    time_machine.move_to(wave.opens - timedelta(days=1))
    assert "Ingenting er sendt" in page()
    assert "http://127.0.0.1:8000/s/" in page()


def test_counts_by_channel(cast, wave_of, office, sms_folder, page):
    wave = wave_of(6)
    add(cast.project, wave, "Mobil", phone="+4790000001")
    said = {"0": "550 5.1.1 no", "1": "450 4.2.0 Greylisted"}
    office.at_recipient = lambda address, _: said.get(address.removeprefix("person")[0])
    office.at_text = lambda address, _: "cut" if address.startswith("person2") else None
    tick()
    assert counted(wave) == {"email": (3, 1, 1, 1), "sms": (1, 0, 0, 0)}
    assert "3 har gått ut · 1 venter · 1 kom ikke fram · 1 vet vi ikke om kom fram" in page()


def test_all_is_well(cast, wave_of, page):
    wave_of(2)
    tick()
    assert "Alle som skal spørres" in page()


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        ("550 5.1.1", "address"),
        ("5xx 5.1.10", "address"),
        ("5xx 5.2.2", "full"),
        ("450 4.2.2", "full"),
        ("554 5.7.1", "refused"),
        ("550", "refused"),
        ("4xx 4.4.7", "gave_up"),
        ("451", "gave_up"),
        ("ValueError", "gave_up"),
    ],
)
def test_a_failure_is_told_in_words(trouble, reason):
    assert reason_of(Row(1, SendState.FAILED, "a@b.no", trouble)) == reason


def test_an_unknown_one_is_sent_again_by_hand_and_once(cast, wave_of, office, page):
    wave_of(2)
    cuts = iter(["cut"])
    office.at_text = lambda *_: next(cuts, None)
    tick()
    unknown = Message.objects.get(state=SendState.UNKNOWN)
    url = reverse("send_again", args=[cast.project.pk, unknown.pk])
    assert url in page()
    assert page.client.get(url).status_code == 405
    assert page.client.post(url).status_code == 302
    assert page.client.post(url).status_code == 302
    tick()
    first, second = office.letters_to(unknown.to)
    assert first["Message-ID"] == second["Message-ID"], "a receiver can tell that it is one"
    assert Message.objects.get(pk=unknown.pk).state == SendState.SENT
    assert AuditEntry.objects.filter(verb="message.sent_again").count() == 1


def test_only_an_unknown_invitation_of_this_mapping_is_sent_again(cast, wave_of, office, page, client_of):
    wave = wave_of(3)
    tick()
    inviting.remind(wave.urn, clock.now().date())
    Message.objects.filter(kind="channels.remind").update(state=SendState.UNKNOWN)
    before = list(Message.objects.order_by("pk").values())
    for message in Message.objects.all():
        page.client.post(reverse("send_again", args=[cast.project.pk, message.pk]))
    client_of(cast.outsider).post(reverse("send_again", args=[cast.foreign_project.pk, Message.objects.first().pk]))
    assert list(Message.objects.order_by("pk").values()) == before


def test_nothing_is_sent_again_after_the_close(cast, wave_of, office, page, time_machine):
    wave = wave_of(1)
    office.at_text = lambda *_: "cut"
    tick()
    unknown = Message.objects.get()
    time_machine.move_to(closing(wave))
    page.client.post(reverse("send_again", args=[cast.project.pk, unknown.pk]))
    assert Message.objects.get().state == SendState.UNKNOWN
    assert "Runden er stengt" in page()
    assert reverse("send_again", args=[cast.project.pk, unknown.pk]) not in page()


def test_a_channel_that_rests_says_until_when(cast, wave_of, page):
    wave_of(1)
    until = pausing.pause("email")
    from zoneinfo import ZoneInfo

    assert f"E-post har pause til klokken {until.astimezone(ZoneInfo('Europe/Oslo')):%H:%M}" in page()


def test_the_page_is_the_same_whoever_has_answered(cast, wave_of, page, office):
    wave = wave_of(8)
    office.at_recipient = lambda address, _: "550 5.1.1 no" if address.startswith("person3") else None
    tick()
    before = page()
    for person in Person.objects.exclude(email__startswith="person3")[:5]:
        answer(person)
    assert page() == before
    inviting.remind(wave.urn, clock.now().date())
    tick()
    after = page()
    for number in range(8):
        assert (f"person{number}@eksempel.no" in after) == (number == 3)
    assert "har gått ut" in after


def test_withdrawn_people_need_no_help_nor_those_who_are_asked_from_another_list(cast, wave_of, page, office):
    wave = wave_of(2)
    office.at_recipient = lambda *_: "550 5.1.1 no"
    tick()
    first, second = Person.objects.order_by("pk")
    Person.objects.filter(pk=first.pk).update(standing=Standing.WITHDRAWN)
    Person.objects.filter(pk=second.pk).update(double=True)
    assert deliveries(wave, Language.NB).troubles == ()


@pytest.mark.parametrize("said", ["unknown", "failed", "sent", "waiting", "address", "no_address"])
def test_the_page_is_the_same_whoever_has_said_no(cast, wave_of, page, office, sms_folder, said, time_machine):
    """Two people who differ in nothing but that one says no: whatever is done to both, the page shows both or none."""
    wave = wave_of(2)
    office.at_text = lambda *_: "cut" if said == "unknown" else None
    office.at_recipient = lambda *_: {"failed": "550 5.1.1 no", "waiting": "450 4.2.0 Greylisted"}.get(said)
    tick()
    first, second = Person.objects.order_by("pk")
    decline(first)
    office.at_text = office.at_recipient = lambda *_: None
    office.taken.clear()
    alike(page, wave, first, second)
    if said == "unknown":
        for row in Message.objects.filter(state=SendState.UNKNOWN):
            page.client.post(reverse("send_again", args=[cast.project.pk, row.pk]))
    for number, each in enumerate((first, second)):
        if said == "failed":
            Person.objects.filter(pk=each.pk).update(phone=f"+479000000{number}")
        elif said in {"address", "no_address"}:
            Person.objects.filter(pk=each.pk).update(email=f"ny{number}@eksempel.no" if said == "address" else "", turn=1)
    alike(page, wave, first, second)
    Message.objects.filter(state=SendState.WAITING).update(due=clock.now() - timedelta(seconds=1))
    inviting.invite_all(clock.now())
    alike(page, wave, first, second)
    tick()
    alike(page, wave, first, second)
    inviting.remind(wave.urn, clock.now().date())
    alike(page, wave, first, second)
    tick()
    alike(page, wave, first, second)
    # And nothing was written to the one who said no, over any channel; the other was reached wherever there was a way.
    assert {"person0@eksempel.no", "ny0@eksempel.no"}.isdisjoint(office.counts)
    texts = " ".join(texts_in(sms_folder))
    assert "+4790000000" not in texts
    assert office.counts or texts


def alike(page, wave, first, second) -> None:
    """Look that rows and page tell the same of two people."""
    states = [
        sorted((row.kind, row.channel, row.state) for row in Message.objects.filter(key__contains=f":{each.key}:"))
        for each in (first, second)
    ]
    assert states[0] == states[1]
    shown = page()
    assert shown.count("Person 0") == shown.count("Person 1")
    assert not any(number % 2 for numbers in counted(wave).values() for number in numbers)


@pytest.mark.parametrize(
    ("address", "leads_to"), [({}, ["letters", "roster_person"]), ({"email": "a@b.no"}, ["roster_person"])]
)
def test_each_step_leads_to_where_it_is_done(cast, wave_of, page, office, address, leads_to):
    wave = wave_of(1)
    tick()
    person = add(cast.project, wave, "Trenger hjelp", **address)
    office.at_recipient = lambda *_: "550 5.1.1 no"
    tick()
    shown = page()
    for name in ("letters", "roster_person"):
        where = reverse(name, args=[cast.project.pk, *([person.pk] if name == "roster_person" else [])])
        assert (f'href="{where}' in shown) is (name in leads_to), name
    if "letters" in leads_to:
        letters = page.client.get(re.search(r'href="([^"]*/letters/[^"]*)"', shown)[1].replace("&amp;", "&"))
        assert person in letters.context["people"]
        assert letters.context["preselected"] == "without"


def test_names_are_text(cast, wave_of, page):
    wave = wave_of(0)
    add(cast.project, wave, "<script>pwn()</script>")
    assert "<script>pwn" not in page()
    assert "&lt;script&gt;pwn" in page()


def test_the_page_asks_a_few_questions_of_the_database_however_many_people(cast, wave_of, page, django_assert_max_num_queries):
    wave = wave_of(30)
    for number in range(20):
        add(cast.project, wave, f"Uten {number}")
    tick()
    page()
    with django_assert_max_num_queries(60):
        page()
