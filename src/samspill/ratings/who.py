"""Who rates whom: waves, groups and sites of every line, understood against the mapping."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

import polars as pl

from samspill.design.model import Mapping as Design
from samspill.design.model import Node, WorkGroup
from samspill.design.names import node_name
from samspill.errors import Problem
from samspill.instrument.hint import hint
from samspill.language import show
from samspill.ratings.draft import Draft
from samspill.ratings.names import group_labels, site_labels
from samspill.terms import Language, Text

ABOUT_SELF: Final = "about self"
"""Lines without a target group: answers about the respondent's own situation."""
WHOLE_NUMBER = r"^[+]?\d{1,4}(?:[.,]0+)?$"
PART = "\x1f"
"""Parts the group and site of a wrong pair while it is being told; no tidied cell holds it unseen."""
SIDES = (("rater_group", "rater_site"), ("target_group", "target_site"))


def understand_who(draft: Draft, mapping: Design) -> tuple[Draft, list[Problem]]:
    """Put keys in the place of words, and list every line whose wave, respondent, groups or sites are wrong.

    Afterwards ``wave`` is Int32, groups and sites are keys, a site "" for groups that serve all sites; what was wrong is null.
    A Boolean column ``ABOUT_SELF`` is added.
    """
    draft = draft.with_frame(draft.frame.with_columns(pl.col("target_group").is_null().alias(ABOUT_SELF)))
    problems = draft.rows("respondent", pl.col("respondent").is_null(), "ratings.no_respondent")
    problems += draft.rows("rater_group", pl.col("rater_group").is_null(), "ratings.no_rater_group")
    for step in (_waves, _groups, _sites, _nodes, _pairs):
        draft, found = step(draft, mapping)
        problems += found
    return draft, problems


def _waves(draft: Draft, mapping: Design) -> tuple[Draft, list[Problem]]:
    known = mapping.wave_numbers
    text = pl.col("wave")
    number = pl.when(text.str.contains(WHOLE_NUMBER)).then(text.str.replace(r"[.,]0+$", "").cast(pl.Int32, strict=False))
    fields = {"known": tuple(map(str, known))}
    problems = draft.values(
        "wave",
        text.is_not_null() & ~number.is_in(list(known)).fill_null(value=False),
        text,
        lambda _: ("ratings.unknown_wave", fields),
    )
    if len(known) > 1 and ("wave", None) in draft.headings:
        problems += draft.rows("wave", text.is_null(), "ratings.no_wave", **fields)
    wave = pl.when(text.is_null()).then(pl.lit(1, pl.Int32)).when(number.is_in(list(known))).then(number)
    return draft.with_frame(draft.frame.with_columns(wave.cast(pl.Int32).alias("wave"))), problems


def _groups(draft: Draft, mapping: Design) -> tuple[Draft, list[Problem]]:
    words = {wave: group_labels(mapping, wave) for wave in mapping.wave_numbers}
    table = pl.DataFrame(
        [(wave, word, keys[0]) for wave, entries in words.items() for word, keys in entries.items() if len(keys) == 1],
        schema={"wave": pl.Int32, "word": pl.String, "key": pl.String},
        orient="row",
    )
    everywhere = {word for entries in words.values() for word in entries}
    frame, problems = draft.frame, list[Problem]()
    for column, _ in SIDES:
        found = frame.join(table, left_on=["wave", column], right_on=["wave", "word"], how="left", maintain_order="left")
        looked = draft.with_frame(found)
        wrong = pl.col(column).is_not_null() & pl.col("key").is_null() & pl.col("wave").is_not_null()
        for wave, entries in words.items():
            problems += looked.values(
                column,
                wrong & (pl.col("wave") == wave),
                pl.col(column),
                partial(_group_problem, wave=wave, entries=entries, everywhere=everywhere),
            )
        problems += looked.values(
            column,
            pl.col(column).is_not_null() & pl.col("wave").is_null() & ~pl.col(column).is_in(sorted(everywhere)),
            pl.col(column),
            lambda value: ("ratings.unknown_group", {"hint": hint(value, everywhere)}),
        )
        frame = found.with_columns(pl.col("key").alias(column)).drop("key")
    return draft.with_frame(frame), problems


def _group_problem(
    value: str, *, wave: int, entries: Mapping[str, list[str]], everywhere: set[str]
) -> tuple[str, dict[str, object]]:
    if len(keys := entries.get(value, [])) > 1:
        return "ratings.ambiguous_group", {"known": tuple(keys)}
    if value in everywhere:
        return "ratings.group_not_in_wave", {"wave": wave}
    return "ratings.unknown_group", {"hint": hint(value, entries)}


def _sites(draft: Draft, mapping: Design) -> tuple[Draft, list[Problem]]:
    words = site_labels(mapping)
    unique = {word: keys[0] for word, keys in words.items() if len(keys) == 1}
    frame, problems = draft.frame, list[Problem]()
    for _, column in SIDES:
        key = pl.col(column).replace_strict(unique, default=None, return_dtype=pl.String)
        problems += draft.values(
            column,
            pl.col(column).is_not_null() & key.is_null(),
            pl.col(column),
            lambda value: ("ratings.unknown_site", {"hint": hint(value, words)}),
        )
        site = pl.when(pl.col(column).is_null()).then(pl.lit("")).otherwise(key)
        frame = frame.with_columns(site.alias(column))
    return draft.with_frame(frame), problems


def _nodes(draft: Draft, mapping: Design) -> tuple[Draft, list[Problem]]:
    """Check that every group stands with a site that it has in that wave, and without one where it serves all sites."""
    nodes = pl.DataFrame(
        [(wave, node.group, node.site) for wave in mapping.wave_numbers for node in mapping.nodes(wave)],
        schema={"wave": pl.Int32, "group": pl.String, "site": pl.String},
        orient="row",
    ).with_columns(pl.lit(value=True).alias("exists"))
    frame, problems = draft.frame, list[Problem]()
    for group, site in SIDES:
        found = frame.join(
            nodes, left_on=["wave", group, site], right_on=["wave", "group", "site"], how="left", maintain_order="left"
        )
        wrong = (
            pl.col("exists").is_null() & pl.col("wave").is_not_null() & pl.col(group).is_not_null() & pl.col(site).is_not_null()
        )
        problems += draft.with_frame(found).values(
            site,
            wrong,
            pl.concat_str(group, site, separator=PART),
            partial(_node_problem, mapping=mapping, told=(site, None) in draft.headings),
        )
        known = pl.col("exists").is_not_null() | pl.col(group).is_null()
        frame = found.with_columns(pl.when(known).then(pl.col(site)).alias(site)).drop("exists")
    return draft.with_frame(frame), problems


def _node_problem(value: str, *, mapping: Design, told: bool) -> tuple[str, dict[str, object]]:
    key, _, site = value.partition(PART)
    group = mapping.groups[key]
    fields: dict[str, object] = {"value": group.name, "known": _site_names(group, mapping)}
    if not site:
        return "ratings.no_site" if told else "ratings.no_site_column", fields
    if "" in group.sizes:
        return "ratings.site_not_wanted", {**fields, "site": mapping.sites[site].name}
    return "ratings.group_not_at_site", {**fields, "site": mapping.sites[site].name}


def _site_names(group: WorkGroup, mapping: Design) -> Text:
    """Return the names of a group's sites as one text that knows every language."""
    sites = [mapping.sites[site].name for site in group.sizes if site]
    return Text({language: show(tuple(sites), language) for language in Language})


def _pairs(draft: Draft, mapping: Design) -> tuple[Draft, list[Problem]]:
    """Check that the pair belongs to the mapping. A rating of a pair that the core task does not need is kept."""
    frame = draft.frame
    keys = ["wave", *(column for side in SIDES for column in side)]
    whole = ~pl.col(ABOUT_SELF) & pl.all_horizontal(pl.col(keys).is_not_null())
    rater, target = (_node_id(*side) for side in SIDES)
    codes: dict[str, str] = {}
    for wave, *parts in frame.filter(whole).select(keys).unique().iter_rows():
        pair = (Node(parts[0], parts[1]), Node(parts[2], parts[3]))
        if code := _pair_code(*pair, mapping):
            codes[f"{wave}{PART}{pair[0]}{PART}{pair[1]}"] = code
    value = pl.concat_str(pl.col("wave").cast(pl.String), rater, target, separator=PART)
    problems = draft.values(
        "target_group",
        whole & value.is_in(list(codes)),
        value,
        lambda pair: (codes[pair], _pair_data(pair, mapping)),
    )
    unasked = [group.key for group in mapping.groups.values() if not group.asked]
    problems += draft.values(
        "rater_group",
        pl.col("rater_group").is_in(unasked),
        pl.col("rater_group"),
        lambda key: ("ratings.group_not_asked", {"value": mapping.groups[key].name}),
    )
    return draft, problems


def _node_id(group: str, site: str) -> pl.Expr:
    return pl.when(pl.col(site) == "").then(pl.col(group)).otherwise(pl.concat_str(group, site, separator="@"))


def _pair_code(rater: Node, target: Node, mapping: Design) -> str | None:
    if rater == target:
        return None if mapping.own_group else "ratings.own_group"
    return "ratings.other_site" if rater.site and target.site and rater.site != target.site else None


def _pair_data(pair: str, mapping: Design) -> dict[str, object]:
    _, rater, target = pair.split(PART)
    return {"value": node_name(mapping, Node.parse(rater)), "target": node_name(mapping, Node.parse(target))}
