"""How it goes, and whether it helped: only what the releases say of the reader's ties, in words; as a page and as files."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO

import pytest
from analysis.conftest import show_all
from analysis.fetched import text_of
from django.urls import reverse
from django.utils import translation
from django_scopes import scopes_disabled
from docx import Document
from python_calamine import CalamineWorkbook

from samspill.design.model import WaveChange
from samspill.terms import Language, PeopleBand
from samspill_web.actions import services
from samspill_web.actions.about import subject_of
from samspill_web.actions.enums import Aim, Kind, Status
from samspill_web.actions.helped import helped, in_wave
from samspill_web.actions.models import Action
from samspill_web.actions.progress import KINDS, file_of, report_of
from samspill_web.actions.services import Given
from samspill_web.analysis.models import Release
from samspill_web.analysis.selectors import understood
from samspill_web.analysis.told import latest_release, told_to
from samspill_web.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)

EVIL = """=HYPERLINK("http://ondt.example")"""


@pytest.fixture
def two_waves(counted, next_wave):
    first = show_all(counted(people=48))
    second = show_all(counted(people=48, wave=next_wave(people=48)))
    return first, second


@pytest.fixture
def shown_tie(two_waves, role_of) -> tuple[str, str]:
    """A tie that both rounds show."""
    with scopes_disabled():
        release = understood(Release.objects.get(wave=two_waves[1]).text)
    shown = [
        {
            (cell.rater, cell.target)
            for cell in wave.cells
            if cell.published and cell.dimension == "respect" and "+" not in cell.rater
        }
        for wave in release.waves
    ]
    return next(pair for pair in sorted(shown[0] & shown[1]) if pair[0] != pair[1])


def agreed(two_waves, role_of, pair, **more) -> Action:
    with scopes_disabled():
        subject = subject_of(two_waves[0].project, Language.NB)
        given = Given(
            **{
                "what": "Felles møte",
                "kind": Kind.RELATIONAL,
                "wave": two_waves[0].number,
                "rater": pair[0],
                "target": pair[1],
                "dimension": "respect",
                "owner_name": "Anne Berg",
                "due": more.pop("due", None) or two_waves[1].closes.date(),
                **more,
            }
        )
        return services.write(two_waves[0].project, subject, given, Status.AGREED, by=role_of("owner"))


def test_each_round_is_told_in_words_and_change_as_the_release_has_it(two_waves, shown_tie, role_of, cast, client_of):
    made = agreed(two_waves, role_of, shown_tie)
    page = client_of(cast.owner).get(reverse("action", args=[cast.project.pk, made.pk])).content.decode()
    told = page.partition('id="helped"')[2].partition("</section>")[0]
    first, second = (wave.number for wave in two_waves)
    assert "Hjalp det?" in page
    assert f"Runde {first}:" in told
    assert f"Runde {second}:" in told
    with scopes_disabled():
        release = understood(Release.objects.get(wave=two_waves[1]).text)
    changes = {(each.rater, each.target): each for each in release.waves[1].changes if each.dimension == "respect"}
    change = changes[shown_tie]
    words = {"higher": "høyere", "lower": "lavere", "same": "ingen tydelig endring"}
    assert f"Siden runde {first}: {words[change.direction.name.lower()]}" in told
    # Nothing but what was published: each number is one of the release's, and no difference is told of few.
    numbers = {float(each.replace(",", ".")) for each in re.findall(r"(?:omtrent|minst|høyst) (\d(?:,\d+)?)", told)}
    cells = [cell for wave in release.waves for cell in wave.cells if cell.dimension == "respect" and cell.published]
    pairs = {shown_tie, shown_tie[::-1]}
    assert numbers
    assert numbers <= {cell.published.value for cell in cells if (cell.rater, cell.target) in pairs}
    if change.difference is None:
        assert not re.search(r"[+−]\d", told)
    assert "personer" in told


def test_under_25_people_there_is_never_a_figure_of_change(two_waves, shown_tie, role_of):
    made = agreed(two_waves, role_of, shown_tie)
    with scopes_disabled():
        subject = subject_of(two_waves[0].project, Language.NB)
        parts = told_to(latest_release(two_waves[0].project), role_of("owner"))
        bands = {cell.published.n_band for wave in parts[0].waves for cell in wave.cells if cell.published}
        said = [line for way in helped(subject, made, parts) for line in way.lines]
    assert PeopleBand.MANY not in bands
    assert said
    assert not any(re.search(r"[+−]\d", line) for line in said)


@pytest.mark.parametrize("role", ["partner", "group_leader", "reader"])
def test_nobody_is_told_a_dimension_of_others_ties(two_waves, role_of, cast, client_of, role):
    with scopes_disabled():
        subject = subject_of(two_waves[0].project, Language.NB)
        held = role_of(role)
        own = {
            key
            for key, group in subject.plan.mapping.groups.items()
            if held.group == key or (held.organisation and group.organisation == held.organisation)
        }
    others = sorted(set(subject.plan.mapping.groups) - own)
    made = agreed(two_waves, role_of, (others[0], others[1]))
    client = client_of(cast.people[role])
    page = client.get(reverse("action", args=[cast.project.pk, made.pk])).content.decode()
    report = client.get(reverse("actions_report", args=[cast.project.pk])).content.decode()
    for said in (page, report):
        assert "Felles møte" in said
        assert "Respekt" not in said
        assert "Hjalp det?" not in said
        assert "omtrent" not in said
    with scopes_disabled():
        # Also where somebody hands the parts over: the cell is not among them.
        assert helped(subject, made, told_to(latest_release(cast.project), held)) == ()


def test_a_leader_is_told_of_their_own_tie(two_waves, role_of, cast, client_of):
    leader = role_of("group_leader")
    with scopes_disabled():
        release = understood(Release.objects.get(wave=two_waves[1]).text)
    shown = [
        (cell.rater, cell.target)
        for cell in release.waves[0].cells
        if cell.published and cell.dimension == "respect" and cell.target == leader.group and cell.rater != leader.group
    ]
    made = agreed(two_waves, role_of, shown[0])
    later = agreed(two_waves, role_of, shown[0], wave=two_waves[1].number)
    page = client_of(cast.group_leader).get(reverse("action", args=[cast.project.pk, made.pk])).content.decode()
    assert "Hjalp det?" in page
    assert "omtrent" in page or "minst" in page or "høyst" in page
    page = client_of(cast.group_leader).get(reverse("action", args=[cast.project.pk, later.pk])).content.decode()
    assert "Her begynner dere" in page
    assert "Neste runde viser" in page
    assert "Siden runde" not in page


def test_renamed_groups_are_followed_and_merged_ones_are_not(subject):
    mapping, wave = subject.plan.mapping, subject.plan.wave
    one, two, other = list(mapping.groups)[:3]
    new, both = (replace(mapping.groups[one], key=key, waves=(wave + 1,)) for key in ("new", "both"))
    old = {key: replace(group, waves=(wave,) if key in {one, two} else None) for key, group in mapping.groups.items()}
    renamed = WaveChange(wave + 1, groups={one: ("new",), two: ("both",), "x": ("both",)})
    later = replace(mapping, groups={**old, "new": new, "both": both}, changes={**mapping.changes, wave + 1: renamed})
    assert in_wave(later, one, wave, wave) == one
    assert in_wave(later, one, wave, wave + 1) == "new"
    assert in_wave(later, other, wave, wave + 1) == other
    assert in_wave(later, two, wave, wave + 1) is None
    assert in_wave(later, f"{one}+{other}", wave, wave + 1) == f"new+{other}"
    assert in_wave(later, f"{one}+{two}", wave, wave + 1) is None


def test_the_page_says_how_it_goes_by_tie(wave, written, groups, cast, client_of):
    tie = {"rater": groups["leader"], "target": groups["other"]}
    back = {"rater": groups["other"], "target": groups["leader"]}
    written("Er gjort", Status.DONE, **tie)
    written("Tilbake", Status.AGREED, dimension="respect", **back)
    written("For sent", Status.UNDER_WAY, due=wave.opens.date())
    written("En idé", Status.IDEA, aim=Aim.KEEP)
    answer = client_of(cast.owner).get(reverse("actions_report", args=[wave.project_id]))
    page = answer.content.decode()
    for said in (
        "1 av 3 avtalte tiltak er gjort",
        "Én idé",
        "Ett tiltak er i gang",
        "har passert datoen",
        "Dette bør neste kartlegging vise",
    ):
        assert said in page
    headings = [section.heading for section, _ in answer.context["parts"]]
    assert len([heading for heading in headings if "–" in heading]) == 1, "both directions of a tie stand together"
    assert "når det gjelder Respekt" in page


@pytest.mark.parametrize("kind", KINDS)
def test_each_file_holds_the_actions_and_no_address(wave, written, groups, cast, client_of, kind):
    written(EVIL, sign="@SUM(1)", email="anne@eksempel.no", rater=groups["leader"], target=groups["other"], dimension="respect")
    answer = client_of(cast.owner).get(reverse("actions_report_file", args=[wave.project_id, str(kind)]))
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    text = text_of(answer.content)
    for said in ("HYPERLINK", "Anne Berg", "Respekt"):
        assert said in text or kind.value == "xlsx"
    assert "anne@" not in text
    with scopes_disabled():
        assert AuditEntry.objects.get(verb="actions.exported").data["format"] == str(kind)


def test_the_workbook_has_one_line_an_action_and_no_formula(wave, written, groups, cast, client_of):
    written(EVIL, rater=groups["leader"], target=groups["other"])
    written("To")
    content = client_of(cast.owner).get(reverse("actions_report_file", args=[wave.project_id, "xlsx"])).content
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    assert book.sheet_names == ["Les meg", "Tiltak"]
    header, *rows = book.get_sheet_by_name("Tiltak").to_python()
    assert header[:2] == ["Gjelder", "Tiltak"]
    assert {row[1] for row in rows} == {EVIL, "To"}
    assert "avrund" not in str(book.get_sheet_by_name("Les meg").to_python())
    assert b"<f>" not in content


def test_the_document_has_a_table(wave, written, cast, client_of):
    written()
    content = client_of(cast.owner).get(reverse("actions_report_file", args=[wave.project_id, "docx"])).content
    document = Document(BytesIO(content))
    assert any("Felles oppstartsmøte" in cell.text for table in document.tables for cell in table._cells)


def test_readers_files_hold_what_was_agreed_alone(wave, written, groups, cast, client_of):
    written("Bare en idé", Status.IDEA)
    written("Avtalt møte", rater=groups["leader"], target=groups["other"], dimension="respect")
    client = client_of(cast.reader)
    text = text_of(client.get(reverse("actions_report_file", args=[wave.project_id, "docx"])).content)
    assert "Avtalt møte" in text
    assert "Bare en idé" not in text
    assert "Respekt" not in text


def test_what_is_no_kind_is_not_found(wave, cast, client_of):
    for kind in ("html", "json", "x", "sav"):
        assert client_of(cast.owner).get(reverse("actions_report_file", args=[wave.project_id, kind])).status_code == 404


@pytest.mark.parametrize("language", Language)
def test_it_is_made_in_every_language(wave, written, groups, role_of, language):
    written(rater=groups["leader"], target=groups["other"], dimension="respect")
    with scopes_disabled(), translation.override(language.value):
        report = report_of(subject_of(wave.project, language), role_of("owner"))
        assert report.language is language
        for kind in KINDS:
            name, content = file_of(report, kind)
            assert content
            assert name.endswith(kind.value)
