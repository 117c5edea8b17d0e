"""Exact numbers as tables for the one who holds the raw data anyway (docs/methods/scores.md tells every column)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Row
from typing import Any

import polars as pl

from samspill.design.model import Mapping, Node
from samspill.scoring.group import GroupMeans, Response, Weighted, group_means, responses
from samspill.scoring.score_set import ScoreSet
from samspill.scoring.tie import Tie
from samspill.terms import Estimate

Columns = dict[str, type[pl.DataType]]


def columns(kind: type[pl.DataType], names: str) -> Columns:
    """Return the columns named, of one kind."""
    return dict.fromkeys(names.split(), kind)


TIES = (
    columns(pl.Int64, "wave")
    | columns(pl.String, "rater_group rater_site target_group target_site dimension")
    | columns(pl.Int64, "n")
    | columns(pl.Float64, "mean sd ci_low ci_high")
    | columns(pl.String, "class band")
    | columns(pl.Int64, "no_contact dont_know skipped")
)
"""Columns of ties.csv."""


def _of_way(way: str) -> Columns:
    weightings = (f"{way}_{weighting}" for weighting in ("respondent", "group"))
    means = " ".join(f"{name} {name}_low {name}_high" for name in weightings)
    return columns(pl.Int64, f"{way}_ties {way}_n") | columns(pl.Float64, means)


GROUPS = (
    columns(pl.Int64, "wave")
    | columns(pl.String, "group site dimension")
    | columns(pl.Int64, "size answered")
    | columns(pl.Float64, "response")
    | _of_way("given")
    | _of_way("received")
)
"""Columns of groups.csv."""


def exact_ties(found: Iterable[Tie]) -> pl.DataFrame:
    """Return every tie, own groups included, on every item, dimension, sub-scale and the index.

    ``mean``, ``sd``, ``ci_low`` and ``ci_high`` are in scale units and empty where undefined; ``no_contact``, ``dont_know`` and
    ``skipped`` are people without a value, so that all four counts together are the people who said anything of the pair, but
    for those who were not asked about it by design.
    Numbers are given to nine decimals: enough for every use, and the same on every machine.
    """
    return pl.DataFrame([_tie_row(tie) for tie in found], schema=TIES)


def exact_groups(scores: ScoreSet, mapping: Mapping, found: Sequence[Tie]) -> pl.DataFrame:
    """Return what every group gives and receives, and, with an empty ``group``, the whole mapping.

    ``size``, ``answered`` and ``response`` are empty for groups that were not asked, ``response`` also where more answered than
    there are, in the whole too. ``given_*`` is what a group says of others, ``received_*`` what others say of it, own group
    never included, over ``ties`` ties and ``n`` people: a mean with its interval in both weightings, every rating alike
    (``respondent``) and every rater group alike (``group``).
    """
    asked = {(one.wave, one.node): one for one in responses(scores, mapping)}
    means = group_means(scores, mapping, found)
    return pl.DataFrame([_group_row(one, _response(one, asked)) for one in means], schema=GROUPS)


def _tie_row(tie: Tie) -> dict[str, Any]:
    no_contact, dont_know, skipped = tie.without
    return {
        "wave": tie.wave,
        "rater_group": tie.rater.group,
        "rater_site": tie.rater.site,
        "target_group": tie.target.group,
        "target_site": tie.target.site,
        "dimension": tie.measure,
        "n": tie.mean.n,
        "mean": decimals(tie.mean.value),
        "sd": decimals(tie.sd),
        "ci_low": decimals(tie.mean.lower),
        "ci_high": decimals(tie.mean.upper),
        "class": tie.tie_class.value,
        "band": tie.band,
        "no_contact": no_contact,
        "dont_know": dont_know,
        "skipped": skipped,
    }


def _response(found: GroupMeans, asked: Row[tuple[int, Node], Response]) -> tuple[int | None, int | None, float | None]:
    there = [one for (wave, node), one in asked.items() if wave == found.wave and found.node in (None, node)]
    if not there:
        return None, None, None
    size, answered = sum(one.size for one in there), sum(one.answered for one in there)
    known = all(one.share.value is not None for one in there)
    return size, answered, decimals(answered / size) if known else None


def _group_row(found: GroupMeans, response: tuple[int | None, int | None, float | None]) -> dict[str, Any]:
    node = found.node or Node("")
    row = {"wave": found.wave, "group": node.group, "site": node.site, "dimension": found.measure}
    row |= dict(zip(("size", "answered", "response"), response, strict=True))
    return row | _weighted("given", found.given) | _weighted("received", found.received)


def _weighted(way: str, found: Weighted) -> dict[str, Any]:
    counts = {f"{way}_ties": found.ties, f"{way}_n": found.by_respondent.n}
    return counts | _mean(f"{way}_respondent", found.by_respondent) | _mean(f"{way}_group", found.by_group)


def _mean(name: str, found: Estimate) -> dict[str, float | None]:
    return {name: decimals(found.value), f"{name}_low": decimals(found.lower), f"{name}_high": decimals(found.upper)}


def decimals(value: float | None) -> float | None:
    """Return a number to nine decimals."""
    return None if value is None else round(value, 9)
