"""A message is handed over once; what failed is a row that somebody sees; no row holds a way in."""

from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPConnectError, SMTPResponseException, SMTPServerDisconnected

import pytest
from django.core import mail

from samspill.terms import Language
from samspill_web.accounts.models import User
from samspill_web.kernel import clock, outbox
from samspill_web.kernel.enums import SendState
from samspill_web.kernel.models import Message


@pytest.fixture
def message(db) -> Message:
    user = User.objects.create_user("ny@eksempel.no", "Ny Person")
    return outbox.enqueue("accounts.link", user.email, Language.DA, user=user.pk)


def fail_with(monkeypatch, error: Exception) -> None:
    def send(self, fail_silently=False):
        raise error

    monkeypatch.setattr("django.core.mail.EmailMessage.send", send)


def test_a_message_is_written_when_it_is_sent_in_the_persons_language(message):
    assert outbox.send_due() == 1
    (sent,) = mail.outbox
    assert sent.to == ["ny@eksempel.no"]
    assert "http://" in sent.body
    assert sent.extra_headers["Message-ID"] == message.message_id
    assert Message.objects.get().state == SendState.SENT
    assert outbox.send_due() == 0
    assert len(mail.outbox) == 1


def test_a_row_holds_neither_text_nor_link(message):
    outbox.send_due()
    row = str(Message.objects.values().get())
    assert "http" not in row
    assert mail.outbox[0].subject not in row


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (SMTPResponseException(421, b"later"), SendState.WAITING),
        (SMTPConnectError(450, b"later"), SendState.WAITING),
        (ConnectionRefusedError(), SendState.WAITING),
        (SMTPResponseException(550, b"no such person"), SendState.FAILED),
        (SMTPServerDisconnected(), SendState.UNKNOWN),
    ],
)
def test_what_becomes_of_a_message_that_was_not_taken(message, monkeypatch, error, state):
    fail_with(monkeypatch, error)
    assert outbox.send_due() == 0
    after = Message.objects.get()
    assert after.state == state
    assert after.trouble
    if state is SendState.WAITING:
        assert after.due > clock.now()


def test_a_message_is_given_up_after_some_tries(message, monkeypatch):
    fail_with(monkeypatch, SMTPResponseException(421, b"later"))
    for _ in range(outbox.TRIES):
        Message.objects.update(due=clock.now() - timedelta(seconds=1))
        outbox.send_due()
    assert Message.objects.get().state == SendState.FAILED


def test_two_senders_send_once(message):
    pk = message.pk
    assert outbox._send(pk)
    assert not outbox._send(pk)
    assert len(mail.outbox) == 1


def test_a_message_whose_worker_was_killed_is_told_and_not_repeated(message):
    Message.objects.update(state=SendState.SENDING, due=clock.now() - timedelta(hours=1))
    outbox.give_up_lost(clock.now() - timedelta(minutes=15))
    assert outbox.send_due() == 0
    assert (Message.objects.get().state, Message.objects.get().trouble) == (SendState.UNKNOWN, "killed")


def test_nobody_is_written_who_is_gone(message):
    User.objects.all().delete()
    assert outbox.send_due() == 0
    assert not mail.outbox
    assert not Message.objects.exists()


def test_a_subject_is_one_line(message, monkeypatch):
    monkeypatch.setitem(outbox._writers, "accounts.link", lambda *_: outbox.Letter("Hei\r\nBcc: all@eksempel.no", "x"))
    outbox.send_due()
    assert mail.outbox[0].subject == "Hei Bcc: all@eksempel.no"
    assert mail.outbox[0].recipients() == ["ny@eksempel.no"]
