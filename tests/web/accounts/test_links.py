"""One-time links: once, seven days, opened without effect, and never past the second factor."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail, signing
from django.test import Client
from django.urls import reverse

from samspill_web.accounts import links, services
from samspill_web.accounts.enums import TenantRole
from samspill_web.accounts.models import Membership, Tenant, User
from samspill_web.kernel import outbox
from samspill_web.kernel.models import Message

pytestmark = pytest.mark.django_db


def path_of(user: User) -> str:
    return reverse("link", args=[links.token_for(user)])


def test_opening_changes_nothing_and_the_button_lets_in_once(person, is_in):
    path = path_of(person)
    scanner = Client()
    for _ in range(3):
        assert scanner.get(path).status_code == 200
        assert scanner.head(path).status_code == 200
    assert not is_in(scanner)
    client = Client()
    assert client.post(path).status_code == 302
    assert is_in(client)
    again = Client()
    assert again.get(path).status_code == again.post(path).status_code == 410
    assert not is_in(again)


def test_any_log_in_spends_all_links(person, log_in):
    path, other = path_of(person), path_of(person)
    _, answer = log_in(person)
    assert answer.status_code == 302
    assert Client().get(path).status_code == Client().get(other).status_code == 410


def test_a_new_password_and_a_new_address_spend_links(person):
    path = path_of(person)
    person.set_password("en-helt-annen-lang-frase")
    person.save()
    assert Client().get(path).status_code == 410
    path = path_of(person)
    person.email = "ny@eksempel.no"
    person.save()
    assert Client().get(path).status_code == 410


def test_a_link_lasts_seven_days(person):
    now = datetime.now(UTC)
    path = path_of(person)
    with time_machine.travel(now + timedelta(days=6, hours=23)):
        assert Client().get(path).status_code == 200
    with time_machine.travel(now + timedelta(days=7, minutes=1)):
        assert Client().get(path).status_code == 410


@pytest.mark.parametrize("signed", [None, [1], {"a": 1}, [1, ""], ["x", "y"], [1, 2, 3], "text", 7])
def test_false_tokens_are_refused(signed):
    assert links.user_of(signing.dumps(signed, salt=links.SALT)) is None


@pytest.mark.parametrize("token", ["", "x", "a:b:c", ":", "\0"])
def test_what_is_no_token_is_refused(token):
    assert links.user_of(token) is None


def test_a_token_of_another_purpose_is_refused(person):
    pk, state = signing.loads(links.token_for(person), salt=links.SALT)
    assert links.user_of(signing.dumps([pk, state], salt="something.else")) is None
    token = links.token_for(person)
    assert links.user_of(token[:-2] + ("AA" if token[-2:] != "AA" else "BB")) is None


def test_nobody_inactive_comes_in(person):
    path = path_of(person)
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert Client().post(path).status_code == 410


def test_the_second_factor_is_still_asked_for_and_the_link_is_spent_all_the_same(person, is_in, code_of):
    TOTP.activate(person, generate_totp_secret())
    path, client = path_of(person), Client()
    answer = client.post(path)
    assert answer.url == reverse("mfa_authenticate")
    assert not is_in(client)
    assert Client().post(path).status_code == 410
    client.post(answer.url, {"code": code_of(person)})
    assert is_in(client)


def test_of_two_who_press_at_once_one_comes_in(person):
    token = links.token_for(person)
    first, second = links.user_of(token), links.user_of(token)
    assert [links.spend(first), links.spend(second)] == [True, False]


def test_the_session_key_changes(person):
    client = Client()
    client.get(reverse("ask_for_link"))
    session = client.session
    session["planted"] = "x"
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    client.post(path_of(person))
    assert client.cookies["sessionid"].value != before


def test_a_link_takes_over_from_whoever_was_logged_in_before(cast, client_of, person, is_in):
    client = client_of(cast.member)
    client.post(path_of(person))
    assert client.get(reverse("profile")).wsgi_request.user == person
    # Setting a new password without the old one works, since the link is what let the person in.
    assert client.get(reverse("account_set_password")).status_code == 200


def test_the_answer_is_the_same_for_unknown_addresses_and_only_known_ones_get_mail(person):
    answers = {}
    for email in (person.email, "ukjent@eksempel.no"):
        answer = Client().post(reverse("ask_for_link"), {"email": email})
        answers[email] = (answer.status_code, without_tokens(answer.content.decode()))
    known, unknown = answers.values()
    assert known == unknown
    outbox.send_due()
    assert [letter.to for letter in mail.outbox] == [[person.email]]
    assert Message.objects.exclude(to=person.email).count() == 0


def without_tokens(page: str) -> str:
    return re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]*', "", page)


def test_links_in_mail_come_from_the_settings_and_not_from_the_host(person, settings):
    settings.ADDRESS = "https://samspill.eksempel.no"
    settings.ALLOWED_HOSTS = ["*"]
    Client().post(reverse("ask_for_link"), {"email": person.email}, headers={"host": "ond.no", "x-forwarded-host": "ond.no"})
    outbox.send_due()
    assert "https://samspill.eksempel.no/account/link/" in mail.outbox[0].body
    assert "ond.no" not in mail.outbox[0].body


def test_the_link_in_the_mail_works(person, is_in):
    Client().post(reverse("ask_for_link"), {"email": person.email.upper()})
    outbox.send_due()
    path = mail.outbox[0].body.partition("http://127.0.0.1:8000")[2].split()[0]
    client = Client()
    client.post(path)
    assert is_in(client)


def test_asking_too_often_is_refused_alike_for_known_and_unknown(person):
    for email in (person.email, "ukjent@eksempel.no"):
        codes = [Client().post(reverse("ask_for_link"), {"email": email}).status_code for _ in range(4)]
        assert codes == [200, 200, 200, 429]


@pytest.mark.parametrize(
    ("language", "word"), [("nb", "Lenke"), ("nn", "Lenkje"), ("da", "Link til"), ("sv", "Länk"), ("en", "Link for")]
)
def test_mail_is_in_the_language_of_the_person(person, language, word):
    User.objects.filter(pk=person.pk).update(language=language)
    services.send_link(person.email)
    outbox.send_due()
    assert mail.outbox[0].subject.startswith(word)


def test_line_breaks_in_names_begin_no_header_and_no_line(cast):
    tenant = Tenant.objects.create(name="Ond\r\nBcc: offer@eksempel.no")
    User.objects.filter(pk=cast.administrator.pk).update(name="Per\r\nBcc: offer@eksempel.no\r\n\r\nKlikk her")
    by = User.objects.get(pk=cast.administrator.pk)
    services.invite(tenant, "ny@eksempel.no", "Ny\r\nBcc: offer@eksempel.no", TenantRole.MEMBER, by=by)
    outbox.send_due()
    letter = mail.outbox[0].message()
    assert letter["Bcc"] is None
    assert mail.outbox[0].recipients() == ["ny@eksempel.no"]
    lines = mail.outbox[0].body.splitlines()
    assert not [line for line in lines if line.startswith(("Bcc", "Klikk"))]


def test_an_invitation_is_not_sent_to_whoever_was_taken_out_before(cast):
    member = services.invite(cast.tenant, "ny@eksempel.no", "Ny", TenantRole.MEMBER, by=cast.administrator)
    Membership.objects.filter(pk=member.pk).delete()
    outbox.send_due()
    assert mail.outbox == []


def test_the_row_of_a_message_holds_no_way_in(person):
    services.send_link(person.email)
    assert "link/" not in str(Message.objects.values().get())
