"""Reminders: one mail a person and week, on working days, of what is due and of nothing else; and the way to stop them."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from django_scopes import scopes_disabled

from samspill.design.calendar import day_off
from samspill.design.model import Calendar
from samspill.terms import Country
from samspill_web.actions.digest import next_working_hour
from samspill_web.actions.enums import Status
from samspill_web.actions.models import Action, Addressee
from samspill_web.actions.tasks import remind_owners
from samspill_web.analysis.models import Showing
from samspill_web.kernel import clock, outbox
from samspill_web.kernel.models import AuditEntry, Message
from samspill_web.projects.models import Project, Wave

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("unscoped")]

OSLO = ZoneInfo("Europe/Oslo")
ANNE = "anne@eksempel.no"
STOP = re.compile(r"http\S+/reminders/(\S+)/")


@pytest.fixture
def morning(wave, time_machine):
    """Go to nine o'clock on a working day in a week that has no holiday, and some days on."""
    monday = clock.now().astimezone(OSLO).date()
    while monday.weekday() or any(day_off(monday + timedelta(step), Country.NO) for step in range(5)):
        monday += timedelta(days=1)

    def go(days: int = 0, hour: int = 9) -> date:
        time_machine.move_to(datetime.combine(monday + timedelta(days), time(hour), OSLO))
        return monday + timedelta(days)

    return go


@pytest.fixture
def promised(written, morning):
    """An action that was agreed the week before, due some days after Monday."""

    def make(days: int = 3, email: str = ANNE, **more: object) -> Action:
        day = morning()
        made = written(due=day + timedelta(days), email=email, **more)
        Action.objects.filter(pk=made.pk).update(changed=clock.now() - timedelta(days=7))
        return made

    return make


def sent() -> list[mail.EmailMessage]:
    """Let it tick and send; return what came."""
    mail.outbox.clear()
    for _ in range(3):
        remind_owners(clock.now())
        outbox.send_due()
    return list(mail.outbox)


def test_what_is_due_and_what_is_over_is_in_one_mail(promised, written):
    promised(3, what="Felles møte", sign="Alle kom")
    promised(-10, what="Ny rutine")
    promised(40, what="Hospitering")
    (letter,) = sent()
    assert letter.to == [ANNE]
    assert letter.subject == "2 tiltak venter på deg"
    over, _, soon = letter.body.partition("Innen to uker:")
    assert "Ny rutine" in over
    assert "Felles møte" not in over
    assert "Felles møte" in soon
    assert "Slik merker vi det: Alle kom" in soon
    assert "Hospitering" not in letter.body


def test_one_mail_a_week_and_the_next_comes_in_the_next(promised, morning):
    promised(3)
    assert len(sent()) == 1
    for day in (0, 1, 4):
        morning(day)
        assert sent() == []
    morning(7)
    assert len(sent()) == 1


def test_two_workers_at_once_make_one_row(promised):
    promised(3)
    remind_owners(clock.now())
    remind_owners(clock.now())
    assert Message.objects.filter(kind="actions.digest").count() == 1


@pytest.mark.parametrize("status", [Status.IDEA, Status.DONE, Status.LET_GO])
def test_only_what_is_promised_is_reminded_of(promised, status):
    made = promised(3)
    Action.objects.filter(pk=made.pk).update(status=status)
    assert sent() == []


def test_nothing_comes_at_night_or_at_the_weekend(promised, morning):
    promised(3)
    for days, hour in ((0, 6), (0, 20), (5, 10), (6, 10)):
        morning(days, hour)
        assert sent() == [], (days, hour)
    morning(7, 8)
    assert len(sent()) == 1


def test_what_waits_too_long_waits_for_the_next_working_morning(promised, morning, time_machine):
    promised(3)
    remind_owners(clock.now())
    morning(0, 19)
    outbox.send_due()
    assert mail.outbox == []
    row = Message.objects.get(kind="actions.digest")
    assert row.due.astimezone(OSLO).hour == 8
    time_machine.move_to(row.due + timedelta(minutes=1))
    outbox.send_due()
    assert len(mail.outbox) == 1


def test_what_was_written_today_is_not_reminded_of_today(written, morning):
    day = morning()
    written(due=day + timedelta(3), email=ANNE)
    assert sent() == []
    morning(1)
    assert len(sent()) == 1


def test_what_is_done_before_the_mail_goes_is_not_in_it(promised):
    made = promised(3)
    remind_owners(clock.now())
    Action.objects.filter(pk=made.pk).update(status="done")
    outbox.send_due()
    assert mail.outbox == []
    assert not Message.objects.filter(kind="actions.digest").exists()


def test_the_row_in_the_outbox_holds_no_word_and_no_link(promised):
    promised(3, what="Felles møte med PPT")
    remind_owners(clock.now())
    row = Message.objects.get(kind="actions.digest")
    assert set(row.data) == {"addressee", "project"}
    assert "PPT" not in str(vars(row))
    assert ":" not in row.data["addressee"]


def test_a_person_with_a_role_is_written_to_in_their_language_with_a_link(promised, role_of, cast):
    cast.group_leader.choose_language("da")
    promised(3, email="", owner=role_of("group_leader"), owner_name="")
    (letter,) = sent()
    assert letter.to == [cast.group_leader.email]
    assert "En indsats venter på dig" in letter.subject
    assert reverse("actions", args=[cast.project.pk]) in letter.body


def test_whoever_has_no_role_gets_no_link_to_a_log_in(promised, cast):
    promised(3)
    (letter,) = sent()
    assert reverse("actions", args=[cast.project.pk]) not in letter.body


def test_somebody_whose_account_is_closed_is_not_written_to(promised, role_of, cast):
    promised(3, email="", owner=role_of("group_leader"), owner_name="")
    cast.group_leader.is_active = False
    cast.group_leader.save()
    assert sent() == []


def test_opening_the_link_changes_nothing_and_the_button_stops_it(promised, morning):
    promised(3)
    (letter,) = sent()
    address = STOP.search(letter.body)[0]
    path = address.partition("//")[2].partition("/")[2]
    client = Client(enforce_csrf_checks=True)
    page = client.get(f"/{path}")
    assert page.status_code == 200
    assert "no-store" in page.headers["Cache-Control"]
    assert not Addressee.objects.get().stopped
    assert client.post(f"/{path}").status_code == 200
    assert Addressee.objects.get().stopped
    morning(7)
    assert sent() == []
    assert client.get(f"/{path}back/").status_code == 405
    client.post(f"/{path}back/")
    morning(14)
    assert len(sent()) == 1
    verbs = list(AuditEntry.objects.filter(verb__startswith="digest.").order_by("pk").values_list("verb", "data"))
    assert verbs == [("digest.stopped", {}), ("digest.taken_up", {})]


def test_a_mail_programme_stops_it_by_one_click(promised):
    promised(3)
    (letter,) = sent()
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert STOP.search(letter.extra_headers["List-Unsubscribe"])[0] in letter.body


def test_whoever_stopped_between_row_and_mail_gets_none(promised):
    promised(3)
    remind_owners(clock.now())
    Addressee.objects.update(stopped=True)
    outbox.send_due()
    assert mail.outbox == []


@pytest.mark.parametrize("token", ["x", "a:b", "0" * 32, "%00", "x" * 5000])
def test_a_false_link_stops_nobody(promised, token, client):
    promised(3)
    sent()
    for name in ("stop_reminders", "take_up_reminders"):
        address = reverse(name, args=[token])
        assert client.post(address).status_code == 410
    assert not Addressee.objects.get().stopped


def test_nobody_is_kept_whom_no_action_names(promised):
    made = promised(3)
    sent()
    assert Addressee.objects.count() == 1
    Action.objects.filter(pk=made.pk).update(email="")
    remind_owners(clock.now())
    assert not Addressee.objects.exists()


def test_an_address_that_mails_come_back_from_is_told_of_and_written_to_no_more(promised, morning, cast, client_of, role_of):
    made = promised(3)
    assert len(sent()) == 1
    address = reverse("action", args=[cast.project.pk, made.pk])
    assert "kom i retur" not in client_of(cast.owner).get(address).content.decode()
    Message.objects.filter(kind="actions.digest").update(state="failed", trouble="5xx 5.1.1")
    morning(7)
    assert sent() == []
    assert "kom i retur" in client_of(cast.owner).get(address).content.decode()
    assert "kom i retur" not in client_of(cast.reader).get(address).content.decode()
    Action.objects.filter(pk=made.pk).update(email="anne.berg@eksempel.no")
    assert [letter.to for letter in sent()] == [["anne.berg@eksempel.no"]]


def _give_wave(project: Project, number: int) -> None:
    """Give a mapping that nobody has made ready a wave like the one there is, past the gate."""
    names = [field.column for field in Wave._meta.concrete_fields if field.column not in {"id", "project_id"}]
    columns = ", ".join(map(connection.ops.quote_name, names))
    into, taken = f"INSERT INTO projects_wave (project_id, {columns})", f"SELECT %s, {columns} FROM projects_wave"  # noqa: S608
    copied = f"{into} {taken} WHERE number = %s"
    with connection.cursor() as cursor:
        cursor.execute(copied, [project.pk, number])


def test_another_organisations_actions_are_in_no_mail_of_this_one(promised, cast):
    made = promised(3, what="Vårt")
    Action.objects.filter(pk=made.pk).update(project=cast.foreign_project, what="Deres")
    _give_wave(cast.foreign_project, made.wave)
    theirs = Wave.objects.get(project=cast.foreign_project)
    Showing.objects.create(wave=theirs, groups=clock.now(), everybody=clock.now(), link="theirs", linked=clock.now())
    promised(3, what="Vårt igjen")
    letters = sent()
    assert [("Deres" in each.body, "Vårt" in each.body) for each in sorted(letters, key=lambda each: "Vårt" in each.body)] == [
        (True, False),
        (False, True),
    ]


def test_line_breaks_make_no_words_of_ours(promised):
    made = promised(3)
    Action.objects.filter(pk=made.pk).update(what="Møte\r\nBcc: x@y.no\n\nKlikk her: http://ondt.example/")
    (letter,) = sent()
    assert "\nBcc" not in letter.body
    assert "\nKlikk" not in letter.body
    assert "x@y.no" not in str(letter.message()["Bcc"])


def test_the_hour_is_that_of_the_mapping():
    friday_evening = datetime(2027, 3, 19, 20, 0, tzinfo=OSLO)
    # The week after has Easter: Maundy Thursday is the 25th.
    assert next_working_hour(friday_evening, Calendar()) == datetime(2027, 3, 22, 8, 0, tzinfo=OSLO)
    assert next_working_hour(datetime(2027, 3, 24, 16, 0, tzinfo=OSLO), Calendar()) == datetime(2027, 3, 30, 8, 0, tzinfo=OSLO)
    assert next_working_hour(datetime(2027, 3, 24, 9, 0, tzinfo=OSLO), Calendar()) is None
    with scopes_disabled():
        assert not Message.objects.exists()
