"""What single pages say, to whom: nothing twice, nothing that the page has not, and what a reader of it asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from samspill.design.model import Mapping
from samspill.disclosure.release import Release
from samspill.instrument.model import Instrument
from samspill.language import say
from samspill.reporting.compose import Edition, compose
from samspill.reporting.compose.matrix import packed
from samspill.reporting.document import Bullets, Chart, KeyLines, Kind, Mark, Paragraph, Questions, Report, Section, Table
from samspill.terms import POLICIES, Audience, CellState, Direction, Language, Need, PolicyName

Make = Callable[..., Report]
Texts = Callable[[Section], list[str]]


def section(report: Report, key: str) -> Section:
    return next(part for part in report.sections if part.id == key)


def tables(part: Section) -> list[Table]:
    return [block for block in part.blocks if isinstance(block, Table)]


def test_only_reports_with_figures_explain_rounding_and_only_those_with_a_matrix_frames(make: Make, texts: Texts) -> None:
    def explained(audience: Audience, unit: str | None = None) -> tuple[bool, bool]:
        reading = section(make(Language.NB, audience, Edition.REPORT, unit), "reading")
        return any(isinstance(block, Bullets) for block in reading.blocks), "ramme" in " ".join(texts(reading)).lower()

    assert explained(Audience.LEADERS) == (True, True)
    assert explained(Audience.GROUP, "ppt") == (True, False)
    assert explained(Audience.PUBLIC) == (False, True)
    assert explained(Audience.STAFF) == (False, False)


def test_staff_read_marks_and_protection_on_one_page(make: Make) -> None:
    assert section(make(Language.NB, Audience.STAFF), "protected").parent == "reading"


@pytest.mark.parametrize("language", Language)
def test_what_protects_is_said_once(make: Make, texts: Texts, language: Language) -> None:
    report = make(language, Audience.STAFF)
    told = texts(section(report, "protected"))
    assert len(told) == len(set(told)) == 6
    assert sum("5" in text for text in told) == 1
    assert say("disclosure.why_rounded", language) in told


def test_the_leaders_map_leads_to_the_table_of_needed_ties_and_the_public_map_has_its_own(make: Make) -> None:
    def drawn(audience: Audience) -> Chart:
        return next(block for block in section(make(Language.NB, audience), "map").blocks if isinstance(block, Chart))

    assert (drawn(Audience.LEADERS).table, drawn(Audience.LEADERS).table_at) == (None, "ties")
    assert drawn(Audience.PUBLIC).table is not None


def test_needed_ties_stand_under_who_answers(make: Make, made_up_release: Release) -> None:
    (table,) = tables(section(make(), "ties"))
    needed = [tie for tie in made_up_release.waves[-1].ties if tie.need is Need.HIGH and not tie.own]
    assert sum(count for _, count in table.groups) == len(table.rows) == len(needed)
    assert table.groups[0][0] == "Lærere om …"
    assert all("om" not in row[0].text.split() for row in table.rows)


def test_people_stand_as_a_band_and_are_read_aloud_as_people(make: Make) -> None:
    (table,) = tables(section(make(), "ties"))
    place = table.header.index("Personer")
    found = {(row[place].text, row[place].label) for row in table.rows}
    assert ("5–9", "5–9 personer") in found
    assert all(label for _, label in found)


def test_a_group_sees_what_the_task_needs_most_first_and_its_change(make: Make) -> None:
    received, given = tables(section(make(Language.NB, Audience.GROUP, Edition.REPORT, "larere"), "group-1"))
    assert [heading for heading, _ in received.groups] == ["Samarbeid som kjerneoppgaven trenger mest", "Andre samarbeid"]
    assert given.rows[-1][0].text == "Egen gruppe"
    assert given.header[-1] == "Endring"


def test_a_group_without_named_needs_has_no_headings(
    made_up_release: Release, made_up_mapping: Mapping, made_up_instrument: Instrument
) -> None:
    latest = made_up_release.waves[-1]
    ties = tuple(replace(tie, need=Need.SOME) for tie in latest.ties)
    report = compose(
        replace(made_up_release, waves=(replace(latest, ties=ties),)),
        replace(made_up_mapping, needs={}),
        made_up_instrument,
        audience=Audience.LEADERS,
        language=Language.NB,
        edition=Edition.REPORT,
    )
    assert not any(table.groups for part in report.sections if part.kind is Kind.GROUP for table in tables(part))


def test_a_group_is_told_with_whom_a_talk_is_needed_and_asked(make: Make) -> None:
    page = section(make(Language.NB, Audience.GROUP, Edition.REPORT, "larere"), "group-1")
    said = [block.text for block in page.blocks if isinstance(block, Paragraph) and not block.lead and not block.small]
    assert said == ["Det trengs en samtale med rådgiverne i PPT."]
    (asked,) = [block for block in page.blocks if isinstance(block, Questions)]
    assert asked.items[0] == "Hva kjenner jeg igjen?"


def test_a_mapping_of_which_half_is_unknown_says_so_in_its_first_sentence(
    made_up_release: Release, made_up_mapping: Mapping, made_up_instrument: Instrument
) -> None:
    latest = made_up_release.waves[-1]
    raters = {"ppt", "barnevern", "barnehage", "sfo"}
    cells = tuple(
        replace(cell, state=CellState.HIDDEN, published=None) if cell.rater in raters else cell for cell in latest.cells
    )
    report = compose(
        replace(made_up_release, waves=(replace(latest, cells=cells),)),
        made_up_mapping,
        made_up_instrument,
        audience=Audience.STAFF,
        language=Language.NB,
        edition=Edition.REPORT,
    )
    assert report.sections[0].heading == "Vi vet nok om fem av tolv nødvendige samarbeid, og to av dem holder"


def test_what_is_wanted_has_no_mark_of_how_it_stands(make: Make) -> None:
    blocks = [block for block in make().sections[0].blocks if isinstance(block, KeyLines)]
    (wanted,) = [block for block in blocks if block.heading == "Ønsket samarbeid"]
    assert [line.mark for line in wanted.lines] == [Mark.NONE]


def test_what_holds_though_less_needed_is_said_once(make: Make) -> None:
    page = section(make(), "finding-little-needed")
    assert "mindre" in page.heading
    assert not [
        text
        for block in page.blocks
        if isinstance(block, KeyLines)
        for text in (line.text for line in block.lines)
        if "mindre" in text
    ]


def test_runs_are_packed_in_order_and_none_is_lost() -> None:
    runs = ["a" * 10, "b" * 9, "c", "d" * 25, "e"]
    parts = packed(runs, 12)
    assert "".join("".join(part) for part in parts) == "".join(runs)
    assert [len(part) for part in parts] == [10, 10, 9, 9, 8]


def test_where_nothing_has_clearly_changed_nothing_is_said_to_have_helped(
    made_up_release: Release, made_up_mapping: Mapping, made_up_instrument: Instrument
) -> None:
    latest = made_up_release.waves[-1]
    same = tuple(replace(part, direction=Direction.SAME, difference=None, reason=None) for part in latest.changes)
    report = compose(
        replace(made_up_release, waves=(made_up_release.waves[0], replace(latest, changes=same))),
        made_up_mapping,
        made_up_instrument,
        audience=Audience.LEADERS,
        language=Language.NB,
        edition=Edition.REPORT,
    )
    change = section(report, "change")
    assert change.heading == "Ingen tydelig endring siden forrige gang"
    assert not any(isinstance(block, Paragraph) and block.lead for block in change.blocks)


def test_where_all_figures_are_rounded_alike_it_is_said_once(
    made_up_release: Release, made_up_mapping: Mapping, made_up_instrument: Instrument
) -> None:
    report = compose(
        replace(made_up_release, policy=POLICIES[PolicyName.STANDARD]),
        made_up_mapping,
        made_up_instrument,
        audience=Audience.LEADERS,
        language=Language.NB,
        edition=Edition.REPORT,
    )
    (rules,) = [block for block in section(report, "reading").blocks if isinstance(block, Bullets)]
    assert rules.items == ("Alle tall er avrundet til nærmeste 0,1.",)


def test_a_group_reads_how_it_is_protected_before_its_results(make: Make) -> None:
    assert section(make(Language.NB, Audience.GROUP, Edition.REPORT, "ppt"), "protected").parent == "reading"


@pytest.mark.parametrize("language", Language)
def test_that_each_was_asked_about_some_groups_only_is_told_where_it_was_so(
    made_up_release: Release, made_up_mapping: Mapping, made_up_instrument: Instrument, texts: Texts, language: Language
) -> None:
    told = say("report.method.asked_some", language, n=6)
    for most in (None, 6):
        mapping = replace(made_up_mapping, ask_at_most=most)
        report = compose(
            made_up_release, mapping, made_up_instrument, audience=Audience.LEADERS, language=language, edition=Edition.REPORT
        )
        assert (told in texts(section(report, "method"))) == (most is not None)
