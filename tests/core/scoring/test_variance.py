"""Analyses of variance and intraclass correlations beside R, and what cannot be told."""

# ruff: noqa: N802

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samspill.language import has
from samspill.scoring.variance import OneWay, TwoWay, icc, one_way, two_way
from samspill.terms import Estimate

ANSWERS = {
    "site": list("nnnnnssssvvvvv"),
    "group": list("aabbcabbcaabcc"),
    "y": [3.1, 3.4, 2.2, 2.9, 4.0, 3.6, 3.3, 3.0, 4.4, 2.5, 2.9, 2.0, 3.1, 3.3],
}
PEOPLE = pl.DataFrame(ANSWERS)
R = 1e-9


def by_group(people: pl.DataFrame) -> OneWay:
    return one_way(people, "y", ["group"])


def both(people: pl.DataFrame) -> TwoWay:
    return two_way(people, "y", "site", "group")


def people(groups: str, values: list[float | None], sites: str = "") -> pl.DataFrame:
    given = {"site": list(sites) or [""] * len(groups), "group": list(groups), "y": values}
    return pl.DataFrame(given, schema={"site": pl.String, "group": pl.String, "y": pl.Float64})


def test_one_way_against_R() -> None:
    """R: anova(lm(y ~ group)), multilevel::ICC1 and ICC2, and qf for the interval."""
    found = by_group(PEOPLE)

    assert (found.between, found.within) == (pytest.approx(2.315571429, abs=R), pytest.approx(3.068, abs=R))
    assert (found.test.df1, found.test.df2, found.n, found.groups, found.k) == (2, 11, 14, 3, 14 / 3)
    assert found.test.f.value == pytest.approx(4.15112, abs=5e-6)
    assert found.test.p.value == pytest.approx(0.0453750186198, abs=R)
    one, two = found.icc1, found.icc2
    assert (one.value, one.lower, one.upper) == pytest.approx((0.403070771485, -0.0471664820431, 0.9720976831634), abs=R)
    assert (two.value, two.lower, two.upper) == pytest.approx((0.759101284920, -0.2661369818430, 0.9938869133868), abs=R)
    assert (found.verdict, found.verdict_means) == (
        "scoring.verdict.groups.differ",
        "scoring.verdict.group_means.open",
    )


def test_two_way_unbalanced_against_R() -> None:
    """R: drop1(lm(y ~ site + group), test = "F")."""
    found = both(PEOPLE)

    assert (found.site.squares, found.group.squares) == pytest.approx((2.569158537, 3.408658537), abs=R)
    assert found.residual == pytest.approx(0.498841463, abs=R)
    assert (found.site.test.f.value, found.group.test.f.value) == pytest.approx((23.1761276128, 30.7491749175), abs=R)
    assert (found.site.test.p.value, found.group.test.p.value) == pytest.approx((2.81826840582e-04, 9.49043263138e-05), abs=R)
    assert (found.site.test.df1, found.group.test.df1, found.group.test.df2, found.n) == (2, 2, 9, 14)
    assert (found.site.verdict, found.group.verdict) == ("scoring.verdict.sites.differ", "scoring.verdict.groups.differ")


def numbers(found: OneWay, parts: TwoWay) -> list[Estimate]:
    tests = (found.test, parts.site.test, parts.group.test)
    return [found.icc1, found.icc2, *(part for test in tests for part in (test.f, test.p))]


answers = st.lists(st.tuples(st.sampled_from("ns"), st.sampled_from("abc"), st.integers(1, 5)), min_size=1, max_size=20)


@settings(max_examples=60, deadline=None)
@given(answers, st.randoms(use_true_random=False))
def test_neither_order_nor_names_nor_people_without_a_value_change_anything(
    rows: list[tuple[str, str, int]], chance: st.DataObject
) -> None:
    before = people("".join(row[1] for row in rows), [float(row[2]) for row in rows], "".join(row[0] for row in rows))
    chance.shuffle(rows)  # type: ignore[attr-defined]
    sites, groups = ("".join(row[place] for row in rows).translate(str.maketrans("nsabc", "zyxwv")) for place in (0, 1))
    after = people(groups + "q", [*(float(row[2]) for row in rows), None], sites + "z")

    for one, other in zip(numbers(by_group(before), both(before)), numbers(by_group(after), both(after)), strict=True):
        assert (one.n, one.reason) == (other.n, other.reason)
        assert one.reason is None or has(one.reason)
        for part, again in ((one.value, other.value), (one.lower, other.lower), (one.upper, other.upper)):
            assert part == (None if again is None else pytest.approx(again, rel=1e-6, abs=1e-9))


@pytest.mark.parametrize(
    ("groups", "values", "reason"),
    [
        ("", [], "scoring.no_answers"),
        ("ab", [None, None], "scoring.no_answers"),
        ("aaa", [1, 2, 3], "scoring.one_group"),
        ("abc", [1, 2, 3], "scoring.groups_of_one"),
        ("aabb", [3.7, 3.7, 3.7, 3.7], "scoring.no_differences"),
    ],
)
def test_what_one_way_cannot_tell_says_why(groups: str, values: list[float | None], reason: str) -> None:
    found = by_group(people(groups, values))

    assert [part.reason for part in (found.test.f, found.test.p, found.icc1, found.icc2)] == [reason] * 4
    assert (found.icc1.value, found.verdict, found.verdict_means) == (None, reason, reason)


def test_groups_that_agree_within_have_no_f_but_an_icc_of_one() -> None:
    found = by_group(people("aabb", [3.1, 3.1, 4.2, 4.2]))

    assert (found.test.f.value, found.test.f.reason) == (None, "scoring.alike_within")
    assert (found.icc1.value, found.icc1.lower, found.icc2.value) == (1.0, None, 1.0)


def test_means_that_do_not_differ_have_no_reliability() -> None:
    found = by_group(people("aabb", [2, 4, 2, 4]))

    assert found.test.f.value == 0
    assert found.icc1.value == pytest.approx(-1)
    assert found.icc2.reason == "scoring.no_differences"


def test_a_group_of_one_counts_beside_larger_ones() -> None:
    found = by_group(people("aab", [1, 2, 5]))

    assert (found.test.df1, found.test.df2) == (1, 1)
    assert "scoring.limit.unequal_groups" in found.limits
    assert all(map(has, found.limits))


@pytest.mark.parametrize(
    ("groups", "sites", "values", "reason"),
    [
        ("aabb", "", [1, 2, 3, 4], "scoring.no_sites"),
        ("aabb", "nnss", [1, 2, 3, 4], "scoring.confounded"),
        ("aabb", "nnnn", [1, 2, 3, 4], "scoring.confounded"),
        ("abab", "nnss", [2, 2, 2, 2], "scoring.no_differences"),
        ("abab", "nnss", [1, 2, 3, 4], "scoring.alike_within"),
        ("aba", "nns", [1, 2, 3], "scoring.groups_of_one"),
    ],
)
def test_what_two_way_cannot_tell_says_why(groups: str, sites: str, values: list[float | None], reason: str) -> None:
    found = both(people(groups, values, sites))

    assert (found.site.test.f.value, found.site.test.p.reason, found.site.verdict) == (None, reason, reason)
    assert has(reason)


def test_people_without_a_site_are_left_out_of_two_ways() -> None:
    with_service = pl.concat([PEOPLE, pl.DataFrame({"site": ["", ""], "group": ["ppt", "ppt"], "y": [1.0, 5.0]})])

    assert both(with_service) == both(PEOPLE)


def test_an_f_of_one_tells_of_no_difference() -> None:
    one, two = icc(1.0, 5, 4, 20, n=25)

    assert (one.value, two.value) == (0.0, 0.0)
    assert one.lower is not None
    assert one.lower < 0
