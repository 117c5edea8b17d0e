"""The instruments that ship: complete in five languages, and scored as documented."""

from __future__ import annotations

import re

import pytest

from samspill.instrument.load import module_keys, shipped, shipped_keys
from samspill.instrument.model import Instrument, Item
from samspill.instrument.sheet import gaps
from samspill.instrument.wording import Filling, is_broken, question
from samspill.terms import Contact, Language, Text

KEYS = (*shipped_keys(), *module_keys())
ITEMS = tuple((key, item.key) for key in KEYS for item in shipped(key).items.values())
QUOTES = {Language.NB: "«»", Language.NN: "«»", Language.DA: "»«", Language.SV: "””", Language.EN: "“”"}
FOREIGN = {
    Language.NB: r"[äö]|\b(ikkje|kva|eg|och|hvad|af)\b",
    Language.NN: r"[äö]|\b(ikke|hva|jeg|hvilken|hvilke|noe|en|et|og jeg)\b",
    Language.DA: r"[äö]|\b(ikkje|hva|og jeg|vet|noe|gjør)\b",
    Language.SV: r"[æø]|\b(ikke|ikkje|hva|og|af)\b",
    Language.EN: r"[æøåäö]",
}
"""Letters and words that would show that a text stands under the wrong language."""


def texts(instrument: Instrument) -> dict[str, Text]:
    """Return every language map of an instrument."""
    maps = {"name": instrument.name, "source": instrument.source}
    maps |= {f"survey[{number}]": text for number, text in enumerate(instrument.survey_texts())}
    for dimension in instrument.dimensions.values():
        maps |= {f"{dimension.key}.{name}": getattr(dimension, name) for name in ("name", "in_text", "about")}
    maps |= {subscale.key: subscale.name for subscale in instrument.subscales.values()}
    return maps


def fields(text: str) -> list[str]:
    return sorted(re.findall(r"\{(\w+)\}", text))


@pytest.mark.parametrize("key", KEYS)
def test_every_text_stands_in_five_languages_with_the_same_placeholders(key: str) -> None:
    instrument = shipped(key)
    for name, text in texts(instrument).items():
        assert set(text) == set(Language), (name, text)
        assert all(text.has(language) for language in Language), (name, text)
        # English names its reader where the others say "dere", so the own group's stem may differ; nothing does today.
        assert len({tuple(fields(text[language])) for language in Language}) == 1, (name, text)
    assert instrument.languages == tuple(Language)
    assert gaps(instrument) == {}


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("language", Language)
def test_every_text_is_written_in_its_own_language(key: str, language: Language) -> None:
    wrong = re.compile(FOREIGN[language], re.IGNORECASE)
    for name, text in texts(shipped(key)).items():
        plain = re.sub(r"\{\w+\}", "", text[language])
        assert not wrong.search(plain), (name, plain)
        marks = "".join(re.findall(r"[«»“”\"]", plain))
        assert marks.replace(QUOTES[language], "") == "", (name, plain)
        assert "!" not in plain


@pytest.mark.parametrize("key", KEYS)
def test_every_text_says_how_far_it_has_come(key: str) -> None:
    assert set(shipped(key).status or {}) == set(Language)
    assert shipped(key).licence == "CC BY 4.0"


@pytest.mark.parametrize(("key", "item_key"), ITEMS)
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("group", ["lærerne", "PPT"])
def test_every_sentence_is_whole(key: str, item_key: str, language: Language, group: str) -> None:
    names = Filling(group, "SFO", "trygg overgang", "barna")
    instrument = shipped(key)
    for own in (False, True):
        sentence = question(instrument, instrument.items[item_key], names, language, own=own)
        assert not is_broken(sentence), sentence
        assert sentence[0].isupper()
        assert sentence.endswith((".", "?"))
        assert "…" not in sentence


def test_relational_capacity_asks_seven_questions_of_six_dimensions() -> None:
    instrument = shipped("relational-capacity")
    assert [item.key for item in instrument.index_items] == [
        "knows_tasks",
        "knows_competence",
        "information",
        "respect",
        "problem_solving",
        "new_solutions",
        "shared_direction",
    ]
    assert [item.key for item in instrument.items_of("familiarity")] == ["knows_tasks", "knows_competence"]
    assert len(instrument.dimensions) == 6
    assert instrument.tie_items == instrument.index_items
    assert instrument.min_items == 5
    assert instrument.bands_between is None
    assert all(instrument.scale_of(item.key).scores == {1: 1, 2: 2, 3: 3, 4: 4, 5: 5} for item in instrument.tie_items)


def test_relational_coordination_has_seven_dimensions_in_two_subscales() -> None:
    instrument = shipped("relational-coordination")
    keys = ["frequent", "timely", "accurate", "problem_solving", "shared_goals", "shared_knowledge", "mutual_respect"]
    assert [item.key for item in instrument.index_items] == keys
    assert [item.dimension for item in instrument.index_items] == keys
    assert instrument.subscales["communication"].dimensions == tuple(keys[:4])
    assert instrument.subscales["relationship"].dimensions == tuple(keys[4:])
    assert instrument.min_items == 5


def test_frequency_is_shown_in_order_and_scored_around_its_ideal_point() -> None:
    instrument = shipped("relational-coordination")
    scale = instrument.scale_of("frequent")
    assert [option.code for option in scale.options] == [1, 2, 3, 4, 5]
    assert [option.score for option in scale.options] == [1, 3, 5, 4, 2]
    assert [option.label[Language.EN] for option in scale.options] == [
        "Not nearly often enough",
        "Not often enough",
        "Just right",
        "Too often",
        "Much too often",
    ]
    others = [instrument.scale_of(item.key) for item in instrument.index_items if item.key != "frequent"]
    assert all(list(scale.scores.values()) == [1, 2, 3, 4, 5] for scale in others)


def test_recoded_frequency_gives_the_published_mean() -> None:
    """Displayed codes 273, 364, 85, 3, 0 of 725 answers: 2.4855 scored, 1.749 if wrongly left as shown."""
    scores = shipped("relational-coordination").scale_of("frequent").scores
    answers = {1: 273, 2: 364, 3: 85, 4: 3, 5: 0}
    assert sum(scores[code] * n for code, n in answers.items()) / 725 == pytest.approx(2.4855, abs=5e-5)
    assert sum(code * n for code, n in answers.items()) / 725 == pytest.approx(1.749, abs=5e-4)


def test_bands_say_which_are_not_verified() -> None:
    instrument = shipped("relational-coordination")
    assert instrument.bands_between is not None
    assert instrument.bands_within is not None
    between, within = instrument.bands_between, instrument.bands_within
    assert (between.weak_below, between.strong_above, between.verified) == (3.5, 4.0, True)
    assert (within.weak_below, within.strong_above, within.verified) == (4.1, 4.6, False)


def test_the_helping_question_lets_one_choose_two_of_eight() -> None:
    instrument = shipped("conditions")
    item: Item = instrument.items["helps_most"]
    assert item.choose == 2
    assert len(instrument.scale_of("helps_most").options) == 8
    assert instrument.scale_of("helps_most").scores == {}
    assert item.text[Language.NB] == "Hva ville hjulpet mest?"


def test_what_we_know_of_others_is_asked_on_the_scale_of_relational_capacity_and_counts_nowhere() -> None:
    instrument = shipped("we-know")
    (item,) = instrument.items.values()
    assert (item.key, item.in_index, item.stemless, item.dimension) == ("we_know", False, True, None)
    assert instrument.scale_of("we_know").options == shipped("relational-capacity").scales["degree"].options
    assert item.text_own is not None


@pytest.mark.parametrize("key", ["conditions", "leadership", "psychological-safety"])
def test_modules_about_the_own_situation_rate_nobody(key: str) -> None:
    instrument = shipped(key)
    assert instrument.tie_items == ()
    assert all("{group}" not in item.text[language] for item in instrument.self_items for language in Language)


def test_the_contact_question_keeps_three_answers_apart() -> None:
    for key in shipped_keys():
        labels = shipped(key).contact_labels
        assert [labels[answer][Language.NB] for answer in Contact] == ["Ja", "Nei, og det trengs ikke", "Nei, men vi burde"]
        assert [labels[answer][Language.DA] for answer in Contact] == [
            "Ja",
            "Nej, og det er der ikke brug for",
            "Nej, men det burde vi",
        ]
