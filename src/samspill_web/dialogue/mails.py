"""What an invitation to a meeting says, made when it is sent: when, where, an entry for the calendar, nothing of a result."""

from __future__ import annotations

from django_scopes import scopes_disabled

from samspill.language import day, say
from samspill.render.safe_text import one_line
from samspill.terms import Language
from samspill_web.collection.channels.asked import LONGEST, invited
from samspill_web.collection.channels.email.letters import Part, ask, paragraphs, reply_to
from samspill_web.collection.sender import sender_of
from samspill_web.dialogue.invitation import Appointment, entry_of, heading, last_sent, told
from samspill_web.dialogue.inviting import KIND
from samspill_web.dialogue.models import Invitation
from samspill_web.dialogue.selectors import title_of, zone_of
from samspill_web.kernel import clock
from samspill_web.kernel.models import Message
from samspill_web.kernel.outbox import SILENT, Attachment, Letter, Written, writes
from samspill_web.projects.models import Role

CALENDAR = "text/calendar; method=PUBLISH"


@writes(KIND)
def invitation(message: Message, language: Language) -> Written:
    """Invite somebody who still has a part in a meeting; not to one that was moved meanwhile, or has begun."""
    with scopes_disabled():
        found = Invitation.objects.select_related("meeting__project__tenant", "meeting__wave")
        row = found.filter(pk=message.data["invitation"]).first()
        if row is None or not _holds_still(row):
            return None
        if "role" in message.data:
            return _letter(row, language) if _holds(message, row) else None
        who = invited(message)
        if who is None:
            return None
        # Whoever said that they do not want to take part gets nothing, as when a result is shown. Their row ends like the
        # others, so that neither it nor the count tells who that is.
        return SILENT if who.declined else _letter(row, who.language)


def _holds_still(row: Invitation) -> bool:
    meeting = row.meeting
    same = (meeting.starts, meeting.place) == (row.starts, row.place) and last_sent(meeting) == row
    return same and row.starts > clock.now()


def _holds(message: Message, row: Invitation) -> bool:
    role = Role.objects.filter(pk=message.data["role"], project=row.meeting.project_id).select_related("user").first()
    return role is not None and role.user.is_active and role.user.email == message.to


def _letter(row: Invitation, language: Language) -> Letter:
    meeting = row.meeting
    found = Appointment(*told(row), row.version)
    sender = sender_of(meeting.project_id, row.by_id)
    name = heading(meeting, language)
    subject = say("dialogue.mail.moved", language, heading=name) if row.version else name
    entry = Attachment(f"meeting-{meeting.number}.ics", entry_of(meeting, found, language), CALENDAR)
    return paragraphs(
        language,
        subject,
        [*_parts(row, found, language), *ask(sender, language)],
        reply_to(sender),
        attachments=(entry,),
    )


def _parts(row: Invitation, found: Appointment, language: Language) -> list[Part]:
    meeting, start = row.meeting, found.starts.astimezone(zone_of(row.meeting))
    given = {
        "title": one_line(title_of(meeting, language), LONGEST),
        "tenant": one_line(meeting.project.tenant.name, LONGEST),
        "place": one_line(found.place),
        "day": day(start, language),
        "hour": f"{start:%H:%M}",
        "n": found.minutes,
    }
    lines = ("again" if found.version else "why", "when", *(("where",) if found.place else ()))
    told_lines = [say(f"dialogue.mail.{name}", language, **given) for name in lines]
    what = say("dialogue.invitation.what", language)
    return [Part(text) for text in (*told_lines, what, say("dialogue.mail.calendar", language))]
