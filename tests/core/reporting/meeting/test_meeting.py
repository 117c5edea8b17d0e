"""Plans of meetings, and what is made of them: minutes that add up, strengths first, no number but the release's."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from itertools import product
from tomllib import loads
from typing import Any

import pytest
from pptx import Presentation

from samspill.design.model import Mapping
from samspill.disclosure.release import Release
from samspill.errors import MeetingError, UsageError
from samspill.instrument.model import Instrument
from samspill.language import problem_text
from samspill.render import docx, html, pdf, pptx
from samspill.reporting.compose.scene import Scene
from samspill.reporting.document import Bullets, Cards, Chart, KeyLines, Mark, Paragraph, Questions, Report, Section, Table
from samspill.reporting.meeting import Meeting, Paper, PartKind, built, composed, shipped, shipped_keys
from samspill.reporting.meeting.compose import staged
from samspill.reporting.meeting.load import source
from samspill.reporting.meeting.talks import choices
from samspill.terms import Audience, Language

Make = Callable[..., Report]
Plan = dict[str, Any]
PAPERS = [
    (key, paper, language)
    for key, paper, language in product(shipped_keys(), Paper, Language)
    if (key, paper) != ("introduction", Paper.MAP)
]
UNKIND = r"svak|svag|dårlig|dårleg|dålig|kritisk|weak|poor|worst|verst|värst|værst|!"


def texts_of(section: Section) -> list[str]:
    """Every text that somebody reads or hears."""
    told = [section.heading, section.notes or ""]
    for block in section.blocks:
        match block:
            case Paragraph():
                told.append(block.text)
            case Bullets() | Questions() | Cards():
                told += [block.heading or "", *block.items]
            case KeyLines():
                told += [block.heading, *(text for line in block.lines for text in (line.text, line.detail or ""))]
            case Table():
                told += [block.caption, *block.header, *(cell.text for row in block.rows for cell in row)]
            case Chart():
                told += [block.caption, block.alt]
    return [text for text in told if text]


def changed(key: str, change: Callable[[Plan], object]) -> Plan:
    values = loads(source(key))
    change(values)
    return values


def codes(values: Plan) -> set[str]:
    with pytest.raises(MeetingError) as caught:
        built(values, "plan.toml")
    for problem, language in product(caught.value.problems, Language):
        assert problem_text(problem, language)
    return {problem.code for problem in caught.value.problems}


@pytest.mark.parametrize("key", shipped_keys())
def test_plans_that_ship_add_up_and_speak_five_languages(key: str) -> None:
    template = shipped(key)
    assert sum(part.minutes for part in template.parts) == template.minutes
    assert all(template.name.has(language) and template.what and template.what.has(language) for language in Language)
    assert template.needs_release == (key != "introduction")
    kinds = [part.kind for part in template.parts]
    if template.needs_release:
        assert kinds.index(PartKind.STRENGTHS) < kinds.index(PartKind.TIE)
        assert PartKind.SILENCE in kinds
        assert PartKind.CHOICES in kinds


def test_the_short_meeting_is_one_collaboration_six_screens_and_one_choice(make: Make) -> None:
    template = shipped("45-minutes")
    assert (template.minutes, template.ties) == (45, 1)
    assert len(make("45-minutes").sections) == 6


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda plan: plan["part"][0].update(minutes=9), "meeting.minutes_differ"),
        (lambda plan: plan.update(part=[]), "meeting.no_parts"),
        (lambda plan: plan["part"][2].pop("tie"), "meeting.tie_needed"),
        (lambda plan: plan["part"][0].update(tie=1), "meeting.tie_not_here"),
        (lambda plan: plan["part"][2].update(tie=9), "meeting.tie_range"),
        (lambda plan: [part.update(tie=2) for part in plan["part"] if "tie" in part], "meeting.tie_skipped"),
        (lambda plan: plan["part"].insert(0, plan["part"].pop(2)), "meeting.strengths_first"),
        (lambda plan: plan["part"][1].update(key="aim"), "meeting.same_key"),
        (lambda plan: plan["part"][1].update(minutes=0), "meeting.minutes_range"),
        (lambda plan: plan["part"][1].update(say="x" * 601), "meeting.words_long"),
        (lambda plan: plan["part"][1].update(line=[{"text": "x"}] * 7), "meeting.too_many_lines"),
        (lambda plan: plan["part"][1].update(kind="own"), "meeting.own_lines"),
        (lambda plan: plan["part"][1].update(kind="strength"), "instrument.unknown_word"),
        (lambda plan: plan["part"][1].update(say="{0.__class__}"), "instrument.unknown_placeholder"),
        (lambda plan: plan["part"][1].update(say="{a}"), "instrument.unknown_placeholder"),
        (lambda plan: plan["part"][1].update(say="{"), "instrument.loose_brace"),
        (lambda plan: plan["part"][1].update(colour="red"), "instrument.unknown_key"),
        (lambda plan: plan["template"].pop("name"), "instrument.missing_key"),
    ],
)
def test_what_is_wrong_with_a_plan_is_told(change: Callable[[Plan], object], code: str) -> None:
    assert code in codes(changed("45-minutes", change))


@pytest.mark.parametrize(("key", "paper", "language"), PAPERS)
def test_every_text_is_whole_and_kind(make: Make, key: str, paper: Paper, language: Language) -> None:
    report = make(key, paper, language)
    assert report.title
    for section in report.sections:
        for text in texts_of(section):
            assert not re.search(r"[{}]|  | [.,;:]|\.\.|\bNone\b|meeting\.\w", text), (section.id, text)
            assert text == text.strip()
            assert not re.search(UNKIND, text, re.IGNORECASE), (section.id, text)


@pytest.mark.parametrize(("key", "paper", "language"), PAPERS)
def test_no_number_is_shown_but_times(make: Make, key: str, paper: Paper, language: Language) -> None:
    """Classes in words are all that is told of the result: no figure of it is shown, spoken or printed."""
    told = {str(minutes) for minutes in range(481)} if paper is not Paper.CARDS else set()
    for section in make(key, paper, language).sections:
        for text in (text for text in texts_of(section) if text):
            if not any(isinstance(block, Chart) for block in section.blocks):
                assert set(re.findall(r"\d+(?:[.,]\d+)?", text)) <= told | {"3"}, (section.id, text)


def test_ties_are_told_as_the_release_has_them(
    made_up_release: Release, made_up_mapping: Mapping, made_up_instrument: Instrument, make: Make
) -> None:
    scene = Scene(made_up_release, made_up_release, made_up_mapping, made_up_instrument, Language.NB, Audience.STAFF)
    known = {(scene.tell(tie.rater, tie.target), scene.mark(tie.rater, tie.target)) for tie in scene.seen.between}
    for key, paper in product(("45-minutes", "180-minutes"), (Paper.SCREENS, Paper.CARDS)):
        for section in make(key, paper).sections:
            if section.id.startswith(("part-tie", "sheet-")):
                lines = [line for block in section.blocks if isinstance(block, KeyLines) for line in block.lines]
                assert lines
                assert {(line.text, line.mark) for line in lines if line.mark is not Mark.NONE} <= known


def test_a_collaboration_is_seen_from_both_sides(make: Make) -> None:
    tie = next(section for section in make("45-minutes").sections if section.id == "part-tie")
    (lines,) = (block.lines for block in tie.blocks if isinstance(block, KeyLines))
    assert len(lines) == 2
    assert lines[0].text.startswith("Lærerne opplever") != lines[1].text.startswith("Lærerne opplever")


def test_sheets_tell_strengths_first(make: Make) -> None:
    order = [Mark.HOLDS, Mark.ON_THE_WAY, Mark.NEEDS_TALK, Mark.UNKNOWN]
    groups = ("larere", "sfo", "barnehage", "ppt")
    for section in make("45-minutes", Paper.CARDS, Language.NB, groups=groups).sections[: len(groups)]:
        marks = [block.lines[0].mark for block in section.blocks if isinstance(block, KeyLines)]
        places = [order.index(mark) for mark in marks if mark in order]
        assert places == sorted(places)


def test_the_owner_can_choose_another_collaboration(
    made_up_release: Release, made_up_mapping: Mapping, made_up_instrument: Instrument
) -> None:
    given = made_up_release, made_up_mapping, made_up_instrument
    every = choices(staged(*given, Meeting(shipped("45-minutes")), Language.NB).result)
    assert len({frozenset(talk.units) for talk in every}) == len(every) > 3
    for talk in every:
        meeting = Meeting(shipped("45-minutes"), ties=(talk.tie,))
        stage = staged(*given, meeting, Language.NB)
        assert [frozenset(each.units) for each in stage.talks] == [frozenset(talk.units)]
        assert composed(*given, meeting, Language.NB, Paper.SCREENS).sections
    with pytest.raises(UsageError, match=r"meeting\.unknown_tie"):
        composed(*given, Meeting(shipped("45-minutes"), ties=(("larere", "larere"),)), Language.NB, Paper.SCREENS)
    with pytest.raises(UsageError, match=r"meeting\.unknown_group"):
        composed(*given, Meeting(shipped("45-minutes"), groups=("nowhere",)), Language.NB, Paper.CARDS)


def test_what_to_begin_with_comes_from_what_all_say(
    made_up_release: Release, made_up_mapping: Mapping, made_up_instrument: Instrument
) -> None:
    """The dimension does not change when the cells of the tie itself do: it is what the group receives from all."""
    given = made_up_mapping, made_up_instrument, Meeting(shipped("45-minutes")), Language.NB
    talk = staged(made_up_release, *given).talks[0]
    wave = made_up_release.waves[-1]
    kept = tuple(cell for cell in wave.cells if cell.dimension == "index" or (cell.rater, cell.target) != talk.tie)
    without = replace(made_up_release, waves=(*made_up_release.waves[:-1], replace(wave, cells=kept)))
    assert staged(without, *given).talks[0].dimension == talk.dimension


def test_a_plan_about_a_result_needs_one(made_up_mapping: Mapping, made_up_instrument: Instrument) -> None:
    for key, paper, code in (("45-minutes", Paper.SCREENS, "no_release"), ("introduction", Paper.MAP, "no_map")):
        with pytest.raises(UsageError, match=f"meeting.{code}"):
            composed(None, made_up_mapping, made_up_instrument, Meeting(shipped(key)), Language.NB, paper)


def test_a_meeting_tells_no_more_than_all_may_see(make: Make) -> None:
    release = make("180-minutes").release
    assert {cell.dimension for wave in release.waves for cell in wave.cells} == {"index"}


def test_times_of_day_follow_the_start(make: Make) -> None:
    report = make("45-minutes", Paper.SCRIPT, Language.NB, starts=datetime(2027, 3, 12, 9, 30), place="Rådhuset")  # noqa: DTZ001
    table = next(block for block in report.sections[0].blocks if isinstance(block, Table))
    assert (table.rows[0][0].text, table.rows[-1][0].text) == ("09:30–09:34", "10:03–10:15")
    assert "12. mars 2027 klokken 09:30 · Rådhuset" in texts_of(report.sections[0])


def test_hostile_words_stay_words(made_up_release: Release, made_up_mapping: Mapping, made_up_instrument: Instrument) -> None:
    values = changed("45-minutes", lambda plan: plan["part"][0].update(say="<script>alert(1)</script> #let x"))
    meeting = Meeting(built(values, ""), place='"><img src=x onerror=alert(1)>')
    given = made_up_release, made_up_mapping, made_up_instrument, meeting, Language.NB
    page = html.render(composed(*given, Paper.SCRIPT)).decode()
    assert "<script>alert" not in page
    assert "<img" not in page
    assert pdf.render(composed(*given, Paper.SCRIPT)).startswith(b"%PDF")


@pytest.mark.parametrize("language", Language)
def test_slides_have_type_from_24_points_and_a_screen_each(make: Make, language: Language) -> None:
    deck = Presentation(BytesIO(pptx.render(make("45-minutes", Paper.SCREENS, language))))
    assert deck.slide_width / deck.slide_height == pytest.approx(16 / 9)
    assert len(deck.slides) == 7  # a first slide with the title, and six screens
    for slide in list(deck.slides)[1:]:
        assert slide.notes_slide.notes_text_frame.text
        for shape in slide.placeholders:
            if shape.has_text_frame and shape.placeholder_format.type.name not in ("FOOTER", "SLIDE_NUMBER"):
                sizes = {run.font.size.pt for line in shape.text_frame.paragraphs for run in line.runs if run.font.size}
                assert not sizes or min(sizes) >= 24


def test_files_can_be_made_of_every_paper(make: Make) -> None:
    for key, paper in (("90-minutes", Paper.SCRIPT), ("introduction", Paper.CARDS), ("90-minutes", Paper.CARDS)):
        assert pdf.render(make(key, paper)).startswith(b"%PDF")
        assert docx.render(make(key, paper)).startswith(b"PK")
    wide = pdf.render(make("90-minutes", Paper.MAP), pdf.Sheet.A3)
    assert re.search(rb"/MediaBox ?\[0 0 1190\.55\d* 841\.8", wide)
