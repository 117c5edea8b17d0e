"""Invitations by e-mail: once to each, with an entry for the calendar, sent anew once the meeting has moved; no names shown."""

from __future__ import annotations

import re
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.core import mail
from django.urls import reverse
from django_scopes import scope, scopes_disabled
from icalendar import Calendar

from samspill.design.edit.paths import set_value
from samspill.errors import UsageError
from samspill.terms import Language
from samspill_web.collection import destroying
from samspill_web.collection.enums import Standing
from samspill_web.collection.models import Person, Urn
from samspill_web.dialogue import inviting, services
from samspill_web.dialogue.models import Invitation, Meeting
from samspill_web.dialogue.selectors import stage_of
from samspill_web.kernel import clock, ticking
from samspill_web.kernel.enums import SendState
from samspill_web.kernel.models import AuditEntry, Message
from samspill_web.projects import services as project_services
from samspill_web.projects.models import Role

pytestmark = pytest.mark.django_db(transaction=True)
HOSTILE = "Rom 2\r\nBcc: alle@eksempel.no\r\nATTENDEE:mailto:x@eksempel.no"


@pytest.fixture
def decided(meeting, cast):
    """Decide when and where the meeting is."""

    def decide(days: float = 14, place: str = "Rådhuset", groups: list[str] | None = None) -> None:
        with scope(tenant=cast.tenant.pk):
            taking_part = groups if groups is not None else list(stage_of(meeting, "nb").groups)
            starts = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=days)
            services.decide(meeting, services.Decided(starts, place, taking_part, []), cast.owner)

    decide()
    mail.outbox.clear()
    return decide


@pytest.fixture
def send(meeting, cast, client_of):
    """Press the button, and let the outbox carry away what is due; return the answer."""

    def sent(*to: str, status: int = 302):
        address = reverse("send_invitation", args=[meeting.project_id, meeting.number])
        answer = client_of(cast.owner).post(address, {"to": list(to)})
        assert answer.status_code == status
        ticking.tick.call()
        return answer

    return sent


def page(meeting, cast, client_of) -> str:
    return client_of(cast.owner).get(reverse("one_meeting", args=[meeting.project_id, meeting.number])).content.decode()


def entry(sent):
    """The calendar that goes with a mail, as its receiver finds it."""
    (part,) = [
        each for each in message_from_bytes(sent.message().as_bytes(), policy=policy.default).walk() if is_calendar(each)
    ]
    assert part["Content-Type"].params["method"] == "PUBLISH"
    assert part["Content-Type"].params["charset"].lower() == "utf-8"
    assert part.get_filename() == "meeting-1.ics"
    calendar = Calendar.from_ical(part.get_content())
    assert str(calendar["method"]) == "PUBLISH"
    (event,) = calendar.walk("VEVENT")
    return event


def is_calendar(part) -> bool:
    return part.get_content_type() == "text/calendar"


def listed(meeting) -> list[Person]:
    with scope(tenant=meeting.project.tenant_id):
        return list(inviting.receivers(meeting, stage_of(meeting, "nb").groups).listed)


def test_it_goes_to_those_who_are_chosen_with_an_entry_for_the_calendar(meeting, decided, send, cast, client_of):
    assert "Send innkallingen" in page(meeting, cast, client_of)
    send("owner", "group_leader")
    assert sorted(sent.to[0] for sent in mail.outbox) == sorted([cast.owner.email, cast.group_leader.email])
    sent = mail.outbox[0]
    assert sent.subject == "Møte: Unge på vei inn"
    assert "Sted: Rådhuset" in sent.body
    assert "Du trenger ikke å svare." in sent.body
    assert "Rådhuset" in sent.alternatives[0][0]
    event = entry(sent)
    assert (event.get("attendee"), event.get("organizer"), event["sequence"]) == (None, None, 0)
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(minutes=45)
    for said in (sent.body, sent.alternatives[0][0], sent.subject, event.to_ical().decode()):
        assert not re.search(r"holder|trenger en samtale|opplever", said)
    with scopes_disabled():
        assert AuditEntry.objects.get(verb="meeting.invited").data == {"meeting": 1, "count": 2}
        assert not any(
            word in str(row.data) for row in Message.objects.filter(kind=inviting.KIND) for word in ("Rådhuset", "ics")
        )


def test_it_goes_once_to_each_and_the_page_tells_how_many_and_not_who(meeting, decided, send, cast, client_of):
    send("owner")
    send("owner", "consultant")
    assert "Alle du valgte, har fått denne innkallingen." in send("owner").wsgi_request._messages._queued_messages[0].message
    assert [sent.to[0] for sent in mail.outbox] == [cast.owner.email, cast.consultant.email]
    shown = page(meeting, cast, client_of)
    assert "Sendt til 2 personer" in shown
    assert cast.consultant.email not in shown
    fields = {each.name for each in Invitation._meta.get_fields()}
    assert fields == {"id", "meeting", "version", "starts", "minutes", "place", "sent", "by", "count"}


def test_once_the_meeting_has_moved_it_can_be_sent_anew(meeting, decided, send, cast, client_of):
    send("owner")
    assert "Møtet er endret etter" not in page(meeting, cast, client_of)
    decided(days=20, place="Biblioteket")
    shown = page(meeting, cast, client_of)
    assert "Møtet er endret etter at innkallingen ble sendt" in shown
    assert "Send den nye tiden" in shown
    send("owner")
    first, second = mail.outbox
    assert second.subject == "Endret: Møte: Unge på vei inn"
    assert entry(first)["uid"] == entry(second)["uid"]
    assert (entry(first)["sequence"], entry(second)["sequence"]) == (0, 1)
    assert str(entry(second)["location"]) == "Biblioteket"
    assert "Møtet er endret etter" not in page(meeting, cast, client_of)
    got = client_of(cast.owner).get(reverse("meeting_invitation", args=[meeting.project_id, meeting.number]))
    assert Calendar.from_ical(got.content).walk("VEVENT")[0]["sequence"] == 1
    decided(days=14)
    send("owner")
    assert entry(mail.outbox[2])["sequence"] == 2


def test_who_has_an_earlier_time_is_not_forgotten(meeting, decided, send, cast, client_of):
    send("owner", "consultant")
    decided(days=20)
    send("owner")
    assert "gikk til 2 personer. Send den nye til de samme." in page(meeting, cast, client_of)
    send("consultant")
    assert "Send den nye til de samme." not in page(meeting, cast, client_of)


def test_what_waits_is_not_sent_once_the_meeting_has_moved(meeting, decided, send, cast, client_of):
    address = reverse("send_invitation", args=[meeting.project_id, meeting.number])
    client_of(cast.owner).post(address, {"to": ["owner"]})
    decided(days=20)
    ticking.tick.call()
    assert mail.outbox == []
    assert not Message.objects.filter(kind=inviting.KIND).exists()


def test_people_on_the_list_get_it_in_their_language_if_their_group_takes_part(meeting, decided, send, cast, client_of):
    group = listed(meeting)[0].nodes[0]
    decided(groups=[group])
    chosen = listed(meeting)
    assert chosen
    assert all(group in person.nodes for person in chosen)
    with scopes_disabled():
        assert len(chosen) < Person.objects.filter(project=meeting.project).count()
        Person.objects.filter(pk=chosen[0].pk).update(email="")
        Person.objects.filter(pk=chosen[1].pk).update(standing=Standing.WITHDRAWN)
        Person.objects.filter(pk=chosen[2].pk).update(language="en")
    assert f"({len(chosen) - 2})" in page(meeting, cast, client_of)
    send("list")
    got = {sent.to[0]: sent for sent in mail.outbox}
    assert set(got) == {person.email for person in chosen[2:]}
    assert got[chosen[3].email].subject.startswith("Møte:")
    assert got[chosen[2].email].subject.startswith("Meeting:")


def test_whoever_said_no_gets_nothing_and_nothing_tells_it(meeting, decided, send, cast, client_of):
    chosen = listed(meeting)
    with scopes_disabled():
        Person.objects.filter(pk=chosen[0].pk).update(standing=Standing.DECLINED)
    send("list")
    assert {sent.to[0] for sent in mail.outbox} == {person.email for person in chosen[1:]}
    rows = Message.objects.filter(kind=inviting.KIND)
    assert {row.state for row in rows} == {SendState.SENT}
    assert len(rows) == len(chosen)
    assert f"Sendt til {len(chosen)} personer" in page(meeting, cast, client_of)


@pytest.mark.parametrize("standing", [Standing.ASKED, Standing.DECLINED])
@pytest.mark.parametrize("first", ["list", "representative"])
def test_somebody_with_two_ways_to_be_reached_gets_it_once_and_counts_once(
    meeting, decided, send, cast, client_of, standing, first
):
    chosen = listed(meeting)
    with scopes_disabled():
        Person.objects.filter(pk=chosen[0].pk).update(email=cast.representative.email.upper(), standing=standing)
    send(first)
    send("list", "representative")
    assert sum(sent.to[0].casefold() == cast.representative.email for sent in mail.outbox) == 1
    assert f"Sendt til {len(chosen)} personer" in page(meeting, cast, client_of)


def test_who_has_no_part_in_it_any_more_is_not_written_to(meeting, decided, cast, client_of):
    address = reverse("send_invitation", args=[meeting.project_id, meeting.number])
    client_of(cast.owner).post(address, {"to": ["reader", "partner", "representative", "list"]})
    with scopes_disabled():
        Role.objects.filter(user=cast.reader).delete()
        cast.partner.email = "another@eksempel.no"
        cast.partner.save()
        Person.objects.filter(project=meeting.project).delete()
    ticking.tick.call()
    assert [sent.to[0] for sent in mail.outbox] == [cast.representative.email]


def test_with_the_list_go_the_messages_to_those_who_were_on_it(meeting, decided, send, cast, client_of):
    send("list", "owner")
    with scopes_disabled():
        Urn.objects.filter(wave=meeting.wave).update(destroyed=clock.now())
        destroying.forget_people(meeting.wave, by=None)
    assert [row.to for row in Message.objects.filter(kind=inviting.KIND)] == [cast.owner.email]
    shown = page(meeting, cast, client_of)
    assert 'value="list"' not in shown
    assert "Sendt til" in shown
    send("list", status=422)


def test_messages_are_deleted_in_time(meeting, decided, send, time_machine):
    send("owner")
    time_machine.move_to(clock.now() + timedelta(days=31))
    ticking.tick.call()
    assert not Message.objects.filter(kind=inviting.KIND).exists()


def test_before_the_day_is_decided_and_once_it_has_begun_nothing_is_sent(meeting, cast, client_of, decided, send):
    with scopes_disabled():
        Meeting.objects.update(starts=None)
    assert 'name="to"' not in page(meeting, cast, client_of)
    assert "Bestem dag og klokkeslett først." in send("owner", status=422).content.decode()
    with scopes_disabled():
        Meeting.objects.update(starts=clock.now() - timedelta(minutes=1))
    assert 'name="to"' not in page(meeting, cast, client_of)
    assert "Møtet har begynt" in send("owner", status=422).content.decode()
    assert mail.outbox == []
    with scope(tenant=cast.tenant.pk), pytest.raises(UsageError):
        inviting.send(meeting, ["owner"], cast.owner)


@pytest.mark.parametrize("to", [[], ["everybody"], ["owner", "nobody"]])
def test_who_is_not_offered_cannot_be_chosen(decided, send, to):
    assert "Velg minst én av dem." in send(*to, status=422).content.decode()
    assert mail.outbox == []


def test_before_a_mapping_those_with_a_role_can_be_invited(cast, client_of):
    with scope(tenant=cast.tenant.pk):
        meeting = services.make(cast.project, "introduction", cast.owner)
        meeting.starts = clock.now() + timedelta(days=3)
        meeting.save()
        assert "list" not in inviting.receivers(meeting, ()).counts()
        assert inviting.send(meeting, ["owner"], cast.owner) == 1
    ticking.tick.call()
    assert entry(mail.outbox[-1])["sequence"] == 0


def test_line_breaks_in_titles_and_places_begin_no_header_and_no_line_of_the_calendar(meeting, decided, send, cast, client_of):
    decided(place=HOSTILE)
    with scopes_disabled():
        cast.tenant.name = HOSTILE
        cast.tenant.save()
    send("owner")
    (sent,) = mail.outbox
    whole = sent.message()
    assert whole["Bcc"] is None
    assert sent.recipients() == [cast.owner.email]
    event = entry(sent)
    assert event.get("attendee") is None
    assert "\n" not in str(event["location"])
    got = client_of(cast.owner).get(reverse("meeting_invitation", args=[meeting.project_id, meeting.number]))
    rows = got.content.replace(b"\r\n ", b"").replace(b"\r", b"\n").split(b"\n")
    assert not [row for row in rows if row.startswith((b"ATTENDEE", b"Bcc"))]


@pytest.mark.parametrize("language", Language)
def test_a_title_with_line_breaks_stays_one_line_in_every_language(cast, language):
    title = f"Kartlegging {language}\nBcc: alle@eksempel.no\rX: y"
    with scope(tenant=cast.tenant.pk):
        project_services.edit(
            cast.project, lambda table: set_value(table, ("mapping", "title"), title), "core_task", by=cast.owner
        )
        cast.owner.language = language.value
        cast.owner.save()
        meeting = services.make(cast.project, "introduction", cast.owner)
        meeting.starts = clock.now() + timedelta(days=3)
        meeting.save()
        inviting.send(meeting, ["owner"], cast.owner)
    ticking.tick.call()
    (sent,) = [each for each in mail.outbox if each.to == [cast.owner.email]]
    whole = sent.message()
    assert whole["Bcc"] is None
    assert whole["Content-Language"] == language.value
    assert "\n" not in sent.subject
    assert "\r" not in sent.subject
    summary = str(entry(sent)["summary"])
    assert "\n" not in summary
    assert "Bcc: alle@eksempel.no X: y" in summary
