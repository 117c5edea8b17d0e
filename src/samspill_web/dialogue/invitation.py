"""A meeting as an entry for calendars, to send to those who are to come. It tells when and where, and nothing of a result."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event

from samspill.language import say
from samspill.render.safe_text import one_line
from samspill.terms import Language
from samspill_web.dialogue.models import Invitation, Meeting
from samspill_web.dialogue.selectors import title_of, zone_of
from samspill_web.kernel import clock

MAKER = "-//Samspill//Samspill//EN"
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Appointment:
    """When and where a meeting is; ``version`` counts how often that was told differently, from 0."""

    starts: datetime
    minutes: int
    place: str
    version: int


def appointment_of(meeting: Meeting, minutes: int) -> Appointment | None:
    """Return what is decided of a meeting that takes so long; None while it has no day and hour.

    Once it differs from what was sent last, it is the next version: calendars take it in place of the one they have.
    """
    if meeting.starts is None:
        return None
    last = last_sent(meeting)
    decided = meeting.starts, minutes, meeting.place
    if last is None:
        return Appointment(*decided, 0)
    return Appointment(*decided, last.version if told(last) == decided else last.version + 1)


def last_sent(meeting: Meeting) -> Invitation | None:
    """Return the invitation that was sent last."""
    return meeting.invitations.first()


def sent_earlier(meeting: Meeting, last: Invitation) -> int:
    """Return to how many an earlier invitation went, where that is more than have the last one: some know an old time."""
    return max((each.count for each in meeting.invitations.all() if each.count > last.count), default=0)


def told(invitation: Invitation) -> tuple[datetime, int, str]:
    """Return what an invitation said."""
    return invitation.starts, invitation.minutes, invitation.place


def heading(meeting: Meeting, language: Language) -> str:
    """Return what the meeting is called in calendars and mails: nothing of a result, and one line whatever is in the title."""
    return say("dialogue.invitation.title", language, title=one_line(title_of(meeting, language), LONGEST))


def entry_of(meeting: Meeting, found: Appointment, language: Language) -> bytes:
    """Return a meeting as a calendar of one entry (RFC 5545).

    The entry keeps its UID, so that a programme that has it already moves it. Its method is PUBLISH and it names nobody: no
    answer comes back, since how many came is kept as a number and never as names.
    """
    start = found.starts.astimezone(zone_of(meeting))
    calendar, event = Calendar(), Event()
    for name, value in (("prodid", MAKER), ("version", "2.0"), ("method", "PUBLISH")):
        calendar.add(name, value)
    host = urlsplit(settings.ADDRESS).hostname or "samspill"
    event.add("uid", f"meeting-{meeting.project_id}-{meeting.number}@{host}")
    event.add("sequence", found.version)
    event.add("summary", heading(meeting, language))
    event.add("dtstamp", clock.now())
    event.add("last-modified", clock.now())
    event.add("dtstart", start)
    event.add("dtend", start + timedelta(minutes=found.minutes))
    event.add("description", say("dialogue.invitation.what", language))
    if found.place:
        event.add("location", one_line(found.place))
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())
