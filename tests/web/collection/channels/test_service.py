"""A mail service instead of a server: what its answers mean, and where it tells of mails that came back."""

from __future__ import annotations

import importlib
from types import SimpleNamespace

import pytest
import requests
from anymail.exceptions import AnymailAPIError, AnymailRecipientsRefused, AnymailRequestsAPIError
from django.core import mail

from samspill.terms import Language
from samspill_web.collection.channels import urls
from samspill_web.config.messengers import MailService
from samspill_web.kernel import outbox, pausing
from samspill_web.kernel.enums import SendState
from samspill_web.kernel.mailing import outcome_of_service
from samspill_web.kernel.models import Message


def with_status(status: int) -> AnymailAPIError:
    return AnymailAPIError("x", status_code=status, response=SimpleNamespace(reason="x", text="x", json=dict))


def caused_by(cause: Exception) -> AnymailAPIError:
    error = AnymailRequestsAPIError("x")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "state", "rests"),
    [
        (AnymailRecipientsRefused(), SendState.FAILED, False),
        (with_status(422), SendState.FAILED, False),
        (with_status(429), SendState.WAITING, True),
        (with_status(401), SendState.WAITING, True),
        (with_status(503), SendState.WAITING, True),
        (with_status(500), SendState.UNKNOWN, False),
        (caused_by(requests.ConnectTimeout("x")), SendState.WAITING, True),
        (caused_by(requests.ReadTimeout("x")), SendState.UNKNOWN, False),
        (caused_by(requests.ConnectionError("Connection aborted")), SendState.UNKNOWN, False),
    ],
)
def test_what_a_service_s_answer_means(error, state, rests):
    outcome = outcome_of_service(error)
    assert (outcome.state, outcome.pause) == (state, rests)


@pytest.mark.django_db
def test_messages_leave_by_a_service(settings):
    settings.EMAIL_BACKEND = "anymail.backends.test.EmailBackend"
    settings.ANYMAIL = {"IGNORE_UNSUPPORTED_FEATURES": True}
    settings.MAIL_BOUNCES = "bounce@retur.eksempel.no"
    from samspill_web.accounts.models import User

    user = User.objects.create_user("ny@eksempel.no", "Ny")
    outbox.enqueue("accounts.link", user.email, Language.NB, user=user.pk)
    outbox.send_due()
    assert Message.objects.get().state == SendState.SENT
    (sent,) = mail.outbox
    assert str(sent.anymail_test_params["from"]) == settings.DEFAULT_FROM_EMAIL
    assert sent.anymail_test_params["envelope_sender"].startswith("bounce+")
    assert sent.anymail_test_params["metadata"]["samspill"]
    assert pausing.paused_until("email") is None


@pytest.mark.parametrize("name", ["postmark", "mailgun", "brevo", "sparkpost"])
def test_a_service_comes_in_only_with_its_secret(settings, name):
    settings.MAIL_SERVICE = MailService(name, {})
    assert urls.returned() == []
    settings.MAIL_SERVICE = MailService(name, {}, "bruker:hemmelig-nok")
    (route,) = urls.returned()
    assert (route.name, str(route.pattern)) == ("returned", f"returned/{name}/")
    assert route.callback.access.kind == "public"
    settings.MAIL_SERVICE = None
    importlib.reload(urls)
    assert "returned" not in {each.name for each in urls.urlpatterns}


def test_a_call_without_the_secret_is_refused(settings, rf):
    from django.core.exceptions import SuspiciousOperation

    settings.ANYMAIL = {"WEBHOOK_SECRET": "bruker:hemmelig-nok"}
    settings.MAIL_SERVICE = MailService("postmark", {}, "bruker:hemmelig-nok")
    (route,) = urls.returned()
    with pytest.raises(SuspiciousOperation):
        route.callback(rf.post("/returned/postmark/", "{}", content_type="application/json"))
