"""SMS: how many parts, at what hours, and what a gateway is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import fromstring
from zoneinfo import ZoneInfo

import pytest
from collection.channels.conftest import add, texts_in, tick
from kernel.post_office import free_port

from samspill.terms import Language
from samspill_web.collection.ballots.codes import code_of
from samspill_web.collection.channels import inviting
from samspill_web.collection.channels.asked import asked
from samspill_web.collection.channels.sms.gateway import Gateway
from samspill_web.collection.channels.sms.hours import next_hour
from samspill_web.collection.channels.sms.parts import BASIC, parts
from samspill_web.collection.channels.sms.template import Sms, body, target
from samspill_web.collection.channels.sms.texts import fitted, shortened
from samspill_web.collection.models import Person
from samspill_web.config import environment
from samspill_web.kernel import clock, outbox, pausing
from samspill_web.kernel.carriers import Letter
from samspill_web.kernel.enums import SendState
from samspill_web.kernel.models import Message

OSLO = ZoneInfo("Europe/Oslo")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("a" * 160, 1),
        ("æøåÆØÅäöÄÖ" * 16, 1),
        ("å" * 161, 2),
        ("å" * 306, 2),
        ("å" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 152 + "€" + "a" * 152, 3),
        ("’" + "a" * 69, 1),
        ("’" + "a" * 70, 2),
        ("’" * 134, 2),
        ("’" * 135, 3),
        ("á" * 71, 2),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("a" * 66 + "😀" + "a" * 66, 3),
        ("", 1),
    ],
)
def test_case_23_parts_are_counted_as_networks_count_them(text, count):
    assert parts(text) == count


def test_case_23_the_basic_table_has_127_letters_and_an_escape():
    assert len(BASIC) == 127
    assert set("æøåÆØÅ") <= BASIC
    assert "’" not in BASIC


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("what", ["invite", "remind"])
@pytest.mark.parametrize(
    "title", ["Kort", "Trygg overgang fra barnehage til skole for alle barn som trenger ekstra støtte «nå»"]
)
def test_case_23_our_texts_are_one_part_in_every_language(settings, language, what, title):
    settings.ADDRESS = "https://samspill.eksempel.no"
    found = SimpleNamespace(
        title=title,
        tenant="Nordre Eksempelvik og Søndre Eksempelvik kommune",
        minutes=12,
        short_day="17. des.",
        language=language,
    )
    link = "https://samspill.eksempel.no/s/#0123456789ABCDEF"
    text = fitted(found, what, link)
    assert parts(text) == 1, (len(text), text)
    assert text.endswith(link) or link in text
    assert title[:10] in text
    assert "Nordre" in text
    assert "{" not in text


def test_a_long_address_takes_two_parts_and_cuts_nothing():
    found = SimpleNamespace(title="T" * 90, tenant="K" * 60, minutes=12, short_day="17. des.", language=Language.NB)
    text = fitted(found, "invite", "https://" + "x" * 120)
    assert parts(text) == 2 or parts(text) == 3
    assert "T" * 90 in text


def test_a_name_keeps_its_letters():
    found = SimpleNamespace(title="Áile ja Máhtte", tenant="Kárášjohka", minutes=5, short_day="1. des.", language=Language.NB)
    assert "Áile ja Máhtte" in fitted(found, "invite", "https://x.no/s/#A")
    assert shortened("Ord " * 20, 17) == "Ord Ord Ord..."


@pytest.mark.parametrize(
    ("local", "nights", "due"),
    [
        ("2026-12-01T08:59", False, "2026-12-01T09:00"),
        ("2026-12-01T09:00", False, None),
        ("2026-12-01T19:59", False, None),
        ("2026-12-01T20:00", False, "2026-12-02T09:00"),
        ("2026-12-01T03:00", True, "2026-12-01T07:00"),
        ("2026-12-01T22:59", True, None),
        ("2026-12-01T23:00", True, "2026-12-02T07:00"),
        ("2027-03-27T21:00", False, "2027-03-28T09:00"),  # the night when summer time begins
    ],
)
def test_the_hours(local, nights, due):
    now = datetime.fromisoformat(local).replace(tzinfo=OSLO).astimezone(UTC)
    found = next_hour(now, OSLO, nights=nights)
    assert found == (datetime.fromisoformat(due).replace(tzinfo=OSLO) if due else None)


def test_nobody_is_woken_and_the_night_shift_is_reached(cast, wave_of, sms_folder, time_machine):
    wave = wave_of(0)
    add(cast.project, wave, "Dag", phone="+4790000001")
    add(cast.project, wave, "Natt", phone="+4790000002", nights=True)
    zone, day = OSLO, wave.opens.date() + timedelta(days=1)
    time_machine.move_to(datetime(day.year, day.month, day.day, 21, 30, tzinfo=zone))
    tick()
    assert [text.split("\n")[0] for text in texts_in(sms_folder)] == ["+4790000002"]
    tick()
    assert not outbox.more_due()
    time_machine.move_to(datetime(day.year, day.month, day.day, 9, 0, 1, tzinfo=zone) + timedelta(days=1))
    tick()
    assert {text.split("\n")[0] for text in texts_in(sms_folder)} == {"+4790000001", "+4790000002"}


def test_an_sms_carries_the_way_in_and_its_row_does_not(cast, wave_of, sms_folder):
    wave = wave_of(0)
    person = add(cast.project, wave, "Kari", phone="+4790000001")
    tick()
    (text,) = texts_in(sms_folder)
    assert f"/s/#{code_of(person)}" in text
    assert code_of(person) not in str(Message.objects.values().get())
    inviting.remind(wave.urn, clock.now().date())
    tick()
    assert len(texts_in(sms_folder)) == 2


# Gateways.


class Host(BaseHTTPRequestHandler):
    answers: ClassVar[list[int | str]] = []
    asked: ClassVar[list[tuple[str, str, dict[str, str], bytes]]] = []

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        Host.asked.append((self.command, self.path, dict(self.headers), self.rfile.read(length)))
        said = Host.answers.pop(0) if Host.answers else 200
        if said == "cut":
            self.connection.close()
            return
        self.send_response(int(said))
        self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.end_headers()

    do_GET = do_PUT = do_POST  # noqa: N815 -- the names are http.server's

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def gateway() -> Iterator[str]:
    Host.answers, Host.asked = [], []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Host)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def over(url: str, **changes: object) -> Sms:
    own = {
        "kind": "gateway",
        "url": f"{url}/send?key=k",
        "headers": {"Content-Type": "application/json", "Authorization": "Bearer x"},
        "body": '{"to": "{to}", "from": "{sender}", "text": "{text}"}',
    }
    return Sms(**{**own, **changes})


MESSAGE = Message(to="+4790000001", channel="sms")
HARD = Letter("", 'Hei "du" \\ {to} & <æøå>\n{sender}')


def test_a_gateway_is_told_what_the_template_says(gateway):
    assert Gateway(over(gateway)).hand_over(MESSAGE, HARD).state is SendState.SENT
    ((method, path, headers, sent),) = Host.asked
    assert (method, path, headers["Authorization"]) == ("POST", "/send?key=k", "Bearer x")
    assert json.loads(sent) == {"to": "+4790000001", "from": "Samspill", "text": HARD.text}


def test_forms_xml_and_addresses_are_written_so_that_a_value_stays_a_value():
    form = over("http://x", headers={"content-type": "application/x-www-form-urlencoded"}, body="to={to}&text={text}")
    assert parse_qs(body(form, "+47", HARD.text).decode()) == {"to": ["+47"], "text": [HARD.text]}
    xml = over("http://x", headers={"Content-Type": "text/xml; charset=utf-8"}, body='<sms to="{to}">{text}</sms>')
    parsed = fromstring(body(xml, "+47", HARD.text))  # noqa: S314 -- our own text
    assert (parsed.get("to"), parsed.text) == ("+47", HARD.text)
    asked_for = target(Sms("gateway", url="https://x.no/a?to={to}&t={text}"), "+47", HARD.text)
    assert parse_qs(urlsplit(asked_for).query) == {"to": ["+47"], "t": [HARD.text]}
    assert "\n" not in asked_for


@pytest.mark.parametrize(
    ("said", "state", "rests"),
    [
        (202, SendState.SENT, False),
        (302, SendState.WAITING, True),
        (307, SendState.WAITING, True),
        (401, SendState.WAITING, True),
        (429, SendState.WAITING, True),
        (503, SendState.WAITING, True),
        (400, SendState.FAILED, False),
        (422, SendState.FAILED, False),
        (500, SendState.UNKNOWN, False),
        (504, SendState.UNKNOWN, False),
        ("cut", SendState.UNKNOWN, False),
    ],
)
def test_what_a_gateway_s_answer_means_and_no_redirect_is_followed(gateway, said, state, rests):
    Host.answers = [said]
    outcome = Gateway(over(gateway)).hand_over(MESSAGE, HARD)
    assert (outcome.state, outcome.pause) == (state, rests)
    assert len(Host.asked) == 1
    assert "Hei" not in outcome.trouble


def test_a_gateway_that_is_not_there_is_nobody_s_fault():
    outcome = Gateway(over(f"http://127.0.0.1:{free_port()}")).hand_over(MESSAGE, HARD)
    assert (outcome.state, outcome.pause) == (SendState.WAITING, True)


def test_a_gateway_that_does_not_answer_is_given_up(gateway, monkeypatch):
    from samspill_web.collection.channels.sms import gateway as module

    monkeypatch.setattr(module, "SECONDS", 0.2)
    monkeypatch.setattr(Host, "do_POST", lambda _self: threading.Event().wait(1))
    before = datetime.now(UTC)
    assert Gateway(over(gateway)).hand_over(MESSAGE, HARD).state is SendState.UNKNOWN
    assert datetime.now(UTC) - before < timedelta(seconds=1)


def test_messages_go_over_the_gateway_of_the_settings(cast, wave_of, gateway, settings):
    settings.SMS = over(gateway)
    wave = wave_of(0)
    for number in range(3):
        add(cast.project, wave, "Kari", phone=f"+479000000{number}")
    Host.answers = [200, 429]
    tick()
    assert pausing.paused_until("sms") is not None
    tick()
    assert len(Host.asked) == 2
    settings.SMS = None
    assert Person.objects.count() == 3


def read(**given: str) -> environment.Environment:
    return environment.read({f"SAMSPILL_{name}": value for name, value in given.items()})


def test_the_settings_of_a_gateway():
    good = {
        "SMS_URL": "https://sms.eksempel.no/send",
        "SMS_HEADERS": '{"Content-Type": "application/json"}',
        "SMS_BODY": '{"to": "{to}", "text": "{text}"}',
    }
    sms = read(**good).messengers.sms
    assert sms is not None
    assert (sms.kind, sms.sender, sms.method) == ("gateway", "Samspill", "POST")
    assert read().messengers.sms is None
    assert read(SMS="files").messengers.sms == Sms("files")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SMS_URL", "http://sms.eksempel.no/send"),
        ("SMS_URL", "https://{to}.eksempel.no/"),
        ("SMS_URL", "https://bruker:passord@sms.eksempel.no/"),
        ("SMS_URL", "file:///etc/passwd"),
        ("SMS_BODY", '{"to": "{to}"}'),
        ("SMS_HEADERS", '{"Content-Type": "text/plain"}'),
        ("SMS_HEADERS", '{"Content-Type": "application/json", "X": "a\\r\\nHost: ond.no"}'),
        ("SMS_HEADERS", "[]"),
        ("SMS_METHOD", "DELETE"),
        ("SMS_SENDER", "x" * 40),
        ("SMS", "pigeon"),
        ("SMS_A_MINUTE", "-1"),
        ("MAIL_A_MINUTE", "many"),
        ("MAIL_BOUNCES", "Bounce Postkasse"),
        ("MAIL_SERVICE", "base"),
        ("MAIL_SERVICE", "../x"),
    ],
)
def test_wrong_settings_are_told_at_start(name, value):
    from samspill.errors import UsageError

    good = {
        "SMS_URL": "https://sms.eksempel.no/send",
        "SMS_HEADERS": '{"Content-Type": "application/json"}',
        "SMS_BODY": '{"to": "{to}", "text": "{text}"}',
    }
    with pytest.raises(UsageError) as refused:
        read(**{**good, name: value})
    assert {problem.place.key for problem in refused.value.problems} <= {f"SAMSPILL_{name}", "SAMSPILL_SMS_BODY"}


def test_a_mail_service_is_named_with_its_settings():
    found = read(
        MAIL_SERVICE="Postmark",
        MAIL_SERVICE_SETTINGS='{"POSTMARK_SERVER_TOKEN": "x"}',
        MAIL_SERVICE_SECRET="postmark:hemmelig-nok",  # noqa: S106 -- of nobody
    ).messengers.mail_service
    assert found is not None
    assert (found.name, found.settings) == ("postmark", {"POSTMARK_SERVER_TOKEN": "x"})


def test_the_text_is_made_for_the_person(cast, wave_of, sms_folder):
    wave = wave_of(0)
    add(cast.project, wave, "Kari", phone="+4790000001", language="en")
    inviting.invite_new(cast.project)
    found = asked(Message.objects.get())
    assert found is not None
    tick()
    (text,) = texts_in(sms_folder)
    assert str(found.minutes) in text
    assert found.short_day in text
