"""Column maps: read, checked, written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samspill.design.model import Mapping
from samspill.errors import FileError, Problem, RatingsError, SamspillError
from samspill.instrument.model import Instrument
from samspill.ratings.column_map import ColumnMap, read_column_map

GOOD = '[wide]\nrater_group = "Gruppe"\ncolumns = "{group} – {item}"\n'


@pytest.fixture
def read_map(
    written: Callable[..., Path], made_up_mapping: Mapping, made_up_instrument: Instrument
) -> Callable[[str], ColumnMap]:
    return lambda text: read_column_map(written(text, "kart.toml"), made_up_mapping, made_up_instrument)


@pytest.fixture
def wrong(
    read_map: Callable[[str], ColumnMap], told: Callable[[SamspillError], list[Problem]]
) -> Callable[[str], list[tuple[str, str | None]]]:
    def run(text: str) -> list[tuple[str, str | None]]:
        with pytest.raises((RatingsError, FileError)) as caught:
            read_map(text)
        return [(found.code.removeprefix("ratings.").removeprefix("tabular."), found.place.key) for found in told(caught.value)]

    return run


Wrong = Callable[[str], list[tuple[str, str | None]]]


def test_the_smallest_map(read_map: Callable[[str], ColumnMap]) -> None:
    assert read_map(GOOD) == ColumnMap(columns="{group} – {item}", rater_group="Gruppe")


def test_a_map_survives_being_written(read_map: Callable[[str], ColumnMap]) -> None:
    full = ColumnMap(
        columns="{item} ({group}, {site})",
        rater_group='Min "gruppe"\\',
        respondent="Løpenr",
        rater_site="Skole",
        level="Stilling",
        wave=2,
        groups={"Lærere på \t trinn": "larere"},
        items={"Respekt\x7f": "respect", "Kontakt": "contact"},
        own={"Hva hjelper?": "helps_most"},
        dont_know=("vet ikke", "?"),
        ignore=("Tidspunkt",),
    )
    assert read_map(full.to_toml()) == full


@settings(deadline=None)
@given(st.text(max_size=30), st.text(max_size=30))
def test_any_words_survive_being_written(word: str, heading: str) -> None:
    import tomllib

    written = tomllib.loads(ColumnMap(columns="{group}{item}", rater_group=heading, groups={word: "larere"}).to_toml())
    assert written == {"wide": {"columns": "{group}{item}", "rater_group": heading, "wave": 1}, "groups": {word: "larere"}}


def test_all_that_is_wrong_is_told(wrong: Wrong) -> None:
    assert wrong('[wide]\nwave = "1"\nignore = "x"\nrater_grup = "Gruppe"\n[group]\na = "b"\n[items]\nb = 3\n') == [
        ("map_unknown", "group"),
        ("map_unknown", "wide.rater_grup"),
        ("map_missing", "wide.columns"),
        ("map_missing", "wide.rater_group"),
        ("map_kind", "wide.wave"),
        ("map_kind", "wide.ignore"),
        ("map_kind", "items"),
    ]


def test_keys_must_be_those_of_mapping_and_instrument(wrong: Wrong) -> None:
    tables = '[groups]\n"Lærere" = "laerere"\n[sites]\n"N" = "nord"\n[items]\n"r" = "respekt"\n[own]\n"x" = "respect"\n'
    text = GOOD + 'site = "nordby"\nwave = 7\n' + tables
    assert wrong(text) == [
        ("map_key", "groups.Lærere"),
        ("map_key", "sites.N"),
        ("map_key", "items.r"),
        ("map_key", "own.x"),
        ("map_key", "wide.site"),
        ("map_key", "wide.wave"),
    ]


@pytest.mark.parametrize("pattern", ["{group}", "{item}", "{group} {group} {item}", "{site}{site}{group}{item}", "", "{0}"])
def test_patterns(wrong: Wrong, pattern: str) -> None:
    assert wrong(f'[wide]\nrater_group = "G"\ncolumns = "{pattern}"\n') == [("map_pattern", "wide.columns")]


@pytest.mark.parametrize("text", ["wide", "[wide", "wide = 3\nwide = 4\n", "a = " + "[" * 5000])
def test_broken_toml(wrong: Wrong, text: str) -> None:
    assert wrong(text) == [("map_toml", None)]


@pytest.mark.parametrize("text", ["", "wide = 3\n"])
def test_a_map_without_its_table(wrong: Wrong, text: str) -> None:
    assert wrong(text)


def test_a_map_that_does_not_exist(tmp_path: Path, made_up_mapping: Mapping, made_up_instrument: Instrument) -> None:
    for path, code in ((tmp_path / "kart.toml", "tabular.missing"), (tmp_path, "tabular.unreadable")):
        with pytest.raises(FileError) as caught:
            read_column_map(path, made_up_mapping, made_up_instrument)
        assert caught.value.problems[0].code == code
