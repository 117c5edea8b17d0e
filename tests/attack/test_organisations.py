"""The made-up organisations are what they claim to be: else nothing is shown by attacking them in vain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from organisations import Organisation, organisation
from polars.testing import assert_frame_equal
from represented import answered

from samspill.design.model import Mapping, Node, WorkGroup
from samspill.design.readiness import check
from samspill.disclosure.release import Release, WaveRelease
from samspill.ratings.read import read
from samspill.ratings.write import to_bytes
from samspill.scoring.score import score
from samspill.terms import Need, Severity

SEEDS = range(40)
WAVES = (1, 2, 3)
OWNERS_CHOICE = {"design.finding.rater_under_k", "design.finding.rated_small"}
"""What an owner may leave as it is, and a release must protect all the same: groups without anybody to join, small ones
without a word with them."""


@pytest.fixture(scope="module")
def worlds() -> list[Organisation]:
    return [organisation(seed) for seed in SEEDS]


@pytest.fixture(scope="module")
def advised() -> list[Organisation]:
    return [organisation(seed, advised=True) for seed in SEEDS]


@pytest.fixture(scope="module")
def released(worlds: list[Organisation], release_of: Callable[..., Release]) -> list[tuple[Organisation, WaveRelease]]:
    return waves_of(worlds, release_of)


def waves_of(worlds: list[Organisation], release_of: Callable[..., Release]) -> list[tuple[Organisation, WaveRelease]]:
    # Statistics of whole waves take most of the time and are not looked at here.
    return [(world, wave) for world in worlds for wave in release_of(world, whole_waves=False).waves]


def repeated(world: Organisation) -> tuple[int, int]:
    """Return how many answers that somebody gave twice in a row were the same, and of how many."""
    found = [0, 0]
    for earlier, later in pairwise(WAVES):
        origins = {str(node): world.mapping.origin(node, earlier, later) for node in world.mapping.nodes(later)}
        known = {now: str(then) for now, then in origins.items() if then}
        after = world.truth[later].filter(pl.col("target").is_in(list(known))).with_columns(pl.col("target").replace(known))
        both = world.truth[earlier].join(after, on=["person", "target", "item"]).drop_nulls(["score", "score_right"])
        found[0] += both.filter(pl.col("score") == pl.col("score_right")).height
        found[1] += both.height
    return found[0], found[1]


def rates(worlds: Iterable[Organisation]) -> float:
    same, of = (sum(numbers) for numbers in zip(*map(repeated, worlds), strict=True))
    return same / of


def share(holds: pl.Series) -> float:
    return float(holds.to_numpy().mean())


def responses(world: Organisation) -> pl.DataFrame:
    """Return the people of each group that was asked and how many answered, by wave."""
    counts = world.people.group_by("wave", "node").agg(size=pl.len(), answers=pl.col("respondent").count())
    asked = [key for key, group in world.mapping.groups.items() if group.asked]
    return counts.filter(pl.col("node").str.split("@").list.first().is_in(asked))


def kinds_of_fallback(mapping: Mapping) -> Iterator[str]:
    for group in mapping.groups.values():
        yield kind_of_fallback(mapping, group)


def kind_of_fallback(mapping: Mapping, group: WorkGroup) -> str:
    if not group.fallback:
        return "none"
    if group.fallback == group.key:
        return "own sites"
    if "@" in group.fallback:
        return "a named site"
    other = mapping.groups[group.fallback].fallback
    return "mutual" if other == group.key else "chain" if other else "another group"


def test_the_ratings_are_what_a_file_of_them_is_read_as(worlds: list[Organisation], tmp_path: Path) -> None:
    for world in worlds[:8]:
        path = tmp_path / "ratings.csv"
        path.write_bytes(to_bytes(world.file, path))

        found = read(path, world.mapping, world.instrument)

        assert_frame_equal(found.frame, world.ratings.frame, check_column_order=False)
        assert_frame_equal(found.own, world.ratings.own)
        assert found.items == world.ratings.items


def test_the_truth_adds_up_to_what_is_scored(worlds: list[Organisation]) -> None:
    for world in worlds[:8]:
        atoms = score(world.ratings, world.mapping, world.instrument).atoms
        index = [item.key for item in world.instrument.index_items]
        cells = {
            (wave, rater, target, item): (n, total)
            for wave, truth in world.truth.items()
            for rater, target, item, n, total in truth.filter(pl.col("item").is_in(index))
            .drop_nulls("counted")
            .group_by("rater", "target", "item")
            .agg(pl.len(), pl.col("counted").sum().alias("total"))
            .iter_rows()
        }

        items = [row for row in atoms.iter_rows(named=True) if row["measure"] in index]

        assert len(items) == len(cells)
        for row in items:
            rater, target = (str(Node(row[f"{side}_group"], row[f"{side}_site"])) for side in ("rater", "target"))
            assert cells[row["wave"], rater, target, row["measure"]] == (row["n"], pytest.approx(row["total"]))


def test_the_same_seed_gives_the_same_organisation() -> None:
    one, again, other = organisation(3), organisation(3), organisation(5)

    assert one.text == again.text != other.text
    assert_frame_equal(one.file, again.file)
    assert_frame_equal(one.people, again.people)


def test_nobody_can_be_followed_from_wave_to_wave_in_the_file(worlds: list[Organisation]) -> None:
    for world in worlds:
        names = [set(world.file.filter(pl.col("wave") == wave)["respondent"]) for wave in WAVES]
        assert not names[0] & names[1] | names[1] & names[2] | names[0] & names[2]
        assert "person" not in world.file.columns


def test_only_what_an_owner_may_leave_stands_in_the_way_of_a_launch(worlds: list[Organisation]) -> None:
    for world in worlds:
        for wave in WAVES:
            found = check(world.mapping, world.instrument, wave=wave)
            assert {finding.code for finding in found if finding.severity is Severity.BLOCKS} <= OWNERS_CHOICE


def test_advised_organisations_have_nothing_left_to_name(advised: list[Organisation]) -> None:
    for world in advised:
        # A fallback serves all waves: what is proposed for the first may be needed by another group in the third.
        codes = {finding.code for finding in check(world.mapping, world.instrument, wave=1)}
        assert not codes & {"design.finding.fallback_proposed", "design.finding.rated_small"}


def test_half_of_the_organisations_have_two_to_four_sites(worlds: list[Organisation]) -> None:
    sites = [len(world.mapping.sites) for world in worlds]

    assert [bool(n) for n in sites] == [bool(seed % 2) for seed in SEEDS]
    assert {n for n in sites if n} == {2, 3, 4}
    for world in worlds[1::2]:
        places = {len(group.sizes) if "" not in group.sizes else 0 for group in world.mapping.groups.values()}
        assert 0 in places
        assert max(places) == len(world.mapping.sites)


def test_there_are_four_to_ten_kinds_of_groups_of_three_to_forty_people(worlds: list[Organisation]) -> None:
    kinds = Counter(len(world.mapping.groups_in(wave)) for world in worlds for wave in WAVES)
    sizes = pl.concat(world.people.group_by("wave", "node").len() for world in worlds)["len"]

    assert set(kinds) <= set(range(4, 11))
    assert set(kinds) >= set(range(4, 10))
    assert (sizes.min(), sizes.max()) == (3, 40)
    # A tenth or so are as small as three or four, a third to a half have five to nine.
    assert 0.05 < share(sizes < 5) < 0.2
    assert 0.3 < share(sizes.is_between(5, 9)) < 0.5


def test_sixty_to_all_of_a_hundred_answer_in_every_group(worlds: list[Organisation]) -> None:
    found = pl.concat(map(responses, worlds))
    shares = (found["answers"] / found["size"]).to_numpy()

    assert min(shares) >= 0.6
    assert 0.75 < shares.mean() < 0.85
    assert max(shares) == 1


def test_the_share_that_answers_can_be_chosen() -> None:
    found = pl.concat(responses(organisation(seed, response=(0.6, 0.7))) for seed in range(6))
    large = found.filter(pl.col("size") >= 10)

    assert (large["answers"] / large["size"]).is_between(0.6, 0.7).all()


def test_up_to_five_in_a_hundred_answers_are_skipped(worlds: list[Organisation]) -> None:
    def left_open(world: Organisation) -> tuple[float, float]:
        rows = world.ratings.frame.filter(pl.col("contact") == "yes")
        unknown = rows.select(pl.mean_horizontal(pl.col(f"{key}:dont_know").mean() for key in world.ratings.items)).item()
        empty = rows.select(pl.mean_horizontal(pl.col(key).is_null().mean() for key in world.ratings.items)).item()
        return empty - unknown, unknown

    skipped, unknown = zip(*map(left_open, worlds), strict=True)
    apart = [share(world.ratings.frame["contact"] != "yes") for world in worlds]

    assert max(skipped) < 0.055
    assert 0.015 < sum(skipped) / len(skipped) < 0.035
    assert 0.015 < sum(unknown) / len(unknown) < 0.045
    assert 0.05 < sum(apart) / len(apart) < 0.25


def test_whoever_stays_repeats_nine_answers_of_ten(worlds: list[Organisation]) -> None:
    assert rates(worlds) == pytest.approx(0.9, abs=0.005)


def test_how_often_somebody_repeats_an_answer_can_be_chosen() -> None:
    assert rates(organisation(seed, repeats=0.5) for seed in range(8)) == pytest.approx(0.5, abs=0.02)
    assert rates(organisation(seed, repeats=1.0) for seed in range(8)) == 1


def test_people_come_and_leave_and_the_owner_says_so_rightly_or_not_at_all(worlds: list[Organisation]) -> None:
    said = Counter(
        (word == "unknown", word == band(len(moved)))
        for world in worlds
        for wave in WAVES[1:]
        for group, stated in world.mapping.changes[wave].turnover.items()
        # Whom the parts of a split group lost, nobody can say.
        if not any(group in new and len(new) > 1 for new in world.mapping.changes[wave].groups.values())
        for word, moved in zip((stated.joined, stated.left), moves(world, group, wave), strict=True)
    )

    assert set(said) == {(True, False), (False, True)}
    assert 0.2 < said[True, False] / said.total() < 0.4
    # Groups to which one single person came are where an attack on two waves would find most.
    single = sum(len(moves(world, group, wave)[0]) == 1 for world in worlds for wave in (2, 3) for group in stays(world, wave))
    assert single > 50


def moves(world: Organisation, group: str, wave: int) -> tuple[set[int], set[int]]:
    """Return who joined and who left a group since the wave before, under whatever name it had then."""
    sites = (node.site for node in world.mapping.nodes(wave) if node.group == group)
    sources = {source for site in sites for source in sources_of(world.mapping, Node(group, site), wave)}
    into = {group, *(new for old in sources for new in world.mapping.changes[wave].groups.get(old.group, ()))}
    now, then = people(world, wave, group), {person for old in sources for person in people(world, wave - 1, old.group)}
    elsewhere = {person for other in into - {group} for person in people(world, wave, other)}
    return now - then, then - now - elsewhere


def sources_of(mapping: Mapping, node: Node, wave: int) -> list[Node]:
    moved = mapping.changes[wave].groups
    old = [key for key, new in moved.items() if node.group in new] or [node.group]
    return [Node(key, node.site) for key in old]


def people(world: Organisation, wave: int, group: str) -> set[int]:
    named = world.people.filter((pl.col("wave") == wave) & (pl.col("node").str.split("@").list.first() == group))
    return set(named["person"])


def stays(world: Organisation, wave: int) -> list[str]:
    return [key for key in world.mapping.changes[wave].turnover if people(world, wave - 1, key) and people(world, wave, key)]


def band(moved: int) -> str:
    return "0" if not moved else "1-4" if moved < 5 else "5+"


def test_groups_are_renamed_split_merged_start_late_and_end_early(worlds: list[Organisation]) -> None:
    found = Counter[str]()
    for world in worlds:
        for wave in WAVES[1:]:
            moved = world.mapping.changes[wave].groups
            found["split"] += any(len(new) > 1 for new in moved.values())
            found["merged"] += len(moved) > len({new for into in moved.values() for new in into})
            found["renamed"] += any(
                world.mapping.origin(node, wave - 1, wave) not in (None, node) for node in world.mapping.nodes(wave)
            )
        moved = {key for wave in WAVES[1:] for old, new in world.mapping.changes[wave].groups.items() for key in (old, *new)}
        some = [group for group in world.mapping.groups.values() if group.waves and group.key not in moved]
        found["late"] += any(group.waves[0] > 1 for group in some if group.waves)
        found["early"] += any(group.waves[-1] < 3 for group in some if group.waves)

    assert min(found[change] for change in ("split", "merged", "renamed", "late", "early")) >= 3


def test_every_kind_of_fallback_need_and_choice_occurs(worlds: list[Organisation]) -> None:
    fallbacks = Counter(kind for world in worlds for kind in kinds_of_fallback(world.mapping))
    needs = Counter(
        world.mapping.need(rater.group, target.group)
        for world in worlds
        for wave in WAVES
        for rater in world.mapping.rater_nodes(wave)
        for target in world.mapping.nodes(wave)
        if rater.group != target.group
    )
    small = Counter(
        bool(world.mapping.groups[node.group].small_reason)
        for world in worlds
        for node in world.mapping.nodes(1)
        if world.mapping.size(node, 1) < 5
    )

    assert (
        min(fallbacks.get(kind, 0) for kind in ("none", "own sites", "a named site", "mutual", "chain", "another group")) >= 5
    )
    assert min(needs[need] for need in Need) / needs.total() > 0.05
    assert min(small[True], small[False]) >= 5
    assert {world.mapping.own_group for world in worlds} == {True, False}
    assert any(not group.asked for world in worlds for group in world.mapping.groups.values())
    assert {module for world in worlds for module in world.mapping.modules} == {"conditions", "we-know", "leadership"}
    assert {world.instrument.key for world in worlds} == {"relational-capacity", "relational-coordination"}


def test_every_wave_can_be_released_with_everything_that_a_release_tells(
    worlds: list[Organisation], release_of: Callable[..., Release]
) -> None:
    found = [wave for world in worlds[:4] for wave in release_of(world).waves]

    assert [wave.wave for wave in found] == 4 * list(WAVES)
    assert all(any(cell.published for cell in wave.cells) for wave in found)
    assert any(wave.reliability for wave in found)
    assert any(wave.choices for wave in found)
    assert any(wave.kinds for wave in found)


def test_every_kind_of_pool_comes_out_of_it(released: list[tuple[Organisation, WaveRelease]]) -> None:
    pools = [
        [Node.parse(member) for member in unit.members] for _, wave in released for unit in wave.groups if len(unit.members) > 1
    ]
    groups, sites = ([len({getattr(node, part) for node in pool}) for pool in pools] for part in ("group", "site"))

    assert len(pools) > 40
    assert max(map(len, pools)) > 2
    # Small sites of one group; two groups at a site; a site and a group that serves all, or another site.
    assert min(groups) == 1
    assert any(one > 1 and place == 1 and pool[0].site for one, place, pool in zip(groups, sites, pools, strict=True))
    assert any(one > 1 and place > 1 for one, place in zip(groups, sites, strict=True))


def test_nearly_all_who_answer_are_represented_where_small_groups_name_whom_they_join(
    advised: list[Organisation], release_of: Callable[..., Release]
) -> None:
    """Hold the goal of 95 of 100 under what is assumed of the design.

    Assumed: k = 5; 60 to 100 of 100 answer in every group; every group that may get fewer than k answers has the fallback
    that ``samspill check`` proposes with 70 of 100 expected to answer, and no other. Some have nobody to join even so.
    """
    waves = [answered(world, wave) for world, wave in waves_of(advised, release_of)]
    everybody = pl.concat(waves)

    # Their answers stand in a group or pool that is shown; and more strictly: they count in at least one published number.
    assert share(everybody["unit"].is_not_null()) >= 0.95
    assert share(everybody["in_cell"]) >= 0.95
    # Not only on the whole: so it is in nine waves of ten.
    assert sum(share(wave["in_cell"]) >= 0.95 for wave in waves) >= 0.9 * len(waves)


def test_those_who_are_left_out_are_in_no_published_number(released: list[tuple[Organisation, WaveRelease]]) -> None:
    found = [(wave, answered(world, wave).filter(pl.col("unit").is_null())) for world, wave in released]

    assert sum(people.height for _, people in found) > 50
    for wave, people in found:
        assert set(people["node"]) <= {unit.id for unit in wave.groups if unit.state == "left_out"}
        assert not people["in_cell"].any()
