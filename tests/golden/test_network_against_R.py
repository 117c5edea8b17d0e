"""The network beside R's igraph 1.3.5 (network_against_R.R): nine groups in three organisations, some ties unknown."""

# ruff: noqa: N802

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from samspill.scoring.network import NetworkSummary, NetworkTie, TieNetwork, network
from samspill.scoring.network.chance import mutual_by_chance
from samspill.terms import Estimate, Need

HERE = Path(__file__).parent
NODES = tuple("abcdefghi")


def read(line: str) -> tuple[str, list[float]]:
    words = line.split()
    name = [word for word in words if word.isidentifier()]
    return " ".join(name), [float(word) for word in words[len(name) :]]


FROM_R = dict(map(read, (HERE / "network_against_R.txt").read_text(encoding="utf-8").splitlines()))


@pytest.fixture(scope="module")
def graph() -> TieNetwork:
    table = pl.read_csv(HERE / "network_against_R.csv", null_values="NA", schema_overrides={"holds": pl.String})
    ties = tuple(
        NetworkTie(
            row["rater"], row["target"], Need(row["need"]), {"TRUE": True, "FALSE": False}.get(row["holds"]), row["strength"]
        )
        for row in table.iter_rows(named=True)
    )
    organisations = dict(table.select("target", "target_organisation").iter_rows())
    return TieNetwork(NODES, ties, organisations)


@pytest.fixture(scope="module")
def told(graph: TieNetwork) -> NetworkSummary:
    return network(graph)


def numbers(found: Estimate) -> list[float | None]:
    return [found.value, found.lower, found.upper]


@pytest.mark.parametrize("name", ["density", "needed"])
def test_shares_of_ties_that_hold_against_R(told: NetworkSummary, name: str) -> None:
    assert numbers(getattr(told, name).share) == pytest.approx(FROM_R[name], abs=5e-9)


def test_reciprocity_and_the_census_of_pairs_against_R(told: NetworkSummary) -> None:
    found = told.reciprocity

    assert [found.value.value] == pytest.approx(FROM_R["reciprocity"], abs=5e-9)
    assert [found.mutual, found.one_way, found.none] == FROM_R["census"]
    assert (found.unknown, found.one_direction) == (2, 4 + 8)


def test_pairs_held_both_ways_by_chance_against_drawings_in_R(graph: TieNetwork, told: NetworkSummary) -> None:
    expected, drawn, _ = FROM_R["mutual by chance"]
    state = graph.state
    slots = {(a, b): bool(state[a, b]) for a, b in state if None not in {state[a, b], state.get((b, a))}}
    chance = mutual_by_chance(slots)

    assert chance.expected == pytest.approx(expected, abs=5e-9)
    assert chance.expected == pytest.approx(drawn, abs=0.015)
    assert [chance.lower, chance.upper] == FROM_R["mutual quantiles"]
    assert told.reciprocity.chance.value == pytest.approx(2 * expected / 17)
    assert told.verdicts[0] == "scoring.verdict.returned.as_chance"


def test_ei_index_against_R(told: NetworkSummary) -> None:
    assert [told.ei_index.value.value] == pytest.approx(FROM_R["ei_index"], abs=5e-9)
    assert numbers(told.ei_index.chance) == pytest.approx(FROM_R["ei_index by chance"], abs=5e-9)


def test_strengths_against_R(told: NetworkSummary) -> None:
    *given, last = [position.out_strength for position in told.positions]

    assert [position.in_strength.value for position in told.positions] == pytest.approx(FROM_R["in_strength"], abs=5e-9)
    assert [strength.value for strength in given] == pytest.approx(FROM_R["out_strength"], abs=5e-9)
    assert (last.value, last.reason) == (None, "scoring.network.not_rater")


def test_betweenness_against_R(told: NetworkSummary) -> None:
    *both, last = [position.betweenness for position in told.positions]

    assert [found.value for found in both] == pytest.approx(FROM_R["betweenness"][:8], abs=5e-9)
    assert {found.reason for found in both} == {"scoring.network.incomplete"}
    assert (last.value, last.reason) == (None, "scoring.network.one_sided")


def test_cut_groups_against_R(told: NetworkSummary) -> None:
    (cut,) = told.cut_groups

    assert "cut e" in FROM_R
    assert (cut.node, cut.joins) == ("e", (("a", "b", "c", "d", "f", "g", "i"), ("h",)))
    assert cut.sure
