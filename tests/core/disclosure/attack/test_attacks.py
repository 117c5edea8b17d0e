"""The attacks themselves: each finds what it is made to find, where it is there, and nothing where it is not."""

from __future__ import annotations

from dataclasses import replace
from itertools import count, product
from typing import Any

import numpy as np
import pytest

from samspill.disclosure.attack.known import Knowledge, Scale
from samspill.disclosure.attack.rounds import REPEATS, USUAL, Rounds
from samspill.disclosure.attack.run import Outcome, attack
from samspill.disclosure.attack.told import Kind, Number, Place, Portion, Rules, Told

LADDER = Rules(on_ladder=True)
STANDARD = Rules(policy="standard", steps={5: 0.1, 10: 0.1, 25: 0.1}, on_ladder=True)
FEW, SOME, MANY = (5, 9), (10, 24), (25, None)
People = tuple[int, int | None]
rows = count(1)


def number(rater: str, value: float | None, people: People = FEW, *, file: str = "release.json", **other: Any) -> Number:  # noqa: ANN401
    """Return a number about respect for group c in round 1, unless ``other`` fields say something else."""
    place = Place(file, f"row {next(rows)}")
    told = Number(place, Kind.CELL, 1, rater, "c", "respect", value, people=people, written=0.1, sd_written=0.01)
    return replace(told, **other)


def outcome(*numbers: Number, rules: Rules = LADDER, portions: tuple[Portion, ...] = (), scale: Scale | None = None) -> Outcome:
    return attack(Told(numbers, portions, (), rules, {}, ()), scale)


def codes(found: Outcome) -> set[str]:
    return {one.attack for one in found.found}


# ---- sums and differences ----------------------------------------------------------------------------------------------------


def test_cells_of_enough_people_tell_of_nobody() -> None:
    found = outcome(number("a", 3.5), number("b", 3.25, SOME), number("c", 3.1, MANY, target="a"))
    assert not found.recovered
    assert found.fewest
    assert found.fewest.people == FEW


def test_a_number_of_three_people_is_found() -> None:
    assert codes(outcome(number("a", 3.5, (3, 3)))) == {"attack.few"}


def test_a_part_beside_its_pool_is_found() -> None:
    """Were b shown beside a+b, the difference would speak of a alone."""
    assert not outcome(number("a+b", 3.5)).recovered
    assert codes(outcome(number("a+b", 3.5), number("b", 3.0))) == {"attack.difference"}


def test_a_total_that_counts_four_people_more_than_its_rows_is_found() -> None:
    """Sales has 4 people, Technology 9, and the total is shown for 13."""
    shown = number("Technology", 3.4, (9, 9), target="")
    total = number("", 3.6, (13, 13), target="", kind=Kind.TOTAL)
    rules = Rules()
    assert codes(outcome(shown, total, rules=rules)) == {"attack.difference"}
    assert codes(outcome(shown, number("Sales", None, (4, 4), target=""), total, rules=rules)) == {"attack.difference"}
    assert not outcome(shown, replace(total, people=(19, 19)), rules=rules).recovered, "ten others are enough"


def test_atoms_are_found_that_only_several_totals_together_isolate() -> None:
    """Three totals of two groups each: none stands alone, all three together tell of every group."""
    tables = [("a", "b"), ("b", "d"), ("a", "d")]
    numbers = []
    for place, pair in enumerate(tables):
        rows_of = [replace(number(one, None, (4, 4)), place=Place(f"{place}.csv", one)) for one in pair]
        total = number("", 3.1, (8, 8), kind=Kind.TOTAL, file=f"{place}.csv")
        numbers += [*rows_of, total]
    assert codes(outcome(*numbers, rules=Rules())) == {"attack.difference"}
    assert not outcome(*numbers[:6], rules=Rules()).recovered, "two of them leave all open"


def test_several_groups_that_only_a_difference_tells_of_are_found_together() -> None:
    """a+b+c have nine people and c has six: a and b are three, whom no number of their own stands for."""
    pool, part = number("a+b+c", 3.2, (9, 9)), number("c+e", 3.1, (6, 6))
    found = outcome(pool, number("c", 3.1, (6, 6)), rules=Rules()).found
    assert [(one.attack, one.data["rater"], one.data["people"]) for one in found] == [("attack.difference", "a+b", 3)]
    assert not outcome(pool, number("c", 3.1, (4, 4)), rules=replace(LADDER, k=4)).recovered, "five are enough"
    assert not outcome(pool, part, rules=Rules()).recovered, "a+b-e is no set of people"


def test_several_groups_are_found_that_only_several_pools_together_tell_of() -> None:
    """Nine of a+b+c+d, less six of c+d."""
    pool, part = number("a+b+c+d", 3.2, (9, 9)), number("c+d", 3.1, (6, 6))
    found = outcome(pool, part, rules=Rules()).found
    assert [(one.attack, one.data["rater"], one.data["people"]) for one in found] == [("attack.difference", "a+b", 3)]
    assert not outcome(pool, replace(part, people=(5, 9)), replace(pool, people=(14, None)), rules=Rules()).recovered


# ---- numbers above a cell ----------------------------------------------------------------------------------------------------


def test_a_total_that_the_shown_cells_explain_is_no_news() -> None:
    cells = number("a", 3.5), number("b", 3.0), number("d", 4.0, bound="at_least")
    total = number("", 3.5, (15, 24), kind=Kind.RECEIVED)
    assert not outcome(*cells, total).recovered, "(3.5 + 3 + 4.25) / 3 is 3.58"


def test_a_total_that_rests_on_something_else_is_found() -> None:
    cells = number("a", 3.5), number("b", 3.0), number("c", 4.5, SOME, bound="at_least")
    total = number("", 4.0, (15, 24), kind=Kind.RECEIVED, bound="at_least")
    assert codes(outcome(*cells, total)) == {"attack.unexplained"}


def test_a_total_of_cells_that_are_all_hidden_is_found() -> None:
    cells = number("a", 3.5), number("a", None, (1, None), target="d"), number("b", None, (1, None), target="d")
    assert codes(outcome(*cells, number("", 3.5, kind=Kind.RECEIVED, target="d"))) == {"attack.unexplained"}


def test_a_total_of_a_group_that_only_a_document_names_cannot_be_judged() -> None:
    """A page says "Teachers" where the release has a key; without a file that has both nobody knows that they are one."""
    cells = number("a@x", 3.5), number("a@y", 3.0)
    total = number("a", 3.5, kind=Kind.OVER_SITES, file="page.html", target="c")
    assert not outcome(*cells, total).recovered, "(3.5 + 3) / 2 is 3.25, to the half step 3.5"
    assert codes(outcome(*cells, replace(total, value=2.5))) == {"attack.unexplained"}
    assert not outcome(*cells, replace(total, value=2.5, rater="Teachers")).recovered


@pytest.mark.parametrize(("kind", "value"), [(Kind.WHOLE_BY_PEOPLE, 3.2), (Kind.WHOLE_BY_GROUP, 3.3)])
def test_the_means_of_a_whole_wave_are_counted_again(kind: Kind, value: float) -> None:
    """a: 5 people, 3.5 and 4.0; b: 25 people, 3.0."""
    cells = number("a", 3.5), number("a", 3.5, target="d"), number("b", 3.0, MANY), number("b", 3.2, MANY, target="d")
    by_people = (5 * 3.5 + 5 * 3.5 + 25 * 3.0 + 25 * 3.2) / 60
    by_group = (3.5 + 3.1) / 2
    right = round({Kind.WHOLE_BY_PEOPLE: by_people, Kind.WHOLE_BY_GROUP: by_group}[kind], 1)
    assert right == value
    total = number("", value, (1, None), target="", kind=kind)
    assert not outcome(*cells, total).recovered
    assert codes(outcome(*cells, replace(total, value=value + 0.2))) == {"attack.unexplained"}


def composites(*items: tuple[float, str | None], index: tuple[float, str | None], rules: Rules, scale: Scale) -> Outcome:
    """Return what comes of an index beside the items that it is the mean of."""
    rules = replace(rules, parts={"index": tuple(f"q{at}" for at in range(len(items)))})
    shown = [number("a", value, bound=bound, measure=f"q{at}") for at, (value, bound) in enumerate(items)]
    return outcome(*shown, number("a", index[0], bound=index[1], measure="index"), rules=rules, scale=scale)


LOW, HIGH = (2.0, "at_most"), (4.0, "at_least")
NO, YES = (0.5, "at_most"), (0.5, "at_least")


@pytest.mark.parametrize(
    ("items", "right", "wrong", "answers"),
    [
        ([LOW, (3.5, None)], (3.0, None), LOW, (1, 2, 3, 4, 5)),
        ([HIGH, HIGH], HIGH, (3.5, None), (1, 2, 3, 4, 5)),
        ([LOW, LOW], LOW, (2.5, None), (1, 2, 3, 4, 5)),
        ([LOW, HIGH], (3.0, None), (3.5, None), (1, 2, 3, 4, 5)),
        ([NO, NO, YES], NO, YES, (0, 1)),
        ([NO, YES], YES, NO, (0, 1)),
    ],
)
def test_an_index_that_is_not_the_mean_of_its_items_as_shown_is_found(
    items: list[tuple[float, str | None]],
    right: tuple[float, str | None],
    wrong: tuple[float, str | None],
    answers: tuple[float, ...],
) -> None:
    """Coded values count as they are shown; those that meet in the middle as they enter other numbers."""
    assert not composites(*items, index=right, rules=LADDER, scale=Scale(answers)).recovered
    assert codes(composites(*items, index=wrong, rules=LADDER, scale=Scale(answers))) == {"attack.unexplained"}


def test_an_index_is_counted_again_from_one_decimal_too_and_only_in_a_release() -> None:
    items = [(3.2, None), (3.3, None)]
    assert not composites(*items, index=(3.3, None), rules=STANDARD, scale=Scale()).recovered
    assert codes(composites(*items, index=(3.2, None), rules=STANDARD, scale=Scale())) == {"attack.unexplained"}
    rules = replace(LADDER, parts={"index": ("q1",)})
    alone = number("a", 3.5, measure="index", file="cells.csv")
    assert not outcome(alone, number("b", 3.5, measure="q1"), rules=rules).recovered
    unasked = number("a", None, measure="q2")
    both = replace(LADDER, parts={"index": ("q1", "q2")})
    assert not outcome(number("a", 3.5, measure="index"), number("a", 3.5, measure="q1"), unasked, rules=both).recovered


# ---- whole numbers -----------------------------------------------------------------------------------------------------------


def test_a_mean_of_five_fives_tells_everything() -> None:
    found = outcome(number("a", 5.0), rules=STANDARD)
    assert codes(found) == {"attack.outsider"}
    assert found.found[0].data["n"] == 1


def test_a_coded_extreme_leaves_answers_open() -> None:
    found = outcome(number("a", 4.0, bound="at_least"), number("a", 2.0, bound="at_most", target="d"))
    assert not found.recovered
    assert found.outsider
    assert found.outsider[0].outsider >= 3


def test_a_colleague_who_knows_the_own_answer_is_tried() -> None:
    """Five people, 1.2: one has answered 2, who then knows that all others answered 1."""
    assert codes(outcome(number("a", 1.2), rules=STANDARD)) == {"attack.outsider"}
    scale = Scale((1, 2, 3))
    assert codes(outcome(number("a", 1.4, (5, 5)), rules=STANDARD, scale=scale)) == {"attack.insider"}


def test_a_spread_beside_a_mean_is_solved() -> None:
    """{1, 3, 4, 5, 5}: mean 3.6, SD 1.67; no other five answers have both. {1, 4, 4, 5, 5} and {2, 2, 5, 5, 5} share theirs."""
    assert codes(outcome(number("a", 3.6, (5, 5), sd=1.67), rules=Rules())) == {"attack.all_answers"}
    assert not outcome(number("a", 3.8, (5, 5), sd=1.64), rules=Rules()).recovered
    assert not outcome(number("a", 3.6, (5, 5)), rules=Rules()).recovered


def test_a_mean_that_is_no_mean_of_whole_answers_is_left_alone() -> None:
    assert not outcome(number("a", 4.97, (5, 5), written=0.01), rules=Rules()).recovered


def test_shares_of_seven_leave_open_who_said_so() -> None:
    place = Place("choices.csv", "row 1")
    portion = Portion(place, 1, "a", "", "helps_most=1", 0.0, 1 / 3, (7, 9))
    assert not outcome(portions=(portion,)).recovered
    percent = replace(portion, least=0.0, most=0.004)
    assert codes(outcome(portions=(percent,))) == {"attack.portion"}


# ---- two rounds --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("replaced", [True, False])
def test_the_model_of_two_rounds_is_that_of_every_group_counted_through(replaced: bool) -> None:
    """Three people, scale of five: the chance of every pair of rounds, answer by answer."""
    game = Rounds(Scale(), 3, replaced=replaced)
    found = np.zeros_like(game.joint())
    for stayed in product(range(5), repeat=4):
        before, after = stayed[:2], stayed[2:]
        chance = 1.0
        for one, other in zip(before, after, strict=True):
            chance *= USUAL[one] * (REPEATS * (one == other) + (1 - REPEATS) * USUAL[other])
        for mine in range(5):
            for left in range(5) if replaced else (None,):
                weight = chance * USUAL[mine] * (1.0 if left is None else USUAL[left])
                found[mine, sum(after) + mine, sum(before) + (left or 0)] += weight
    np.testing.assert_allclose(game.joint(), found, atol=1e-12)
    assert game.joint().sum() == pytest.approx(1)


def test_two_rounds_of_the_strict_ladder_help_by_less_than_twelve_points() -> None:
    for people in range(5, 41):
        for replaced in (True, False):
            game = Rounds(Scale(), people, replaced=replaced)
            if game.elsewhere >= 5:
                for each in (game, game.equally_likely()):
                    assert each.expected(Knowledge(Scale(), LADDER)).gain <= 0.12, game


def test_one_decimal_tells_of_a_newcomer() -> None:
    gain = Rounds(Scale(), 6).expected(Knowledge(Scale(), STANDARD)).gain
    assert 0.3 < gain < 0.4
    waves = [number("a", 3.5, (6, 6)), number("a", 3.5, (7, 7), wave=2)]
    assert "attack.rounds_help" in codes(outcome(*waves, rules=STANDARD))
    assert not outcome(*(replace(one, people=FEW) for one in waves)).recovered


def test_two_rounds_of_another_tool_are_judged_by_what_is_written() -> None:
    """One decimal and the exact number of people: far more than the documented ladder would tell."""
    waves = [number("a", 3.4, (5, 5)), number("a", 3.0, (6, 6), wave=2)]
    found = outcome(*waves, rules=Rules())
    assert codes(found) == {"attack.rounds_help"}
    assert found.newcomer
    strict = Rounds(Scale(), 6).expected(Knowledge(Scale(), STANDARD)).gain
    assert found.newcomer[0][0].gain == pytest.approx(strict)
    assert not outcome(*(replace(one, value=3.0, written=1.0) for one in waves), rules=Rules()).recovered


def test_with_k_four_the_lowest_band_begins_there() -> None:
    """Four people at "5-9", told by an owner with a reason: what they answered is tried for four."""
    found = outcome(number("a", 2.5, bound="at_most"), number("a", 3.0, wave=2), rules=replace(LADDER, k=4))
    assert not found.recovered
    assert found.fewest
    assert found.fewest.people == (4, 9)
    assert found.newcomer
    assert found.newcomer[0][1].people == 5, "from four to five tells most"
    low = number("a", 2.0, bound="at_most")
    assert codes(outcome(low, rules=replace(LADDER, k=4))) == {"attack.insider"}, "who answered 5 knows that the others said 1"
    assert not outcome(low).recovered


def test_an_answer_that_two_rounds_make_sure_is_found() -> None:
    """Six people at 3.0, seven at 3.3: the newcomer answered 5 (sums 18 and 23)."""
    waves = [number("a", 3.0, (6, 6)), number("a", 3.2857142857, (7, 7), wave=2, written=1e-6)]
    found = outcome(*waves, rules=Rules())
    assert found.surest
    assert 0.5 < found.surest[0].both < 1
    assert found.surest[0].both > found.surest[0].one + 0.2


def test_a_sure_guess_is_a_finding_only_where_rounds_help_at_all() -> None:
    """Where numbers are fine, six at 5.0 all answered 5; where they are coarse, 0.7 and then 0.2 is a rare case."""
    waves = [number("a", 4.8, (5, 5)), number("a", 5.0, (6, 6), wave=2)]
    assert codes(outcome(*waves, rules=STANDARD)) >= {"attack.sure", "attack.rounds_help"}
    found = outcome(number("a", 0.7, MANY), number("a", 0.2, MANY, wave=2, bound="at_most"), scale=Scale((0, 1)))
    assert not found.recovered
    assert found.surest
    assert found.surest[0].both > 0.95, "it is told all the same"


def test_simulated_guesses_are_right_as_often_as_the_model_says() -> None:
    rng, game, known = np.random.default_rng(1), Rounds(Scale(), 7, replaced=True), Knowledge(Scale(), LADDER)
    right, tries = 0, 4000
    cache: dict[object, int] = {}
    joint, means = game.joint(), game.means(7)
    labels = [known.published(float(mean), 7) for mean in means]
    for _ in range(tries):
        stay = rng.choice(5, 6, p=USUAL)
        again = np.where(rng.random(6) < REPEATS, stay, rng.choice(5, 6, p=USUAL))
        left, mine = rng.choice(5, 2, p=USUAL)
        seen = labels[again.sum() + mine], labels[stay.sum() + left]
        if seen not in cache:
            here, there = ([each == label for each in labels] for label in seen)
            cache[seen] = int(joint[:, here][:, :, there].sum(axis=(1, 2)).argmax())
        right += cache[seen] == mine
    assert right / tries == pytest.approx(game.expected(known).both, abs=0.03)


# ---- what an outsider knows --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "people", "k", "ends"),
    [
        ((1, 2, 3, 4, 5), 5, 5, (2, 4)),
        ((1, 2, 3, 4, 5), 10, 5, (1.5, 4.5)),
        ((1, 2, 3, 4, 5), 5, 4, (2.5, 4)),
        (tuple(range(0, 101, 25)), 5, 5, (25, 75)),
        (tuple(range(1, 8)), 5, 5, (2.5, 5.5)),
        ((1, 2, 3), 5, 5, (1.5, 2.5)),
        ((0, 1), 5, 5, (0.5, 0.5)),
        ((0, 1), 10, 5, (0.25, 0.75)),
    ],
)
def test_the_ends_of_the_ladder_stand_on_the_rungs_of_every_scale(
    answers: tuple[float, ...], people: int, k: int, ends: tuple[float, float]
) -> None:
    """Six units wide: 2 or less is 2.5 or less; yes or no: the ends of few people meet in the middle."""
    assert Knowledge(Scale(answers), replace(LADDER, k=k)).ends(people) == ends


def test_extremes_that_meet_in_the_middle_are_not_rounded() -> None:
    known = Knowledge(Scale((0, 1)), LADDER)
    assert [known.published(mean, 5) for mean in (0.4, 0.5, 0.6)] == [(0.5, "at_most"), (0.5, "at_least"), (0.5, "at_least")]
    assert known.range_of(number("a", 0.5, bound="at_least")) == (0.5, 1)
    low, high = known.range_of(number("a", 0.5, bound="at_most"))
    assert low == 0
    assert 0.49 < high < 0.5


def test_a_total_of_yes_and_no_that_the_shown_cells_explain_is_no_news() -> None:
    """Of the two sides of a half, the mean is a half."""
    cells = number("a", 0.5, bound="at_most"), number("b", 0.5, bound="at_least")
    total = number("", 0.5, (10, 18), kind=Kind.RECEIVED, bound="at_least")
    assert not outcome(*cells, total, scale=Scale((0, 1))).recovered


def test_a_sum_of_floats_a_hair_below_a_half_is_the_half() -> None:
    known = Knowledge(Scale(), LADDER)
    assert known.published(3.25 - 4e-10, 5) == (3.5, None)
    assert known.published(3.05 - 4e-10, 30)[0] == pytest.approx(3.1)
    assert known.published(3.25 - 4e-9, 5) == (3.0, None)
    assert Knowledge(Scale((0, 1)), LADDER).published(0.5 - 4e-10, 5) == (0.5, "at_least")
