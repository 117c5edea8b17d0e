"""The calendar: correct for programmes that read it, open to whoever has the address, and no word more than the list."""

from __future__ import annotations

import logging
import re
from datetime import date, timedelta
from urllib.parse import unquote

import pytest
from actions.conftest import LATER
from django.test import Client
from django.urls import reverse
from django_scopes import scopes_disabled
from icalendar import Calendar

from samspill_web.actions import feed
from samspill_web.actions.enums import Status
from samspill_web.actions.models import Action, Feed
from samspill_web.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def address(wave, cast, client_of) -> str:
    client_of(cast.owner).post(reverse("renew_calendar", args=[wave.project_id]))
    with scopes_disabled():
        return path_of(Feed.objects.get())


def path_of(made: Feed) -> str:
    return "/" + feed.address_of(made).partition("//")[2].partition("/")[2]


def events(client: Client, address: str) -> list:
    answer = client.get(address)
    assert answer.status_code == 200
    return Calendar.from_ical(answer.content).walk("VEVENT")


def test_there_is_none_until_an_editor_makes_one(wave, cast, client_of):
    for name in ("group_leader", "partner", "representative", "reader"):
        assert client_of(cast.people[name]).post(reverse("renew_calendar", args=[wave.project_id])).status_code == 403
    with scopes_disabled():
        assert not Feed.objects.exists()
    page = client_of(cast.owner).get(reverse("action_calendar", args=[wave.project_id]))
    assert page.context["address"] == ""


def test_it_reads_as_a_calendar(address, written, client, groups):
    made = written("Felles oppstartsmøte, hver august; med «alle»", rater=groups["leader"], target=groups["other"], sign="Ja")
    (event,) = events(client, address)
    assert str(event["uid"]) == str(made.key)
    assert event["dtstamp"].dt == made.changed.replace(microsecond=0)
    assert (event["dtstart"].dt, event["dtend"].dt) == (LATER, LATER + timedelta(days=1))
    assert type(event["dtstart"].dt) is date
    assert str(event["summary"]) == made.what
    assert "Eier: Anne Berg" in str(event["description"])
    assert int(event["sequence"]) == 1


def test_lines_are_folded_and_end_as_the_standard_says(address, written, client):
    written("å" * 290)
    content = client.get(address).content
    assert content.startswith(b"BEGIN:VCALENDAR\r\n")
    assert content.endswith(b"END:VCALENDAR\r\n")
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert not any(b"\n" in line or b"\r" in line for line in lines)


def test_the_number_stays_while_the_action_changes(address, written, client):
    made = written()
    before = events(client, address)[0]
    with scopes_disabled():
        Action.objects.filter(pk=made.pk).update(what="Annet", version=2)
    after = events(client, address)[0]
    assert after["uid"] == before["uid"]
    assert int(after["sequence"]) > int(before["sequence"])


def test_it_holds_what_everybody_may_read_and_no_more(address, written, client, groups):
    tie = {"rater": groups["leader"], "target": groups["other"], "dimension": "respect", "email": "anne@eksempel.no"}
    made = {status: written(f"x {status}", Status.IDEA, **tie) for status in Status}
    with scopes_disabled():
        for status, action in made.items():
            Action.objects.filter(pk=action.pk).update(status=status, reason="fordi")
    found = events(client, address)
    assert {str(event["summary"]) for event in found} == {"x agreed", "x under_way", "✓ x done"}
    content = client.get(address).content.decode()
    for hidden in ("@eksempel", "Respekt", "fordi", "http", "anne@"):
        assert hidden not in content.replace("\r\n ", ""), hidden


def test_no_cache_shares_it_and_no_session_is_begun(address, client):
    answer = client.get(address)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "private" in answer.headers["Cache-Control"]
    assert "public" not in answer.headers["Cache-Control"]
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert not answer.cookies
    assert client.head(address).status_code == 200
    assert client.post(address).status_code == 405


def test_a_new_address_ends_the_old_one(address, wave, cast, client_of, client):
    editor = client_of(cast.owner)
    editor.post(reverse("renew_calendar", args=[wave.project_id]))
    with scopes_disabled():
        new = path_of(Feed.objects.get())
    assert client.get(address).status_code == 404
    assert client.get(new).status_code == 200
    assert editor.get(reverse("action_calendar", args=[wave.project_id])).context["address"].endswith(new)
    editor.post(reverse("stop_calendar", args=[wave.project_id]))
    assert client.get(new).status_code == 404
    with scopes_disabled():
        verbs = list(AuditEntry.objects.filter(verb__startswith="feed.").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["feed.made", "feed.renewed", "feed.stopped"]


def test_false_addresses_and_old_ones_get_the_same_answer(address, client, wave, cast, client_of):
    client_of(cast.owner).post(reverse("stop_calendar", args=[wave.project_id]))
    key = address.split("/")[2].partition(":")[0]
    tokens = ["x" * 30, key, f"{key}:x", "0" * 32 + ":" + "a" * 43, "%00", address.split("/")[2]]
    answers = [client.get(reverse("calendar_feed", args=[token])) for token in tokens]
    assert {answer.status_code for answer in answers} == {404}
    # The page names its own address where it leads back to itself, and says nothing else that differs.
    said = {
        unquote(re.sub(r'name="next" value="[^"]*"', "", answer.content.decode())).replace(token, "")
        for answer, token in zip(answers, map(unquote, tokens), strict=True)
    }
    assert len({re.sub(r"[A-Za-z0-9]{64}", "", page) for page in said}) == 1


def test_the_address_stands_in_no_log_and_no_copy_of_the_database(address, client, wave, cast, client_of, caplog):
    token = address.split("/")[2]
    with scopes_disabled():
        made = Feed.objects.get()
        kept = str(vars(made)) + str(list(AuditEntry.objects.values_list("data", flat=True)))
    assert token not in kept
    assert token.partition(":")[2] not in kept
    client_of(cast.owner).post(reverse("stop_calendar", args=[wave.project_id]))
    with caplog.at_level(logging.DEBUG):
        assert client.get(address).status_code == 404
        client.post(address)
    assert token.partition(":")[2] not in caplog.text
    assert made.key.hex not in caplog.text


def test_it_speaks_the_mappings_language_whoever_asks(address, written, client):
    written()
    answer = client.get(address, headers={"Accept-Language": "en"})
    assert "Eier: Anne Berg" in answer.content.decode()
