"""Pages of dimensions, of who knows whose work, and a group seen from both sides: all from published cells, strengths first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from samspill.design.model import Mapping
from samspill.disclosure.freeze import freeze
from samspill.disclosure.release import Release
from samspill.instrument.load import shipped
from samspill.instrument.model import Instrument
from samspill.language import say
from samspill.ratings.read import read
from samspill.ratings.simulate import simulate
from samspill.reporting.compose import Edition, compose
from samspill.reporting.document import Chart, KeyLines, Mark, Paragraph, Report, Section, Table
from samspill.reporting.narrate import cell_mark
from samspill.reporting.picture import picture
from samspill.scoring.score import score
from samspill.terms import Audience, CellState, CompareSites, Language, TieClass

Make = Callable[..., Report]
Texts = Callable[[Section], list[str]]


@pytest.fixture(scope="session")
def leaders(make: Make) -> Report:
    return make(edition=Edition.PAGES)


def section(report: Report, key: str) -> Section:
    return next(part for part in report.sections if part.id == key)


def tables(part: Section) -> list[Table]:
    return [block for block in part.blocks if isinstance(block, Table)]


def lines(part: Section) -> list[KeyLines]:
    return [block for block in part.blocks if isinstance(block, KeyLines)]


def test_each_dimension_has_a_page_where_one_turns_pages_and_none_on_paper(
    make: Make, leaders: Report, made_up_release: Release
) -> None:
    def of(report: Report) -> list[Section]:
        return [part for part in report.sections if part.id.startswith("dimension-")]

    assert len(of(leaders)) == len(made_up_release.dimensions)
    assert {part.parent for part in of(leaders)} == {"profile"}
    assert of(make()) == of(make(audience=Audience.PUBLIC, edition=Edition.PAGES)) == []
    assert len(of(make(Language.NB, Audience.GROUP, Edition.PAGES, "larere"))) == len(made_up_release.dimensions)


def test_the_matrix_of_a_dimension_shows_each_published_cell_and_what_is_not_shown_alike(
    leaders: Report, made_up_release: Release, made_up_mapping: Mapping, made_up_instrument: Instrument
) -> None:
    seen = picture(made_up_release, made_up_mapping, made_up_instrument)
    ties = {(tie.rater, tie.target): tie for tie in made_up_release.waves[-1].ties}
    for number, key in enumerate(made_up_release.dimensions, start=1):
        (matrix,) = [table for table in tables(section(leaders, f"dimension-{number}")) if table.matrix]
        (whole,) = tables(section(leaders, "matrix"))
        assert [row[0] for row in matrix.rows] == [row[0] for row in whole.rows]
        linked = {cell.link: cell for row in matrix.rows for cell in row[1:] if cell.link and cell.link.startswith("tie-")}
        asked = seen.between
        assert len(linked) == len(asked)
        marks = sorted(cell_mark(seen.cell(ties[tie.rater, tie.target], key)).value for tie in asked)
        assert sorted(cell.mark.value for cell in linked.values()) == marks


def test_a_dimension_begins_with_what_holds(leaders: Report) -> None:
    for part in (part for part in leaders.sections if part.id.startswith(("dimension-", "knowledge"))):
        marks = [line.mark for block in lines(part) for line in block.lines if line.mark]
        order = [Mark.HOLDS, Mark.ON_THE_WAY, Mark.NEEDS_TALK]
        told = [mark for mark in marks if mark in order]
        assert told, part.id
        assert told[0] is Mark.HOLDS, part.id


def test_what_all_say_of_a_group_is_what_it_receives_in_the_release(leaders: Report, made_up_release: Release) -> None:
    units = {unit.id: unit for unit in made_up_release.waves[-1].groups if unit.is_target}
    for number, key in enumerate(made_up_release.dimensions, start=1):
        received = next(table for table in tables(section(leaders, f"dimension-{number}")) if not table.matrix)
        assert len(received.rows) == len(units)
        # Never sorted by value: in the order of the organisations, as everywhere.
        assert [row[0].text for row in received.rows] == [row[0].text for row in tables(section(leaders, "mapped"))[0].rows]
        found = sorted(row[1].mark.value for row in received.rows)
        classes = [unit.received[key].tie_class if key in unit.received else TieClass.UNKNOWN for unit in units.values()]
        assert found == sorted(Mark.of(each).value for each in classes)


def test_who_feels_unknown_is_told_as_what_the_one_who_answers_feels(leaders: Report) -> None:
    gaps = next(block for block in lines(section(leaders, "knowledge")) if block.heading == "Her er det noe å fortelle")
    first = gaps.lines[0]
    assert first.text == "Lærerne opplever at rådgiverne i PPT ikke vet nok om oppgavene og kompetansen deres."
    assert first.mark is Mark.NEEDS_TALK
    assert first.detail == (
        "Rådgiverne i PPT opplever at lærerne kjenner oppgavene og kompetansen deres godt. "
        "Neste steg: lærerne forteller rådgiverne i PPT hva de gjør. Fem minutter er nok til å begynne."
    )
    both = gaps.lines[1]
    assert "kjenne oppgavene deres, men ikke vet nok om kompetansen deres" in both.text
    assert (both.detail or "").endswith("fem minutter hver.")


def test_every_needed_pair_stands_in_the_table_with_both_ways(
    leaders: Report, made_up_release: Release, made_up_mapping: Mapping, made_up_instrument: Instrument
) -> None:
    seen = picture(made_up_release, made_up_mapping, made_up_instrument)
    (table,) = tables(section(leaders, "knowledge"))
    assert [count for _, count in table.groups] == [len(pair.ties) for pair in seen.pairs]
    assert table.header == ("Hvem om hvem", "Oppgavene", "Kompetansen")


def test_nothing_is_concluded_from_a_cell_that_is_not_shown(
    made_up_release: Release, made_up_mapping: Mapping, made_up_instrument: Instrument, texts: Texts
) -> None:
    latest = made_up_release.waves[-1]
    cells = tuple(
        replace(cell, state=CellState.HIDDEN, published=None) if (cell.rater, cell.target) == ("larere", "ppt") else cell
        for cell in latest.cells
    )
    report = compose(
        replace(made_up_release, waves=(replace(latest, cells=cells),)),
        made_up_mapping,
        made_up_instrument,
        audience=Audience.LEADERS,
        language=Language.NB,
        edition=Edition.PAGES,
    )
    told = [text for text in texts(section(report, "knowledge")) if text.startswith("Lærerne opplever at rådgiverne i PPT")]
    assert told == []


def test_a_group_reads_of_its_own_pairs_alone(make: Make) -> None:
    report = make(Language.NB, Audience.GROUP, Edition.PAGES, "larere")
    for key in ("knowledge", *(part.id for part in report.sections if part.id.startswith("dimension-"))):
        for table in tables(section(report, key)):
            assert all(not cell.link for row in table.rows for cell in row)
            if key == "knowledge":
                assert all("Lærere" in row[0].text for row in table.rows)
    assert not any(table.matrix for part in report.sections for table in tables(part))


def test_given_and_received_and_own_stand_beside_each_other(leaders: Report, made_up_release: Release) -> None:
    page = section(leaders, "group-1")
    sides, chart = tables(page)[0], next(block for block in page.blocks if isinstance(block, Chart))
    assert sides.header == ("Gruppe", "De om lærerne", "Lærerne om dem")
    by_name = {row[0].text: (row[1].mark, row[2].mark) for row in sides.rows}
    assert by_name["PPT"] == (Mark.HOLDS, Mark.NEEDS_TALK)
    assert by_name["Egen gruppe"] == (Mark.NONE, Mark.HOLDS)
    assert chart.table is not None
    assert chart.table.header[1:] == ("De andre om lærerne", "Lærerne om de andre", "Lærerne om egen gruppe")
    own = {
        cell.dimension: cell.published
        for cell in made_up_release.waves[-1].cells
        if cell.rater == cell.target == "larere" and cell.published
    }
    shown = [row[3].number for row in chart.table.rows]
    assert shown == [own[key].value for key in made_up_release.dimensions]


@pytest.mark.parametrize("audience", [Audience.LEADERS, Audience.PUBLIC])
def test_beside_each_picture_stands_how_to_read_it_and_each_has_its_table(make: Make, audience: Audience) -> None:
    charts = 0
    for edition in (Edition.PAGES, Edition.REPORT):
        for part in make(Language.NB, audience, edition).sections:
            for place, block in enumerate(part.blocks):
                if isinstance(block, Chart):
                    charts += 1
                    assert block.table or block.table_at, part.id
                    after = part.blocks[place + 1]
                    assert isinstance(after, Paragraph)
                    assert after.text.startswith("Slik leser dere"), part.id
    assert charts > 2


@pytest.mark.parametrize("compare", CompareSites)
def test_places_are_named_on_these_pages_only_where_the_mapping_compares_them_by_name(
    made_up_sites_mapping: Mapping,
    made_up_sites_release: Release,
    made_up_instrument: Instrument,
    texts: Texts,
    compare: CompareSites,
) -> None:
    mapping = replace(made_up_sites_mapping, compare_sites=compare)
    report = compose(
        made_up_sites_release,
        mapping,
        made_up_instrument,
        audience=Audience.LEADERS,
        language=Language.NB,
        edition=Edition.PAGES,
    )
    told = " ".join(
        text
        for part in report.sections
        if part.id.startswith(("dimension", "knowledge", "organisations"))
        for text in texts(part)
    )
    names = [site.name.get_in(Language.NB).split()[0] for site in mapping.sites.values()]
    assert any(name in told for name in names) == (compare is CompareSites.NAMED)


@pytest.mark.parametrize("language", Language)
def test_another_instrument_is_told_as_knowing_the_work(
    made_up_mapping: Mapping, texts: Texts, language: Language, coordination: tuple[Release, Instrument]
) -> None:
    release, instrument = coordination
    report = compose(release, made_up_mapping, instrument, audience=Audience.LEADERS, language=language, edition=Edition.PAGES)
    page = section(report, "knowledge")
    (table,) = tables(page)
    assert len(table.header) == 2
    told = " ".join(texts(page))
    assert say("report.knowledge.what.work", language) in told
    assert say("report.knowledge.what.tasks", language) not in told.replace(say("report.knowledge.question_1", language), "")
    assert len([part for part in report.sections if part.id.startswith("dimension-")]) == len(instrument.dimensions)


@pytest.fixture(scope="module")
def coordination(made_up_mapping: Mapping, tmp_path_factory: pytest.TempPathFactory) -> tuple[Release, Instrument]:
    instrument = shipped("relational-coordination")
    file = tmp_path_factory.mktemp("coordination") / "ratings.csv"
    simulate(made_up_mapping, instrument, np.random.default_rng(1), response=0.9).write_csv(file)
    scores = score(read(file, made_up_mapping, instrument), made_up_mapping, instrument)
    return freeze(scores, made_up_mapping, instrument, version="0.1.0"), instrument
