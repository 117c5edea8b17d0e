"""What the log tells of a step."""

from __future__ import annotations

from samspill.design.edit.changes import Change, changes
from samspill.design.edit.table import ORDER


def test_values_that_came_changed_and_went() -> None:
    before = {"mapping": {"title": "A", "people": "barna"}, "privacy": {"k": 5}}
    after = {"mapping": {"title": "B", "language": "nb"}, "privacy": {"k": 5}}
    assert changes(before, after) == (
        Change(("mapping", "title"), "A", "B"),
        Change(("mapping", "people"), "barna", None),
        Change(("mapping", "language"), None, "nb"),
    )


def test_an_entry_is_called_by_its_key_a_tie_by_its_groups_and_a_wave_by_its_number() -> None:
    before = {
        "group": [{"key": "a", "size": {"nordby": 8}}, {"key": "b"}],
        "tie": [{"rater": "a", "target": "b", "need": "high"}],
        "wave": [{"number": 2, "joined": {"a": "0"}}],
    }
    after = {
        "group": [{"key": "a", "size": {"nordby": 9}}, {"key": "c"}],
        "tie": [{"rater": "a", "target": "b", "need": "none"}],
        "wave": [{"number": 2, "joined": {"a": "5+"}}],
    }
    assert changes(before, after) == (
        Change(("group", "a", "size", "nordby"), 8, 9),
        Change(("group", "b"), {"key": "b"}, None),
        Change(("group", "c"), None, {"key": "c"}),
        Change(("tie", "a", "b", "need"), "high", "none"),
        Change(("wave", "2", "joined", "a"), "0", "5+"),
    )


def test_an_order_is_a_change_where_it_means_something() -> None:
    one, two = {"key": "a"}, {"key": "b"}
    assert changes({"site": [one, two]}, {"site": [two, one]}) == (Change(("site", ORDER), ["a", "b"], ["b", "a"]),)
    first, second = {"rater": "a", "target": "b"}, {"rater": "b", "target": "a"}
    assert changes({"tie": [first, second]}, {"tie": [second, first]}) == ()


def test_texts_and_lists_without_names_are_one_value() -> None:
    before, after = {"start": {"goals": ["x"], "follow_up": "y"}}, {"start": {"goals": ["x", "z"], "follow_up": {"nb": "y"}}}
    assert changes(before, after) == (
        Change(("start", "goals"), ["x"], ["x", "z"]),
        Change(("start", "follow_up"), "y", {"nb": "y"}),
    )


def test_what_only_reads_alike_is_a_change() -> None:
    assert [type(change.after) for change in changes({"mapping": {"x": 1}}, {"mapping": {"x": True}})] == [bool]
    assert changes({"mapping": {"response": 1}}, {"mapping": {"response": 1.0}}) == (Change(("mapping", "response"), 1, 1.0),)
