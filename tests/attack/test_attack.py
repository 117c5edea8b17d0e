"""Nobody can find out what one person answered: the whole game on a few organisations; `make attack` plays it on a thousand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import attempts
import pytest
from attempts import Hits, closed
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from organisations import Organisation, organisation

from samspill.cli.publish import publish
from samspill.cli.report import Format
from samspill.design.model import Mapping
from samspill.disclosure import cells as gate_cells
from samspill.disclosure import change as gate_change
from samspill.disclosure import choices as gate_choices
from samspill.disclosure import evidence as gate_evidence
from samspill.disclosure import freeze as gate
from samspill.disclosure.attack.reading import read
from samspill.disclosure.attack.run import attack
from samspill.disclosure.pooling import RaterUnit
from samspill.disclosure.release import Cell, Published, Release, Unit
from samspill.disclosure.release_file import to_json
from samspill.errors import DisclosureError
from samspill.instrument.ladder import Ladder
from samspill.scoring.score import score
from samspill.terms import Audience, CellState, Direction, Language, PolicyName

WHOLE = range(1, 6)
"""Organisations of which every artefact is written and read."""
DATA = range(7, 19)
"""Organisations of which only release.json and the CSV files are."""
QUICK = (Format.CSV,)
SUMS = ("attack.few", "attack.difference", "attack.unexplained", "attack.open_row")


@pytest.mark.parametrize("seed", WHOLE)
def test_every_artefact_of_an_organisation_keeps_every_promise(seed: int, tmp_path: Path) -> None:
    found = attempts.attempt(seed, tmp_path)
    assert not found.failures
    assert found.numbers > 1000
    assert found.files >= 18


@pytest.mark.parametrize("seed", DATA)
def test_the_data_of_an_organisation_keep_every_promise(seed: int, tmp_path: Path) -> None:
    assert not attempts.attempt(seed, tmp_path, QUICK).failures


def test_two_rounds_help_a_guess_by_less_than_twelve_points() -> None:
    found = Hits()
    for seed in DATA:
        world = organisation(seed)
        found = sum(attempts.hits(world, closed(world)).values(), found)
    assert found.tries > 100
    assert found.gain <= 12


@pytest.mark.parametrize("seed", range(40, 43))
def test_policy_standard_withstands_sums_and_differences(seed: int, tmp_path: Path) -> None:
    """What whole numbers and a second round find under it is the price of finer numbers; `make attack` prints it."""
    found = attempts.attempt(seed, tmp_path, QUICK, PolicyName.STANDARD)
    assert not [failure for failure in found.failures if failure.startswith(SUMS) or not failure.startswith("attack.")]


# ---- the guards, switched off one at a time ----------------------------------------------------------------------------------


def show_whatever_few(patch: pytest.MonkeyPatch) -> None:
    """P1: a cell is shown whoever is in it."""

    def state_of(table: gate_cells.Table, tie: gate_cells.Tie, _: object, tally: gate_evidence.Tally) -> object:
        return (CellState.SHOWN, None) if tally.n else table.states[tie.unit.id, tie.target]

    patch.setattr(gate_cells.Table, "state_of", state_of)


def show_parts_beside_pools(patch: pytest.MonkeyPatch) -> None:
    """P2: a pool does not replace those of its parts that are large enough."""

    def cells(table: gate_cells.Table) -> tuple[Cell, ...]:
        members = [node for unit in table.units if unit.pooled for node in unit.members]
        answered = {node: table.evidence.answered.get(node, 0) for node in members}
        parts = tuple(RaterUnit((node,), people) for node, people in answered.items() if people >= table.mapping.policy.k)
        return (*gate_cells.cells(table), *gate_cells.cells(replace(table, units=parts)))

    patch.setattr(gate, "cells", cells)


def let_gaps_be_gaps(patch: pytest.MonkeyPatch) -> None:
    """P4: an item counts those who answered it, so that people of a cell do not weigh the same in all its numbers."""
    plain = gate.evidence

    def answered_only(scores: Any, wave: int, composites: Any) -> gate_evidence.Evidence:  # noqa: ANN401
        return plain(replace(scores, atoms=scores.exact), wave, composites)

    patch.setattr(gate_evidence, "_even", lambda *_: True)
    patch.setattr(gate, "evidence", answered_only)


def round_nothing(patch: pytest.MonkeyPatch) -> None:
    """P5: means are published as they are."""
    patch.setattr(Ladder, "place", lambda _, mean, __: (round(float(mean), 4), None))


def total_exact_answers(patch: pytest.MonkeyPatch) -> None:
    """P5: what a group receives is the mean of all exact answers about it, those of hidden cells too."""

    def exact(table: gate_cells.Table, unit: Unit) -> Unit:
        ties = [tie for tie in table.ties if str(tie.target) == unit.id and not tie.own and not tie.unit.left_out]
        told: dict[str, Published] = {}
        for key, number in unit.received.items():
            everybody = sum((table.tally(tie, key) for tie in ties), gate_evidence.Tally())
            value, bound = table.aspects[key].ladder.place(everybody.total / everybody.n, number.n_band)
            told[key] = replace(number, value=value, bound=bound)
        return replace(unit, received=told)

    honest = gate.units
    patch.setattr(gate, "units", lambda table, cells: tuple(exact(table, unit) for unit in honest(table, cells)))


def compare_in_figures_whoever_moved(patch: pytest.MonkeyPatch) -> None:
    """P6: a change is told in figures also where one to four people came or left."""
    patch.setattr(gate_change.Between, "settled", lambda *_: True)


def compare_finer_than_words(patch: pytest.MonkeyPatch) -> None:
    """P6: every difference is higher or lower."""

    def direction_of(_: object, before: Any, after: Any) -> Direction:  # noqa: ANN401
        if after.value == before.value:
            return Direction.SAME
        return Direction.HIGHER if after.value > before.value else Direction.LOWER

    patch.setattr(gate_change, "direction_of", direction_of)


def rate_anybody(patch: pytest.MonkeyPatch) -> None:
    """P9: one person may be rated too."""
    patch.setattr(gate_cells, "too_small", lambda *_: None)


def share_of_anybody(patch: pytest.MonkeyPatch) -> None:
    """P5: shares in words are told of one person too."""
    patch.setattr(gate_choices, "LEAST_IN_SHARE", 1)
    patch.setattr(gate_cells, "LEAST_IN_SHARE", 1)
    patch.setattr(gate_cells.Table, "enough_for_a_share", lambda _, __, people: people > 0)


def tell_any_spread(patch: pytest.MonkeyPatch) -> None:
    """P5: the spread is told where everybody in a cell agreed."""
    patch.setattr(gate_cells, "pooled_spread", lambda *_: 0.1)


@dataclass(frozen=True)
class Guard:
    """A rule of the gate, how to switch it off, and whether the audit of a release alone stops what then comes of it."""

    off: Callable[[pytest.MonkeyPatch], None]
    audited: bool
    seeds: Sequence[int] = range(1, 25)
    """Organisations in which it should be missed."""
    seen: bool = True
    """Whether the attack or the truth sees it in files; what they do not look at, the audit must stop."""


GUARDS = {
    "P1": Guard(show_whatever_few, audited=True),
    "P2": Guard(show_parts_beside_pools, audited=True),
    "P4": Guard(let_gaps_be_gaps, audited=True),
    "P5 ladder": Guard(round_nothing, audited=True),
    "P5 totals": Guard(total_exact_answers, audited=True),
    "P6 figures": Guard(compare_in_figures_whoever_moved, audited=False, seeds=(13, 18)),
    "P6 words": Guard(compare_finer_than_words, audited=False),
    "P9": Guard(rate_anybody, audited=True),
    "shares": Guard(share_of_anybody, audited=True, seen=False),
    "spread": Guard(tell_any_spread, audited=True, seen=False),
}


@pytest.mark.parametrize("name", [name for name, guard in GUARDS.items() if guard.seen])
def test_a_guard_that_is_switched_off_is_missed_by_somebody(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the audit asleep too, so that the attack and the truth have to find it."""
    GUARDS[name].off(monkeypatch)
    monkeypatch.setattr(gate, "audit", lambda *_: None)
    for seed in GUARDS[name].seeds:
        folder = tmp_path / str(seed)
        folder.mkdir()
        if attempts.attempt(seed, folder, QUICK).failures:
            return
    pytest.fail("nobody noticed")


@pytest.mark.parametrize("name", [name for name, guard in GUARDS.items() if guard.audited])
def test_the_audit_stops_a_gate_that_lacks_a_guard(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    GUARDS[name].off(monkeypatch)
    worlds = map(organisation, GUARDS[name].seeds)
    with pytest.raises(DisclosureError, match=r"disclosure\.audit_"):
        list(map(closed, worlds))


# ---- any legal way -----------------------------------------------------------------------------------------------------------

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("fallback"), st.integers(0, 20), st.integers(0, 20)),
        st.tuples(st.just("no fallback"), st.integers(0, 20), st.just(0)),
        st.tuples(st.just("not asked"), st.integers(0, 20), st.just(0)),
        st.tuples(st.just("k is four"), st.just(0), st.just(0)),
        st.tuples(st.just("own group"), st.integers(0, 1), st.just(0)),
    ),
    max_size=6,
)


def changed(mapping: Mapping, steps: Sequence[tuple[str, int, int]]) -> Mapping:
    """Return the mapping as an owner may have planned it otherwise."""
    for what, one, other in steps:
        keys = list(mapping.groups)
        key, partner = keys[one % len(keys)], keys[other % len(keys)]
        group = mapping.groups[key]
        if what == "fallback":
            group = replace(group, fallback=partner)
        elif what == "no fallback":
            group = replace(group, fallback=None)
        elif what == "not asked":
            # Somebody has to be asked.
            alone = sum(each.asked for each in mapping.groups.values()) == 1
            group = replace(group, asked=group.asked and alone)
        elif what == "k is four":
            mapping = replace(mapping, policy=mapping.policy.with_k(4), k_reason="agreed")
        elif what == "own group":
            mapping = replace(mapping, own_group=bool(one))
        mapping = replace(mapping, groups={**mapping.groups, key: group})
    return mapping


# What is drawn is mostly the number of an organisation, which nothing makes simpler.
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.reuse, Phase.generate))
@given(
    seed=st.integers(100, 10_000),
    steps=STEPS,
    formats=st.sets(
        st.sampled_from([Format.CSV, Format.XLSX, Format.SAV, Format.GRAPHML, Format.PARQUET, Format.HTML]), max_size=2
    ),
    language=st.sampled_from(list(Language)),
    audience=st.sampled_from([Audience.LEADERS, Audience.STAFF, Audience.PUBLIC]),
    together=st.booleans(),
)
def test_no_legal_way_leads_to_a_release_that_gives_somebody_away(
    tmp_path_factory: pytest.TempPathFactory,
    seed: int,
    steps: list[tuple[str, int, int]],
    formats: set[Format],
    language: Language,
    audience: Audience,
    together: bool,
) -> None:
    """Merges, fallbacks, waves closed one by one or together, sites, languages, formats: whatever an owner may choose."""
    world = organisation(seed)
    world = replace(world, mapping=changed(world.mapping, steps))
    release = at_once(world) if together else closed(world)
    folder = tmp_path_factory.mktemp("legal")
    (folder / "release.json").write_text(to_json(release), encoding="utf-8")
    list(publish(release, world.mapping, world.instrument, folder, tuple(formats), audience, language, (None,)))
    told = read([folder])
    outcome = attack(told)
    assert not list(attempts.failures(world, release, told, outcome))


def at_once(world: Organisation) -> Release:
    scores = score(world.ratings, world.mapping, world.instrument)
    return gate.freeze(scores, world.mapping, world.instrument, version="attacked", ratings=world.ratings)


def test_closing_waves_one_by_one_gives_what_closing_them_together_does() -> None:
    for seed in (1, 2):
        world = organisation(seed)
        assert closed(world) == at_once(world)
