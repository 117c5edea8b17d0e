"""How sure the numbers are: the page of verdicts, parts, ties that hang together, and the figures beneath."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from samspill.design.model import Mapping
from samspill.disclosure.release import Network, Release
from samspill.instrument.model import Instrument
from samspill.reporting.compose import Edition, compose
from samspill.reporting.document import Section, Table
from samspill.terms import Audience, Language

Texts = Callable[[Section], list[str]]
Page = Callable[..., Section | None]
NETWORK = Network((3, 5, 6), (2, 8, 9), 1, 3, 2, ("larere",), ("scoring.verdict.returned.as_chance",), ())


@pytest.fixture
def page(made_up_release: Release, made_up_mapping: Mapping, made_up_instrument: Instrument) -> Page:
    def make(language: Language = Language.NB, audience: Audience = Audience.LEADERS, **changed: Any) -> Section | None:  # noqa: ANN401
        latest = replace(made_up_release.waves[-1], **changed)
        report = compose(
            replace(made_up_release, waves=(*made_up_release.waves[:-1], latest)),
            made_up_mapping,
            made_up_instrument,
            audience=audience,
            language=language,
            edition=Edition.REPORT,
        )
        return next((section for section in report.sections if section.id == "sure"), None)

    return make


def told(page: Section | None, texts: Texts) -> str:
    assert page is not None
    return "\n".join(texts(page))


def test_verdicts_come_first_and_figures_last(page: Page, texts: Texts) -> None:
    found = page(network=NETWORK, verdicts=("scoring.verdict.items.together",))

    assert found is not None
    said = told(found, texts)
    assert said.index("henger godt sammen") < said.index("Alfa")
    assert isinstance(found.blocks[-1], Table)
    assert [cell.text for cell in found.blocks[-1].rows[0][1:3]] == ["0,9", "0,85 – 0,95"]


def test_an_end_below_zero_is_told_in_words(page: Page, texts: Texts) -> None:
    assert "under 0 – 0,45" in told(page(), texts)


def test_a_share_that_rounds_to_nothing_is_not_none(page: Page, texts: Texts) -> None:
    parts = {"perceiver": 0.0, "target": 0.2, "relationship": 0.1, "people": 0.7}

    said = told(page(variance_parts=parts), texts)

    assert "Under 5 av 100" in said
    assert "Omtrent 70 av 100" in said


def test_the_network_is_told_with_its_counts_and_names(page: Page, texts: Texts) -> None:
    said = told(page(network=NETWORK), texts)

    assert "holder 3 av 5 samarbeid" in said
    assert "2 av 8" in said
    assert "begge veier i 1 par, bare den ene veien i 3 og ingen av veiene i 2" in said
    assert "Lærere knytter andre grupper sammen" in said


def test_ties_of_one_kind_are_not_compared(page: Page, texts: Texts) -> None:
    assert "Innad i organisasjonene" not in told(page(network=replace(NETWORK, between=(0, 0, 4))), texts)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("audience", [Audience.LEADERS, Audience.PUBLIC])
def test_leaders_and_the_public_get_the_page_in_every_language(page: Page, language: Language, audience: Audience) -> None:
    assert page(language, audience, network=NETWORK) is not None


@pytest.mark.parametrize("audience", [Audience.STAFF])
def test_staff_get_the_short_report(page: Page, audience: Audience) -> None:
    assert page(audience=audience) is None


def test_a_small_wave_without_known_ties_has_no_page(page: Page) -> None:
    unknown = Network((0, 0, 6), (0, 0, 9), 0, 0, 0, (), ("scoring.network.nothing_known",), ())

    assert page(reliability={}, network=unknown) is None
