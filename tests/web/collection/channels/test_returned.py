"""Mails that come back find their person, or are listed as nobody's."""

from __future__ import annotations

import base64
from types import SimpleNamespace

import pytest
from collection.channels.conftest import tick
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from samspill_web.collection.channels import inviting
from samspill_web.collection.channels.email import returned
from samspill_web.collection.channels.email.dsn import Came, read
from samspill_web.collection.channels.email.returned import KEEP, MOST, forget_strays, on_tracking, take
from samspill_web.collection.enums import Standing
from samspill_web.collection.models import Person
from samspill_web.config.commands import bounces
from samspill_web.kernel import clock
from samspill_web.kernel.enums import SendState
from samspill_web.kernel.models import Message, Stray
from samspill_web.kernel.returning import return_path, sign

REPORT = """\
Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mx.eksempel.no>
To: {to}
Subject: {subject}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

This is the mail system at host mx.eksempel.no.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.eksempel.no

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} something

--b
Content-Type: {inner}

Return-Path: <{path}>
Message-ID: {id}
To: {address}
Subject: Trygg overgang

--b--
"""


def report(message: Message, **changes: str) -> bytes:
    told = {
        "to": "samspill@eksempel.no",
        "subject": "Undelivered Mail Returned to Sender",
        "address": message.to,
        "action": "failed",
        "status": "5.1.1",
        "inner": "message/rfc822",
        "path": "samspill@eksempel.no",
        "id": message.message_id,
    }
    return REPORT.format(**{**told, **changes}).replace("\n", "\r\n").encode()


@pytest.fixture
def message(wave_of) -> Message:
    wave_of(3)
    tick()
    return Message.objects.get(to="person1@eksempel.no")


@pytest.fixture
def own_paths(settings):
    settings.MAIL_BOUNCES = "bounce@eksempel.no"


def failed() -> list[str]:
    return list(Message.objects.filter(state=SendState.FAILED).values_list("to", flat=True))


@pytest.mark.parametrize("inner", ["message/rfc822", "text/rfc822-headers"])
@pytest.mark.parametrize(
    ("status", "came", "told"),
    [
        ("5.1.1", Came.HARD, "5xx 5.1.1"),
        ("5.7.1", Came.HARD, "5xx 5.7.1"),
        ("5.2.2", Came.SOFT, "5xx 5.2.2"),
        ("4.4.7", Came.SOFT, "4xx 4.4.7"),
    ],
)
def test_case_20_a_report_finds_its_person(message, status, came, told, inner):
    found = take(report(message, status=status, inner=inner))
    assert (found.came, found.matched) == (came, True)
    assert failed() == [message.to]
    assert Message.objects.get(pk=message.pk).trouble == told


def test_case_20_a_report_without_the_mail_finds_its_person_by_the_return_path(message, own_paths):
    raw = report(message, to=return_path(message.pk), id="<x@y>", address="forwarded@elsewhere.no", path="")
    assert take(raw).matched
    assert failed() == [message.to]


def test_case_20_a_bounce_without_headers_finds_its_person_by_the_return_path(message, own_paths):
    raw = (
        f"From: MAILER-DAEMON@old.eksempel.no\nDelivered-To: {return_path(message.pk).upper()}\nSubject: failure notice\n\n"
        "Hi. This is the qmail-send program at old.eksempel.no.\nI'm afraid I wasn't able to deliver your message.\n"
        "<person1@eksempel.no>:\nSorry, no mailbox here by that name. (#5.1.1)\n"
    ).encode()
    assert take(raw) == returned.Taken(Came.HARD, matched=True)
    assert failed() == [message.to]


def test_case_20_a_bounce_without_headers_and_return_path_is_found_by_its_message_id_or_address(message):
    body = f"The following failed:\n  <{message.to}>\n 550 user unknown\n"
    raw = f"From: postmaster@old.eksempel.no\nTo: samspill@eksempel.no\nSubject: Undeliverable\n\n{body}".encode()
    assert take(raw) == returned.Taken(Came.HARD, matched=True)
    assert failed() == [message.to]
    other = Message.objects.get(to="person2@eksempel.no")
    encoded = base64.b64encode(f"550 5.1.1\nMessage-ID: {other.message_id}\n".encode()).decode()
    head = "From: postmaster@x.no\nSubject: Returned mail\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\n"
    assert take(f"{head}{encoded}".encode()).matched
    assert sorted(failed()) == [message.to, other.to]


def test_an_address_alone_proves_nothing_where_mails_have_a_path_of_their_own(message, own_paths):
    raw = report(message, id="<x@y>")
    assert not take(raw).matched
    assert failed() == []
    assert Stray.objects.get().to == message.to


def test_case_20_whoever_is_out_of_the_office_has_got_it(message, own_paths):
    for head in ("Auto-Submitted: auto-replied", "Subject: Out of office: Re", "Subject: Automatisk svar", "X-Autoreply: yes"):
        raw = f"From: person1@eksempel.no\nTo: {return_path(message.pk)}\n{head}\n\nJeg er tilbake 550 mandag\n".encode()
        assert take(raw) == returned.Taken(Came.AUTO, matched=True)
    assert failed() == []


def test_case_20_what_is_delayed_is_still_tried(message):
    assert take(report(message, action="delayed", status="4.4.1")) == returned.Taken(Came.DELAYED, matched=True)
    assert failed() == []


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
def test_what_arrived_has_not_failed(message, action):
    assert take(report(message, action=action, status="2.0.0")).came is Came.OTHER
    assert failed() == []


def test_case_20_what_belongs_to_nobody_is_listed(message, capsys, settings):
    take(report(message, id="<x@y>", address="hvem@annet.no"))
    take(b"From: someone@annet.no\nSubject: Hei\n\nHallo\n")
    assert [(stray.to, stray.came) for stray in Stray.objects.all()] == [("hvem@annet.no", "hard"), ("", "other")]
    assert failed() == []


def test_a_forged_return_path_fails_nobody(message, own_paths):
    other = Message.objects.get(to="person2@eksempel.no")
    forged = f"bounce+{other.pk:x}-{sign(message.pk).partition('-')[2]}@eksempel.no"
    assert not take(report(message, to=forged, id="<x@y>", address=other.to)).matched
    assert failed() == []


def test_a_bounce_of_a_reminder_changes_nothing_since_only_who_has_not_answered_is_reminded(message, cast):
    wave = cast.project.waves.get()
    inviting.remind(wave.urn, clock.now().date())
    tick()
    reminder = Message.objects.get(kind="channels.remind", to=message.to)
    assert take(report(reminder)).matched
    assert not Message.objects.filter(state=SendState.FAILED).exists()
    assert Message.objects.get(pk=message.pk).state == SendState.SENT
    assert Message.objects.get(pk=reminder.pk).state == SendState.SENT


def test_strays_hold_no_text_are_few_and_are_forgotten(db, time_machine):
    for _ in range(3):
        take(b"From: a@b.no\nSubject: Hemmelig 7Q2M\n\nKode 7Q2M\n")
    assert "7Q2M" not in str(list(Stray.objects.values()))
    Stray.objects.bulk_create(Stray(day=clock.now().date(), came="other") for _ in range(MOST))
    before = Stray.objects.count()
    take(b"From: a@b.no\n\nx\n")
    assert Stray.objects.count() == before
    time_machine.move_to(clock.now() + KEEP)
    forget_strays(clock.now())
    assert Stray.objects.count() == before
    time_machine.move_to(clock.now() + KEEP)
    forget_strays(clock.now())
    assert not Stray.objects.exists()


@given(st.binary(max_size=2_000))
def test_whatever_comes_is_read(raw):
    assert read(raw).came in Came


@pytest.mark.parametrize(
    "raw",
    [
        b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\nContent-Type: multipart/mixed; boundary=a\n\n" * 3_000,
        b"Content-Type: message/rfc822\n\n" * 3_000,
        b"Content-Type: text/plain; charset=nonsense\nContent-Transfer-Encoding: base64\n\n!!!!",
        b"Subject: =?utf-8?b?////?=\nFrom: =?x?q?=\n\n",
        b"To: " + b"a@b.no, " * 50_000 + b"\n\n",
        b"Subject: undeliverable\n\n" + b"a" * 2_500_000,
        b"From: MAILER-DAEMON\n\n" + b"a.a-" * 200_000,
        b"Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n"
        + b"Action: failed\n\n" * 5_000,
    ],
)
def test_hostile_mails_are_read_in_a_moment(raw):
    from time import monotonic

    before = monotonic()
    assert read(raw).came in Came
    assert monotonic() - before < 2


# A mail service, and the command.


def event(message: Message, kind: str = "bounced", **changes: object) -> SimpleNamespace:
    told = {
        "event_type": kind,
        "reject_reason": "bounced",
        "recipient": message.to,
        "metadata": {"samspill": sign(message.pk)},
        "mta_response": "550 5.1.1 unknown",
        "description": None,
    }
    return SimpleNamespace(**{**told, **changes})


def test_a_mail_service_tells_of_a_bounce(message):
    on_tracking(None, event(message), "postmark")
    row = Message.objects.get(pk=message.pk)
    assert (row.state, row.trouble) == (SendState.FAILED, "5xx 5.1.1")


@pytest.mark.parametrize("kind", ["delivered", "opened", "clicked", "deferred", "autoresponded", "sent", "queued"])
def test_what_a_mail_service_tells_beside_that_changes_nothing(message, kind):
    on_tracking(None, event(message, kind), "postmark")
    assert failed() == []
    assert not Stray.objects.exists()


@pytest.mark.parametrize("kind", ["complained", "unsubscribed"])
def test_whoever_complains_to_the_mail_service_is_written_to_no_more(message, kind):
    on_tracking(None, event(message, kind), "postmark")
    assert Person.objects.get(email=message.to).standing == Standing.DECLINED
    assert failed() == []


def test_a_mail_carries_what_the_service_hands_back(message):
    sent = next(each for each in mail.outbox if each.to == [message.to])
    assert sent.metadata == {"samspill": sign(message.pk)}


@pytest.fixture
def maildir(tmp_path):
    for name in ("new", "cur", "tmp"):
        (tmp_path / "mails" / name).mkdir(parents=True)
    return tmp_path / "mails"


@pytest.fixture
def as_set_up(monkeypatch):
    monkeypatch.setattr(bounces, "set_up", lambda: None)


def test_the_command_reads_a_maildir_and_keeps_no_mail_that_was_understood(message, maildir, as_set_up, capsys):
    (maildir / "new" / "1.a").write_bytes(report(message))
    (maildir / "new" / "2.b").write_bytes(b"From: x@y.no\nSubject: Hei\n\nHallo\n")
    bounces.command(str(maildir), lang="nb")
    assert failed() == [message.to]
    assert [file.name for file in maildir.rglob("*") if file.is_file()] == ["2.b:2,S"]
    assert "1 hører til en melding, 1 hører ikke til noen" in capsys.readouterr().err
    bounces.command(str(maildir), lang="nb")
    assert Stray.objects.count() == 1
    bounces.command("", lang="nb")
    assert "other" in capsys.readouterr().err


def test_the_command_reads_one_mail_from_a_pipe(message, as_set_up, monkeypatch):
    from io import BytesIO

    monkeypatch.setattr(bounces.sys, "stdin", SimpleNamespace(buffer=BytesIO(report(message))))
    bounces.command("-", lang="nb")
    assert failed() == [message.to]


def test_a_folder_that_is_no_maildir_is_refused(db, as_set_up, tmp_path):
    from samspill.errors import UsageError

    with pytest.raises(UsageError, match="no_maildir"):
        bounces.command(str(tmp_path), lang="nb")
