"""Answers about the own situation, as shares of units with enough answers."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from samspill.disclosure.cells import Table
from samspill.disclosure.evidence import ChoiceCount
from samspill.disclosure.pooling import RaterUnit
from samspill.disclosure.release import Choice
from samspill.instrument.ladder import LEAST_IN_SHARE, lowest, people_band, share
from samspill.instrument.model import Instrument, Item
from samspill.terms import Share

MIDDLE = {Share.SOME: Fraction(1, 6), Share.HALF: Fraction(1, 2), Share.MOST: Fraction(5, 6)}
"""With which a published share enters that of the whole wave."""


def choices(table: Table, instrument: Instrument) -> tuple[Choice, ...]:
    """Return the share of each unit, and (unit "") of the whole wave, that chose each option.

    An option that nobody chose is listed too, as "some", which begins at none. The share of the whole wave is computed from the
    published shares, each weighing the least number of people that its band stands for.
    """
    return tuple(choice for item in instrument.self_items for choice in _of_item(table, instrument, item))


def _of_item(table: Table, instrument: Instrument, item: Item) -> Iterator[Choice]:
    k = table.mapping.policy.k
    counted = {unit: _count(table, unit, item.key) for unit in table.units}
    told = {unit.id: count for unit, count in counted.items() if count.answered >= max(k, LEAST_IN_SHARE)}
    for option in instrument.scales[item.scale].options:
        shares = {unit: share(count.people.get(option.code, 0), count.answered) for unit, count in told.items()}
        if shares:
            weights = {unit: lowest(people_band(count.answered), k) for unit, count in told.items()}
            chose = sum((weights[unit] * MIDDLE[part] for unit, part in shares.items()), Fraction(0))
            yield Choice("", item.key, option.code, _share(chose, sum(weights.values())))
        for unit, part in shares.items():
            yield Choice(unit, item.key, option.code, part)


def _share(chose: Fraction, people: int) -> Share:
    return share(chose.numerator, people * chose.denominator)


def _count(table: Table, unit: RaterUnit, item: str) -> ChoiceCount:
    found = [table.evidence.choices[node, item] for node in unit.members if (node, item) in table.evidence.choices]
    codes = {code for count in found for code in count.people}
    people = {code: sum(count.people.get(code, 0) for count in found) for code in codes}
    return ChoiceCount(sum(count.answered for count in found), people)
