"""A parsed file becomes an instrument, or every problem is told at once."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samspill.errors import InstrumentError, Problem
from samspill.instrument.build import build
from samspill.instrument.model import About, Instrument, TextStatus
from samspill.instrument.toml_table import MISSPELT, Problems, Table
from samspill.language import problem_text
from samspill.terms import Contact, Language, Text

SMALL: dict[str, Any] = {
    "instrument": {"key": "small", "stem": {"nb": "Opplever du at {group} …"}},
    "scale": [
        {
            "key": "degree",
            "options": [
                {"code": 1, "score": 1, "label": {"nb": "Lite"}},
                {"code": 2, "score": 2},
                {"code": 3, "score": 3, "label": {"nb": "Mye"}},
            ],
        }
    ],
    "dimension": [{"key": "trust", "name": {"nb": "Tillit"}}],
    "item": [{"key": "Q1", "dimension": "trust", "scale": "degree", "text": {"nb": "… holder det de lover"}}],
}


def small() -> dict[str, Any]:
    return deepcopy(SMALL)


def made(values: dict[str, Any]) -> Instrument:
    return build(values, "my.toml")


def problems(values: dict[str, Any]) -> list[Problem]:
    with pytest.raises(InstrumentError) as caught:
        made(values)
    found = list(caught.value.problems)
    assert all(problem.place.file == "my.toml" for problem in found)
    assert all(problem_text(problem, language) for problem in found for language in Language)
    return found


def told(values: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(problem.code.removeprefix("instrument."), problem.place.key) for problem in problems(values)]


# ---- what is right ---------------------------------------------------------------------------------------------------------


def test_one_item_is_an_instrument() -> None:
    instrument = made(small())
    assert [item.key for item in instrument.index_items] == ["Q1"]
    assert instrument.min_items == 1
    assert (instrument.version, instrument.licence) == ("1", "")
    assert instrument.languages == (Language.NB,)


def test_short_texts_have_defaults_in_every_language() -> None:
    values = small()
    values["instrument"] |= {"people": {"nb": "elevene"}, "dont_know": "?"}
    values["contact"] = {"wanted": {"nb": "Nei, dessverre"}}
    instrument = made(values)
    assert instrument.people.get_in(Language.NB) == "elevene"
    assert instrument.people.get_in(Language.EN) == "the people concerned"
    assert instrument.dont_know.get_in(Language.SV) == "?"
    assert instrument.contact_labels[Contact.WANTED].get_in(Language.NB) == "Nei, dessverre"
    assert instrument.contact_labels[Contact.YES].get_in(Language.EN) == "Yes"
    assert instrument.contact_question is None


@pytest.mark.parametrize(
    ("name", "in_text"),
    [("Tillit", "tillit"), ("PPT-kjennskap", "PPT-kjennskap"), ("Å løse problemer", "å løse problemer"), ("X", "x")],
)
def test_a_dimensions_name_stands_in_for_its_other_texts(name: str, in_text: str) -> None:
    values = small()
    values["dimension"][0]["name"] = name
    dimension = made(values).dimensions["trust"]
    assert dimension.in_text.get_in(Language.NB) == in_text
    assert dimension.about == Text(name)


def test_an_option_without_label_shows_its_code() -> None:
    labels = [option.label.get_in(Language.DA) for option in made(small()).scales["degree"].options]
    assert labels == ["Lite", "2", "Mye"]


@pytest.mark.parametrize(("items", "least"), [(1, 1), (4, 4), (5, 5), (9, 5)])
def test_least_number_of_items_is_five_or_all(items: int, least: int) -> None:
    values = small()
    values["item"] = [values["item"][0] | {"key": f"Q{number}"} for number in range(items)]
    values["item"].append({"key": "extra", "scale": "degree", "text": "… ler", "in_index": False})
    assert made(values).min_items == least


def test_everything_that_the_format_knows_is_read() -> None:
    values = small()
    values["instrument"] |= {"version": "2", "licence": "CC0", "source": "Oss", "status": {"nb": "read"}, "min_items": 2}
    values["bands"] = {"between": {"weak_below": 2, "strong_above": 2.5, "source": "Oss", "verified": False}}
    values["subscale"] = [{"key": "whole", "name": "Alt", "dimensions": ["trust"]}]
    values["item"] += [
        {
            "key": "Q2",
            "dimension": "trust",
            "scale": "degree",
            "text": "Q2",
            "text_own": "Oss",
            "help": "Hjelp",
            "stemless": True,
        },
        {"key": "helps", "about": "self", "choose": 2, "scale": "degree", "text": "Hva?", "status": {"nb": "tested"}},
    ]
    instrument = made(values)
    assert instrument.bands_between is not None
    assert (instrument.bands_between.weak_below, instrument.bands_between.verified) == (2.0, False)
    assert instrument.bands_within is None
    assert instrument.subscales["whole"].dimensions == ("trust",)
    assert instrument.status == {Language.NB: TextStatus.READ}
    helps = instrument.items["helps"]
    assert (helps.about, helps.choose, helps.status) == (About.SELF, 2, {Language.NB: TextStatus.TESTED})
    assert instrument.items["Q2"].stemless


def test_white_space_is_straightened_and_three_dots_are_an_ellipsis() -> None:
    values = small()
    values["item"][0]["text"] = {"nb": "  ... holder det\n   de lover "}
    assert made(values).items["Q1"].text.get_in(Language.NB) == "… holder det de lover"


# ---- what is wrong ---------------------------------------------------------------------------------------------------------


def test_all_problems_are_told_together() -> None:
    values = small()
    values["instruments"] = {}
    values["instrument"] |= {"licens": "CC0", "min_items": 7}
    values["scale"][0]["options"][1]["code"] = 1
    values["item"][0] |= {"scale": "degre", "dimension": "trsut"}
    assert told(values) == [
        ("same_code", "scale[degree].options"),
        ("unknown_key", "instrument.licens"),
        ("unknown_key", "instruments"),
        ("unknown_scale", "item[Q1].scale"),
        ("unknown_dimension", "item[Q1].dimension"),
        ("empty_dimension", "dimension[trust]"),
        ("min_items", "instrument.min_items"),
    ]


@pytest.mark.parametrize(
    ("change", "meant"),
    [
        (lambda values: values["instrument"].update(licens="CC0"), "licence"),
        (lambda values: values["item"][0].update(dimention="trust"), "dimension"),
        (lambda values: values["item"][0].update(scale="degre"), "degree"),
        (lambda values: values["item"][0].update(text={"nb": "… {grop} ler"}), "group"),
        (lambda values: values["item"][0].update(about="ties"), "tie"),
    ],
)
def test_what_was_meant_is_told(change: Callable[[dict[str, Any]], None], meant: str) -> None:
    values = small()
    change(values)
    texts = [problem_text(problem, Language.EN) for problem in problems(values)]
    assert any(text.endswith(f"Did you mean “{meant}”?") for text in texts)


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("instrument.key", None, ("missing_key", "instrument.key")),
        ("instrument.key", 3, ("not_string", "instrument.key")),
        ("instrument.key", "my instrument", ("bad_key", "instrument.key")),
        ("instrument.version", 1, ("not_string", "instrument.version")),
        ("instrument.name", ["a"], ("not_text", "instrument.name")),
        ("instrument.name", {"no": "Tillit"}, ("unknown_language", "instrument.name.no")),
        ("instrument.name", {"nb": " "}, ("empty", "instrument.name.nb")),
        ("instrument.name", {"nb": 3}, ("not_string", "instrument.name.nb")),
        ("instrument.name", "Tillit til {group}", ("unknown_placeholder", "instrument.name")),
        ("instrument.stem", "Opplever du at {grp", ("loose_brace", "instrument.stem")),
        ("instrument.stem", "Opplever du at {} …", ("unknown_placeholder", "instrument.stem")),
        ("instrument.stem", "Opplever du at {group.name} …", ("unknown_placeholder", "instrument.stem")),
        ("instrument.stem", "Opplever du at {group!r} …", ("unknown_placeholder", "instrument.stem")),
        ("instrument.stem", "Opplever du at {group:>9} …", ("unknown_placeholder", "instrument.stem")),
        ("instrument.stem", "Opplever\x1b du at …", ("control_character", "instrument.stem")),
        ("instrument.min_items", "5", ("not_whole", "instrument.min_items")),
        ("instrument.min_items", 0, ("min_items", "instrument.min_items")),
        ("instrument.min_items", 2, ("min_items", "instrument.min_items")),
        ("instrument.status", {"nb": "done"}, ("unknown_word", "instrument.status.nb")),
        ("instrument.status", "draft", ("not_table", "instrument.status")),
        ("scale", {"key": "degree"}, ("not_tables", "scale")),
        ("scale.0.key", "de gree", ("bad_key", "scale[de gree].key")),
        ("scale.0.key", "a@b", ("bad_key", "scale[a@b].key")),
        ("scale.0.key", "a+b", ("bad_key", "scale[a+b].key")),
        ("scale.0.options", None, ("missing_key", "scale[degree].options")),
        ("scale.0.options", [3], ("not_table", "scale[degree].options[1]")),
        ("scale.0.options.0.code", None, ("missing_key", "scale[degree].options[1].code")),
        ("scale.0.options.0.code", True, ("not_whole", "scale[degree].options[1].code")),
        ("scale.0.options.0.code", 2, ("same_code", "scale[degree].options")),
        ("scale.0.options.0.score", "1", ("not_number", "scale[degree].options[1].score")),
        ("scale.0.options.0.score", float("nan"), ("not_number", "scale[degree].options[1].score")),
        ("scale.0.options.0.score", float("inf"), ("not_number", "scale[degree].options[1].score")),
        ("scale.0.options.0.score", 10**400, ("not_number", "scale[degree].options[1].score")),
        ("scale.0.options", [{"code": 1, "score": 1}], ("few_scores", "scale[degree].options")),
        ("scale.0.options", [{"code": 1, "score": 1}, {"code": 2, "score": 1}], ("few_scores", "scale[degree].options")),
        ("scale.0.options", [{"code": 1, "score": 1}, {"code": 2}], ("few_scores", "scale[degree].options")),
        ("item", None, ("no_index_item", "item")),
        ("item.0.key", "contact", ("reserved_key", "item[contact].key")),
        ("item.0.key", "index", ("reserved_key", "item[index].key")),
        ("item.0.text", None, ("missing_key", "item[Q1].text")),
        ("item.0.text", {}, ("empty", "item[Q1].text")),
        ("item.0.in_index", "no", ("not_truth", "item[Q1].in_index")),
        ("item.0.in_index", False, ("no_index_item", "item")),
        ("item.0.dimension", None, ("no_dimension", "item[Q1].dimension")),
        ("item.0.about", "self", ("self_dimension", "item[Q1].dimension")),
        ("item.0.choose", 2, ("choose_tie", "item[Q1].choose")),
        ("dimension.0.key", "index", ("reserved_key", "dimension[index].key")),
        ("dimension.0.key", "all", ("reserved_key", "dimension[all].key")),
        ("bands", {"between": {"weak_below": 4, "strong_above": 3}}, ("bands_order", "bands.between")),
        ("bands", {"between": {"weak_below": 4}}, ("missing_key", "bands.between.strong_above")),
        ("bands", {"betwen": {}}, ("unknown_key", "bands.betwen")),
        ("subscale", [{"key": "whole"}], ("empty_subscale", "subscale[whole].dimensions")),
        ("subscale", [{"key": "whole", "dimensions": "trust"}], ("not_strings", "subscale[whole].dimensions")),
        ("subscale", [{"key": "whole", "dimensions": ["trust", "trust"]}], ("same_key", "subscale[whole].dimensions")),
        ("subscale", [{"key": "whole", "dimensions": ["tust"]}], ("unknown_dimension", "subscale[whole].dimensions")),
        ("subscale", [{"key": "trust", "dimensions": ["trust"]}], ("double_meaning", "subscale[trust].key")),
    ],
)
def test_each_fault_is_named_with_its_place(path: str, value: object, expected: tuple[str, str]) -> None:
    values = small()
    *parents, last = path.split(".")
    place: Any = values
    for name in parents:
        place = place[int(name)] if name.isdigit() else place[name]
    if value is None:
        del place[last]
    else:
        place[last] = value
    assert expected in told(values)


def test_a_missing_instrument_table_is_one_problem() -> None:
    values = small()
    del values["instrument"]
    assert told(values) == [("missing_table", "instrument")]


def test_two_of_a_kind_need_two_keys() -> None:
    values = small()
    values["item"].append(values["item"][0])
    assert told(values) == [("same_key", "item[Q1]")]


def test_an_item_may_share_its_key_only_with_a_dimension_of_its_own() -> None:
    values = small()
    values["item"][0]["key"] = "trust"
    assert made(values).items_of("trust")
    values["item"].append(values["item"][0] | {"key": "Q2"})
    assert told(values) == [("double_meaning", "item[trust].key")]


def test_the_index_needs_one_range() -> None:
    values = small()
    values["scale"].append({"key": "ten", "options": [{"code": code, "score": code} for code in range(1, 11)]})
    values["item"].append(values["item"][0] | {"key": "Q2", "scale": "ten"})
    assert told(values) == [("mixed_ranges", "scale")]
    values["item"][1]["in_index"] = False
    assert made(values)


@pytest.mark.parametrize("choose", [0, -1, 4])
def test_one_can_choose_as_many_answers_as_there_are(choose: int) -> None:
    values = small()
    values["item"].append({"key": "helps", "about": "self", "scale": "degree", "text": "Hva?", "choose": choose})
    assert told(values) == [("choose_range", "item[helps].choose")]


def test_a_scale_of_one_answer_is_no_question() -> None:
    values = small()
    values["scale"].append({"key": "one", "options": [{"code": 1}]})
    values["item"].append({"key": "helps", "about": "self", "scale": "one", "text": "Hva?"})
    assert told(values) == [("few_options", "scale[one].options")]


# ---- whatever the file holds -----------------------------------------------------------------------------------------------

NAMES = st.sampled_from(
    [
        *(
            "instrument",
            "scale",
            "dimension",
            "subscale",
            "item",
            "bands",
            "contact",
            "between",
            "options",
            "dimensions",
            "key",
        ),
        *("code", "score", "label", "text", "about", "choose", "status", "weak_below", "min_items", "stem", "nb", "en"),
        *("degree", "trust"),
    ]
)
LEAVES = st.one_of(
    NAMES,
    st.text(alphabet="aæ {}@+\n\0", max_size=4),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.sampled_from(["{group}", "self", "draft"]),
)
TREES = st.recursive(
    LEAVES, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=4)), max_leaves=25
)


def outcome(values: dict[str, Any]) -> None:
    found: tuple[Problem, ...] = ()
    instrument = None
    try:
        instrument = made(values)
    except InstrumentError as error:
        found = error.problems
    assert all(problem_text(problem, Language.NN) for problem in found)
    if instrument is None:
        assert found
    else:
        assert all(instrument.items_of(key) for key in instrument.dimensions)
        assert instrument.tie_items or instrument.self_items


@settings(deadline=None)
@given(st.dictionaries(NAMES, TREES, max_size=6))
def test_any_tree_gives_an_instrument_or_problems(values: dict[str, Any]) -> None:
    outcome(values)


@settings(deadline=None)
@given(st.data())
def test_a_small_instrument_with_one_part_changed_gives_an_instrument_or_problems(data: st.DataObject) -> None:
    values = small()
    place: Any = values
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(place[key], dict | list) or not place[key] or data.draw(st.booleans()):
            place[key] = data.draw(TREES)
            break
        place = place[key]
    outcome(values)


def test_whoever_writes_hundreds_of_unknown_keys_is_told_of_all_and_what_was_meant_of_the_first() -> None:
    many: dict[str, object] = {f"k{number}": 1 for number in range(MISSPELT)}
    told: list[list[Problem]] = []
    for values in ({"namee": 1, **many}, {**many, "namee": 1}):
        table = Table(values, "", problems := Problems("x.toml"))
        table.string("name")
        table.finish()
        told.append(problems.found)
    assert [len(found) for found in told] == [MISSPELT + 1] * 2
    hints = [cast("Text", found.data["hint"]).get_in(Language.EN) for found in (told[0][0], told[1][-1])]
    assert hints == ["Did you mean “name”?", "Possible names: name."]
