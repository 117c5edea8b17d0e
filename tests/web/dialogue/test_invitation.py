"""A meeting as an entry for calendars."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled
from icalendar import Calendar

from samspill_web.dialogue.selectors import stage_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def get(meeting, cast, client_of):
    address = reverse("meeting_invitation", args=[meeting.project_id, meeting.number])
    return lambda: client_of(cast.owner).get(address)


@pytest.fixture
def decide(meeting, cast, client_of):
    one = reverse("one_meeting", args=[meeting.project_id, meeting.number])
    with scopes_disabled():
        groups = list(stage_of(meeting, "nb").groups)

    def make(**given: str) -> None:
        assert client_of(cast.owner).post(one, {"groups": groups, "tie_1": "", **given}).status_code == 302

    return make


def test_it_is_there_once_the_day_is_decided_and_moves_with_it(meeting, cast, client_of, get, decide):
    assert get().status_code == 404
    one = reverse("one_meeting", args=[meeting.project_id, meeting.number])
    assert b"invitation.ics" not in client_of(cast.owner).get(one).content
    found = []
    for clock in ("09:30", "13.15"):
        decide(day="2027-03-12", clock=clock, place="Rådhuset, rom 2; oppe")
        answer = get()
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        (entry,) = Calendar.from_ical(answer.content).walk("VEVENT")
        found.append(entry)
    first, moved = found
    assert first["uid"] == moved["uid"]
    assert first.decoded("dtstart").isoformat() == "2027-03-12T09:30:00+01:00"
    assert moved.decoded("dtstart").isoformat() == "2027-03-12T13:15:00+01:00"
    assert moved.decoded("dtend") - moved.decoded("dtstart") == timedelta(minutes=45)
    assert str(moved["location"]) == "Rådhuset, rom 2; oppe"
    assert moved.get("attendee") is None


def test_it_tells_nothing_of_the_result(get, decide):
    decide(day="2027-03-12", clock="09:30", place="")
    said = str(Calendar.from_ical(get().content).walk("VEVENT")[0]["description"])
    assert "holder" not in said
    assert "trenger en samtale" not in said
