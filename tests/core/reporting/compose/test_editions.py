"""Who gets which parts, in which order, and that no part ranks anybody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import ModuleType

import pytest

from samspill.design.model import Mapping
from samspill.disclosure.release import Cell, Release
from samspill.errors import UsageError
from samspill.instrument.model import Instrument
from samspill.language import has
from samspill.reporting.compose import Edition, compose
from samspill.reporting.document import Bullets, Chart, KeyLines, Kind, Questions, Report, Section, Table
from samspill.terms import POLICIES, Audience, CellState, CompareSites, Language, Need, PeopleBand, PolicyName

Make = Callable[..., Report]
Texts = Callable[[Section], list[str]]
POOL = "helsesykepleiere+familie"


def kinds(report: Report) -> list[Kind]:
    return list(dict.fromkeys(section.kind for section in report.sections))


def lines(section: Section) -> dict[str, int]:
    return {block.heading: len(block.lines) for block in section.blocks if isinstance(block, KeyLines)}


def test_leaders_read_the_overview_first_and_the_method_last(make: Make) -> None:
    assert kinds(make()) == [
        Kind.OVERVIEW,
        Kind.MAPPED,
        Kind.READING,
        Kind.MATRIX,
        Kind.MAP,
        Kind.PROFILE,
        Kind.TIES,
        Kind.CHANGE,
        Kind.GROUP,
        Kind.FINDING,
        Kind.METHOD,
    ]


def test_ids_are_unique_and_every_link_and_parent_leads_somewhere(make: Make) -> None:
    for audience, edition in (
        (Audience.LEADERS, Edition.REPORT),
        (Audience.LEADERS, Edition.SLIDES),
        (Audience.PUBLIC, Edition.REPORT),
    ):
        report = make(Language.NB, audience, edition)
        ids = [section.id for section in report.sections]
        assert len(set(ids)) == len(ids)
        tables = [block for section in report.sections for block in section.blocks if isinstance(block, Table)]
        links = {cell.link for table in tables for row in table.rows for cell in row if cell.link}
        links |= {section.parent for section in report.sections if section.parent}
        links |= {
            block.table_at
            for section in report.sections
            for block in section.blocks
            if isinstance(block, Chart) and block.table_at
        }
        assert links <= set(ids)


@pytest.mark.parametrize("language", Language)
def test_the_overview_fits_its_page(make: Make, language: Language) -> None:
    overview = make(language).sections[0]
    counts = list(lines(overview).values())
    assert all(count <= 3 for count in counts)
    assert sum(counts) <= 12
    assert len(counts) <= 8
    assert not any(isinstance(block, Table | Chart | Bullets | Questions) for block in overview.blocks)


def test_the_overview_says_how_many_needed_ties_hold(make: Make) -> None:
    assert make().sections[0].heading == "Fem av tolv nødvendige samarbeid holder"
    assert make(Language.EN).sections[0].heading == "Five of twelve needed collaborations hold"


def test_every_chart_has_its_table(make: Make) -> None:
    report = make()
    charts = [block for section in report.sections for block in section.blocks if isinstance(block, Chart)]
    assert charts
    assert all(chart.alt and (chart.table or chart.table_at) for chart in charts)


def test_the_public_gets_the_whole_picture_and_no_group(make: Make) -> None:
    report = make(Language.NB, Audience.PUBLIC)
    assert kinds(report) == [
        Kind.OVERVIEW,
        Kind.MAPPED,
        Kind.READING,
        Kind.MATRIX,
        Kind.TIES,
        Kind.MAP,
        Kind.PROFILE,
        Kind.METHOD,
    ]
    # Of ties one by one, it has what is not shown and no figures.
    assert [section.id for section in report.sections if section.kind is Kind.TIES] == ["not-shown"]
    tables = [block for section in report.sections for block in section.blocks if isinstance(block, Table)]
    assert not [cell for table in tables for row in table.rows for cell in row if cell.link]


def test_staff_get_one_page_how_to_read_it_and_how_they_are_protected(make: Make) -> None:
    report = make(Language.NB, Audience.STAFF)
    assert [section.id for section in report.sections] == ["overview", "reading", "not-shown", "protected"]


def test_a_group_gets_the_overview_its_own_page_and_its_own_findings(make: Make) -> None:
    report = make(Language.NB, Audience.GROUP, Edition.REPORT, "ppt")
    assert [section.id for section in report.sections if section.kind is Kind.GROUP] == ["group-4"]
    own = [section for section in report.sections if section.id.startswith("finding-pair")]
    assert own
    assert all("PPT" in section.heading for section in own)
    pages = [section for section in report.sections if section.kind is Kind.GROUP]
    tables = [block for section in pages for block in section.blocks if isinstance(block, Table)]
    assert [table.caption for table in tables] == [
        "Slik opplever de andre samarbeidet med rådgiverne i PPT",
        "Slik opplever rådgiverne i PPT samarbeidet med de andre",
    ]
    assert tables[1].rows[-1][0].text == "Egen gruppe"
    assert tables[1].rows[-1][1].quiet


def test_a_pool_gets_a_page_for_its_answers_and_one_for_each_member(make: Make) -> None:
    report = make(Language.NB, Audience.GROUP, Edition.REPORT, POOL)
    pages = [section for section in report.sections if section.kind is Kind.GROUP]
    assert [page.heading for page in pages] == [
        "Samarbeidet med helsesykepleierne og familieteamet, sett fra begge sider",
        "Samarbeidet med helsesykepleierne, sett fra begge sider",
        "Samarbeidet med familieteamet, sett fra begge sider",
    ]


def test_a_group_report_needs_a_group_that_exists(
    made_up_release: Release, made_up_mapping: Mapping, made_up_instrument: Instrument
) -> None:
    for unit, code in ((None, "report.unit_missing"), ("lærere", "report.unit_unknown")):
        with pytest.raises(UsageError) as caught:
            compose(
                made_up_release,
                made_up_mapping,
                made_up_instrument,
                audience=Audience.GROUP,
                language=Language.NB,
                edition=Edition.REPORT,
                unit=unit,
            )
        assert [problem.code for problem in caught.value.problems] == [code]
        assert has(code)


def test_slides_go_from_the_aim_to_the_next_step_with_a_question_each(make: Make) -> None:
    report = make(Language.NB, Audience.LEADERS, Edition.SLIDES)
    ids = [section.id for section in report.sections]
    assert ids == [
        "aim",
        "reading",
        "overview",
        "strengths",
        "map",
        "talk-1",
        "talk-2",
        "talk-3",
        "reflection",
        "actions",
        "next",
        "not-shown",
        "protected",
    ]
    assert all(section.notes for section in report.sections)
    for section in report.sections:
        asked = [block for block in section.blocks if isinstance(block, Questions)]
        assert len(asked) <= 1
        assert all(len(block.items) == 1 for block in asked)
        assert all(len(block.items) <= 5 for block in section.blocks if isinstance(block, Bullets))


def test_no_pair_has_two_slides(make: Make) -> None:
    report = make(Language.NB, Audience.LEADERS, Edition.SLIDES)
    headings = [section.heading for section in report.sections if section.id.startswith("talk-")]
    assert headings == [
        "Lærerne og rådgiverne i PPT trenger en samtale om samarbeidet",
        "Barnevernstjenesten trenger en samtale med helsesykepleierne og familieteamet om samarbeidet",
        "Barnehagelærerne opplever at oppgavene og kompetansen deres er for lite kjent hos rådgiverne i PPT",
    ]


def test_the_brief_is_short_and_ends_with_privacy(make: Make) -> None:
    report = make(Language.DA, Audience.LEADERS, Edition.BRIEF)
    assert [section.id for section in report.sections] == ["background", "done", "picture", "proposal", "privacy"]
    assert not any(isinstance(block, Chart | Table) for section in report.sections for block in section.blocks)


def reversed_values(release: Release, made_up: ModuleType) -> Release:
    """Turn every published value around the middle of the scale."""

    def turned(cell: Cell) -> Cell:
        if cell.published is None:
            return cell
        return replace(cell, published=made_up.published(6 - made_up.entering(cell.published), cell.published.n_band))

    latest = release.waves[-1]
    cells = tuple(map(turned, latest.cells))
    return replace(release, waves=(*release.waves[:-1], replace(latest, cells=cells)))


def test_groups_are_never_sorted_by_value(
    make: Make, made_up: ModuleType, made_up_release: Release, made_up_mapping: Mapping, made_up_instrument: Instrument
) -> None:
    def order(report: Report) -> list[list[str]]:
        kept = (Kind.MAPPED, Kind.MATRIX, Kind.TIES, Kind.GROUP, Kind.CHANGE)
        tables = [
            block for section in report.sections if section.kind in kept for block in section.blocks if isinstance(block, Table)
        ]
        return [[*table.header, *(row[0].text for row in table.rows)] for table in tables]

    turned = compose(
        reversed_values(made_up_release, made_up),
        made_up_mapping,
        made_up_instrument,
        audience=Audience.LEADERS,
        language=Language.NB,
        edition=Edition.REPORT,
    )
    assert order(turned) == order(make())


def test_matrix_rows_follow_the_organisations(make: Make) -> None:
    (matrix,) = [section for section in make().sections if section.kind is Kind.MATRIX]
    (table,) = [block for block in matrix.blocks if isinstance(block, Table)]
    assert [row[0].text for row in table.rows] == [
        "Lærere",
        "SFO",
        "Barnehagelærere",
        "PPT",
        "Helsesykepleiere og Familieteamet",
        "Barnevernstjenesten",
    ]
    assert table.groups == (("Oppvekst, Eksempel kommune", 3), ("Helse og familie, Eksempel kommune", 3))
    assert table.matrix
    assert sum(cell.strong for row in table.rows for cell in row) == 12
    # The own group: five alone, and the pool about each of its two members.
    assert sum(cell.quiet for row in table.rows for cell in row) == 7
    assert all(cell.label for row in table.rows for cell in row[1:])


def sites(make_up: ModuleType, compare: CompareSites, audience: Audience, unit: str | None = None) -> Report:
    return compose(
        make_up.sites_release(),
        make_up.sites_mapping(compare),
        make_up.instrument(),
        audience=audience,
        language=Language.NB,
        edition=Edition.REPORT,
        unit=unit,
    )


def told(report: Report, texts: Texts) -> str:
    return " ".join(text for section in report.sections if section.kind is not Kind.MAPPED for text in texts(section))


@pytest.mark.parametrize("audience", [Audience.LEADERS, Audience.STAFF, Audience.PUBLIC])
def test_unless_places_are_named_no_report_of_the_whole_names_them(
    made_up: ModuleType, texts: Texts, audience: Audience
) -> None:
    words = told(sites(made_up, CompareSites.OWN, audience), texts)
    assert not any(place in words for place in ("Nordby", "Sørby", "Østby"))


def test_a_place_sees_itself_and_the_spread_without_names(made_up: ModuleType, texts: Texts) -> None:
    words = told(sites(made_up, CompareSites.OWN, Audience.GROUP, "larere@nordby"), texts)
    assert "Nordby" in words
    assert "Sørby" not in words
    assert "Østby" not in words
    assert "● 1 · ◐ 1 · ○ 1" in words


def test_a_service_that_meets_all_places_sees_no_place_by_name(made_up: ModuleType, texts: Texts) -> None:
    words = told(sites(made_up, CompareSites.OWN, Audience.GROUP, "ppt"), texts)
    assert not any(place in words for place in ("Nordby", "Sørby", "Østby"))


def test_named_places_have_a_matrix_and_a_map_each_and_the_first_page_says_so(made_up: ModuleType, texts: Texts) -> None:
    report = sites(made_up, CompareSites.NAMED, Audience.LEADERS)
    for kind in (Kind.MATRIX, Kind.MAP):
        assert len([section for section in report.sections if section.kind is kind]) == 3
    assert "Stedene vises med navn." in " ".join(texts(report.sections[0]))
    nordby = next(section for section in report.sections if section.id == "matrix-1")
    (table,) = [block for block in nordby.blocks if isinstance(block, Table)]
    assert table.header[1:] == ("Lærere", "Barnehagelærere", "PPT")


def test_nothing_breaks_where_nothing_can_be_shown(
    made_up_release: Release, made_up_mapping: Mapping, made_up_instrument: Instrument
) -> None:
    latest = made_up_release.waves[-1]
    cells = tuple(replace(cell, state=CellState.HIDDEN, published=None) for cell in latest.cells)
    ties = tuple(replace(tie, state=CellState.HIDDEN, wanted=None, dont_know=None) for tie in latest.ties)
    units = tuple(replace(unit, received={}, given={}) for unit in latest.groups)
    wave = replace(latest, cells=cells, ties=ties, groups=units, choices=(), changes=(), reliability={}, respondents=None)
    release = replace(made_up_release, waves=(wave,))
    for edition in Edition:
        report = compose(
            release, made_up_mapping, made_up_instrument, audience=Audience.LEADERS, language=Language.NB, edition=edition
        )
        assert report.sections
    report = compose(
        release, made_up_mapping, made_up_instrument, audience=Audience.LEADERS, language=Language.NB, edition=Edition.REPORT
    )
    assert report.sections[0].heading == "Vi vet for lite om de nødvendige samarbeidene"


@pytest.mark.parametrize(("policy", "words"), [("standard", "verner mindre"), ("research", "ikke anonymt")])
def test_the_first_page_says_where_the_policy_protects_less(
    made_up_release: Release, made_up_mapping: Mapping, made_up_instrument: Instrument, texts: Texts, policy: str, words: str
) -> None:
    release = replace(made_up_release, policy=POLICIES[PolicyName(policy)])
    report = compose(
        release, made_up_mapping, made_up_instrument, audience=Audience.STAFF, language=Language.NB, edition=Edition.REPORT
    )
    assert words in " ".join(texts(report.sections[0]))
    assert words in report.made_by


def test_strengths_come_first_even_where_no_needed_tie_holds(
    made_up: ModuleType, made_up_release: Release, made_up_mapping: Mapping, made_up_instrument: Instrument
) -> None:
    latest = made_up_release.waves[-1]
    low = made_up.published(3.0, PeopleBand.SOME)
    needed = {(tie.rater, tie.target) for tie in latest.ties if tie.need is Need.HIGH}
    cells = tuple(
        replace(cell, published=low) if cell.published and (cell.rater, cell.target) in needed else cell
        for cell in latest.cells
    )
    report = compose(
        replace(made_up_release, waves=(replace(latest, cells=cells),)),
        made_up_mapping,
        made_up_instrument,
        audience=Audience.LEADERS,
        language=Language.NB,
        edition=Edition.REPORT,
    )
    assert report.sections[0].heading == "Tre samarbeid holder, utenom de nødvendige"
    held = next(block for block in report.sections[0].blocks if isinstance(block, KeyLines))
    assert held.lines[0].text.startswith("Lærerne opplever at samarbeidet med de ansatte i SFO holder")
    first = next(section for section in report.sections if section.parent == "findings")
    assert first.id == "finding-little-needed"
