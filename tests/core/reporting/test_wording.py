"""Every finding has its sentence and its questions in every language, filled in."""

from __future__ import annotations

import pytest

from samspill.design.model import Mapping
from samspill.disclosure.release import Release
from samspill.instrument.model import Instrument
from samspill.language import catalogue
from samspill.reporting.findings import findings
from samspill.reporting.names import Names
from samspill.reporting.wording import asked_once, questions, what
from samspill.terms import Finding, Language, Severity

CODES = sorted({code.partition(".")[0] for code in catalogue("findings")})
DATA = {
    "rater": "larere",
    "target": "ppt",
    "other": "ppt",
    "a": "larere",
    "b": "ppt",
    "unit": "larere",
    "dimension": "respect",
    "ties": (),
}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("code", CODES)
def test_every_kind_has_a_sentence_and_two_or_three_questions(
    code: str, language: Language, made_up_mapping: Mapping, made_up_instrument: Instrument
) -> None:
    names = Names(made_up_mapping, made_up_instrument, language)
    finding = Finding(f"findings.{code}", Severity.INFORMS, (), DATA)
    assert what(finding, names)
    asked = questions(finding, names)
    assert 2 <= len(asked) <= 3
    assert all(question.endswith("?") and "{" not in question for question in asked)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("code", CODES)
def test_no_question_about_several_is_about_the_first_alone(
    code: str, language: Language, made_up_mapping: Mapping, made_up_instrument: Instrument
) -> None:
    names = Names(made_up_mapping, made_up_instrument, language)
    finding = Finding(f"findings.{code}", Severity.INFORMS, (), DATA)
    asked = questions(finding, names, several=True)
    assert len(asked) == len(questions(finding, names))
    assert len(set(asked)) == len(asked)
    first = (names.inside("larere"), names.inside("ppt"), names.dimension_inside("respect"))
    assert not [question for question in asked if any(name in question for name in first)]


@pytest.mark.parametrize("language", Language)
def test_few_answers_are_told_in_the_same_breath(
    language: Language, made_up_mapping: Mapping, made_up_instrument: Instrument
) -> None:
    names = Names(made_up_mapping, made_up_instrument, language)
    for code in ("holds", "holds_both"):
        plain = what(Finding(f"findings.{code}", Severity.INFORMS, (), DATA), names)
        few = what(Finding(f"findings.{code}", Severity.INFORMS, (), {**DATA, "few": True}), names)
        assert few.startswith(plain)
        assert len(few) > len(plain)


def test_a_dimension_is_asked_about_once() -> None:
    found = [Finding("findings.needs_talk", Severity.INFORMS, (), {"dimension": key}) for key in ("a", "a", None, "b", "a")]
    assert [finding.data["dimension"] for finding in asked_once(found)] == ["a", None, None, "b", None]


def test_the_first_question_names_the_dimension_only_where_one_stands_out(
    made_up_mapping: Mapping, made_up_instrument: Instrument
) -> None:
    names = Names(made_up_mapping, made_up_instrument, Language.NB)
    named = Finding("findings.needs_talk", Severity.INFORMS, (), DATA)
    unnamed = Finding("findings.needs_talk", Severity.INFORMS, (), {**DATA, "dimension": None})
    assert questions(named, names)[0] == "Hva trenger dere fra hverandre når det gjelder respekt?"
    assert questions(unnamed, names)[0] == "Hva trenger dere fra hverandre for å gjøre en god jobb for barna?"


def test_a_low_value_in_familiarity_says_that_the_rater_feels_unknown(
    made_up_mapping: Mapping, made_up_instrument: Instrument, made_up_release: Release
) -> None:
    names = Names(made_up_mapping, made_up_instrument, Language.NB)
    found = findings(made_up_release, made_up_mapping, made_up_instrument)
    gap = next(finding for finding in found if finding.code == "findings.knowledge_gap")
    assert what(gap, names) == "lærerne opplever at oppgavene og kompetansen deres er for lite kjent hos rådgiverne i PPT"


def test_a_pool_is_never_put_between_two_ands(made_up_mapping: Mapping, made_up_instrument: Instrument) -> None:
    names = Names(made_up_mapping, made_up_instrument, Language.NB)
    pair = {**DATA, "a": "barnehage", "b": "helsesykepleiere+familie"}
    finding = Finding("findings.holds_both", Severity.INFORMS, (), pair)
    text = "barnehagelærerne har et samarbeid med helsesykepleierne og familieteamet som holder begge veier"
    assert what(finding, names) == text
