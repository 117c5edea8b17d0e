"""release.json: exact, deterministic, nothing but the published, and every field documented."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samspill.design.model import Turnover, WaveChange
from samspill.disclosure.freeze import freeze
from samspill.disclosure.release import Release, Shrunken
from samspill.disclosure.release_file import from_json, to_json
from samspill.errors import FileError
from samspill.language import say
from samspill.terms import CellState, Language, PeopleBand

REFERENCE = Path(__file__).parents[3] / "docs/reference/release-json.md"
CELL_KEYS = ["rater", "target", "dimension", "state", "value", "bound", "interval", "n_band", "class", "band"]


@pytest.fixture(scope="module")
def releases(made_up_release: Release, made_up_sites_release: Release, worlds: ModuleType) -> tuple[Release, ...]:
    known = {2: WaveChange(2, turnover={"a": Turnover("0", "0")})}
    world = worlds.mapping(
        worlds.group("a", 40), worlds.group("b", {"x": 9, "y": 9}), policy=worlds.STANDARD, changes=known, k_reason="agreed"
    )
    people = [
        person
        for wave in (1, 2)
        for person in [
            *worlds.crowd("a", {"b@x": [2, 3] * 15, "b@y": [2, 3] * 15, "a": [3] * 2}, wave=wave),
            *worlds.crowd("b@x", {"a": [3] * 6}, wave=wave),
            *worlds.crowd("b@y", {"a": [3] * 6}, wave=wave),
        ]
    ]
    people = [worlds.replace(person, helps=(1,)) for person in people]
    return made_up_release, made_up_sites_release, freeze(worlds.scores(people), world, worlds.instrument(), version="1")


def test_a_release_is_read_back_exactly(releases: tuple[Release, ...]) -> None:
    for release in releases:
        text = to_json(release)
        assert from_json(text) == release
        assert to_json(from_json(text)) == text


def test_the_policy_says_in_every_language_what_it_protects(releases: tuple[Release, ...]) -> None:
    for release in releases:
        says = json.loads(to_json(release))["policy"]["says"]
        assert says == {language: say(f"disclosure.policy.{release.policy.name}", language, k=5) for language in Language}
    assert "protects less" in json.loads(to_json(releases[2]))["policy"]["says"]["en"]


def test_a_release_of_an_earlier_version_is_read_back(releases: tuple[Release, ...]) -> None:
    """A file from before a field was there has none of it; what is known of nothing stands in its place."""
    newer = {"kinds", "spread", "variance_parts", "verdicts", "shrunken"}
    for release in releases:
        tree = json.loads(to_json(release))
        waves = [{key: value for key, value in wave.items() if key not in newer} for wave in tree["waves"]]
        told = from_json(json.dumps({key: value for key, value in tree.items() if key != "outside"} | {"waves": waves}))

        bare = [replace(wave, kinds=(), spread={}, variance_parts={}, verdicts=(), shrunken=()) for wave in release.waves]
        assert told == replace(release, waves=tuple(bare), outside=())


@pytest.mark.parametrize("needed", ["samspill", "policy", "waves"])
def test_a_file_without_what_every_version_had_is_refused(made_up_release: Release, needed: str) -> None:
    tree = json.loads(to_json(made_up_release))
    del tree[needed]
    with pytest.raises(FileError):
        from_json(json.dumps(tree))


def test_shrunken_ties_are_read_back(made_up_release: Release) -> None:
    tie = Shrunken("larere", "ppt", 3.5, (3.0, 4.25), PeopleBand.SOME)
    release = replace(made_up_release, waves=(replace(made_up_release.waves[0], shrunken=(tie,)),))

    assert from_json(to_json(release)).waves[0].shrunken == (tie,)
    record = json.loads(to_json(release))["waves"][0]["shrunken"][0]
    assert record == {"rater": "larere", "target": "ppt", "value": 3.5, "interval": [3.0, 4.25], "n_band": "10-24"}


def test_every_cell_has_the_same_ten_keys(releases: tuple[Release, ...]) -> None:
    for release in releases:
        for wave in json.loads(to_json(release))["waves"]:
            for cell in (*wave["cells"], *wave["kinds"]):
                assert [key for key in cell if key in CELL_KEYS] == CELL_KEYS
                assert set(cell) - set(CELL_KEYS) <= {"n", "reason", "help_with"}


def test_a_cell_without_a_value_says_so_in_its_state_and_class(made_up_release: Release) -> None:
    cells = [cell for wave in json.loads(to_json(made_up_release))["waves"] for cell in wave["cells"]]
    found = {(cell["state"], cell["class"]) for cell in cells if cell["state"] != CellState.SHOWN}
    assert found == {("hidden", "unknown"), ("no_data", "unknown"), ("no_contact", None), ("no_tie", None)}
    assert all(cell["value"] is None and cell["n_band"] is None for cell in cells if cell["state"] != CellState.SHOWN)


def test_one_record_stands_on_one_line(made_up_release: Release) -> None:
    lines = to_json(made_up_release).splitlines()
    cells = [line for line in lines if '"dimension": "index"' in line and '"state"' in line]
    assert len(cells) == sum(cell.dimension == "index" for wave in made_up_release.waves for cell in wave.cells)
    assert all(json.loads(line.strip().rstrip(",")) for line in cells)


def keys_of(value: object) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*map(keys_of, value.values()))
    return set().union(*map(keys_of, value)) if isinstance(value, list) else set()


def named(release: Release) -> set[str]:
    """Return keys that are names of the mapping or the instrument, or languages, not fields."""
    measures = {"index", *release.dimensions, *release.outside, *(item for items in release.items.values() for item in items)}
    return measures | {"5-9", "10-24", "25+"} | set(Language)


def test_every_field_is_documented(releases: tuple[Release, ...]) -> None:
    documented = REFERENCE.read_text(encoding="utf-8")
    fields = set().union(*(keys_of(json.loads(to_json(release))) - named(release) for release in releases))
    assert {"samspill", "spread", "kinds", "since", "difference", "n", "help_with", "pooled_into"} <= fields
    assert sorted(field for field in fields if f"`{field}`" not in documented) == []


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "{}", '{"samspill": 1}', "[" * 100_000, '{"waves": NaN}'],
    ids=["nothing", "cut off", "a list", "null", "no fields", "a wrong type", "too deep", "no JSON number"],
)
def test_what_is_no_release_is_refused(text: str) -> None:
    with pytest.raises(FileError) as error:
        from_json(text)
    assert [problem.code for problem in error.value.problems] == ["disclosure.not_a_release"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"state": "shown"', '"state": "secret"'),
        ('"n_band": "5-9"', '"n_band": "3-4"'),
        ('"n_band": "25+"', '"n_band": null'),
        ('"rater": "larere"', '"rater": 5'),
        ('"interval": [', '"interval": [1.0, '),
        ('"need": "high"', '"need": ["high"]'),
    ],
)
def test_a_release_with_a_wrong_value_is_refused(made_up_release: Release, old: str, new: str) -> None:
    text = to_json(made_up_release)
    assert old in text
    with pytest.raises(FileError):
        from_json(text.replace(old, new, 1))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 254_000), st.characters(codec="utf-8"))
def test_a_damaged_file_is_refused_or_read(made_up_release: Release, place: int, letter: str) -> None:
    text = to_json(made_up_release)
    damaged = text[:place] + letter + text[place + 1 :]
    codes: list[str] = []
    try:
        from_json(damaged)
    except FileError as error:
        codes = [problem.code for problem in error.problems]
    assert codes in ([], ["disclosure.not_a_release"])
