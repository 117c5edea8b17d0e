"""The page of a tie, and the matrix that leads to it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from samspill.design.model import Mapping
from samspill.disclosure.release import Release
from samspill.instrument.model import Instrument
from samspill.language import say
from samspill.reporting.compose import Edition, compose_tie
from samspill.reporting.document import Kind, Mark, Questions, Report, Section, Table
from samspill.reporting.names import INDEX
from samspill.terms import Audience, CellState, Language

Make = Callable[..., Report]
Texts = Callable[[Section], list[str]]
Tie = Callable[..., Section | None]


@pytest.fixture
def tie(made_up_release: Release, made_up_mapping: Mapping, made_up_instrument: Instrument) -> Tie:
    def made(key: str, language: Language = Language.NB) -> Section | None:
        return compose_tie(made_up_release, made_up_mapping, made_up_instrument, language, key)

    return made


def links(report: Report) -> list[tuple[str, str]]:
    """Cells of the matrix that lead somewhere: where to, and the whole sentence."""
    found = [table for part in report.sections if part.kind is Kind.MATRIX for table in part.blocks if isinstance(table, Table)]
    return [(cell.link or "", cell.label or "") for table in found for row in table.rows for cell in row[1:] if cell.link]


def test_each_tie_between_groups_is_one_step_from_the_matrix(make: Make, tie: Tie, made_up_release: Release) -> None:
    report = make(edition=Edition.PAGES)
    to_ties = [link for link in links(report) if link[0].startswith("tie-")]
    asked = [each for each in made_up_release.waves[-1].ties if not each.own and each.state is not CellState.NO_TIE]
    assert len(to_ties) == len(asked) == len({key for key, _ in to_ties})
    for key, sentence in to_ties:
        page = tie(key)
        assert page.id == key
        # What the matrix says in the cell is what its page begins with.
        assert page.heading.partition(",")[0] in sentence
    assert {key for key, _ in links(make(edition=Edition.REPORT)) if key.startswith("tie-")} == set()


@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.STAFF])
def test_only_leaders_are_led_to_ties(make: Make, audience: Audience) -> None:
    assert links(make(audience=audience, edition=Edition.PAGES)) == []


@pytest.mark.parametrize("key", ["tie-0-1", "tie-1-99", "tie-x-y", "", "tie-1-1"])
def test_there_is_no_page_of_a_tie_that_there_is_not(tie: Tie, key: str, make: Make) -> None:
    known = {link for link, _ in links(make(edition=Edition.PAGES))}
    assert (tie(key) is None) == (key not in known)


def test_both_directions_each_dimension_and_questions(make: Make, tie: Tie, made_up_release: Release) -> None:
    wave = made_up_release.waves[-1]
    cells = {(cell.rater, cell.target, cell.dimension): cell for cell in wave.cells}
    seen = 0
    for key, _ in links(make(edition=Edition.PAGES)):
        if not key.startswith("tie-"):
            continue
        page = tie(key)
        first, *sides = [block for block in page.blocks if isinstance(block, Table)]
        assert any(isinstance(block, Questions) and block.items for block in page.blocks)
        assert len(first.rows) >= 1
        for table in sides:
            seen += 1
            rows = {row[0].text: row for row in table.rows}
            assert len(rows) == len(made_up_release.dimensions) + sum(
                len(items) for items in made_up_release.items.values() if len(items) > 1
            )
    assert seen > 10
    # Every figure on the pages is one of the release's own.
    published = {(cell.published.value) for cell in cells.values() if cell.published}
    told = {
        cell.number
        for key, _ in links(make(edition=Edition.PAGES))
        if key.startswith("tie-")
        for block in tie(key).blocks
        if isinstance(block, Table)
        for row in block.rows
        for cell in row
        if cell.number is not None
    }
    assert told <= published | {change.difference for change in wave.changes}
    assert {cells[each].state for each in cells if each[2] == INDEX} >= {CellState.SHOWN}


@pytest.mark.parametrize("language", Language)
def test_every_language_says_it_without_a_gap(make: Make, tie: Tie, texts: Texts, language: Language) -> None:
    for key, _ in links(make(language=language, edition=Edition.PAGES)):
        if key.startswith("tie-"):
            page = tie(key, language)
            told = texts(page)
            assert not [text for text in told if "{" in text or "None" in text or "report." in text]
            assert say("report.talk.both", language) in told


def test_what_is_not_shown_says_why_and_what_would_help(make: Make, tie: Tie, texts: Texts) -> None:
    keys = [key for key, _ in links(make(edition=Edition.PAGES)) if key.startswith("tie-")]
    hidden = [tie(key) for key in keys if mark_of(make, key) is Mark.UNKNOWN]
    assert hidden
    for page in hidden:
        told = " ".join(texts(page))
        assert "hjelp" in told.lower()


def mark_of(make: Make, key: str) -> Mark:
    report = make(edition=Edition.PAGES)
    found = [table for part in report.sections if part.kind is Kind.MATRIX for table in part.blocks if isinstance(table, Table)]
    return next(cell.mark for table in found for row in table.rows for cell in row[1:] if cell.link == key)
