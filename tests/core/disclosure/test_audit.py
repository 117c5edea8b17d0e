"""The audit finds what must not leave, names the number to give up, and lets everything else pass."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import combinations
from random import Random
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samspill.design.model import Mapping, Turnover, WaveChange
from samspill.disclosure import cells as cells_of_a_wave
from samspill.disclosure import freeze as freezing
from samspill.disclosure.audit import audit
from samspill.disclosure.evidence import Evidence, evidence
from samspill.disclosure.freeze import freeze
from samspill.disclosure.leverage import isolated, query_matrix
from samspill.disclosure.open_answers import left_open
from samspill.disclosure.release import Cell, Choice, Published, Release, WaveRelease
from samspill.disclosure.release_file import from_json, to_json
from samspill.errors import DisclosureError
from samspill.instrument.ladder import Ladder
from samspill.language import problem_text
from samspill.terms import Bound, CellState, Language, PeopleBand, Policy, Share

# ---- the query matrix --------------------------------------------------------------------------------------------------------


def smallest(rows: list[dict[int, float]], people: list[int]) -> int:
    return min(one.people for one in isolated(query_matrix(rows, people)))


def by_trying(rows: list[dict[int, float]], people: list[int]) -> int:
    """Return the fewest people that a combination can speak of: the fewest atoms that can hold a vector of the row space."""
    matrix = np.array([[row.get(atom, 0.0) for atom in range(len(people))] for row in rows])
    rank = np.linalg.matrix_rank(matrix)
    found = sum(people)
    for count in range(1, len(people) + 1):
        for some in combinations(range(len(people)), count):
            others = [atom for atom in range(len(people)) if atom not in some]
            # A combination that is zero on all others exists where leaving them out loses rank.
            if np.linalg.matrix_rank(matrix[:, others]) < rank:
                found = min(found, sum(people[atom] for atom in some))
    return found


def test_numbers_without_common_people_say_nothing_together() -> None:
    assert smallest([{0: 1.0}, {1: 1.0}, {2: 3.0, 3: 4.0}], [5, 6, 3, 4]) == 5


def test_two_pools_with_a_common_part_isolate_nothing_alone_but_a_third_does() -> None:
    pools = [{0: 3.0, 1: 4.0}, {1: 4.0, 2: 3.0}]
    assert smallest(pools, [3, 4, 3]) == 6, "their difference speaks of 3 + 3"
    assert smallest([*pools, {0: 3.0, 2: 3.0}], [3, 4, 3]) == 3


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32))
def test_whoever_stands_alone_is_found_as_by_trying_all(seed: int) -> None:
    rng = Random(seed)  # noqa: S311
    people = [rng.randint(1, 9) for _ in range(rng.randint(2, 6))]
    rows = []
    for _ in range(rng.randint(1, 5)):
        some = rng.sample(range(len(people)), rng.randint(1, len(people)))
        rows.append({atom: float(people[atom]) for atom in some})
    assert smallest(rows, people) == min(by_trying(part, people) for part in apart(rows))


def apart(rows: list[dict[int, float]]) -> list[list[dict[int, float]]]:
    """Return the rows that hang together by common people."""
    parts: list[list[dict[int, float]]] = []
    for row in rows:
        joined = [part for part in parts if any(set(row) & set(other) for other in part)]
        parts = [part for part in parts if part not in joined] + [[row, *(other for part in joined for other in part)]]
    return parts


def test_where_too_many_hang_together_the_smallest_stands_for_all() -> None:
    """Eleven pairs in a ring: nobody is alone, and a release that has such numbers is refused all the same."""
    ring = [{atom: float(atom + 1), (atom + 1) % 11: 1.0} for atom in range(11)]
    assert smallest(ring, [4] * 11) == 4


# ---- what a number leaves open -----------------------------------------------------------------------------------------------


def test_answers_that_stay_possible_are_counted(worlds: ModuleType) -> None:
    strict, standard = (Ladder.of(policy, low=1, high=5, gap=1) for policy in (worlds.STRICT, worlds.STANDARD))
    scores = (1.0, 2.0, 3.0, 4.0, 5.0)
    open_of_five = left_open(strict, scores, 5, (2.0, Bound.AT_MOST))
    assert open_of_five
    assert open_of_five.enough(scores)
    all_fives = left_open(standard, scores, 5, (5.0, None))
    assert all_fives == (1, 1)
    assert left_open(standard, scores, 5, (4.9, None)) is None, "no five whole answers have that mean"
    assert left_open(strict, scores, 400, (4.5, Bound.AT_LEAST)) is None, "too many to count through"


# ---- the audit ---------------------------------------------------------------------------------------------------------------


def a_world(worlds: ModuleType, policy: Policy | None = None) -> tuple[Mapping, list[Any]]:
    turnover = WaveChange(2, turnover={"a": Turnover("0", "0"), "b": Turnover("1-4", "0")})
    world = worlds.mapping(
        worlds.group("a", 40),
        worlds.group("b", 12, fallback="c"),
        worlds.group("c", 12),
        worlds.group("d", 2),
        worlds.group("e", {"x": 9, "y": 9, "z": 9}),
        policy=policy or worlds.STRICT,
        changes={2: turnover},
    )
    rng = Random(4)  # noqa: S311
    people = []
    for wave in (1, 2):
        for node, count in {"a": 30, "b": 4, "c": 8, "e@x": 6, "e@y": 7, "e@z": 3}.items():
            targets = {
                str(target): rng.choices([2, 3, 4], k=count) for rater, target in world.pairs(wave) if str(rater) == node
            }
            people += worlds.crowd(node, targets, wave=wave)
    return world, people


def answers_of(worlds: ModuleType, people: list[Any]) -> dict[int, Evidence]:
    return {wave: evidence(worlds.scores(people), wave, worlds.COMPOSITES) for wave in (1, 2)}


def changed(release: Release, change: Callable[[Cell], Cell], only: Callable[[Cell], bool], wave: int = 0) -> Release:
    """Return the release with some of its cells changed; fails where there are none."""
    told = release.waves[wave]
    assert any(map(only, told.cells))
    cells = tuple(change(cell) if only(cell) else cell for cell in told.cells)
    return with_wave(release, replace(told, cells=cells), wave)


def with_wave(release: Release, told: WaveRelease, wave: int = 0) -> Release:
    return replace(release, waves=tuple(told if place == wave else each for place, each in enumerate(release.waves)))


def found_in(worlds: ModuleType, release: Release, world: Mapping, people: list[Any]) -> set[str]:
    try:
        audit(release, world, worlds.instrument(), answers_of(worlds, people))
    except DisclosureError as error:
        for problem in error.problems:
            for language in Language:
                assert "{" not in problem_text(problem, language)
        return {problem.code.removeprefix("disclosure.audit_") for problem in error.problems}
    return set()


def of_number(worlds: ModuleType, value: float, band: PeopleBand = PeopleBand.FEW) -> Published:
    ladder = Ladder.of(worlds.STRICT, low=1, high=5, gap=1)
    return Published(value, None, (1.0, 5.0), band, None, ladder.tie_class(value, None), None)


@pytest.fixture
def whole(worlds: ModuleType) -> tuple[Release, Mapping, list[Any]]:
    world, people = a_world(worlds)
    return freeze(worlds.scores(people), world, worlds.instrument(), version="1"), world, people


def test_a_release_as_it_is_made_passes(worlds: ModuleType, whole: tuple[Release, Mapping, list[Any]]) -> None:
    release, world, people = whole
    assert found_in(worlds, release, world, people) == set()
    assert any(change.difference is not None for change in release.waves[1].changes)
    assert any(cell.rater == "b+c" and cell.published for cell in release.waves[0].cells)
    assert any(kind.published for kind in release.waves[0].kinds)


def test_a_cell_of_three_people_is_refused(worlds: ModuleType, whole: tuple[Release, Mapping, list[Any]]) -> None:
    release, world, people = whole
    shown = changed(
        release,
        lambda cell: replace(cell, state=CellState.SHOWN, published=of_number(worlds, 3.0)),
        lambda cell: (cell.rater, cell.target, cell.dimension) == ("e@z", "a", "b"),
    )
    assert "few" in found_in(worlds, shown, world, people)


def test_a_part_beside_its_pool_is_refused_by_name(worlds: ModuleType, whole: tuple[Release, Mapping, list[Any]]) -> None:
    release, world, people = whole
    beside = Cell("c", "a", "b", CellState.SHOWN, of_number(worlds, 3.0))
    told = replace(release.waves[0], cells=(*release.waves[0].cells, beside))
    with pytest.raises(DisclosureError) as caught:
        audit(with_wave(release, told), world, worlds.instrument(), answers_of(worlds, people))
    few = [problem for problem in caught.value.problems if problem.code == "disclosure.audit_few"]
    assert [problem.data["number"] for problem in few] == ["c → a, b"], "the four of b would stand alone; c is to be given up"


def test_a_number_of_other_people_or_another_rounding_is_refused(
    worlds: ModuleType, whole: tuple[Release, Mapping, list[Any]]
) -> None:
    release, world, people = whole

    def finer(cell: Cell) -> Cell:
        assert cell.published
        return replace(cell, published=replace(cell.published, value=cell.published.value + 0.01))

    for dimension in ("b", "a", "index", worlds.OUTSIDE):
        moved = changed(
            release, finer, lambda cell, key=dimension: (cell.rater, cell.target, cell.dimension) == ("a", "e@x", key)
        )
        assert "other_people" in found_in(worlds, moved, world, people), dimension


def test_two_people_who_are_rated_are_refused(worlds: ModuleType, whole: tuple[Release, Mapping, list[Any]]) -> None:
    release, world, people = whole
    shown = changed(
        release,
        lambda cell: replace(cell, state=CellState.SHOWN, published=of_number(worlds, 3.0, PeopleBand.MANY)),
        lambda cell: (cell.rater, cell.target) == ("a", "d"),
    )
    assert "small_target" in found_in(worlds, shown, world, people)


def moved_totals(release: Release) -> Iterable[tuple[str, Release]]:
    told = release.waves[0]
    for side in ("received", "given"):
        groups = list(told.groups)
        place, unit = next((place, unit) for place, unit in enumerate(groups) if getattr(unit, side))
        numbers = dict(getattr(unit, side))
        numbers["b"] = replace(numbers["b"], value=numbers["b"].value + 0.5)
        groups[place] = replace(unit, **{side: numbers})
        yield side, with_wave(release, replace(told, groups=tuple(groups)))
    for place, mean in enumerate(told.overall):
        means = [*told.overall[:place], replace(mean, value=mean.value + 0.1), *told.overall[place + 1 :]]
        yield f"overall {mean.dimension} {mean.weighting}", with_wave(release, replace(told, overall=tuple(means)))
    kinds = tuple(
        replace(kind, published=replace(kind.published, value=1.0)) if kind.published else kind for kind in told.kinds
    )
    yield "kinds", with_wave(release, replace(told, kinds=kinds))


def test_a_number_above_a_cell_that_cells_do_not_give_is_refused(
    worlds: ModuleType, whole: tuple[Release, Mapping, list[Any]]
) -> None:
    release, world, people = whole
    for name, moved in moved_totals(release):
        assert found_in(worlds, moved, world, people) == {"unexplained"}, name


def test_a_change_in_figures_where_somebody_came_is_refused(
    worlds: ModuleType, whole: tuple[Release, Mapping, list[Any]]
) -> None:
    release, world, people = whole
    told = release.waves[1]
    changes = tuple(
        replace(change, difference=0.5, interval=(0.0, 1.0)) if change.rater == "b+c" and change.direction else change
        for change in told.changes
    )
    assert changes != told.changes
    assert found_in(worlds, with_wave(release, replace(told, changes=changes), 1), world, people) == {"change"}


def test_shares_and_bands_of_too_few_are_refused(worlds: ModuleType) -> None:
    """Each told of one person too few: contact, don't know, choices, who answered."""
    world = worlds.mapping(worlds.group("a", 12), worlds.group("b", 12), worlds.group("c", 12))
    people = [
        *[worlds.Person("a", {"b": worlds.everything(3)}, contact={"c": "no"}, helps=(1,)) for _ in range(4)],
        *[worlds.Person("a", {"b": worlds.everything(4)}) for _ in range(2)],
        *worlds.crowd("b", {"a": [3] * 8}),
        *worlds.crowd("c", {"a": [2] * 4}),
    ]
    release = freeze(worlds.scores(people), world, worlds.instrument(), version="1")
    told, found = release.waves[0], {1: evidence(worlds.scores(people), 1, worlds.COMPOSITES)}

    def codes(wave: WaveRelease) -> set[str]:
        try:
            audit(with_wave(release, wave), world, worlds.instrument(), found)
        except DisclosureError as error:
            return {str(problem.data["number"]) for problem in error.problems}
        return set()

    def with_tie(rater: str, target: str, **more: Share) -> WaveRelease:
        ties = (replace(tie, **more) if (tie.rater, tie.target) == (rater, target) else tie for tie in told.ties)  # type: ignore[arg-type]
        return replace(told, ties=tuple(ties))

    assert codes(told) == set()
    assert codes(with_tie("a", "c", no_contact=Share.MOST)) == {"a → c, no_contact"}, "four said so"
    assert codes(with_tie("a", "b", wanted=Share.MOST)) == {"a → b, wanted"}, "nobody is without contact"
    assert codes(with_tie("a", "c", dont_know=Share.SOME)) == {"a → c, dont_know"}
    assert codes(replace(told, choices=(Choice("a", "helps", 1, Share.MOST),))) == {"a, helps"}
    groups = tuple(replace(unit, n_band=PeopleBand.FEW) if unit.id == "c" else unit for unit in told.groups)
    assert codes(replace(told, groups=groups)) == {"c"}
    assert "spread, index" in codes(replace(told, spread={"index": 0.1}))


def test_a_policy_under_a_false_name_is_refused(worlds: ModuleType) -> None:
    finer = replace(worlds.STRICT, steps=worlds.STANDARD.steps)
    world, people = a_world(worlds, finer)
    with pytest.raises(DisclosureError, match="audit_policy"):
        freeze(worlds.scores(people), world, worlds.instrument(), version="1")


def test_an_uncoded_extreme_is_refused_under_strict(worlds: ModuleType) -> None:
    """Five fives: "at least 4" leaves all answers open, 5.0 none."""
    uncoded = replace(worlds.STRICT, coded_low=worlds.STANDARD.coded_low, coded_high=worlds.STANDARD.coded_high)
    world = worlds.mapping(worlds.group("a"), worlds.group("b"), policy=uncoded)
    people = worlds.crowd("a", {"b": [5] * 5})
    with pytest.raises(DisclosureError, match="audit_answers"):
        freeze(worlds.scores(people), world, worlds.instrument(), version="1")


def test_a_gate_that_forgets_who_is_too_few_is_stopped(worlds: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """The audit counts again by itself: with the rule of the least number switched off in the gate, nothing is released."""
    world, people = a_world(worlds)
    monkeypatch.setattr(
        cells_of_a_wave.Table,
        "state_of",
        lambda table, tie, _, tally: (CellState.SHOWN, None) if tally.n else table.states[tie.unit.id, tie.target],
    )
    with pytest.raises(DisclosureError, match="audit_few"):
        freeze(worlds.scores(people), world, worlds.instrument(), version="1")


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.booleans())
def test_every_release_of_any_world_passes(worlds: ModuleType, seed: int, strict: bool) -> None:
    rng = Random(seed)  # noqa: S311
    world = worlds.random_mapping(rng, worlds.STRICT if strict else worlds.STANDARD)
    people = worlds.random_people(rng, world)
    freeze(worlds.scores(people), world, worlds.instrument(), version="1")


# ---- waves that were released before -----------------------------------------------------------------------------------------


def test_a_wave_that_was_released_is_taken_over_and_its_answers_are_not_needed(
    worlds: ModuleType, whole: tuple[Release, Mapping, list[Any]]
) -> None:
    together, world, people = whole
    first = freeze(worlds.scores([p for p in people if p.wave == 1]), world, worlds.instrument(), version="1")
    later = worlds.scores([p for p in people if p.wave == 2])
    history = from_json(to_json(first))
    assert freeze(later, world, worlds.instrument(), version="1", history=history) == together


def test_what_was_released_never_changes(worlds: ModuleType, whole: tuple[Release, Mapping, list[Any]]) -> None:
    together, world, people = whole
    one_more = [*people, *worlds.crowd("a", {"b": [1] * 9}, wave=1)]
    again = freeze(worlds.scores(one_more), world, worlds.instrument(), version="1", history=together)
    assert again.waves == together.waves


def test_a_history_of_other_rules_is_refused(worlds: ModuleType, whole: tuple[Release, Mapping, list[Any]]) -> None:
    together, world, people = whole
    first, second = (replace(together, waves=(wave,)) for wave in together.waves)
    scores = worlds.scores(people)

    def codes(history: Release) -> set[str]:
        with pytest.raises(DisclosureError) as caught:
            freeze(scores, world, worlds.instrument(), version="1", history=history)
        return {problem.code for problem in caught.value.problems}

    assert codes(replace(first, policy=worlds.STANDARD)) == {"disclosure.history_policy"}
    assert codes(replace(first, instrument="other 1")) == {"disclosure.history_instrument"}
    assert codes(second) == {"disclosure.history_waves"}, "the first wave would come after the second"


def test_the_gate_looks_at_its_own_release(worlds: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the audit refuses is not written: freeze raises it."""

    def refuse(*_: object) -> None:
        raise DisclosureError([])

    monkeypatch.setattr(freezing, "audit", refuse)
    world, people = a_world(worlds)
    with pytest.raises(DisclosureError):
        freeze(worlds.scores(people), world, worlds.instrument(), version="1")
