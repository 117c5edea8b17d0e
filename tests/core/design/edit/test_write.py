"""A table written as TOML reads as the same table, and reads well."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path
from tomllib import loads

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from samspill.design.edit.table import same
from samspill.design.edit.write import SECTIONS, to_toml

EXAMPLES = sorted((Path(__file__).parents[4] / "examples").rglob("mapping.toml"))
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=200) | st.sampled_from(
    [
        "",
        "ÆØÅ æøå",
        'sa «ja» og "nei"',
        "linje en\nlinje to\n",
        "en\r\nto",
        "\r",
        '"""',
        "\\",
        "\t\x00\x1b\x7f\u2028",
        "\n\n",
        "'''",
    ]
)
ZONES = st.none() | st.just(UTC) | st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
SCALARS = (
    TEXTS
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.dates()
    # TOML knows no second time of the same name.
    | st.times().map(lambda at: at.replace(fold=0))
    | st.datetimes(timezones=ZONES).map(lambda at: at.replace(fold=0))
    | st.sampled_from(["x" * 300, 10**30])
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4), max_leaves=25
)
ENTRIES = st.lists(st.dictionaries(TEXTS, VALUES, max_size=4), max_size=3)
TABLES = st.dictionaries(st.sampled_from(SECTIONS) | TEXTS, VALUES | ENTRIES, max_size=6)


@given(TABLES)
@example({"a": {"b": {}}, "c": [], "d": [{}], "e": [[]], "f": {"g": {"h": "x" * 120}}})
@example({"group": [{"key": "a", "parts": [{"text": "x" * 120}, {}]}, {}], "løs": 1})
@example({"start": {"goals": [{"what": "første\nandre", "seen_by": {"nb": "y" * 120}}, "tekst"]}})
def test_every_table_is_read_again(table: dict[str, object]) -> None:
    written = to_toml(table)
    assert same(loads(written), table)
    assert to_toml(loads(written)) == written


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.parent.name)
def test_the_examples_are_read_again(file: Path) -> None:
    table = loads(file.read_text(encoding="utf-8"))
    assert loads(to_toml(table)) == table


def test_there_are_examples() -> None:
    assert EXAMPLES


def test_sections_stand_in_the_order_of_the_reference_and_unknown_ones_last() -> None:
    one = [{"key": "a"}]
    table: dict[str, object] = {"ukjent": {"x": 1}, **dict.fromkeys(reversed(SECTIONS), one), "mapping": {"title": "T"}}
    heads = [line.strip("[]") for line in to_toml(table).splitlines() if line.startswith("[")]
    assert heads == [*SECTIONS, "ukjent"]


def test_what_stands_in_no_section_comes_first() -> None:
    assert to_toml({"mapping": {"title": "T"}, "løs": 1}).splitlines()[0] == '"løs" = 1'


def test_lists_of_tables_are_sections_and_short_tables_stand_in_their_row() -> None:
    table = {
        "group": [{"key": "a", "name": {"nb": "Ærlige «ord»"}, "size": {"nordby": 8, "ås": 9}, "waves": [1, 2]}],
        "start": {"agreed": [{"who": "Rådmann", "on": date(2026, 9, 1)}]},
    }
    assert to_toml(table) == (
        '[start]\nagreed = [{ who = "Rådmann", on = 2026-09-01 }]\n\n'
        '[[group]]\nkey = "a"\nname = { nb = "Ærlige «ord»" }\nsize = { nordby = 8, "ås" = 9 }\nwaves = [1, 2]\n'
    )


def test_a_long_table_and_a_list_of_long_tables_are_sections_of_their_own() -> None:
    table = {
        "start": {"goals": [{"what": "x" * 100, "owner": "Rektor"}], "follow_up": {"nb": "y" * 120}, "indicators": ["z" * 120]}
    }
    heads = [line for line in to_toml(table).splitlines() if line.startswith("[")]
    assert heads == ["[start]", "[[start.goals]]", "[start.follow_up]"]
    assert loads(to_toml(table)) == table


def test_texts_of_several_lines_are_readable() -> None:
    assert to_toml({"start": {"follow_up": "Første\nAndre"}}) == '[start]\nfollow_up = """\nFørste\nAndre"""\n'


def test_dates_and_times_stay_what_they_are() -> None:
    kinds = {
        "d": date(2026, 9, 1),
        "t": time(7, 30),
        "at": datetime(2026, 9, 1, 7, 30, tzinfo=UTC),
        "local": datetime.fromisoformat("2026-09-01T07:00:00"),
    }
    read = loads(to_toml({"calendar": kinds}))["calendar"]
    assert {name: type(value) for name, value in read.items()} == {name: type(value) for name, value in kinds.items()}
    assert read == kinds
