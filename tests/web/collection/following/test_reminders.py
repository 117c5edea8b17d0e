"""Reminders go on their days, once, while the wave is open, and tell nobody who has answered (P7, CASE 22)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from collection.following.october import CLOSES, OPENS, REMINDERS, at
from django.core import mail
from django_scopes import scopes_disabled

from samspill.errors import Problem, UsageError
from samspill_web.collection.channels import inviting
from samspill_web.collection.following import chores, deadlines, reminders
from samspill_web.collection.following.reminders import State
from samspill_web.collection.models import Reminding, Urn
from samspill_web.kernel import clock, outbox
from samspill_web.kernel.models import AuditEntry, Message

pytestmark = pytest.mark.django_db

FIRST, SECOND = REMINDERS


@pytest.fixture
def invited(settled, go):
    """The wave has opened, and everybody has been invited."""
    go(at(OPENS, 6, 1))
    inviting.invite_all(clock.now())
    _send()
    mail.outbox.clear()
    return settled


def _send() -> None:
    outbox.send_due()
    while outbox.more_due():
        outbox.send_due()


def gone() -> list:
    with scopes_disabled():
        return list(Reminding.objects.order_by("day").values_list("day", flat=True))


def codes(caught) -> list[str]:
    return [problem.code for problem in caught.value.problems]


def test_planned_reminders_go_at_nine_on_their_days_and_once(invited, go):
    go(at(FIRST, 8, 59))
    assert gone() == []
    for hour in (9, 10, 23):
        go(at(FIRST, hour))
    assert gone() == [FIRST]
    go(at(SECOND, 9))
    assert gone() == [FIRST, SECOND]


def test_case_22_only_those_who_have_not_answered_are_reminded(invited, go, people, answer):
    teachers = people("larere")
    for person in teachers[:5]:
        answer(person)
    go(at(FIRST, 9))
    with scopes_disabled():
        rows = {message.to for message in Message.objects.filter(kind="channels.remind")}
    assert {person.email for person in teachers} <= rows, "a row for everybody: none tells who has answered"
    _send()
    reminded = {to for message in mail.outbox for to in message.to}
    assert {person.email for person in teachers[5:]} <= reminded
    assert not {person.email for person in teachers[:5]} & reminded


def test_case_22_nothing_is_sent_after_the_close(invited, go, cast):
    with scopes_disabled():
        deadlines.extend(invited, at(CLOSES + timedelta(days=1)), "Streik", cast.owner)
        invited.deadlines.create(closes=at(SECOND, 8), at=clock.now(), reason="Ferdig")
    go(at(SECOND, 9))
    assert gone() == []
    with scopes_disabled(), pytest.raises(UsageError) as caught:
        reminders.remind_now(invited, everybody=True, by=cast.owner)
    assert codes(caught) == ["following.remind.not_open"]


def test_nothing_is_sent_once_the_urn_is_shut(invited, go):
    with scopes_disabled():
        Urn.objects.update(shut=clock.now())
    go(at(FIRST, 9))
    assert gone() == []


def test_a_server_that_was_down_makes_up_for_it_on_the_same_day_only(invited, go):
    go(at(FIRST, 16))
    assert gone() == [FIRST]
    go(at(SECOND + timedelta(days=1), 9))
    assert gone() == [FIRST]
    with scopes_disabled():
        states = {each.day: each.state for each in reminders.reminders_of(invited)}
    assert states == {FIRST: State.SENT, SECOND: State.MISSED}


def test_by_hand_once_a_day_and_not_in_the_first_24_hours(invited, go, cast):
    go(at(OPENS + timedelta(days=1), 5, 59))
    with scopes_disabled(), pytest.raises(UsageError) as caught:
        reminders.remind_now(invited, everybody=False, by=cast.owner)
    assert codes(caught) == ["following.remind.early"]
    go(at(OPENS + timedelta(days=1), 6, 0))
    with scopes_disabled():
        reminders.remind_now(invited, everybody=False, by=cast.owner)
        with pytest.raises(UsageError) as caught:
            reminders.remind_now(invited, everybody=False, by=cast.owner)
    assert codes(caught) == ["following.remind.today"]
    go(at(OPENS + timedelta(days=2), 6, 0))
    with scopes_disabled():
        reminders.remind_now(invited, everybody=True, by=cast.owner)
        assert list(Reminding.objects.order_by("day").values_list("everybody", flat=True)) == [False, True]


def test_who_reminds_by_hand_early_on_a_planned_day_is_followed_by_no_second(invited, go, cast):
    go(at(FIRST, 7))
    with scopes_disabled():
        reminders.remind_now(invited, everybody=False, by=cast.owner)
    go(at(FIRST, 9))
    assert gone() == [FIRST]


def test_everybody_means_those_who_have_answered_too(invited, go, people, answer, client_of, cast):
    teachers = people("larere")
    answer(teachers[0])
    go(at(OPENS + timedelta(days=1), 12))
    sent = client_of(cast.owner).post(f"/m/{cast.project.pk}/collect/remind/", {"everybody": "on"})
    assert sent.status_code == 302
    _send()
    assert teachers[0].email in {to for message in mail.outbox for to in message.to}
    again = client_of(cast.owner).post(f"/m/{cast.project.pk}/collect/remind/")
    assert again.status_code == 409
    assert "I dag er det allerede sendt en påminnelse." in again.content.decode()


def test_the_page_shows_what_has_gone_and_what_is_planned(invited, go, page):
    assert "Neste påminnelse går mandag 19. oktober 2026." in page()
    go(at(FIRST, 9))
    html = page()
    assert "mandag 19. oktober 2026: sendt, som planlagt" in html
    assert "mandag 26. oktober 2026: planlagt" in html
    go(at(CLOSES + timedelta(days=1), 9))
    assert "Send en påminnelse nå" not in page()


def test_a_wave_without_dates_of_its_own_reminds_as_the_launch_proposed(launched, go):
    wave = launched(dates=False)
    with scopes_disabled():
        days = reminders.planned_days(wave)
    assert len(days) == 2
    assert all(wave.opens.date() < day < wave.closes.date() for day in days)


def test_one_wave_that_fails_does_not_keep_the_others_waiting(invited, go, monkeypatch, caplog):
    def broken(*_args, **_more):
        raise UsageError(Problem("collection.key_file", data={"name": "x"}))

    monkeypatch.setattr(inviting, "remind", broken)
    go(at(FIRST, 9), chore=False)
    chores.remind(clock.now())
    assert [record.levelname for record in caplog.records if record.name == "samspill.following"] == ["WARNING"]


def test_the_log_tells_of_a_reminder_in_numbers_of_nobody(invited, go):
    go(at(FIRST, 9))
    with scopes_disabled():
        [entry] = AuditEntry.objects.filter(verb="reminder.sent")
    assert entry.data == {"wave": invited.number}
