"""Between organisations: ties are counted by class, nothing else, and each square leads to the ties it counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from samspill.design.model import Mapping
from samspill.disclosure.release import Release
from samspill.instrument.model import Instrument
from samspill.reporting.compose import Edition, compose
from samspill.reporting.document import Report, Section, Table, TableCell
from samspill.terms import Audience, Language, Need, TieClass

Make = Callable[..., Report]


def section(report: Report, key: str) -> Section:
    return next(part for part in report.sections if part.id == key)


def table_of(part: Section) -> Table:
    return next(block for block in part.blocks if isinstance(block, Table))


def squares(report: Report) -> dict[tuple[str, str], TableCell]:
    table = table_of(section(report, "organisations"))
    return {(row[0].text, name): cell for row in table.rows for name, cell in zip(table.header[1:], row[1:], strict=True)}


@pytest.mark.parametrize("audience", [Audience.LEADERS, Audience.PUBLIC])
def test_each_square_counts_the_needed_ties_that_hold(
    make: Make, made_up_release: Release, made_up_mapping: Mapping, audience: Audience
) -> None:
    wave = made_up_release.waves[-1]
    held = {
        (cell.rater, cell.target)
        for cell in wave.cells
        if cell.dimension == "index" and cell.published and cell.published.tie_class is TieClass.HOLDS
    }
    counts: dict[tuple[str, str], list[int]] = {}
    for tie in wave.ties:
        if tie.need is Need.HIGH and not tie.own:
            groups = [made_up_mapping.groups[key] for key in (tie.rater.split("+")[0], tie.target)]
            names = tuple(made_up_mapping.organisations[group.organisation].name.get_in(Language.NB) for group in groups)
            counts.setdefault((names[0], names[1]), []).append((tie.rater, tie.target) in held)
    found = {way: cell.text for way, cell in squares(make(audience=audience, edition=Edition.PAGES)).items() if cell.link}
    assert found == {way: f"{sum(each)} av {len(each)}" for way, each in counts.items()}


def test_a_square_leads_to_its_ties_and_leaders_from_there_to_each(make: Make) -> None:
    for audience in (Audience.LEADERS, Audience.PUBLIC):
        report = make(audience=audience, edition=Edition.PAGES)
        for cell in squares(report).values():
            if cell.link:
                rows = table_of(section(report, cell.link)).rows
                assert rows
                assert all(bool(row[0].link) == (audience is Audience.LEADERS) for row in rows)


def test_answers_that_stand_together_count_for_each_of_their_organisations(
    made_up_release: Release, made_up_mapping: Mapping, made_up_instrument: Instrument
) -> None:
    groups = dict(made_up_mapping.groups)
    groups["familie"] = replace(
        groups["familie"],
        organisation="spesialist" if "spesialist" in made_up_mapping.organisations else list(made_up_mapping.organisations)[-1],
    )
    report = compose(
        made_up_release,
        replace(made_up_mapping, groups=groups),
        made_up_instrument,
        audience=Audience.LEADERS,
        language=Language.NB,
        edition=Edition.PAGES,
    )
    name = made_up_mapping.organisations[groups["familie"].organisation].name.get_in(Language.NB)
    assert any(cell.link for (rater, _), cell in squares(report).items() if rater == name)
    said = " ".join(getattr(block, "text", "") for block in section(report, "organisations").blocks)
    assert "teller hos begge organisasjonene" in said


def test_where_no_needed_tie_leads_across_there_is_no_such_page(
    made_up_release: Release, made_up_mapping: Mapping, made_up_instrument: Instrument
) -> None:
    first = next(iter(made_up_mapping.organisations))
    groups = {key: replace(group, organisation=first) for key, group in made_up_mapping.groups.items()}
    report = compose(
        made_up_release,
        replace(made_up_mapping, groups=groups),
        made_up_instrument,
        audience=Audience.LEADERS,
        language=Language.NB,
        edition=Edition.PAGES,
    )
    assert not [part.id for part in report.sections if part.id.startswith("organisations")]
