"""Meetings in the workspace: made of the release alone, decided by editors, with notes that belong to groups and go in time."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django_scopes import scope, scopes_disabled

from samspill.design.model import Node
from samspill.reporting.meeting import Paper
from samspill_web.collection.models import Ballot
from samspill_web.collection.services import key_file
from samspill_web.dialogue import papers, services
from samspill_web.dialogue.enums import NoteKind
from samspill_web.dialogue.models import Attendance, Meeting, Note
from samspill_web.dialogue.selectors import stage_of
from samspill_web.kernel import clock, ticking
from samspill_web.kernel.models import AuditEntry
from samspill_web.projects.models import Role

pytestmark = pytest.mark.django_db(transaction=True)
HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)">'


def at(name: str, meeting: Meeting, *more: object) -> str:
    return reverse(name, args=[meeting.project_id, meeting.number, *more])


def groups(meeting: Meeting) -> tuple[str, ...]:
    with scopes_disabled():
        return stage_of(meeting, "nb").groups


def said(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", page))


def test_a_meeting_is_made_decided_and_shown(released, cast, client_of):
    wave, client = released(people=48), client_of(cast.owner)
    page = client.get(reverse("feedback_meeting", args=[wave.project_id])).content.decode()
    assert "45 minutter: ett samarbeid" in page
    asked = client_of(cast.group_leader).get(reverse("feedback_meeting", args=[wave.project_id])).content.decode()
    assert ("Lag møtet her" in page, "Lag møtet her" in asked, "gruppen din er med på" in asked) == (True, False, True)
    made = client.post(reverse("make_meeting", args=[wave.project_id]), {"plan": "45-minutes"})
    with scopes_disabled():
        meeting = Meeting.objects.get()
    assert made.headers["Location"] == at("one_meeting", meeting)
    form = {"day": "2027-03-12", "clock": "09.30", "place": "Rådhuset", "groups": list(groups(meeting)), "tie_1": ""}
    assert client.post(at("one_meeting", meeting), form).status_code == 302
    page = client.get(at("one_meeting", meeting)).content.decode()
    assert "12. mars 2027, 09:30 · Rådhuset" in page
    assert "09:30–09:34" in page
    with scopes_disabled():
        meeting.refresh_from_db()
        assert meeting.starts.isoformat() == "2027-03-12T08:30:00+00:00"
        verbs = list(AuditEntry.objects.filter(verb__startswith="meeting.").values_list("verb", flat=True))
    assert verbs == ["meeting.changed", "meeting.made"]


def test_without_a_result_there_is_the_meeting_before_the_mapping(cast, client_of):
    client, address = client_of(cast.owner), reverse("make_meeting", args=[cast.project.pk])
    page = client.get(reverse("feedback_meeting", args=[cast.project.pk])).content.decode()
    assert "120 minutter" in page
    assert "45 minutter" not in page
    assert client.post(address, {"plan": "45-minutes"}).status_code == 422
    assert client.post(address, {"plan": "introduction"}).status_code == 302
    with scopes_disabled():
        meeting = Meeting.objects.get()
    assert client.get(at("present", meeting)).status_code == 200
    assert client.get(at("meeting_file", meeting, "script", "pdf")).status_code == 200
    assert client.get(at("meeting_file", meeting, "map", "pdf")).status_code == 404


def test_what_was_written_wrong_stays_and_is_told(meeting, cast, client_of):
    client = client_of(cast.owner)
    answer = client.post(at("one_meeting", meeting), {"clock": "kvart på ti", "place": "Rådhuset", "groups": ["nowhere"]})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Skriv klokkeslettet som 09:30." in page
    assert "kvart på ti" in page
    answer = client.post(at("one_meeting", meeting), {"clock": "10:00", "groups": list(groups(meeting)), "tie_1": "a>b"})
    assert answer.status_code == 422


def test_the_owner_can_choose_another_collaboration(meeting, cast, client_of):
    client = client_of(cast.owner)
    page = client.get(at("one_meeting", meeting)).content.decode()
    offered = re.findall(r'<option value="([^"]+&gt;[^"]+)"', page)
    chosen = html.unescape(offered[-1])
    client.post(at("one_meeting", meeting), {"groups": list(groups(meeting)), "tie_1": chosen})
    with scopes_disabled():
        meeting.refresh_from_db()
        assert stage_of(meeting, "nb").talks[0].tie == tuple(chosen.split(">"))
    assert client.get(at("present", meeting)).status_code == 200


def test_no_number_is_shown_that_the_release_does_not_have(meeting, cast, client_of):
    """Screens tell classes in words: of numbers there is the place of a screen among the others alone."""
    page = client_of(cast.owner).get(at("present", meeting)).content.decode()
    screens = re.findall(r'<div class="thought">(.*?)<nav', page, re.DOTALL)
    assert len(screens) == 6
    assert [re.findall(r"\d+", said(screen)) for screen in screens] == [[]] * 6
    with scopes_disabled():
        scene = stage_of(meeting, "nb").result
    told = {scene.tell(tie.rater, tie.target) for tie in scene.seen.between}
    assert any(sentence in said(screens[2]) for sentence in told)


def test_it_is_made_of_the_release_alone(meeting, cast, client_of):
    client = client_of(cast.owner)
    before = client.get(at("present", meeting)).content
    with scopes_disabled():
        Ballot.objects.all().delete()
        key_file(meeting.project, meeting.wave.number).unlink(missing_ok=True)
    assert client.get(at("present", meeting)).content == before


def test_every_file_that_is_offered_can_be_had(meeting, cast, client_of):
    client = client_of(cast.owner)
    page = client.get(at("one_meeting", meeting)).content.decode()
    addresses = re.findall(r'href="(/m/\d+/meeting/\d+/file/[^"]+)"', page)
    assert len(addresses) == len(papers.FILES)
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert answer.headers["Content-Disposition"].startswith("attachment")
    for wrong in (("screens", "exe"), ("nothing", "pdf"), ("script", "pptx")):
        assert client.get(at("meeting_file", meeting, *wrong)).status_code == 404
    with scopes_disabled():
        assert AuditEntry.objects.filter(verb="meeting.exported").count() == len(addresses)


def test_how_many_came_is_a_number_for_each_group(meeting, cast, client_of):
    client = client_of(cast.owner)
    assert client.post(at("attendance", meeting), {"group_1": "12", "group_2": ""}).status_code == 302
    assert client.post(at("attendance", meeting), {"group_1": "mange"}).status_code == 422
    with scopes_disabled():
        assert list(Attendance.objects.values_list("group", "count")) == [(groups(meeting)[0], 12)]
        names = {each.name for each in Attendance._meta.get_fields()}
    assert names == {"id", "meeting", "group", "count"}


@pytest.mark.parametrize(
    "text",
    [
        *("Skriv til kari@eksempel.no", "Ring 22 12 34 56", "Ring +47 912 34 567", "Fødselsnummer 01019012345"),
        *("CPR 010190-1234", "Personnummer 900101-1234", "19900101-1234", "010190 12345"),
    ],
)
def test_a_note_that_tells_who_somebody_is_is_not_stored(meeting, cast, client_of, text):
    form = {"group": groups(meeting)[0], "kind": "know", "text": text}
    answer = client_of(cast.owner).post(at("meeting_notes", meeting), form)
    assert answer.status_code == 422
    assert text in html.unescape(answer.content.decode())
    with scopes_disabled():
        assert not Note.objects.exists()


def test_notes_are_kept_as_words_whatever_is_in_them(meeting, cast, client_of):
    client = client_of(cast.owner)
    form = {"group": groups(meeting)[0], "kind": "choice", "text": f"{HOSTILE} Vi møtes 12.03.2027 klokken 10.30"}
    assert client.post(at("meeting_notes", meeting), form).status_code == 302
    page = client.get(at("meeting_notes", meeting)).content.decode()
    assert HOSTILE not in page
    assert HOSTILE in html.unescape(page)
    assert client.post(at("meeting_notes", meeting), {**form, "text": "a\u202eb"}).status_code == 422
    with scopes_disabled():
        assert {each.name for each in Note._meta.get_fields()} == {"id", "meeting", "group", "kind", "text"}
        assert not any(HOSTILE in str(entry.data) for entry in AuditEntry.objects.all())


def test_notes_are_seen_by_the_groups_own_leader_and_editors_only(meeting, cast, client_of, led):
    first, second = groups(meeting)[:2]
    with scope(tenant=cast.tenant.pk):
        own = services.note(meeting, first, NoteKind.KNOW, "Vi trenger ro om morgenen")
        other = services.note(meeting, second, NoteKind.KNOW, "Vi har ny telefontid")
    led(Node.parse(first).group)
    leader = client_of(cast.group_leader)
    page = leader.get(at("meeting_notes", meeting)).content.decode()
    assert own.text in page
    assert other.text not in page
    assert leader.post(at("meeting_notes", meeting), {"group": second, "kind": "know", "text": "Hei"}).status_code == 422
    assert leader.post(at("remove_note", meeting, other.pk)).status_code == 404
    assert leader.get(at("one_meeting", meeting)).status_code == 403
    assert leader.post(at("remove_note", meeting, own.pk)).status_code == 302
    led("somebody-else")
    assert leader.get(at("meeting_notes", meeting)).status_code == 403
    for role in ("partner", "representative", "reader"):
        assert client_of(cast.people[role]).get(at("meeting_notes", meeting)).status_code == 403
    assert client_of(cast.outsider).get(at("meeting_notes", meeting)).status_code == 404


def test_notes_are_deleted_ninety_days_after_the_meeting(meeting, cast, client_of, time_machine):
    day = clock.now() + timedelta(days=30)
    with scope(tenant=cast.tenant.pk):
        services.decide(meeting, services.Decided(day, "", list(groups(meeting)), []), cast.owner)
        services.note(meeting, groups(meeting)[0], NoteKind.IDEA, "Felles telefontid")
    time_machine.move_to(day + timedelta(days=90) - timedelta(hours=1))
    ticking.tick.call()
    with scopes_disabled():
        assert Note.objects.count() == 1
    time_machine.move_to(day + timedelta(days=90, minutes=1))
    ticking.tick.call()
    ticking.tick.call()
    with scopes_disabled():
        assert Note.objects.count() == 0
        assert AuditEntry.objects.get(verb="meeting.notes_deleted").data == {"meeting": 1, "notes": 1}
    client = client_of(cast.owner)
    page = client.get(at("meeting_notes", meeting)).content.decode()
    assert "Notatene ble slettet" in page
    answer = client.post(at("meeting_notes", meeting), {"group": groups(meeting)[0], "kind": "know", "text": "Sent"})
    assert answer.status_code == 422


def test_a_meeting_of_another_mapping_is_not_found(meeting, cast, client_of):
    outsider = client_of(cast.outsider)
    assert outsider.get(reverse("one_meeting", args=[cast.foreign_project.pk, meeting.number])).status_code == 404
    assert outsider.get(at("present", meeting)).status_code == 404


def test_group_leaders_find_the_notes_of_their_own_meetings(meeting, cast, client_of, led):
    address = reverse("feedback_meeting", args=[cast.project.pk])
    led(Node.parse(groups(meeting)[0]).group)
    page = client_of(cast.group_leader).get(address).content.decode()
    assert at("meeting_notes", meeting) in page
    assert 'name="plan"' not in page
    led("somebody-else")
    assert at("meeting_notes", meeting) not in client_of(cast.group_leader).get(address).content.decode()
    with scopes_disabled():
        assert Role.objects.filter(user=cast.group_leader).exists()


def test_the_screens_are_the_same_in_the_browser_and_in_the_file(meeting, cast, client_of):
    with scopes_disabled():
        report = papers.report_of(meeting, Paper.SCREENS, "nb")
    page = said(client_of(cast.owner).get(at("present", meeting)).content.decode())
    assert all(section.heading in page for section in report.sections)
