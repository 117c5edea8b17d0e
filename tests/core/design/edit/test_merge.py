"""Two people write on the same mapping: everything is kept, or told."""

from __future__ import annotations

from copy import deepcopy
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samspill.design.edit.changes import Change, changes
from samspill.design.edit.merge import Conflict, merge
from samspill.design.edit.paths import value_at
from samspill.design.edit.table import ORDER, Path, same

Table = dict[str, Any]

# Few names and few values, so that two sides often touch the same.
WORDS = st.sampled_from(["x", "y", "z"])
TEXTS = WORDS | st.dictionaries(st.sampled_from(["nb", "en"]), WORDS, min_size=1)
KEYS = st.sampled_from(["a", "b", "c", "d"])
SIZES = st.integers(1, 3) | st.dictionaries(st.sampled_from(["nordby", "sorby"]), st.integers(1, 3))


def optional(**keys: st.SearchStrategy[Any]) -> st.SearchStrategy[Table]:
    return st.fixed_dictionaries({}, optional=keys)


def entries(fields: Table, optional_fields: Table, *names: str) -> st.SearchStrategy[list[Table]]:
    one = st.fixed_dictionaries(fields, optional=optional_fields)
    return st.lists(one, max_size=4, unique_by=lambda entry: tuple(entry[name] for name in names))


NAMED = entries({"key": KEYS}, {"name": TEXTS}, "key")
GROUPS = entries({"key": KEYS}, {"name": TEXTS, "size": SIZES, "sites": st.lists(WORDS, max_size=2)}, "key")
TIES = entries({"rater": KEYS, "target": KEYS}, {"need": WORDS}, "rater", "target")
WAVES = entries({"number": st.integers(2, 3)}, {"size": st.dictionaries(KEYS, SIZES, max_size=2)}, "number")
GOALS = st.lists(WORDS | st.fixed_dictionaries({"what": WORDS}), max_size=3)
PARTS: dict[str, st.SearchStrategy[Any]] = {
    "mapping": optional(title=TEXTS, response=st.sampled_from([1, True, 1.0]), languages=st.lists(WORDS, max_size=2)),
    "privacy": optional(k=st.integers(4, 6)),
    "start": optional(goals=GOALS, follow_up=TEXTS),
    "inform": st.lists(st.fixed_dictionaries({"who": WORDS}), max_size=2),
    "site": NAMED | st.lists(st.fixed_dictionaries({"key": KEYS}), max_size=3),
    "group": GROUPS,
    "tie": TIES,
    "wave": WAVES,
}
TABLES = optional(**PARTS)


def begins(path: Path, start: Path) -> bool:
    return path[: len(start)] == start


def is_kept(change: Change, table: Table, conflicts: tuple[Conflict, ...]) -> bool:
    """Tell whether what one side did is in the result, or told as a conflict at, above or below its path."""
    if any(begins(change.path, conflict.path) or begins(conflict.path, change.path) for conflict in conflicts):
        return True
    now = value_at(table, change.path)
    if change.path[-1] == ORDER:
        # Of two entries that are left and not told themselves, the one that was put first comes first.
        was, put, left = (part if isinstance(part, list) else [] for part in (change.before, change.after, now))
        told = [conflict.path[: len(change.path)] for conflict in conflicts]
        left = [key for key in left if (*change.path[:-1], key) not in told]
        turned = [(one, other) for one, other in combinations(put, 2) if {one, other} <= set(was) & set(left)]
        return all(left.index(one) < left.index(other) for one, other in turned if was.index(one) > was.index(other))
    if isinstance(change.after, list) and isinstance(now, list):
        return all(any(same(part, other) for other in now) for part in change.after)
    # Where one side has two entries of one key, the list is one value, and entries of it have no path.
    lists = [value_at(table, change.path[:-back]) for back in (1, 2) if len(change.path) > back]
    if any(same(part, change.after) for found in lists if isinstance(found, list) for part in found):
        return True
    return same(now, change.after) or (change.after in (None, [], {}) and now in (None, [], {})) or holds(now, change.after)


def holds(now: object, wanted: object) -> bool:
    """Tell whether a table that both made has what one of them put into it."""
    return (
        isinstance(now, dict)
        and isinstance(wanted, dict)
        and all(
            holds(now.get(name), part) or same(now.get(name), part) or isinstance(part, list) for name, part in wanted.items()
        )
    )


@given(TABLES, TABLES)
def test_a_side_that_did_nothing_leaves_the_other_as_it_is(base: Table, other: Table) -> None:
    assert same(merge(base, other, base).table, other)
    assert same(merge(base, base, other).table, other)
    assert same(merge(base, other, other).table, other)
    assert not merge(base, other, base).conflicts + merge(base, base, other).conflicts + merge(base, other, other).conflicts


@given(TABLES, TABLES, TABLES)
def test_all_that_either_did_is_kept_or_told(base: Table, mine: Table, theirs: Table) -> None:
    done = merge(base, mine, theirs)
    for side in (mine, theirs):
        for change in changes(base, side):
            assert is_kept(change, done.table, done.conflicts), change


@given(TABLES, TABLES, TABLES)
def test_a_conflict_tells_all_three_and_the_table_holds_theirs(base: Table, mine: Table, theirs: Table) -> None:
    done = merge(base, mine, theirs)
    for conflict in done.conflicts:
        if conflict.path[-1] == ORDER:
            continue
        found = [value_at(table, conflict.path) for table in (base, mine, theirs, done.table)]
        assert all(map(same, found, (conflict.base, conflict.mine, conflict.theirs, conflict.theirs)))
        assert not same(conflict.mine, conflict.theirs)


@given(TABLES, TABLES, TABLES)
def test_the_tables_are_left_alone(base: Table, mine: Table, theirs: Table) -> None:
    kept = deepcopy((base, mine, theirs))
    done = merge(base, mine, theirs)
    spoil(done.table)
    for conflict in done.conflicts:
        spoil([conflict.base, conflict.mine, conflict.theirs])
    assert all(map(same, kept, (base, mine, theirs)))


def spoil(value: object) -> None:
    """Write into every table and list."""
    parts = list(value.values()) if isinstance(value, dict) else list(value) if isinstance(value, list) else []
    for part in parts:
        spoil(part)
    if isinstance(value, dict):
        value["spoilt"] = True
    elif isinstance(value, list):
        value.append("spoilt")


@given(st.data(), TABLES)
def test_edits_of_different_parts_commute(data: st.DataObject, base: Table) -> None:
    names = list(PARTS)
    split = data.draw(st.integers(0, len(names)))
    order = data.draw(st.permutations(names))
    mine, theirs = ({**base} for _ in "ab")
    for side, own in ((mine, order[:split]), (theirs, order[split:])):
        for name in own:
            side[name] = data.draw(PARTS[name])
    one, other = merge(base, mine, theirs), merge(base, theirs, mine)
    assert same(one.table, other.table)
    assert not one.conflicts + other.conflicts
    assert same(one.table, {name: (mine if name in order[:split] else theirs)[name] for name in names})


@given(st.data(), GROUPS.filter(bool))
def test_edits_of_different_entries_commute(data: st.DataObject, groups: list[Table]) -> None:
    split = data.draw(st.integers(0, len(groups)))
    base = {"group": groups}
    mine, theirs = deepcopy(base), deepcopy(base)
    for side, numbers in ((mine, range(split)), (theirs, range(split, len(groups)))):
        for number in numbers:
            side["group"][number] |= data.draw(optional(name=TEXTS, size=SIZES))
    one, other = merge(base, mine, theirs), merge(base, theirs, mine)
    assert same(one.table, other.table)
    assert not one.conflicts + other.conflicts
    assert same(one.table["group"], mine["group"][:split] + theirs["group"][split:])


@given(TABLES, TABLES)
def test_a_step_is_taken_back(before: Table, after: Table) -> None:
    assert same(merge(base=after, mine=before, theirs=after).table, before)


@given(st.data(), TABLES)
def test_a_step_is_taken_back_though_others_worked_on_elsewhere(data: st.DataObject, before: Table) -> None:
    step, later = data.draw(st.permutations(list(PARTS)))[:2]
    after = {**before, step: data.draw(PARTS[step])}
    now = {**after, later: data.draw(PARTS[later])}
    back = merge(base=after, mine=before, theirs=now)
    wanted = {**before, later: now[later]}
    assert same(back.table, wanted)
    assert not back.conflicts


def groups(*keys: str, **more: Table) -> Table:
    return {"group": [{"key": key, **more.get(key, {})} for key in keys]}


def order(table: Table) -> str:
    return "".join(entry["key"] for entry in table.get("group", []))


def test_a_group_taken_away_comes_back_where_it_stood_with_its_ties() -> None:
    tie = {"rater": "b", "target": "a", "need": "high"}
    before = {**groups("a", "b", "c", b={"size": 9}), "tie": [tie]}
    after = groups("a", "c")
    now = groups("a", "c", "d", c={"size": 4})
    back = merge(base=after, mine=before, theirs=now)
    assert back.table == {**groups("a", "b", "c", "d", b={"size": 9}, c={"size": 4}), "tie": [tie]}
    assert not back.conflicts


def test_taking_back_what_somebody_has_changed_since_is_a_conflict() -> None:
    back = merge(groups("a", a={"size": 9}), groups("a", a={"size": 8}), groups("a", a={"size": 7}))
    assert back.table == groups("a", a={"size": 7})
    assert back.conflicts == (Conflict(("group", "a", "size"), 9, 8, 7),)


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "result"),
    [
        ("ab", "axb", "ab", "axb"),
        ("ab", "axb", "aby", "axby"),
        ("ab", "abx", "aby", "abxy"),
        ("ab", "axyb", "ab", "axyb"),
        ("ab", "xab", "ba", "xba"),
        ("ab", "xab", "bac", "xbac"),
        ("abc", "cba", "abc", "cba"),
        ("abc", "cba", "abcx", "cxba"),
        ("abc", "abc", "bca", "bca"),
        ("abc", "cba", "ac", "ca"),
        ("abc", "abxc", "ac", "axc"),
        ("abc", "ab", "cab", "ab"),
        ("", "x", "y", "xy"),
        ("abc", "", "abcx", "x"),
    ],
)
def test_orders(base: str, mine: str, theirs: str, result: str) -> None:
    # Two new groups of one place: mine first, as it followed the old one in mine.
    done = merge(groups(*base), groups(*mine), groups(*theirs))
    assert order(done.table) == result
    assert not done.conflicts


def test_two_orders_are_a_conflict_for_groups_and_none_for_ties() -> None:
    done = merge(groups("a", "b", "c"), groups("c", "a", "b"), groups("b", "a", "c"))
    assert order(done.table) == "bac"
    assert done.conflicts == (Conflict(("group", ORDER), ["a", "b", "c"], ["c", "a", "b"], ["b", "a", "c"]),)
    ties = [{"rater": rater, "target": "x", "need": "high"} for rater in "abc"]
    done = merge({"tie": ties}, {"tie": [ties[2], ties[0], ties[1]]}, {"tie": [ties[1], ties[0], ties[2]]})
    assert done.table == {"tie": [ties[1], ties[0], ties[2]]}
    assert not done.conflicts


def test_deleted_by_one_and_changed_by_the_other() -> None:
    base, without, changed = groups("a", "b"), groups("b"), groups("a", "b", a={"size": 3})
    gone = merge(base, changed, without)
    assert order(gone.table) == "b"
    assert gone.conflicts == (Conflict(("group", "a"), {"key": "a"}, {"key": "a", "size": 3}, None),)
    stays = merge(base, without, changed)
    assert stays.table == changed
    assert stays.conflicts == (Conflict(("group", "a"), {"key": "a"}, None, {"key": "a", "size": 3}),)


def test_the_last_entry_deleted_by_one_and_changed_by_the_other() -> None:
    tie = {"rater": "a", "target": "b", "need": "high"}
    done = merge({"tie": [tie]}, {}, {"tie": [{**tie, "need": "none"}]})
    assert done.table == {"tie": [{**tie, "need": "none"}]}
    assert [conflict.path for conflict in done.conflicts] == [("tie", "a", "b")]


def test_two_new_groups_of_one_key_are_not_mixed() -> None:
    mine, theirs = groups("a", a={"size": 3, "fallback": "b"}), groups("a", a={"size": 4})
    done = merge({}, mine, theirs)
    assert done.table == theirs
    assert done.conflicts == (Conflict(("group", "a"), None, mine["group"][0], theirs["group"][0]),)


def test_a_new_tie_and_a_new_wave_are_the_same_thing_for_both() -> None:
    tie, wave = {"rater": "a", "target": "b"}, {"number": 2}
    mine = {"tie": [{**tie, "need": "high"}], "wave": [{**wave, "joined": {"a": "0"}}]}
    theirs = {"tie": [{**tie, "need": "none"}], "wave": [{**wave, "left": {"a": "0"}}]}
    done = merge({}, mine, theirs)
    assert done.table == {**theirs, "wave": [{**wave, "left": {"a": "0"}, "joined": {"a": "0"}}]}
    assert done.conflicts == (Conflict(("tie", "a", "b", "need"), None, "high", "none"),)


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "result"),
    [
        (["a"], ["a", "b"], ["a", "c"], ["a", "c", "b"]),
        (["a"], ["a", "b", "d"], ["a", "d", "c"], ["a", "d", "c", "b"]),
        (["a"], ["a", "b", "b"], ["a", "b"], ["a", "b", "b"]),
        ([], [{"what": "b"}], [{"what": "c"}], [{"what": "c"}, {"what": "b"}]),
        (None, ["b"], ["c"], ["c", "b"]),
        (["a"], ["a"], ["b"], ["b"]),
    ],
)
def test_what_both_add_to_a_list_is_kept(base: object, mine: object, theirs: object, result: object) -> None:
    before = {"start": {} if base is None else {"goals": base}}
    done = merge(before, {"start": {"goals": mine}}, {"start": {"goals": theirs}})
    assert done.table == {"start": {"goals": result}}
    assert not done.conflicts


@pytest.mark.parametrize(
    ("base", "mine", "theirs"),
    [
        (["a"], ["b"], ["a", "c"]),
        (["a"], ["b", "a"], ["a", "c"]),
        (["a", "b"], ["a"], ["a", "b", "c"]),
        ("x", {"nb": "y"}, {"en": "z"}),
        ("x", "y", {"nb": "y"}),
        (24, {"nordby": 24}, 23),
        (1, True, 2),
    ],
)
def test_other_values_are_one(base: object, mine: object, theirs: object) -> None:
    done = merge(*({"start": {"goals": value}} for value in (base, mine, theirs)))
    assert done.table == {"start": {"goals": theirs}}
    assert done.conflicts == (Conflict(("start", "goals"), base, mine, theirs),)


def test_texts_in_several_languages_and_sizes_per_site_merge() -> None:
    base = groups("a", a={"name": {"nb": "x", "en": "x"}, "size": {"nordby": 1, "sorby": 1}})
    mine = groups("a", a={"name": {"nb": "y", "en": "x"}, "size": {"nordby": 2, "sorby": 1}})
    theirs = groups("a", a={"name": {"nb": "x", "en": "z"}, "size": {"nordby": 3, "sorby": 1, "ostby": 1}})
    done = merge(base, mine, theirs)
    assert done.table == groups("a", a={"name": {"nb": "y", "en": "z"}, "size": {"nordby": 3, "sorby": 1, "ostby": 1}})
    assert done.conflicts == (Conflict(("group", "a", "size", "nordby"), 1, 2, 3),)


def test_entries_that_share_a_key_are_one_list() -> None:
    done = merge(groups("a", "a"), groups("a", "a", "b"), groups("a"))
    assert done.table == groups("a")
    assert [conflict.path for conflict in done.conflicts] == [("group",)]
