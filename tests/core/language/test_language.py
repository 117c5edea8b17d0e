"""Words, numbers and dates in five languages."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from string import Formatter

import pytest

import samspill
from samspill.errors import Place, Problem
from samspill.language import areas, catalogue, day, has, listing, number, place_text, problem_text, say, show
from samspill.terms import Language, Text

SOURCE = Path(samspill.__file__).parent
FORMS = {"one", "other"}
MESSAGES = [(area, name) for area in areas() for name in catalogue(area)]


def forms(entry: str | Mapping[str, str]) -> dict[str, str]:
    """Return the forms of a text in one language, the one for many last."""
    return {"": entry} if isinstance(entry, str) else dict(sorted(entry.items()))


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def codes_given_to(name: str) -> list[tuple[str, str]]:
    """Return (file, code) of every call of a function, by its bare name, with the code as a literal."""
    return [
        (str(file.relative_to(SOURCE)), node.args[0].value)
        for file in sorted(SOURCE.rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
        if node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)
    ]


# ---- the catalogue ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("area", "name"), MESSAGES)
def test_every_message_is_complete(area: str, name: str) -> None:
    entry = catalogue(area)[name]
    assert set(entry) == set(Language)
    # English bends a verb where the others do not, so one language may need two forms and another one.
    assert all(set(forms(entry[language])) in ({""}, FORMS) for language in Language)
    main = {language: list(forms(entry[language]).values())[-1] for language in Language}
    assert all(text.strip() for text in main.values())
    assert len({frozenset(fields(text)) for text in main.values()}) == 1, main
    # A text for one may leave the number out, or have nothing to say.
    assert all(fields(text) <= fields(main[language]) for language in Language for text in forms(entry[language]).values())


@pytest.mark.parametrize(("area", "name"), MESSAGES)
def test_every_message_keeps_the_signs_of_its_language(area: str, name: str) -> None:
    quotes = {Language.NB: "«»", Language.NN: "«»", Language.DA: "»«", Language.SV: "””", Language.EN: "“”"}
    for language, entry in catalogue(area)[name].items():
        for text in forms(entry).values():
            marks = "".join(mark for mark in text if mark in "«»“”„")
            assert marks.replace(quotes[Language(language)], "") == "", (language, text)
            assert "!" not in text, (language, text)
            assert "  " not in text, (language, text)


@pytest.mark.parametrize("function", ["Problem", "say"])
def test_every_code_in_the_source_has_a_text(function: str) -> None:
    assert [(file, code) for file, code in codes_given_to(function) if not has(code)] == []


def test_the_search_for_codes_finds_them() -> None:
    assert ("instrument/load.py", "instrument.is_module") in codes_given_to("Problem")
    assert ("language/__init__.py", "terms.row") in codes_given_to("say")


# ---- saying ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("n", "text"), [(0, "0 questions"), (1, "1 question"), (2, "2 questions"), (1.0, "1 question"), (21, "21 questions")]
)
def test_say_chooses_the_form_by_n(n: float, text: str) -> None:
    assert say("instrument.show.questions", Language.EN, n=n) == text


def test_say_shows_values_as_their_reader_writes_them() -> None:
    data = {"weak": 3.5, "strong": 4.0}
    assert say("instrument.bands_order", Language.NB, **data).startswith("weak_below er 3,5 og strong_above er 4.")
    assert say("instrument.bands_order", Language.EN, **data).startswith("weak_below is 3.5 and strong_above is 4.")
    assert say("instrument.show.about", Language.SV, own_group=Text({"sv": "Lärare"}), group="PPT") == "”Lärare” om PPT."


def test_a_code_without_text_is_a_fault_of_the_programme() -> None:
    assert not has("instrument.nothing")
    assert not has("nowhere.nothing")
    with pytest.raises(KeyError):
        say("instrument.nothing", Language.NB)
    with pytest.raises(KeyError):
        say("instrument.bad_key", Language.NB)


@pytest.mark.parametrize(
    ("value", "nordic", "english"),
    [
        (3.5, "3,5", "3.5"),
        (4.0, "4", "4"),
        (0.25, "0,25", "0.25"),
        (-0.004, "0", "0"),
        (-1.5, "-1,5", "-1.5"),
        (100, "100", "100"),
        (1e6, "1000000", "1000000"),
    ],
)
def test_numbers(value: float, nordic: str, english: str) -> None:
    assert number(value, Language.EN) == english
    assert {number(value, language) for language in Language if language is not Language.EN} == {nordic}


def test_number_of_decimals() -> None:
    assert number(2.0 / 3, Language.DA, decimals=3) == "0,667"
    assert number(20.0, Language.DA, decimals=0) == "20"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (Language.NB, "12. mars 2027"),
        (Language.NN, "12. mars 2027"),
        (Language.DA, "12. marts 2027"),
        (Language.SV, "12 mars 2027"),
        (Language.EN, "12 March 2027"),
    ],
)
def test_days(language: Language, text: str) -> None:
    assert day(date(2027, 3, 12), language) == text
    assert day(datetime(2027, 3, 12, 23, 59, tzinfo=UTC), language) == text
    assert show(date(2027, 3, 12), language) == text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (Language.NB, "a, b og c"),
        (Language.NN, "a, b og c"),
        (Language.DA, "a, b og c"),
        (Language.SV, "a, b och c"),
        (Language.EN, "a, b and c"),
    ],
)
def test_lists(language: Language, text: str) -> None:
    assert listing(["a", "b", "c"], language) == text
    assert listing(["a"], language) == "a"
    assert listing([], language) == ""
    assert show(("a", "b", "c"), language) == text


def test_values_inside_a_list_are_shown_too() -> None:
    assert show([3.5, Text({"nb": "Lærere", "en": "Teachers"}), 2], Language.NB) == "3,5, Lærere og 2"


# ---- problems --------------------------------------------------------------------------------------------------------------


def test_a_problem_says_where_what_and_what_to_do() -> None:
    problem = Problem("instrument.same_code", Place(file="my.toml", key="scale[degree].options"), {"code": 2})
    assert problem_text(problem, Language.NB) == (
        "my.toml, scale[degree].options: Svarkoden 2 står to ganger i skalaen. Gi hvert svar sin egen kode."
    )
    assert problem_text(Problem("instrument.same_code", data={"code": 2}), Language.EN).startswith("The answer code 2")


def test_a_place_is_told_in_words() -> None:
    place = Place(file="ratings.csv", row=3, column="Q1")
    assert place_text(place, Language.DA) == "ratings.csv, række 3, kolonne »Q1«"
    assert place_text(Place(), Language.DA) == ""
