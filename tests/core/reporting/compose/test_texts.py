"""Every text of every report: filled in, in its own language, kind, and with no number that the release does not have."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import product

import pytest

from samspill.design.model import Mapping
from samspill.disclosure.release import Release
from samspill.language import day, number
from samspill.reporting.compose import Edition
from samspill.reporting.document import Chart, Kind, Report, Section, Table
from samspill.terms import Audience, Language

Make = Callable[..., Report]
Texts = Callable[[Section], list[str]]
COMBINATIONS = [
    (language, audience, edition, "larere" if audience.of_a_group else None)
    for language, audience, edition in product(Language, Audience, Edition)
]
POOL = "helsesykepleiere+familie"
COMBINATIONS += [(language, Audience.GROUP, Edition.REPORT, unit) for language in Language for unit in (POOL, "hab", "sfo")]
KEYS = re.compile(r"\b(report|findings|charts|disclosure|terms)\.\w|\b\w+_\w+\b|@|\+[a-zæøå]")
FORBIDDEN = {
    Language.NB: r"svak|dårlig|kritisk|mangelfull|svikt|taper|verst",
    Language.NN: r"svak|dårleg|kritisk|mangelfull|svikt|taper|verst",
    Language.DA: r"svag|dårlig|kritisk|mangelfuld|svigt|taber|værst",
    Language.SV: r"svag|dålig|kritisk|bristfällig|svikt|förlorar|värst",
    Language.EN: r"weak|poor|bad|critical|lacking|fail|loser|worst",
}
# Short words that one language has and the other has not.
FOREIGN = {
    Language.NB: r"the|and|with|that|which|not|holds|ikkje|frå|dei|kva|korleis|och|inte|hvad|af|også",
    Language.NN: r"the|and|with|that|which|not|holds|ikke|fra|hva|hvordan|hvilke|noen|och|inte|hvad|af|jeg",
    Language.DA: r"the|and|with|that|which|not|holds|ikkje|frå|dei|kva|hva|av|etter|noen|och|inte",
    Language.SV: r"the|and|with|that|which|not|holds|ikke|ikkje|fra|frå|hva|hvad|noen|nogle|og|af",
    Language.EN: r"og|ikke|ikkje|med|som|det|av|af|fra|från|och|inte|samarbeid|samarbejde|samarbete",
}


def of(make: Make, combination: tuple[Language, Audience, Edition, str | None]) -> Report:
    return make(*combination)


def case(combination: tuple[Language, Audience, Edition, str | None]) -> str:
    return "-".join(str(part) for part in combination if part)


def without_method(report: Report) -> Iterable[Section]:
    return (section for section in report.sections if section.kind is not Kind.METHOD)


@pytest.mark.parametrize("combination", COMBINATIONS, ids=case)
def test_every_text_is_filled_in_and_clean(
    make: Make, texts: Texts, combination: tuple[Language, Audience, Edition, str | None]
) -> None:
    report = of(make, combination)
    assert report.title
    assert report.subtitle
    for section in report.sections:
        for text in texts(section):
            assert not re.search(r"[{}]|  | [.,;:]| \?(?! )|\.\.|\bNone\b|\bnan\b|!", text), (section.id, text)
            assert text == text.strip(), (section.id, text)
            if section.kind is not Kind.METHOD:
                assert not KEYS.search(text), (section.id, text)


@pytest.mark.parametrize("combination", COMBINATIONS, ids=case)
def test_every_text_is_kind_and_in_its_own_language(
    make: Make, texts: Texts, combination: tuple[Language, Audience, Edition, str | None]
) -> None:
    language = combination[0]
    unkind, foreign = rf"\b({FORBIDDEN[language]})\w*", rf"\b({FOREIGN[language]})\b"
    for section in without_method(of(make, combination)):
        for text in texts(section):
            assert not re.search(unkind, text, re.IGNORECASE), (section.id, text)
            assert not re.search(foreign, text, re.IGNORECASE), (section.id, text)


def numbers_in(text: str) -> set[str]:
    """Numbers of a text as they are written, a range as its two ends."""
    return set(re.findall(r"\d+(?:[.,]\d+)?", text))


def known_numbers(release: Release, mapping: Mapping, language: Language) -> set[str]:
    """Every number that the release, its policy or the plan has, as the language writes it."""
    values: list[float] = [release.policy.k, 9, 10, 24, 25]
    policy = release.policy
    values += [*policy.steps.values(), *filter(None, (*policy.coded_low.values(), *policy.coded_high.values()))]
    values += [1.0, 5.0]
    for wave in release.waves:
        values.append(wave.wave)
        found = [cell.published for cell in wave.cells if cell.published]
        found += [part for unit in wave.groups for part in (*unit.received.values(), *unit.given.values())]
        values += [part.value for part in found]
        values += [end for part in found if part.interval for end in part.interval]
        values += [abs(change.difference) for change in wave.changes if change.difference is not None]
    written = {number(float(value), language) for value in values}
    dates = [mapping.start.feedback_meeting, *(agreed.on for agreed in mapping.start.agreed)]
    return written | {part for date in dates if date for part in numbers_in(day(date, language))}


@pytest.mark.parametrize("combination", COMBINATIONS, ids=case)
def test_no_number_is_told_that_the_release_does_not_have(
    make: Make,
    texts: Texts,
    made_up_release: Release,
    made_up_mapping: Mapping,
    combination: tuple[Language, Audience, Edition, str | None],
) -> None:
    known = known_numbers(made_up_release, made_up_mapping, combination[0])
    for section in without_method(of(make, combination)):
        # Pictures count ties and are tested with the pictures; notes say how many minutes a slide takes.
        plain = Section(
            section.id,
            section.kind,
            section.heading,
            tuple(block for block in section.blocks if not isinstance(block, Chart)),
        )
        # Between organisations ties are counted, in figures: that the counts are right is tested in test_between.py.
        counted = set(map(str, range(len(made_up_release.waves[-1].ties)))) if section.id == "organisations" else set()
        for text in texts(plain):
            assert numbers_in(text) <= known | counted, (section.id, text)


@pytest.mark.parametrize("language", Language)
def test_figures_stand_on_tie_level_only(make: Make, texts: Texts, language: Language) -> None:
    """Overview, matrix, map, profile and slides tell classes; values stand with the tie they belong to."""
    free = (Kind.OVERVIEW, Kind.MATRIX, Kind.MEETING)
    for edition in Edition:
        for section in make(language, Audience.LEADERS, edition).sections:
            if section.kind in free:
                for text in texts(Section(section.id, section.kind, section.heading, section.blocks)):
                    assert not re.search(r"\d[.,]\d|[≥≤]", text), (section.id, text)


@pytest.mark.parametrize("combination", COMBINATIONS, ids=case)
def test_tables_have_as_many_cells_as_headings(make: Make, combination: tuple[Language, Audience, Edition, str | None]) -> None:
    for section in of(make, combination).sections:
        for block in section.blocks:
            table = block.table if isinstance(block, Chart) else block
            if isinstance(table, Table):
                assert {len(row) for row in table.rows} == {len(table.header)}
                assert all(row[0].text for row in table.rows)
                assert sum(count for _, count in table.groups) in (0, len(table.rows))
