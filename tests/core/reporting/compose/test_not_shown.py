"""What is not shown says so, why, and what would help, wherever a reader meets it; and each silence in its own way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path
from types import ModuleType

import pytest

from samspill.disclosure.release import Cell, Reason, Release
from samspill.language import say
from samspill.reporting.compose import Edition, compose
from samspill.reporting.compose.mapped import MARKS
from samspill.reporting.document import KeyLine, KeyLines, Kind, Mark, Report, Section, Table, TableCell
from samspill.reporting.names import Names
from samspill.reporting.narrate import STATE_MARKS, STATE_REASONS, help_words, reason_words, state_word, story
from samspill.reporting.visible import visible
from samspill.terms import Audience, CellState, CompareSites, Language

Make = Callable[..., Report]
Texts = Callable[[Section], list[str]]
MISSING = (CellState.HIDDEN, CellState.NO_DATA)
WHOLE = [(Audience.LEADERS, edition) for edition in Edition]
WHOLE += [(Audience.STAFF, Edition.REPORT), (Audience.PUBLIC, Edition.REPORT)]


@pytest.fixture(scope="module")
def told(silences: ModuleType, silent_release: Release) -> Make:
    @cache
    def made(
        language: Language, audience: Audience = Audience.LEADERS, edition: Edition = Edition.REPORT, unit: str | None = None
    ) -> Report:
        about = (silent_release, silences.mapping(), silences.instrument())
        return compose(*about, audience=audience, language=language, edition=edition, unit=unit)

    return made


def unit_of(silences: ModuleType, rater: str) -> str:
    return silences.POOL if rater in silences.POOL.split("+") else rater


def lines(report: Report) -> list[KeyLine]:
    """Every line under a heading of what is not shown, on whatever page it stands."""
    heading = say("report.not_shown.heading", report.language)
    return [
        line
        for section in report.sections
        for block in section.blocks
        if isinstance(block, KeyLines) and (section.id == "not-shown" or block.heading == heading)
        for line in block.lines
    ]


def matrix(report: Report) -> dict[tuple[str, str], TableCell]:
    """The cells of the matrix by the names of who answers and whom it is about."""
    section = next(section for section in report.sections if section.kind is Kind.MATRIX)
    table = next(block for block in section.blocks if isinstance(block, Table))
    return {(row[0].text, name): cell for row in table.rows for name, cell in zip(table.header[1:], row[1:], strict=True)}


def test_the_mapping_has_every_state_and_every_reason(silences: ModuleType, silent_release: Release, tmp_path: Path) -> None:
    cells = {(cell.rater, cell.target, cell.dimension): cell for cell in silent_release.waves[-1].cells}
    for (rater, target), expected in silences.NEEDED.items():
        cell = cells[unit_of(silences, rater), target, "index"]
        assert (cell.state, cell.reason, cell.help_with) == expected, (rater, target)
    kinds = silences.sites_release(tmp_path).waves[-1].kinds
    reasons = {cell.reason for cell in (*cells.values(), *kinds)}
    assert reasons >= set(Reason)
    assert {unit.state for unit in silent_release.waves[-1].groups} == {"answered", "pooled", "left_out", "not_asked"}


@pytest.mark.parametrize(("language", "audience", "edition"), [(one, *whole) for one, whole in product(Language, WHOLE)])
def test_every_needed_tie_without_a_value_has_its_reason_and_whom_to_merge_with(
    told: Make, silences: ModuleType, language: Language, audience: Audience, edition: Edition
) -> None:
    names = Names(silences.mapping(), silences.instrument(), language)
    found = lines(told(language, audience, edition))
    absent = {pair: about for pair, about in silences.NEEDED.items() if about[0] in MISSING}
    assert len(absent) == 6
    for (rater, target), (state, reason, helper) in absent.items():
        tie = say("report.tie", language, rater=names.unit(unit_of(silences, rater)), target=names.unit(target))
        # A group's own page says the same once more.
        (line,) = {line for line in found if line.text == tie}
        assert line.mark is STATE_MARKS[state]
        assert line.detail is not None
        assert say(reason, language) in line.detail
        assert len(line.detail) > len(say(reason, language)), "what would help"
        assert (helper is not None) == bool(helper and names.inside(helper) in line.detail)


@pytest.mark.parametrize("language", Language)
def test_a_group_reads_it_on_its_own_page_and_of_no_other(told: Make, silences: ModuleType, language: Language) -> None:
    names = Names(silences.mapping(), silences.instrument(), language)
    found = lines(told(language, Audience.GROUP, Edition.REPORT, "ppt"))
    assert found
    assert all(names.unit("ppt") in line.text for line in found)
    (line,) = [line for line in found if names.unit("barnevern") in line.text]
    merge = say("report.help.merge", language, rater=names.inside("ppt"), other=names.inside("familie"))
    assert line.detail == f"{say(Reason.TOO_FEW, language)} {merge}"


@pytest.mark.parametrize("language", Language)
def test_the_page_of_a_group_that_is_left_out_says_what_would_help(
    told: Make, silences: ModuleType, language: Language, texts: Texts
) -> None:
    names = Names(silences.mapping(), silences.instrument(), language)
    page = next(part for part in told(language).sections if part.kind is Kind.GROUP and names.inside("sfo") in part.heading)
    choose = say("report.help.left_out", language, rater=names.inside("sfo"))
    assert [text for text in texts(page) if text.endswith(choose) and text != choose]


@pytest.mark.parametrize("language", Language)
def test_the_name_of_a_cell_says_why_and_what_would_help(told: Make, silences: ModuleType, language: Language) -> None:
    names = Names(silences.mapping(), silences.instrument(), language)
    cells = matrix(told(language))
    for (rater, target), (state, reason, helper) in silences.NEEDED.items():
        label = cells[names.unit(unit_of(silences, rater)), names.unit(target)].label or ""
        if reason:
            assert (say(reason, language) in label) == (state is CellState.HIDDEN), (rater, target)
        assert helper is None or names.inside(helper) in label


@pytest.mark.parametrize("language", Language)
def test_no_two_silences_have_the_same_mark_or_word_in_matrix_tables_and_legend(
    told: Make, silences: ModuleType, language: Language
) -> None:
    names = Names(silences.mapping(), silences.instrument(), language)
    report = told(language)
    cells = matrix(report)
    pairs = {
        CellState.HIDDEN: ("ppt", "barnevern"),
        CellState.NO_DATA: ("kultur", "larere"),
        CellState.NO_CONTACT: ("larere", "familie"),
        CellState.NO_TIE: silences.NO_TIE,
    }
    seen = {state: cells[names.unit(rater), names.unit(target)] for state, (rater, target) in pairs.items()}
    assert len({cell.mark for cell in seen.values()}) == len({cell.text for cell in seen.values()}) == len(pairs)
    assert all(cell.text == state_word(state, language) and cell.mark.silent for state, cell in seen.items())
    note = next(
        block.note or "" for section in report.sections for block in section.blocks if isinstance(block, Table) and block.matrix
    )
    words = [say(f"report.mark.{key}", language) for _, key in MARKS]
    assert len(set(words)) == len(MARKS) == len({mark for mark, _ in MARKS})
    assert all(f"{mark} {word}" in note for (mark, _), word in zip(MARKS, words, strict=True))


@pytest.mark.parametrize("language", Language)
def test_a_side_that_was_not_asked_about_is_told(told: Make, silences: ModuleType, language: Language) -> None:
    side = Names(silences.mapping(), silences.instrument(), language).dimension(silences.UNASKED)
    for audience in (Audience.LEADERS, Audience.PUBLIC):
        (line,) = [line for line in lines(told(language, audience)) if line.text == side]
        assert line.mark is Mark.NO_DATA
        assert (line.detail or "").startswith(say(Reason.ITEM_NOT_ASKED, language))


@pytest.mark.parametrize("language", Language)
def test_every_reason_has_words_and_what_is_missing_has_a_help_of_its_own(language: Language, silences: ModuleType) -> None:
    names = Names(silences.mapping(), silences.instrument(), language)
    cells = [
        Cell("ppt", "larere", "index", state, reason=reason) for state, reasons in STATE_REASONS.items() for reason in reasons
    ]
    assert {cell.reason for cell in cells} == set(Reason)
    assert len({reason_words(cell, language) for cell in cells}) == len(cells)
    helps = [help_words(cell, names) for cell in cells if cell.state in MISSING]
    assert all(helps)
    assert len(set(helps)) == len(helps)
    assert not any(help_words(cell, names) for cell in cells if cell.state not in MISSING)
    assert len({story(cell, names) for cell in cells}) == len(cells)


def test_a_reason_that_does_not_go_with_its_state_is_not_told(silences: ModuleType) -> None:
    names = Names(silences.mapping(), silences.instrument(), Language.NB)
    for reason in (Reason.NO_CONTACT, "unheard.of", None):
        cell = Cell("ppt", "larere", "index", CellState.HIDDEN, reason=reason)
        assert reason_words(cell, Language.NB) == say(Reason.TOO_FEW, Language.NB)
        assert help_words(cell, names)


def test_of_places_without_names_it_is_told_that_too_few_show_it(silences: ModuleType, tmp_path: Path) -> None:
    report = compose(
        silences.sites_release(tmp_path),
        silences.sites_mapping(),
        silences.instrument(),
        audience=Audience.PUBLIC,
        language=Language.NB,
        edition=Edition.REPORT,
    )
    (line,) = [line for line in lines(report) if line.text == "Lærere om PPT"]
    assert (line.detail or "").startswith(say(Reason.FEW_SITES, Language.NB))


@pytest.mark.parametrize("compare", CompareSites)
def test_whom_to_merge_with_names_no_other_place_unless_places_are_named(
    silences: ModuleType, tmp_path: Path, compare: CompareSites, texts: Texts
) -> None:
    release = silences.sites_release(tmp_path)
    mapping = replace(silences.sites_mapping(), compare_sites=compare)
    wave = release.waves[-1]
    helped = tuple(
        replace(cell, state=CellState.HIDDEN, published=None, reason=Reason.TOO_FEW, help_with="larere@sorby")
        if (cell.rater, cell.target) == ("larere@nordby", "ppt")
        else cell
        for cell in wave.cells
    )
    release = replace(release, waves=(replace(wave, cells=helped),))
    about = {"audience": Audience.GROUP, "language": Language.NB, "edition": Edition.REPORT, "unit": "larere@nordby"}
    report = compose(release, mapping, silences.instrument(), **about)
    words = " ".join(text for section in report.sections for text in texts(section))
    data = visible(
        release,
        mapping,
        silences.instrument(),
        Audience.GROUP,
        next(unit for unit in wave.groups if unit.id == "larere@nordby"),
    )
    named = compare is CompareSites.NAMED
    assert ("Sorby" in words) == named
    assert any(cell.help_with for cell in data.waves[-1].cells) == named
