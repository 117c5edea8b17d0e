"""A report on an instrument whose answers run from 0 to 10: every figure stands on that scale."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from samspill.design.model import Mapping
from samspill.disclosure.freeze import freeze
from samspill.disclosure.release import Release
from samspill.instrument.model import Instrument, Option, Scale
from samspill.language import number
from samspill.ratings.read import read
from samspill.ratings.simulate import simulate
from samspill.reporting.compose import Edition, compose
from samspill.reporting.document import Kind, Report, Section
from samspill.scoring.score import score
from samspill.terms import Audience, Language, Text


@pytest.fixture(scope="module")
def eleven(made_up_instrument: Instrument) -> Instrument:
    options = tuple(Option(code, Text(str(code)), float(code)) for code in range(11))
    return replace(made_up_instrument, scales={**made_up_instrument.scales, "degree": Scale("degree", options)})


@pytest.fixture(scope="module")
def release(made_up_mapping: Mapping, eleven: Instrument, tmp_path_factory: pytest.TempPathFactory) -> Release:
    file = tmp_path_factory.mktemp("eleven") / "ratings.csv"
    simulate(made_up_mapping, eleven, np.random.default_rng(1), response=0.9).write_csv(file)
    scores = score(read(file, made_up_mapping, eleven), made_up_mapping, eleven)
    return freeze(scores, made_up_mapping, eleven, version="0.1.0")


def report_in(language: Language, release: Release, mapping: Mapping, instrument: Instrument) -> Report:
    told = {"audience": Audience.LEADERS, "language": language, "edition": Edition.REPORT}
    return compose(release, mapping, instrument, **told)


@pytest.mark.parametrize("language", Language)
def test_how_to_read_and_method_tell_the_figures_of_the_scale(
    language: Language,
    release: Release,
    made_up_mapping: Mapping,
    eleven: Instrument,
    texts: Callable[[Section], list[str]],
) -> None:
    report = report_in(language, release, made_up_mapping, eleven)
    told = {section.kind: " ".join(texts(section)) for section in report.sections}

    def written(*figures: float) -> list[str]:
        return [number(figure, language, 3) for figure in figures]

    # Where classes part, steps of the ladder, coded extremes.
    for figure in written(7.5, 6.25, 5, 1.25, 0.625, 0.25, 2.5):
        assert figure in told[Kind.READING], figure
    # Where classes part, and what a coded extreme enters with.
    for figure in written(1.25, 7.5, 6.25, 5, 1.875, 8.125):
        assert figure in told[Kind.METHOD], figure
    for figure in written(3.5, 4.25, 1.75):
        assert figure not in told[Kind.READING] + told[Kind.METHOD], figure
    assert "{" not in told[Kind.READING] + told[Kind.METHOD]


def test_every_value_of_a_report_is_on_the_scale(release: Release) -> None:
    shown = [cell.published for cell in release.waves[-1].cells if cell.published]
    assert max(published.value for published in shown) > 5
    assert all(0 <= published.value <= 10 for published in shown)
