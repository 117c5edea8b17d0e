"""Codes that were handed out beyond the plan, told with the method: to everybody who reads how answers are protected."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from samspill.design.handed_out import HandedOut
from samspill.design.model import Mapping, Node
from samspill.design.names import node_name
from samspill.disclosure.release import Release
from samspill.instrument.model import Instrument
from samspill.language import say
from samspill.render.formats import written
from samspill.render.kinds import Format
from samspill.reporting.compose import Edition, compose
from samspill.reporting.document import Report, Section
from samspill.terms import Audience, Language

Make = Callable[..., Report]
Texts = Callable[[Section], list[str]]
HANDED = (HandedOut("ppt", 9, 19, 4, ('Nye i <b>vikariat</b> & "flere"',)), HandedOut("larere", 20, 30))


@pytest.fixture
def about(made_up_release: Release, made_up_mapping: Mapping, made_up_instrument: Instrument) -> Make:
    def make(audience: Audience, handed: tuple[HandedOut, ...] = HANDED, language: Language = Language.NB) -> Report:
        unit = "ppt" if audience.of_a_group else None
        whole = (made_up_release, made_up_mapping, made_up_instrument)
        told = {"audience": audience, "language": language, "edition": Edition.REPORT, "unit": unit}
        return compose(*whole, **told, handed=handed)

    return make


def method_of(report: Report) -> Section:
    return next(section for section in report.sections if section.id in ("method", "protected"))


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("language", Language)
def test_every_audience_reads_the_numbers(
    about: Make, texts: Texts, audience: Audience, language: Language, made_up_mapping: Mapping
) -> None:
    told = texts(method_of(about(audience, language=language)))
    assert say("report.method.handed_out", language) in told
    assert say("report.method.handed_out_why", language) in told
    name = node_name(made_up_mapping, Node.parse("ppt")).get_in(language)
    lines = [text for text in told if text.startswith(f"{name}: ")]
    assert len(lines) == 1
    assert "9" in lines[0]
    assert "19" in lines[0]


@pytest.mark.parametrize("audience", Audience)
def test_the_public_reads_nobody_s_own_words(about: Make, texts: Texts, audience: Audience) -> None:
    told = " ".join(texts(method_of(about(audience))))
    assert (HANDED[0].reasons[0] in told) is (audience is not Audience.PUBLIC)


def test_nothing_is_said_where_there_is_nothing_to_say(about: Make, texts: Texts) -> None:
    for audience in Audience:
        assert say("report.method.handed_out", Language.NB) not in texts(method_of(about(audience, ())))


@pytest.mark.parametrize("kind", [Format.HTML, Format.PDF, Format.DOCX])
def test_a_reason_with_hostile_signs_breaks_no_format(about: Make, kind: Format) -> None:
    made = written(kind, about(Audience.LEADERS))
    assert b"<b>vikariat" not in made
    assert len(made) > 1_000
