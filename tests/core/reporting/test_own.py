"""Before everybody sees the whole a group reads of itself alone: its report depends on no answer about others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from samspill.design.model import Mapping
from samspill.disclosure.release import Cell, Published, Release, Unit, WaveRelease
from samspill.instrument.model import Instrument
from samspill.render.formats import WRITERS, written
from samspill.render.kinds import Format
from samspill.reporting.compose import Edition, compose
from samspill.reporting.document import Kind, Report
from samspill.terms import Audience, CompareSites, Language, PeopleBand, Share, TieClass

POOL = "helsesykepleiere+familie"


def otherwise(release: Release, unit: str) -> Release:
    """Return a release that differs in all that is not about a unit."""
    return replace(release, waves=tuple(_otherwise(wave, unit) for wave in release.waves))


def _otherwise(wave: WaveRelease, unit: str) -> WaveRelease:
    members = unit.split("+")

    def other(cell: Cell) -> Cell:
        if cell.rater == unit or cell.target in members or cell.published is None:
            return cell
        away = TieClass.HOLDS if cell.published.tie_class is not TieClass.HOLDS else TieClass.NEEDS_TALK
        return replace(cell, published=replace(cell.published, value=2.25, tie_class=away))

    def changed(part: Unit) -> Unit:
        if part.id in {unit, *members}:
            return part
        return replace(
            part, n_band=PeopleBand.MANY, response=Share.MOST, received=_flat(part.received), given=_flat(part.given)
        )

    return replace(
        wave,
        cells=tuple(map(other, wave.cells)),
        kinds=tuple(map(other, wave.kinds)),
        groups=tuple(map(changed, wave.groups)),
        choices=tuple(each for each in wave.choices if each.unit == unit),
        overall=(),
        reliability={},
        verdicts=(),
        network=None,
        respondents=PeopleBand.MANY,
    )


def _flat(means: dict[str, Published]) -> dict[str, Published]:
    return {key: replace(mean, value=2.25) for key, mean in means.items()}


Compose = Callable[[Release, str, Edition, Audience], Report]


@pytest.fixture
def composed(made_up_mapping: Mapping, made_up_instrument: Instrument) -> Compose:
    def made(release: Release, unit: str, edition: Edition, audience: Audience) -> Report:
        return compose(
            release,
            made_up_mapping,
            made_up_instrument,
            audience=audience,
            language=Language.NB,
            edition=edition,
            unit=unit,
        )

    return made


@pytest.mark.parametrize("edition", Edition)
@pytest.mark.parametrize("unit", ["larere", POOL, "hab"])
def test_nothing_in_it_is_about_others(composed: Compose, made_up_release: Release, unit: str, edition: Edition) -> None:
    other = otherwise(made_up_release, unit)
    assert composed(made_up_release, unit, edition, Audience.GROUP) != composed(other, unit, edition, Audience.GROUP)
    assert composed(made_up_release, unit, edition, Audience.OWN) == composed(other, unit, edition, Audience.OWN)


@pytest.mark.parametrize("compared", CompareSites)
@pytest.mark.parametrize("unit", ["larere@nordby", "ppt"])
def test_nothing_in_it_is_about_other_places(
    made_up_sites_release: Release,
    made_up_sites_mapping: Mapping,
    made_up_instrument: Instrument,
    unit: str,
    compared: CompareSites,
) -> None:
    mapping = replace(made_up_sites_mapping, compare_sites=compared)
    about = {"audience": Audience.OWN, "language": Language.NB, "edition": Edition.PAGES, "unit": unit}
    one, other = (
        compose(release, mapping, made_up_instrument, **about)
        for release in (made_up_sites_release, otherwise(made_up_sites_release, unit))
    )
    assert one == other
    assert any(section.kind is Kind.GROUP for section in one.sections)


@pytest.mark.parametrize("kind", Format)
def test_it_is_made_in_every_format(composed: Compose, made_up_release: Release, kind: Format) -> None:
    assert written(kind, composed(made_up_release, "larere", WRITERS[kind].edition, Audience.OWN))


def test_it_has_the_group_s_own_pages_as_the_whole_report_has_them(composed: Compose, made_up_release: Release) -> None:
    own, whole = (
        composed(made_up_release, "larere", Edition.PAGES, audience).sections for audience in (Audience.OWN, Audience.GROUP)
    )
    assert own[0].id == "group-1"
    assert {section.id for section in whole} - {section.id for section in own} == {"overview", "finding-helps"}
    assert own[0] == next(section for section in whole if section.id == "group-1")
