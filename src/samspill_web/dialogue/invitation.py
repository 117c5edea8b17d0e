"""A meeting as an entry for calendars, to send to those who are to come. It tells when and where, and nothing of a result."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event

from samspill.language import say
from samspill.terms import Language
from samspill_web.dialogue.models import Meeting
from samspill_web.dialogue.selectors import stage_of, zone_of
from samspill_web.kernel import clock

MAKER = "-//Samspill//Samspill//EN"


def entry_of(meeting: Meeting, language: Language) -> bytes | None:
    """Return a meeting as a calendar of one entry (RFC 5545); None while it has no day and hour.

    The entry keeps its UID, so that a programme that has it already moves it.
    """
    if meeting.starts is None:
        return None
    stage, start = stage_of(meeting, language), meeting.starts.astimezone(zone_of(meeting))
    calendar, event = Calendar(), Event()
    for name, value in (("prodid", MAKER), ("version", "2.0"), ("method", "PUBLISH")):
        calendar.add(name, value)
    host = urlsplit(settings.ADDRESS).hostname or "samspill"
    title = say("dialogue.invitation.title", language, title=meeting.project.title)
    event.add("uid", f"meeting-{meeting.project_id}-{meeting.number}@{host}")
    event.add("summary", title)
    event.add("dtstamp", clock.now())
    event.add("last-modified", clock.now())
    event.add("dtstart", start)
    event.add("dtend", start + timedelta(minutes=stage.minutes))
    event.add("description", say("dialogue.invitation.what", language))
    if meeting.place:
        event.add("location", meeting.place)
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())
