"""Everybody who is asked has one invitation, over the first channel that works; no row tells who has answered."""

from __future__ import annotations

import logging
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from collection.channels.conftest import add, answer, rows, texts_in, tick, wait_for_all
from django.core.cache import cache
from django.db import connection
from django_scopes import scopes_disabled

from samspill.terms import Language
from samspill_web.collection.ballots.codes import code_of, printed
from samspill_web.collection.ballots.plans import plan_of
from samspill_web.collection.channels import inviting
from samspill_web.collection.channels.deliveries import deliveries
from samspill_web.collection.channels.email.declining import decline
from samspill_web.collection.channels.email.dsn import Came, Returned
from samspill_web.collection.channels.email.returned import take_in
from samspill_web.collection.enums import Channel, Standing
from samspill_web.collection.models import Person, Reminding
from samspill_web.kernel import clock, outbox
from samspill_web.kernel.enums import SendState
from samspill_web.kernel.models import AuditEntry, Message
from samspill_web.projects.models import Deadline
from samspill_web.projects.selectors import closing


def to(office) -> Counter[str]:
    return office.counts


def test_nobody_is_invited_before_the_opening(cast, wave_of, office, time_machine):
    wave = wave_of(3)
    time_machine.move_to(wave.opens - timedelta(minutes=1))
    tick()
    assert inviting.invite_new(cast.project) == 0
    assert not Message.objects.exists()
    time_machine.move_to(wave.opens)
    tick()
    assert to(office) == {f"person{number}@eksempel.no": 1 for number in range(3)}


def test_case_16_one_without_an_address_stops_nobody_and_is_listed(cast, wave_of, office):
    wave = wave_of(4)
    lacking = add(cast.project, wave, "Uten Adresse")
    tick()
    tick()
    assert len(office.taken) == 4
    (trouble,) = deliveries(wave, "nb").troubles
    assert (trouble.person, trouble.reason, trouble.step) == (lacking, "no_address", "letter")


def test_case_19_two_presses_two_ticks_and_two_workers_invite_once(cast, wave_of, office):
    wave_of(5)
    for _ in range(2):
        inviting.invite_new(cast.project)
        inviting.invite_all(clock.now())
    tick()
    tick()
    assert set(to(office).values()) == {1}
    assert len(to(office)) == 5


@pytest.mark.django_db(transaction=True)
def test_case_19_workers_at_the_same_time(cast, wave_of, office):
    wave_of(40)

    def work(_turn: int) -> None:
        try:
            with scopes_disabled():
                tick()
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(work, range(3)))
    tick()
    assert set(to(office).values()) == {1}
    assert len(to(office)) == 40


def test_case_24_whoever_has_no_mail_gets_an_sms_and_whoever_has_nothing_a_letter(cast, wave_of, office, sms_folder):
    wave = wave_of(1)
    add(cast.project, wave, "Har Mobil", phone="+4790000001")
    nothing = add(cast.project, wave, "Har Ingenting")
    tick()
    (text,) = texts_in(sms_folder)
    assert text.startswith("+4790000001\n")
    assert [trouble.person for trouble in deliveries(wave, "nb").troubles] == [nothing]
    assert not Message.objects.filter(to="").exists(), "a made-up address"


def test_a_machine_without_sms_leaves_it_to_paper(cast, wave_of, office, settings):
    settings.SMS = None
    wave = wave_of(1)
    only_phone = add(cast.project, wave, "Har Mobil", phone="+4790000001")
    tick()
    assert [(each.person, each.step) for each in deliveries(wave, "nb").troubles] == [(only_phone, "letter")]


def test_a_hard_failure_moves_to_the_next_channel_by_itself(cast, wave_of, office, sms_folder):
    wave = wave_of(1, phone="+4790000001")
    office.at_recipient = lambda *_: "550 5.1.1 no such user"
    tick()
    tick()
    assert len(texts_in(sms_folder)) == 1
    (trouble,) = deliveries(wave, "nb").helped
    assert (trouble.to, trouble.reason, trouble.step) == ("person0@eksempel.no", "address", "sms")
    tick()
    assert len(texts_in(sms_folder)) == 1


def test_a_bounce_moves_to_the_next_channel_by_itself(cast, wave_of, office, sms_folder):
    wave_of(1, phone="+4790000001")
    tick()
    assert texts_in(sms_folder) == []
    message = Message.objects.get()
    take_in(Returned(Came.HARD, "5.1.1", ids=(message.message_id,)))
    tick()
    assert len(texts_in(sms_folder)) == 1


def test_a_corrected_address_gets_the_invitation(cast, wave_of, office):
    wave_of(2)
    office.at_recipient = lambda address, _: "550 5.1.1 no" if address.startswith("person0") else None
    tick()
    person = Person.objects.get(email="person0@eksempel.no")
    Person.objects.filter(pk=person.pk).update(email="riktig@eksempel.no")
    assert inviting.invite_new(cast.project) == 1
    tick()
    assert to(office) == {"person1@eksempel.no": 1, "riktig@eksempel.no": 1}
    assert Message.objects.count() == 2


def test_an_address_that_was_corrected_while_the_message_waited(cast, wave_of, office):
    wave_of(1)
    inviting.invite_new(cast.project)
    Person.objects.update(email="riktig@eksempel.no")
    outbox.send_due()
    assert not office.taken, "sent to the old address"
    tick()
    assert to(office) == {"riktig@eksempel.no": 1}


def test_case_25_people_come_move_and_go_while_it_is_open(cast, wave_of, office):
    wave = wave_of(3)
    tick()
    office.taken.clear()
    late = add(cast.project, wave, "Ny Kollega", email="ny@eksempel.no")
    assert inviting.invite_new(cast.project) == 1
    assert inviting.invite_new(cast.project) == 0
    gone = add(cast.project, wave, "Sluttet", email="sluttet@eksempel.no")
    inviting.invite_new(cast.project)
    Person.objects.filter(pk=gone.pk).update(standing=Standing.WITHDRAWN)
    Person.objects.filter(pk=late.pk).update(nodes=["helsesykepleiere"])
    tick()
    assert to(office) == {"ny@eksempel.no": 1}
    Person.objects.filter(pk=gone.pk).delete()
    tick()
    assert to(office) == {"ny@eksempel.no": 1}


def test_whoever_is_away_beyond_the_end_is_not_asked_and_whoever_comes_back_is(cast, wave_of, office):
    wave = wave_of(1)
    last = closing(wave).date()
    add(cast.project, wave, "Permisjon", email="borte@eksempel.no", away_until=last)
    add(cast.project, wave, "Ferie", email="ferie@eksempel.no", away_until=last - timedelta(days=3))
    tick()
    assert set(to(office)) == {"person0@eksempel.no", "ferie@eksempel.no"}
    inviting.remind(wave.urn, clock.now().date())
    tick()
    assert to(office)["ferie@eksempel.no"] == 1, "reminded while away"
    Person.objects.filter(name="Permisjon").update(away_until=None)
    tick()
    assert to(office)["borte@eksempel.no"] == 1


def test_nobody_is_invited_after_the_close(cast, wave_of, office, time_machine):
    wave = wave_of(3)
    inviting.invite_new(cast.project)
    time_machine.move_to(closing(wave) + timedelta(seconds=1))
    tick()
    assert not office.taken
    assert inviting.invite_new(cast.project) == 0
    assert not Message.objects.exists()


# Reminders.


def test_case_22_nobody_who_has_answered_is_reminded_and_whoever_only_looked_is(cast, wave_of, office, client):
    wave = wave_of(6)
    tick()
    office.taken.clear()
    people = list(Person.objects.order_by("pk"))
    for person in people[:3]:
        answer(person)
    client.get("/s/")
    assert inviting.remind(wave.urn, clock.now().date())
    tick()
    assert to(office) == {person.email: 1 for person in people[3:]}


def test_case_22_nobody_is_reminded_after_the_close(cast, wave_of, office, time_machine):
    wave = wave_of(3)
    tick()
    office.taken.clear()
    assert inviting.remind(wave.urn, clock.now().date())
    time_machine.move_to(closing(wave))
    outbox.send_due()
    assert not inviting.remind(wave.urn, closing(wave).date())
    outbox.send_due()
    assert not office.taken
    assert Reminding.objects.count() == 1


def test_case_22_nor_after_an_earlier_end_or_once_the_urn_is_shut(cast, wave_of, office):
    wave = wave_of(3)
    tick()
    office.taken.clear()
    inviting.remind(wave.urn, clock.now().date())
    Deadline.objects.create(wave=wave, closes=clock.now() - timedelta(seconds=1), at=clock.now())
    outbox.send_due()
    assert not inviting.remind(wave.urn, clock.now().date() + timedelta(days=1))
    Deadline.objects.create(wave=wave, closes=wave.closes, at=clock.now())
    wave.urn.shut = clock.now()
    wave.urn.save()
    assert not inviting.remind(wave.urn, clock.now().date() + timedelta(days=1))
    outbox.send_due()
    assert not office.taken


def test_once_a_day_and_the_next_day_again(cast, wave_of, office, time_machine):
    wave = wave_of(2)
    tick()
    day = clock.now().date()
    assert inviting.remind(wave.urn, day)
    assert not inviting.remind(wave.urn, day, everybody=True)
    tick()
    assert set(to(office).values()) == {2}
    time_machine.move_to(clock.now() + timedelta(days=1))
    assert inviting.remind(wave.urn, day + timedelta(days=1), by=cast.owner)
    tick()
    assert set(to(office).values()) == {3}
    assert AuditEntry.objects.filter(verb="reminder.sent").count() == 2


def test_a_reminder_that_still_waits_is_replaced_by_the_next(cast, wave_of, office, time_machine):
    wave = wave_of(2)
    tick()
    inviting.remind(wave.urn, clock.now().date())
    time_machine.move_to(clock.now() + timedelta(days=2))
    inviting.remind(wave.urn, clock.now().date())
    tick()
    assert set(to(office).values()) == {2}


def test_everybody_means_everybody(cast, wave_of, office):
    wave = wave_of(4)
    tick()
    office.taken.clear()
    for person in Person.objects.all()[:2]:
        answer(person)
    inviting.remind(wave.urn, clock.now().date(), everybody=True, by=cast.owner)
    tick()
    assert len(to(office)) == 4
    assert AuditEntry.objects.get(verb="reminder.sent_to_all").by == cast.owner


def test_declined_withdrawn_and_uninvited_are_not_reminded(cast, wave_of, office):
    wave = wave_of(5)
    tick()
    office.taken.clear()
    first, second, third, *_ = Person.objects.order_by("pk")
    decline(first)
    Person.objects.filter(pk=second.pk).update(standing=Standing.WITHDRAWN)
    add(cast.project, wave, "Ny", email="ny@eksempel.no")
    inviting.remind(wave.urn, clock.now().date())
    decline(third)
    outbox.send_due()
    assert set(to(office)) == {"person3@eksempel.no", "person4@eksempel.no"}


def test_a_reminder_goes_over_the_channel_that_worked(cast, wave_of, office, sms_folder):
    wave = wave_of(1, phone="+4790000001")
    office.at_recipient = lambda *_: "550 5.1.1 no such user"
    tick()
    tick()
    inviting.remind(wave.urn, clock.now().date())
    tick()
    assert len(texts_in(sms_folder)) == 2
    assert not office.taken


@pytest.mark.parametrize("said", [None, "450 4.2.0 Greylisted", "550 5.1.1 no such user"])
def test_no_row_no_log_and_no_page_tells_who_has_answered(cast, wave_of, office, client_of, caplog, said):
    """Two groups of people who differ in nothing but that one has answered."""
    wave = wave_of(60)
    tick()
    half = list(Person.objects.order_by("pk"))[::2]
    for person in half:
        answer(person)
    caplog.clear()
    caplog.set_level(logging.DEBUG, logger="samspill")
    office.at_recipient = lambda address, _: said if int(re.findall(r"\d+", address)[0]) % 3 == 0 else None
    inviting.remind(wave.urn, clock.now().date())
    outbox.send_due(timedelta(minutes=1))
    wait_for_all()
    office.at_recipient = lambda *_: None
    outbox.send_due(timedelta(minutes=1))
    keys = {str(person.key) for person in half}
    left = Message.objects.filter(kind="channels.remind")
    assert left.count() == 60
    tracks: dict[bool, set[tuple[object, ...]]] = {True: set(), False: set()}
    for row in left:
        tracks[row.data["person"] in keys].add((row.state, row.trouble, row.channel, row.kind, len(row.message_id)))
    assert tracks[True] == tracks[False] == {(SendState.SENT, "", "email", "channels.remind", len(left[0].message_id))}
    assert not [record for record in caplog.records if "message" in record.getMessage()]
    page = client_of(cast.owner).get(f"/m/{cast.project.pk}/deliveries/").content.decode()
    # An address that fails only now is shown nowhere: who has answered is not reminded, and cannot fail.
    for person in Person.objects.all():
        assert person.email not in page
    assert not Message.objects.filter(state=SendState.FAILED).exists()


# What is kept, and what is forgotten.


def test_no_row_and_no_log_holds_a_way_in(cast, wave_of, office, sms_folder, caplog):
    caplog.set_level(logging.DEBUG)
    wave = wave_of(4, phone="+4790000001")
    said = iter(["554 5.7.1 no", "cut"])
    office.at_text = lambda *_: next(said, None)
    tick()
    inviting.remind(wave.urn, clock.now().date())
    tick()
    codes = [form for person in Person.objects.all() for form in (code_of(person), printed(code_of(person)))]
    assert any(code in mail.get_body(("plain",)).get_content() for _, _, mail in office.taken for code in codes)
    kept = str(list(Message.objects.values())) + str(list(AuditEntry.objects.values()))
    log = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("samspill"))
    assert not [code for code in codes if code in kept or code in log]
    for text in ("/s/", "http", plan_of(wave).mapping.title.get_in("nb")):
        assert text not in kept
        assert text not in log


def test_all_messages_of_a_wave_are_forgotten_and_no_others(cast, wave_of, office):
    wave = wave_of(3)
    tick()
    inviting.remind(wave.urn, clock.now().date())
    other = outbox.New("channels.invite", "x@eksempel.no", Language.NB, key=f"invite:{wave.pk}1:x:email", data={"person": "x"})
    outbox.enqueue_many([other])
    assert inviting.forget_messages(wave) == 6
    assert list(rows()) == ["x@eksempel.no"]


def test_a_clock_set_back_and_forth_invites_once(cast, wave_of, office, time_machine):
    wave = wave_of(3)
    for hours in (0, -2, 5, -1, 48, 0):
        time_machine.move_to(wave.opens + timedelta(hours=3 + hours))
        cache.clear()
        tick()
    assert set(to(office).values()) == {1}


def test_channels_are_tried_in_the_order_of_the_enum(settings, sms_folder):
    assert inviting.chain() == (Channel.EMAIL, Channel.SMS)
