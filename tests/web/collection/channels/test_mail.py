"""What a mail says and carries, and how somebody says no to it."""

from __future__ import annotations

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from collection.channels.conftest import add, host, tick
from django.core import mail
from django.test import Client

from samspill.terms import Language
from samspill_web.collection.ballots.codes import code_of, printed
from samspill_web.collection.channels import inviting
from samspill_web.collection.channels.asked import asked
from samspill_web.collection.channels.email.declining import decline_link, person_of, token_of
from samspill_web.collection.enums import Standing
from samspill_web.collection.models import Person
from samspill_web.kernel import clock, outbox
from samspill_web.kernel.models import AuditEntry, Message
from samspill_web.projects.selectors import closing


def path_in(letter) -> str:
    return letter.extra_headers["List-Unsubscribe"].strip("<>").partition("8000")[2]


@pytest.fixture
def letter(wave_of):
    wave_of(1)
    tick()
    return mail.outbox[0]


@pytest.mark.parametrize("language", Language)
def test_it_says_why_who_how_long_until_when_the_way_in_whom_to_ask_and_how_to_say_no(cast, wave_of, language):
    wave = wave_of(0)
    person = add(cast.project, wave, "Kari Nordmann", email="kari@eksempel.no", language=language.value)
    inviting.invite_new(cast.project)
    found = asked(Message.objects.get())
    inviting.remind(wave.urn, clock.now().date())
    tick()
    inviting.remind(wave.urn, clock.now().date() + timedelta(days=1))
    tick()
    assert len(mail.outbox) == 2
    for sent in mail.outbox:
        html = sent.alternatives[0].content
        for body in (sent.body, html):
            for part in (
                "Kari Nordmann",
                found.task,
                "Eksempel kommune",
                str(found.minutes),
                found.until,
                f"http://127.0.0.1:8000/s/#{code_of(person)}",
                printed(code_of(person)),
                cast.owner.email,
                decline_link(person),
            ):
                assert part in body.replace("&#x27;", "'"), part
            assert "{" not in body
    # What answers a reminder by itself must not tell the owner who was reminded.
    assert [sent.reply_to for sent in mail.outbox] == [[f"{cast.owner.name} <{cast.owner.email}>"], []]
    assert mail.outbox[0].body != mail.outbox[1].body
    if language in found.plan.mapping.languages:
        assert found.language is language


def test_the_headers(letter):
    headers = letter.extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["List-Unsubscribe"].startswith("<http://127.0.0.1:8000/no/")
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["Message-ID"] == Message.objects.get().message_id
    assert code_of(Person.objects.get()) not in str(headers)


def test_the_page_asks_no_machine_for_anything(letter):
    fetched: list[str] = []

    class Fetches(HTMLParser):
        def handle_starttag(self, tag, attrs):
            fetched.extend(value for name, value in attrs if name in {"src", "background", "srcset"})
            if tag in {"img", "link", "script", "iframe", "object", "style"}:
                fetched.append(tag)

    Fetches().feed(letter.alternatives[0].content)
    assert fetched == []
    assert "url(" not in letter.alternatives[0].content


def test_names_and_titles_are_text_and_begin_no_header(cast, wave_of, office):
    wave = wave_of(0)
    evil = "Kari\r\nBcc: alle@eksempel.no <script>x</script>"
    cast.owner.name = "Eier\r\nBcc: alle@eksempel.no"
    cast.owner.save()
    add(cast.project, wave, evil, email="kari@eksempel.no")
    tick()
    ((_, to, sent),) = office.taken
    assert to == "kari@eksempel.no"
    assert sent["Bcc"] is None
    assert "alle@eksempel.no" not in office.counts
    html = sent.get_body(("html",)).get_content()
    assert "<script>" not in html
    assert "Kari Bcc" in html


def test_links_lead_to_us_whatever_a_request_says(cast, wave_of, client_of):
    wave_of(1)
    Message.objects.all().delete()
    client = client_of(cast.owner)
    client.get("/m/1/deliveries/", HTTP_X_FORWARDED_HOST="ond.no")
    inviting.invite_new(cast.project)
    outbox.send_due()
    assert "ond.no" not in mail.outbox[0].body
    with host("localhost") as browser:
        page = browser.get(path_in(mail.outbox[0]), HTTP_X_FORWARDED_HOST="ond.no")
        assert b"ond.no" not in page.content


# Saying no.


def test_opening_the_page_changes_nothing_and_the_button_does(letter):
    browser = Client(enforce_csrf_checks=True)
    path = path_in(letter)
    for _ in range(3):
        assert browser.get(path).status_code == 200
        assert browser.head(path).status_code == 200
    assert Person.objects.get().standing == Standing.ASKED
    assert browser.post(path).status_code == 200
    assert Person.objects.get().standing == Standing.DECLINED
    assert not browser.cookies, "no cookie"


def test_one_click_of_a_mail_programme_is_enough_and_twice_is_the_same(letter):
    browser = Client(enforce_csrf_checks=True)
    for _ in range(2):
        answer = browser.post(path_in(letter), {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    assert Person.objects.get().standing == Standing.DECLINED
    assert AuditEntry.objects.filter(verb="person.declined").count() == 1


def test_it_can_be_taken_back(letter):
    browser = Client(enforce_csrf_checks=True)
    browser.post(path_in(letter))
    page = browser.post(path_in(letter) + "back/")
    assert page.status_code == 200
    assert Person.objects.get().standing == Standing.ASKED
    assert browser.get(path_in(letter) + "back/").status_code == 405


def test_whoever_said_no_gets_nothing_more(cast, wave_of, letter):
    Client().post(path_in(letter))
    wave = cast.project.waves.get()
    inviting.remind(wave.urn, clock.now().date())
    tick()
    assert len(mail.outbox) == 1


def test_whoever_was_taken_off_the_list_is_not_put_back(letter):
    Person.objects.update(standing=Standing.WITHDRAWN)
    assert Client().post(path_in(letter)).status_code == 410
    assert Client().post(path_in(letter) + "back/").status_code == 410
    assert Person.objects.get().standing == Standing.WITHDRAWN


def test_after_the_close_it_changes_nothing(cast, letter, time_machine):
    time_machine.move_to(closing(cast.project.waves.get()))
    assert Client().post(path_in(letter)).status_code == 410
    assert Person.objects.get().standing == Standing.ASKED


@pytest.mark.parametrize("token", ["x", "a" * 500, "..", "0" * 32 + ":x", "\u202e"])
def test_wrong_links_are_answered_alike(letter, token):
    answer = Client().get(f"/no/{token}/")
    assert answer.status_code == 410
    assert "text/html" in answer["Content-Type"]


def test_the_link_is_no_way_in_and_no_other_link_is_it(letter):
    person = Person.objects.get()
    token = token_of(person)
    assert person_of(token) == person
    assert code_of(person) not in token
    assert person_of(token[:-1] + ("A" if token[-1] != "A" else "B")) is None
    forged = re.sub("^.", "f" if token[0] != "f" else "e", token)
    assert person_of(forged) is None
