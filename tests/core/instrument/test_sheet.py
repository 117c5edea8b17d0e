"""The questionnaire on paper, every sentence filled in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from samspill.instrument.load import module_keys, shipped, shipped_keys, with_modules
from samspill.instrument.model import Instrument
from samspill.instrument.sheet import example, gaps, languages, line_of, rough, sheet
from samspill.instrument.wording import Filling, is_broken, question
from samspill.terms import Language, Text

KEYS = (*shipped_keys(), *module_keys())


def lines(instrument: Instrument, language: Language, *names: Filling) -> list[str]:
    return list(sheet(instrument, language, names or (example(language),)))


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("language", Language)
def test_every_sentence_and_every_answer_is_printed(key: str, language: Language) -> None:
    instrument = shipped(key)
    printed = lines(instrument, language)
    bare = {line.strip() for line in printed}
    assert {question(instrument, item, example(language), language) for item in instrument.items.values()} <= bare
    own = [item for item in instrument.tie_items if item.text_own]
    assert {question(instrument, item, example(language), language, own=True) for item in own} <= bare
    for item in instrument.items.values():
        for option in instrument.scale_of(item.key).options:
            assert any(option.label[language] in line for line in printed)
    assert not any(is_broken(line.strip()) for line in printed if line.startswith("  ") and line.strip().endswith((".", "?")))


def test_the_questions_are_repeated_for_each_group() -> None:
    instrument = shipped("relational-capacity")
    first, second = Filling("PPT", "Lærere", "overgang", "barna"), Filling("SFO", "PPT", "overgang", "barna")
    printed = lines(instrument, Language.NB, first, second)
    assert sum("hvilke oppgaver vi har" in line for line in printed) == 2
    assert sum("kjenner hverandres oppgaver" in line for line in printed) == 1
    assert "«Lærere» om PPT." in printed
    assert "«PPT» om SFO." in printed


def test_a_scale_stands_once_below_the_questions_that_use_it() -> None:
    printed = lines(shipped("relational-capacity"), Language.NB)
    # Once for the other groups, once for the own.
    assert sum(line.endswith("1  I svært liten grad") for line in printed) == 2


def test_scores_are_told_where_they_differ_from_the_order_shown() -> None:
    printed = lines(shipped("relational-coordination"), Language.NB)
    assert "    2  For sjelden (teller 3)" in printed
    assert "    4  For ofte (teller 4)" in printed
    assert "    2  Sjelden" in printed


def test_what_does_not_count_says_so() -> None:
    more = with_modules(shipped("relational-capacity"), ("we-know",))
    assert "- we_know (ikke i indeksen)" in lines(more, Language.NB)


def test_one_line_tells_what_an_instrument_is() -> None:
    line = line_of(shipped("conditions"), Language.EN)
    assert line == "conditions: What would help, version 1, 1 question, CC BY 4.0, nb/nn/da/sv/en"
    assert languages(shipped("conditions"), Language.NB) == "Språk: norsk bokmål, norsk nynorsk, dansk, svensk og engelsk"


def test_gaps_are_told_for_languages_that_are_begun() -> None:
    instrument = shipped("conditions")
    text = Text({"nb": "Hva ville hjulpet mest?", "da": "Hvad ville hjælpe mest?"})
    help_text = Text({"nb": "Tenk på alt."})
    changed = replace(instrument, items={"helps_most": replace(instrument.items["helps_most"], text=text, help=help_text)})
    assert gaps(changed) == {Language.DA: ("item[helps_most].help",)}
    nothing = replace(instrument, items={"helps_most": replace(instrument.items["helps_most"], text=Text({}))})
    assert gaps(nothing) == {}
    assert languages(nothing, Language.EN) == "Languages: none is complete"


@pytest.mark.parametrize("key", KEYS)
def test_shipped_sentences_read_well(key: str) -> None:
    assert rough(shipped(key)) == ()


def test_a_sentence_with_a_gap_is_found() -> None:
    instrument = shipped("conditions")
    item = replace(instrument.items["helps_most"], text=Text("Hva trengs for «» ?"))
    assert rough(replace(instrument, items={item.key: item})) == ("Hva trengs for «» ?",) * 5
