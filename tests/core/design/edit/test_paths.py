"""One value by its path: what changes and conflicts name can be read and put back."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from samspill.design.edit.changes import changes
from samspill.design.edit.paths import set_value, value_at
from samspill.design.edit.table import ORDER
from samspill.errors import DesignError
from samspill.language import problem_text
from samspill.terms import Language

TABLE: dict[str, Any] = {
    "mapping": {"title": {"nb": "Overgang", "en": "Passage"}},
    "privacy": {"k": 5},
    "start": {"goals": ["x", {"what": "y"}]},
    "group": [{"key": "a", "size": {"nordby": 8}}, {"key": "b", "size": 9}],
    "tie": [{"rater": "a", "target": "b", "need": "high"}],
    "wave": [{"number": 2, "joined": {"a": "0"}}],
}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("mapping", "title", "en"), "Passage"),
        (("group", "a", "size", "nordby"), 8),
        (("group", "b"), {"key": "b", "size": 9}),
        (("group", ORDER), ["a", "b"]),
        (("tie", "a", "b", "need"), "high"),
        (("wave", "2", "joined", "a"), "0"),
        (("start", "goals"), ["x", {"what": "y"}]),
        (("start", "goals", "x"), None),
        (("group", "c", "size"), None),
        (("group", "b", "size", "nordby"), None),
        (("tie", "a"), None),
        (("site", "nordby"), None),
        (("nothing", "here"), None),
    ],
)
def test_a_value_is_found(path: tuple[str, ...], value: object) -> None:
    assert value_at(TABLE, path) == value


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("mapping", "title", "da"), "Overgang"),
        (("mapping", "people"), {"nb": "barna"}),
        (("calendar", "shifts"), False),
        (("group", "a", "size", "sorby"), 0),
        (("group", "c"), {"key": "c"}),
        (("tie", "b", "a"), {"rater": "b", "target": "a", "need": "none"}),
        (("wave", "2", "left", "a"), "5+"),
        (("site", "nordby"), {"key": "nordby"}),
        (("group", ORDER), ["b", "a"]),
        (("start", "goals"), ["z"]),
    ],
)
def test_a_value_is_set_and_nothing_else(path: tuple[str, ...], value: object) -> None:
    before = deepcopy(TABLE)
    after = set_value(TABLE, path, value)
    assert before == TABLE
    assert value_at(after, path) == value
    (change,) = changes(TABLE, after)
    assert path[: len(change.path)] == change.path
    assert set_value(after, change.path, change.before) == TABLE


@pytest.mark.parametrize("nothing", [None, "", " \n", [], {}])
def test_an_empty_value_takes_the_key_away_and_what_is_left_empty(nothing: object) -> None:
    assert value_at(set_value(TABLE, ("mapping", "title", "en"), nothing), ("mapping", "title")) == {"nb": "Overgang"}
    assert "privacy" not in set_value(TABLE, ("privacy", "k"), nothing)
    assert set_value(TABLE, ("group", "a", "size", "nordby"), nothing)["group"] == [{"key": "a"}, {"key": "b", "size": 9}]
    assert "tie" not in set_value(TABLE, ("tie", "a", "b"), nothing)
    assert set_value(TABLE, ("calendar", "opens"), nothing) == TABLE
    assert set_value({}, ("calendar", "opens"), nothing) == {}


@pytest.mark.parametrize(
    "path",
    [
        ("group", "c", "size"),
        ("privacy", "k", "x"),
        ("tie", "b", "a", "need"),
        ("tie", "a"),
        ("start", "goals", "x"),
        ("group", "c"),
    ],
)
def test_a_path_through_what_is_gone_says_so(path: tuple[str, ...]) -> None:
    with pytest.raises(DesignError) as caught:
        set_value(TABLE, path, 7)
    assert [problem.code for problem in caught.value.problems] == ["design_edit.gone"]
    assert all(problem_text(problem, language) for problem in caught.value.problems for language in Language)


def test_an_order_keeps_entries_that_it_does_not_name() -> None:
    table = {"site": [{"key": key} for key in "abcd"]}
    assert value_at(set_value(table, ("site", ORDER), ["c", "x", "a", "a"]), ("site", ORDER)) == ["c", "d", "a", "b"]


def test_what_is_set_is_not_shared() -> None:
    value = {"nb": "barna"}
    after = set_value(TABLE, ("mapping", "people"), value)
    value["en"] = "children"
    assert value_at(after, ("mapping", "people")) == {"nb": "barna"}
