"""The sentence that a report begins with: what there is to build on, counted among what is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import ModuleType

import pytest

from samspill.design.model import Mapping
from samspill.disclosure.release import Cell, Release, TieFacts
from samspill.instrument.model import Instrument
from samspill.reporting.compose import Edition, compose
from samspill.reporting.document import KeyLines, Section
from samspill.reporting.picture import picture
from samspill.terms import Audience, CellState, Language, PeopleBand

HOLDS, WAY, TALK, HIDDEN = 4.4, 3.5, 2.0, None
Standing = float | None


def told(
    release: Release, mapping: Mapping, instrument: Instrument, needed: Sequence[Standing], other: Standing, made_up: ModuleType
) -> Release:
    """Return the release with these values for the first needed ties, the other ones left out, and one for all the rest."""
    ties = picture(release, mapping, instrument).needed
    values = {(tie.rater, tie.target): value for tie, value in zip(ties, needed, strict=False)}
    left = {(tie.rater, tie.target) for tie in ties} - set(values)
    latest = release.waves[-1]

    def cell(old: Cell) -> Cell:
        value = values.get((old.rater, old.target), other)
        number = made_up.published(value, PeopleBand.MANY) if value else None
        return replace(old, state=CellState.SHOWN if value else CellState.HIDDEN, published=number)

    def tie(old: TieFacts) -> TieFacts:
        shown = values.get((old.rater, old.target), other)
        return replace(old, state=CellState.SHOWN if shown else CellState.HIDDEN, wanted=None, dont_know=None)

    cells = tuple(cell(part) for part in latest.cells if (part.rater, part.target) not in left)
    facts = tuple(tie(part) for part in latest.ties if (part.rater, part.target) not in left)
    return replace(release, waves=(*release.waves[:-1], replace(latest, cells=cells, ties=facts)))


def overview(release: Release, mapping: Mapping, instrument: Instrument, language: Language = Language.NB) -> Section:
    report = compose(release, mapping, instrument, audience=Audience.STAFF, language=language, edition=Edition.REPORT)
    return report.sections[0]


@pytest.mark.parametrize(
    ("needed", "other", "heading"),
    [
        ([HOLDS, HOLDS, WAY, TALK, TALK], TALK, "To av fem nødvendige samarbeid holder"),
        ([HOLDS] * 5, TALK, "Alle de fem nødvendige samarbeidene holder"),
        ([WAY, WAY, TALK, TALK, TALK], HOLDS, "To av fem nødvendige samarbeid er på vei"),
        ([WAY] * 5, TALK, "Alle de fem nødvendige samarbeidene er på vei"),
        ([WAY, WAY], TALK, "Begge de nødvendige samarbeidene er på vei"),
        ([WAY], TALK, "Det ene nødvendige samarbeidet er på vei"),
        ([TALK] * 5, TALK, "De nødvendige samarbeidene trenger en samtale"),
        ([HOLDS, WAY, HIDDEN, HIDDEN, HIDDEN], TALK, "Vi vet nok om to av fem nødvendige samarbeid, og ett av dem holder"),
        ([HOLDS, HIDDEN, HIDDEN], TALK, "Vi vet nok om ett av tre nødvendige samarbeid, og det holder"),
        ([WAY, TALK, HIDDEN, HIDDEN], TALK, "Vi vet nok om to av fire nødvendige samarbeid, og ett av dem er på vei"),
        ([TALK, HIDDEN, HIDDEN], HOLDS, "Vi vet nok om ett av tre nødvendige samarbeid"),
        ([HIDDEN] * 3, TALK, "Vi vet for lite om de nødvendige samarbeidene"),
    ],
)
def test_the_headline_begins_with_what_there_is_to_build_on(
    made_up_release: Release,
    made_up_mapping: Mapping,
    made_up_instrument: Instrument,
    made_up: ModuleType,
    needed: list[Standing],
    other: Standing,
    heading: str,
) -> None:
    release = told(made_up_release, made_up_mapping, made_up_instrument, needed, other, made_up)
    page = overview(release, made_up_mapping, made_up_instrument)
    assert page.heading == heading
    # What the headline counts is not counted again beneath it.
    counted = {"holder": "holder", "på vei": "er på vei"}
    lead = str(getattr(page.blocks[0], "text", ""))
    for ending, words in counted.items():
        if page.heading.endswith(ending):
            assert words not in lead.partition(".")[0]


@pytest.mark.parametrize("language", Language)
def test_where_no_needed_tie_holds_those_that_do_are_told_first(
    made_up_release: Release,
    made_up_mapping: Mapping,
    made_up_instrument: Instrument,
    made_up: ModuleType,
    language: Language,
) -> None:
    release = told(made_up_release, made_up_mapping, made_up_instrument, [TALK] * 5, HOLDS, made_up)
    page = overview(release, made_up_mapping, made_up_instrument, language)
    endings = {
        Language.NB: "samarbeid holder, utenom de nødvendige",
        Language.NN: "samarbeid held, utanom dei nødvendige",
        Language.DA: "samarbejder holder ud over de nødvendige",
        Language.SV: "samarbeten håller, utöver de nödvändiga",
        Language.EN: "collaborations hold, besides the needed ones",
    }
    assert page.heading.endswith(endings[language])


def test_that_all_groups_answered_is_said_so(
    made_up_release: Release, made_up_mapping: Mapping, made_up_instrument: Instrument
) -> None:
    latest = made_up_release.waves[-1]
    groups = tuple(replace(unit, state="answered") for unit in latest.groups if len(unit.members) == 1)
    page = overview(
        replace(made_up_release, waves=(replace(latest, groups=groups),)), made_up_mapping, made_up_instrument, Language.NB
    )
    lines = [line.text for block in page.blocks if isinstance(block, KeyLines) for line in block.lines]
    assert [text for text in lines if text.startswith("Fra alle ")]
