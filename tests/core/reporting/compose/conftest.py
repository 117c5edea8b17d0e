"""Reports of the made-up municipality, composed once for each language, audience and edition."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import pytest

from samspill.design.model import Mapping
from samspill.disclosure.release import Release
from samspill.instrument.model import Instrument
from samspill.reporting.compose import Edition, compose
from samspill.reporting.document import Block, Bullets, Chart, KeyLines, Paragraph, Questions, Report, Section, Table
from samspill.terms import Audience, Language

Make = Callable[..., Report]


@pytest.fixture(scope="session")
def make(made_up_release: Release, made_up_mapping: Mapping, made_up_instrument: Instrument) -> Make:
    @cache
    def made(
        language: Language = Language.NB,
        audience: Audience = Audience.LEADERS,
        edition: Edition = Edition.REPORT,
        unit: str | None = None,
    ) -> Report:
        return compose(
            made_up_release,
            made_up_mapping,
            made_up_instrument,
            audience=audience,
            language=language,
            edition=edition,
            unit=unit,
        )

    return made


def texts_of(block: Block) -> Iterator[str]:
    """Every text of a block that a reader meets."""
    match block:
        case Paragraph():
            yield block.text
        case Bullets() | Questions():
            yield from (block.heading or "", *block.items)
        case KeyLines():
            yield block.heading
            for line in block.lines:
                yield from (line.text, line.detail or "")
        case Table():
            yield from (block.caption, *block.header, block.note or "", *(heading for heading, _ in block.groups))
            for row in block.rows:
                for cell in row:
                    yield from (cell.text, cell.label or "")
        case Chart():
            yield from (block.caption, block.alt)
            if block.table:
                yield from texts_of(block.table)


def texts_in(section: Section) -> Iterator[str]:
    """Every text of a section, its notes among them."""
    yield section.heading
    for block in section.blocks:
        yield from texts_of(block)
    yield section.notes or ""


@pytest.fixture(scope="session")
def texts() -> Callable[[Section], list[str]]:
    return lambda section: [text for text in texts_in(section) if text]
