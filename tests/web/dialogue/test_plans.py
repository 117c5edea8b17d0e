"""Plans that an organisation keeps: copied, written on part by part, shared as files. Meetings keep copies of their own."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from tomllib import loads

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_scopes import scope, scopes_disabled

from samspill.reporting.meeting import shipped
from samspill.reporting.meeting.load import source
from samspill.terms import Language
from samspill_web.dialogue import plans
from samspill_web.dialogue.models import Meeting, MeetingPlan
from samspill_web.kernel import clock, ticking
from samspill_web.kernel.models import AuditEntry
from samspill_web.projects.models import Role

pytestmark = pytest.mark.django_db(transaction=True)
HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)">'


def at(name: str, project, *more: object) -> str:
    return reverse(name, args=[project.pk, *more])


@pytest.fixture
def kept(cast) -> MeetingPlan:
    """A copy of the plan of 45 minutes."""
    with scope(tenant=cast.tenant.pk):
        return plans.copy(cast.tenant, "45-minutes", "Vår plan", Language.NB, cast.owner)


@pytest.fixture
def page_of_plan(kept, cast, client_of):
    """Open the page of the plan, and return what its form sends as it stands."""

    return lambda: form_of(client_of(cast.owner).get(at("meeting_plan", cast.project, kept.pk)).content.decode())


def form_of(page: str) -> dict[str, str]:
    """Return the fields of the form of a plan as a browser sends them, without any button."""
    form = re.search(r'<form[^>]*id="plan".*?</form>', page, re.DOTALL)[0]
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        found[name[1]] = html.unescape(value[1]) if value else ""
    for name, text in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        found[name] = html.unescape(text.removeprefix("\n"))
    for name, inner in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        options = re.findall(r'<option value="([^"]*)"([^>]*)>', inner)
        found[name] = html.unescape(next((value for value, rest in options if "selected" in rest), options[0][0]))
    return {name: value for name, value in found.items() if name != "csrfmiddlewaretoken"}


def stored(row: MeetingPlan) -> dict:
    with scopes_disabled():
        return loads(MeetingPlan.objects.get(pk=row.pk).source)


def keys(page: str) -> list[str]:
    form = form_of(page)
    count = int(form["count"])
    return [re.search(r'"key": "([^"]*)"', form[f"part-{number}-was"])[1] for number in range(count)]


def test_a_shipped_plan_is_copied_under_a_new_name(cast, client_of):
    client = client_of(cast.owner)
    page = client.get(at("meeting_plans", cast.project)).content.decode()
    assert "Dere har ingen egne planer ennå" in page
    answer = client.post(at("copy_meeting_plan", cast.project), {"name": "Møte på Nordby", "begin": "90-minutes"})
    with scopes_disabled():
        row = MeetingPlan.objects.get()
    assert answer.headers["Location"] == at("meeting_plan", cast.project, row.pk)
    assert plans.template_of(row).parts == shipped("90-minutes").parts
    assert plans.template_of(row).name.get_in("en") == "Møte på Nordby"
    page = client.get(at("meeting_plans", cast.project)).content.decode()
    assert "Møte på Nordby" in page
    with scopes_disabled():
        entry = AuditEntry.objects.get(verb="meeting_plan.made")
    assert entry.data == {"plan": "mote-pa-nordby"}


@pytest.mark.parametrize("name", ["", " ", "n" * 201, "a\u202eb", "a{b}c"])
def test_a_name_that_cannot_be_is_told_and_kept(cast, client_of, name):
    answer = client_of(cast.owner).post(at("copy_meeting_plan", cast.project), {"name": name, "begin": "45-minutes"})
    assert answer.status_code == 422
    assert html.escape(name) in answer.content.decode()
    with scopes_disabled():
        assert not MeetingPlan.objects.exists()


def test_a_meeting_is_made_after_a_plan_of_the_organisation_and_keeps_its_own_copy(released, kept, cast, client_of):
    released(people=48)
    client, consultant = client_of(cast.owner), client_of(cast.consultant)
    page = consultant.get(at("feedback_meeting", cast.project)).content.decode()
    assert "Vår plan" in page
    assert at("meeting_plans", cast.project) not in page
    assert consultant.post(at("make_meeting", cast.project), {"plan": f"own-{kept.pk}"}).status_code == 302
    with scopes_disabled():
        meeting = Meeting.objects.get()
    before = client.get(reverse("present", args=[cast.project.pk, meeting.number])).content
    with scope(tenant=cast.tenant.pk):
        plans.write(kept, lambda table: {**table, "part": table["part"][:1]}, kept.version, cast.owner)
        plans.remove(kept, cast.owner)
    assert client.get(reverse("present", args=[cast.project.pk, meeting.number])).content == before
    with scopes_disabled():
        assert AuditEntry.objects.get(verb="meeting.made").data["plan"] == "var-plan"
    assert client.post(at("make_meeting", cast.project), {"plan": f"own-{kept.pk}"}).status_code == 422


def test_saving_what_is_there_changes_nothing(kept, cast, client_of, page_of_plan):
    before = stored(kept)
    assert client_of(cast.owner).post(at("meeting_plan", cast.project, kept.pk), page_of_plan()).status_code == 302
    assert stored(kept) == before
    with scopes_disabled():
        assert not AuditEntry.objects.filter(verb="meeting_plan.changed").exists()


def test_parts_are_moved_put_in_and_taken_out_and_kept_once_saved(kept, cast, client_of, page_of_plan):
    client, address = client_of(cast.owner), at("meeting_plan", cast.project, kept.pk)
    form = page_of_plan() | {"part-0-say": "Velkommen til alle", "part-1-minutes": "mange"}
    page = client.post(address, form | {"press": "down-0"}).content.decode()
    assert keys(page)[:3] == ["strengths", "aim", "tie"]
    assert "Endringene er ikke lagret ennå" in page
    assert form_of(page)["part-1-say"] == "Velkommen til alle"
    assert form_of(page)["part-0-minutes"] == "mange"
    assert re.search(r'value="down-1" autofocus', page)
    page = client.post(address, form_of(page) | {"press": "up-1"}).content.decode()
    page = client.post(address, form_of(page) | {"press": "out-3"}).content.decode()
    assert keys(page) == ["aim", "strengths", "tie", "needs", "choices"]
    page = client.post(address, form_of(page) | {"press": "in", "kind": "break", "place": "2"}).content.decode()
    assert keys(page) == ["aim", "strengths", "break", "tie", "needs", "choices"]
    assert "autofocus" in re.search(r'<input[^>]*name="part-2-minutes"[^>]*>', page)[0]
    assert [part["key"] for part in stored(kept)["part"]][3] == "silence"
    form = form_of(page) | {"part-1-minutes": "10", "name": "Vår nye plan"}
    assert client.post(address, form).status_code == 302
    table = stored(kept)
    assert [part["key"] for part in table["part"]] == ["aim", "strengths", "break", "tie", "needs", "choices"]
    assert table["template"]["minutes"] == sum(part["minutes"] for part in table["part"]) == 4 + 10 + 5 + 6 + 12 + 12
    assert table["template"]["name"] == {"nb": "Vår nye plan"}
    assert table["part"][0]["say"] == {"nb": "Velkommen til alle"}
    with scopes_disabled():
        assert AuditEntry.objects.filter(verb="meeting_plan.changed").count() == 1


@pytest.mark.parametrize("press", ["up-0", "down-99", "out-99", "in", "", "up-x", "sideways-1", "up-" + "9" * 5000])
def test_a_button_that_leads_nowhere_changes_nothing(kept, cast, client_of, page_of_plan, press):
    form = page_of_plan() | {"press": press, "kind": "nothing"}
    answer = client_of(cast.owner).post(at("meeting_plan", cast.project, kept.pk), form)
    assert answer.status_code == 200
    assert keys(answer.content.decode()) == [part["key"] for part in stored(kept)["part"]]


def test_words_are_written_in_the_language_of_the_page_and_others_keep_theirs(kept, cast, client_of, page_of_plan):
    address = at("meeting_plan", cast.project, kept.pk)
    was = stored(kept)["part"][5]["do"]
    assert set(was) == {"nb", "nn", "da", "sv", "en"}
    cast.owner.language = "da"
    cast.owner.save()
    form = page_of_plan()
    assert form["part-5-do"] == was["da"]
    assert client_of(cast.owner).post(address, form | {"part-5-do": "Vælg nu", "name": "Vores plan"}).status_code == 302
    table = stored(kept)
    assert table["part"][5]["do"] == {**was, "da": "Vælg nu"}
    assert table["template"]["name"] == {"nb": "Vår plan", "da": "Vores plan"}
    assert client_of(cast.owner).post(address, page_of_plan() | {"part-5-do": " "}).status_code == 302
    assert "do" not in stored(kept)["part"][5]


def test_an_own_part_has_a_heading_and_lines(kept, cast, client_of, page_of_plan):
    client, address = client_of(cast.owner), at("meeting_plan", cast.project, kept.pk)
    page = client.post(address, page_of_plan() | {"press": "in", "kind": "own", "place": "0"}).content.decode()
    answer = client.post(address, form_of(page))
    assert answer.status_code == 422
    assert "En del med egne ord trenger en overskrift og minst én linje" in answer.content.decode()
    words = {"part-0-heading": "Hvem er vi", "part-0-lines": "Si navnet ditt\n\n  Si hva du gjør  \n"}
    assert client.post(address, form_of(answer.content.decode()) | words).status_code == 302
    part = stored(kept)["part"][0]
    assert part["heading"] == {"nb": "Hvem er vi"}
    assert part["line"] == [{"text": {"nb": "Si navnet ditt"}}, {"text": {"nb": "Si hva du gjør"}}]


def test_what_is_wrong_is_told_beside_its_part_and_nothing_typed_is_lost(kept, cast, client_of, page_of_plan):
    client, address = client_of(cast.owner), at("meeting_plan", cast.project, kept.pk)
    page = client.post(address, page_of_plan() | {"press": "up-2"}).content.decode()
    form = form_of(page) | {"part-5-say": "x" * 601, "part-4-minutes": "en halv time", "part-2-say": "Hei {navn}"}
    answer = client.post(address, form | {"what": "{alt}"})
    page = answer.content.decode()
    assert answer.status_code == 422
    parts = re.split(r'<li class="part"', page)[1:]
    assert "Det som trenger en samtale, kommer før det som holder" not in parts[0]
    assert "En del varer fra 1 til 480 minutter" in parts[4]
    assert "Det er plass til 600" in parts[5]
    assert "Krøllparenteser fylles ut i møtet" in parts[2]
    both = client.post(address, form | {"part-5-say": "{" + "x" * 601}).content.decode()
    assert "Krøllparenteser fylles ut i møtet" in re.split(r'<li class="part"', both)[6]
    assert form_of(page) == form | {"what": "{alt}"}
    assert "part[" not in page
    form = form_of(page) | {"part-5-say": "", "part-4-minutes": "12", "part-2-say": "", "what": ""}
    page = client.post(address, form).content.decode()
    parts = re.split(r'<li class="part"', page)[1:]
    assert "Det som trenger en samtale, kommer før det som holder" in parts[2]
    assert 'href="#part-3"' in page
    assert stored(kept)["template"]["minutes"] == 45


def test_holes_in_the_numbers_of_collaborations_are_told_of_the_part(kept, cast, client_of, page_of_plan):
    answer = client_of(cast.owner).post(at("meeting_plan", cast.project, kept.pk), page_of_plan() | {"part-4-tie": "3"})
    parts = re.split(r'<li class="part"', answer.content.decode())[1:]
    assert "Planen har en del om samarbeid nummer 3, men ingen om nummer 2" in html.unescape(parts[4])


def test_nobody_overwrites_what_another_has_saved_unseen(kept, cast, client_of, page_of_plan):
    client, address = client_of(cast.owner), at("meeting_plan", cast.project, kept.pk)
    form = page_of_plan()
    assert client.post(address, page_of_plan() | {"name": "Deres"}).status_code == 302
    answer = client.post(address, form | {"name": "Min"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Noen andre har lagret planen mens du skrev" in page
    assert form_of(page)["name"] == "Min"
    assert stored(kept)["template"]["name"] == {"nb": "Deres"}
    assert client.post(address, form_of(page)).status_code == 302
    assert stored(kept)["template"]["name"] == {"nb": "Min"}


@pytest.mark.parametrize(
    "was",
    [
        *("", "null", "[]", "{", '{"key": 7, "kind": "aim"}', '{"key": "a", "kind": "?"}', "[" * 5000),
        *('{"key": "aim", "kind": "aim", "say": 7, "do": {"nb": null, "xx": "?"}, "line": [7, {"text": [1]}]}',),
        *('{"key": "\\ud800", "kind": "aim"}', '{"key": "a\\u0000", "kind": "aim"}'),
    ],
)
def test_a_hidden_field_that_somebody_has_changed_does_no_harm(kept, cast, client_of, page_of_plan, was):
    client, address = client_of(cast.owner), at("meeting_plan", cast.project, kept.pk)
    form = page_of_plan() | {"part-0-was": was}
    assert client.post(address, form | {"press": "up-1"}).status_code == 200
    assert client.post(address, form).status_code in {302, 422}
    assert client.get(address).status_code == 200
    for count in ("", "x", "-1", "999", "9" * 5000):
        assert client.post(address, form | {"count": count, "press": "up-1"}).status_code == 200


def test_a_plan_goes_out_as_a_file_and_comes_in_at_another_organisation(kept, cast, client_of):
    answer = client_of(cast.owner).get(at("meeting_plan_file", cast.project, kept.pk))
    assert answer["Content-Disposition"] == 'attachment; filename="var-plan.toml"'
    address = at("bring_meeting_plan", cast.foreign_project)
    upload = SimpleUploadedFile("plan.toml", answer.content)
    assert client_of(cast.outsider).post(address, {"upload": upload}).status_code == 302
    with scopes_disabled():
        brought = MeetingPlan.objects.get(tenant=cast.foreign)
    assert loads(brought.source) == stored(kept)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"not toml",
        source("45-minutes").replace("minutes = 45", "minutes = 44").encode(),
        source("45-minutes").replace('version = "1"', 'version = "1"\nname2 = "x"').encode(),
        source("45-minutes").replace('key = "45-minutes"', f'key = "{"k" * 81}"').encode(),
        source("45-minutes").replace('version = "1"', f'version = "{"1" * 9000}"').encode(),
        source("45-minutes").replace("Velg én ting", "Velg \\u202e ting").encode(),
        source("45-minutes").replace("Velg én ting", "Velg \\u0007 ting").encode(),
        b"[[part]]\n" * 15_000,
        b"a = " + b"[" * 90_000 + b"]" * 90_000,
    ],
)
def test_a_file_that_is_no_plan_is_refused_with_a_reason(cast, client_of, content):
    upload = SimpleUploadedFile("plan.toml", content)
    answer = client_of(cast.owner).post(at("bring_meeting_plan", cast.project), {"upload": upload})
    assert answer.status_code == 422
    assert "ds-error-summary" in answer.content.decode()
    with scopes_disabled():
        assert not MeetingPlan.objects.exists()


def test_words_of_a_file_stay_words(cast, client_of):
    client = client_of(cast.owner)
    quoted = HOSTILE.replace('"', '\\"')
    text = source("45-minutes").replace("Velg én ting", quoted).replace("For et vanlig møte", quoted)
    upload = SimpleUploadedFile("plan.toml", text.replace("45 minutter: ett samarbeid", quoted).encode())
    answer = client.post(at("bring_meeting_plan", cast.project), {"upload": upload})
    for address in (answer.headers["Location"], at("meeting_plans", cast.project)):
        page = client.get(address).content.decode()
        assert HOSTILE not in page
        assert HOSTILE in html.unescape(page)


def test_a_plan_that_was_taken_away_can_be_taken_back_for_thirty_days(kept, cast, client_of, time_machine):
    client = client_of(cast.owner)
    assert client.post(at("remove_meeting_plan", cast.project, kept.pk)).status_code == 302
    assert client.get(at("meeting_plan", cast.project, kept.pk)).status_code == 404
    assert at("restore_meeting_plan", cast.project, kept.pk) in client.get(at("meeting_plans", cast.project)).content.decode()
    assert client.post(at("restore_meeting_plan", cast.project, kept.pk)).status_code == 302
    assert client.get(at("meeting_plan", cast.project, kept.pk)).status_code == 200
    client.post(at("remove_meeting_plan", cast.project, kept.pk))
    with scopes_disabled():
        verbs = list(AuditEntry.objects.filter(verb__startswith="meeting_plan.").values_list("verb", flat=True))
    assert verbs == [f"meeting_plan.{verb}" for verb in ("removed", "taken_back", "removed", "made")]
    time_machine.move_to(clock.now() + timedelta(days=29))
    ticking.tick.call()
    with scopes_disabled():
        assert MeetingPlan.objects.count() == 1
    time_machine.move_to(clock.now() + timedelta(days=2))
    ticking.tick.call()
    ticking.tick.call()
    with scopes_disabled():
        assert MeetingPlan.objects.count() == 0


def test_plans_are_those_of_the_organisation_and_its_owners(kept, cast, client_of):
    with scopes_disabled():
        Role.objects.create(project=cast.foreign_project, user=cast.owner, role="reader")
    for name in ("meeting_plan", "meeting_plan_file"):
        assert client_of(cast.outsider).get(at(name, cast.foreign_project, kept.pk)).status_code == 404
        for role in ("consultant", "partner", "group_leader", "representative", "reader"):
            assert client_of(cast.people[role]).get(at(name, cast.project, kept.pk)).status_code == 403
    page = client_of(cast.outsider).get(at("meeting_plans", cast.foreign_project)).content.decode()
    assert "Vår plan" not in page
    for name in ("remove_meeting_plan", "restore_meeting_plan"):
        assert client_of(cast.outsider).post(at(name, cast.foreign_project, kept.pk)).status_code == 404
    form = {"name": "Stjålet", "begin": f"own-{kept.pk}"}
    assert client_of(cast.outsider).post(at("copy_meeting_plan", cast.foreign_project), form).status_code == 422
    assert (
        client_of(cast.outsider).post(at("make_meeting", cast.foreign_project), {"plan": f"own-{kept.pk}"}).status_code == 422
    )


def test_an_organisation_has_room_for_so_many(cast, client_of, monkeypatch):
    monkeypatch.setattr(plans, "MOST_PLANS", 1)
    form = {"name": "En", "begin": "45-minutes"}
    assert client_of(cast.owner).post(at("copy_meeting_plan", cast.project), form).status_code == 302
    answer = client_of(cast.owner).post(at("copy_meeting_plan", cast.project), form)
    assert answer.status_code == 422
    assert "Dere har 1 planer" in answer.content.decode()
