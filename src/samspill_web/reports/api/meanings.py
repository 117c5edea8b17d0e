"""What every field of a release means, as the OpenAPI document says it (docs/reference/release-json.md says more).

A field is looked up by its record and name first, then by its name alone.
"""

from __future__ import annotations

SCALE = "In scale units, the scores of the instrument."
LADDER = f"{SCALE} Rounded to the ladder of its people band (policy.steps), never finer."

MEANINGS = {
    # The file.
    "Release.samspill": "Version of Samspill that made the release.",
    "Release.instrument": "Key and version of the questionnaire.",
    "Release.policy": "Every rule that the numbers depend on.",
    "Release.k_reason": "Recorded reason for fewer than five people behind a number, else null.",
    "Release.dimensions": "Keys of dimensions, in the order of the questionnaire.",
    "Release.items": "Keys of items, of each dimension that has several.",
    "Release.waves": "One record a wave, the earliest first.",
    "Release.outside": "Keys of items about ties that do not count in the index.",
    # The policy.
    "Policy.name": "The policy.",
    "Policy.k": "Least number of people behind a number.",
    "Policy.steps": "Width of the ladder by people band, on a scale from 1 to 5; other scales in proportion.",
    "Policy.coded_low": "By people band the value shown as at most, null for none; on a scale from 1 to 5.",
    "Policy.coded_high": "By people band the value shown as at least, null for none; on a scale from 1 to 5.",
    "Policy.entering_low": "Value with which “at most” enters other numbers, on a scale from 1 to 5.",
    "Policy.entering_high": "Value with which “at least” enters other numbers, on a scale from 1 to 5.",
    "Policy.exact_n_from": "People from which the exact number is told; null: never.",
    "Policy.figures_of_change_from": "People needed in both waves before a change is told in figures.",
    "Policy.whole_wave_from": "Respondents needed before statistics of the whole wave are told.",
    "Policy.says": "What the policy protects, in plain words, by language.",
    # A wave.
    "WaveRelease.wave": "Number of the wave, from 1.",
    "WaveRelease.respondents": "People who answered, units that are left out not counted; null for fewer than k.",
    "WaveRelease.cells": "Every tie between units, measure by measure.",
    "WaveRelease.kinds": "With sites: ties between kinds of groups, from cells of two or more sites; fields as a cell.",
    "WaveRelease.ties": "What is known of each pair beside its ratings.",
    "WaveRelease.groups": "Units that rate or are rated.",
    "WaveRelease.overall": "Means of the whole wave, for data files; never a headline.",
    "WaveRelease.reliability": "Statistics of the index over published cells, to 0.05, by name; empty in small waves.",
    "WaveRelease.variance_parts": "Share (0 to 1) of the variance of the index, by part; may be empty.",
    "WaveRelease.verdicts": "What these statistics say, codes of sentences; may be empty.",
    "WaveRelease.network": "Ties that hold, by published class; left out where no ties between groups were asked about.",
    "WaveRelease.spread": f"SD within published cells by dimension, rounded, on which intervals rest. {SCALE}",
    "WaveRelease.shrunken": "Index of each shown tie between groups, drawn towards what both say and receive elsewhere.",
    "WaveRelease.choices": "Answers about the own situation.",
    "WaveRelease.changes": "Changes since the wave before.",
    # A cell, and a published number.
    "rater": "Unit that rates: a node id, or ids joined by + where answers stand together.",
    "target": "Unit that is rated.",
    "dimension": "index, a dimension, an item of a dimension with several, or an item outside the index.",
    "state": "What there is: a value (shown), too few people (hidden), nobody answered (no_data), most without contact and too "
    "few ratings (no_contact), not needed and so not asked (no_tie).",
    "value": f"Published mean; null unless shown. {LADDER}",
    "bound": "at_least or at_most where the value is a limit and no measurement; else null.",
    "interval": f"Lower and upper end of the 95 % interval. {LADDER}",
    "n_band": "People behind the number, as a band; with k = 4 the lowest begins at four.",
    "n": "Exact number of people; there only where the policy tells it.",
    "class": "The value in words; unknown where hidden or without data, null for no contact and no tie.",
    "band": "Band of the questionnaire: weak, moderate, strong; null where it has none, and for own groups.",
    "reason": "Why there is no value, code of a sentence; left out where there is one.",
    "help_with": "Unit whose answers the rater's could stand together with next time; left out where there is none.",
    # A tie.
    "need": "How much the core task needs the tie.",
    "own": "True where the target belongs to the unit that rates.",
    "no_contact": "Share without contact, of those who said anything about the pair; null where too few did.",
    "wanted": "Share of those without contact who say that they ought to have it; null where too few.",
    "dont_know": "Share of the answers asked for that are “don't know”; null where too few.",
    # A group.
    "Unit.id": "Node id: group, or group@site; of a pool the ids of its nodes joined by +.",
    "Unit.members": "Node ids; more than one for a pool.",
    "Unit.is_rater": "Whether its people rate.",
    "Unit.is_target": "Whether it is rated; a pool is not.",
    "Unit.organisations": "Organisation keys of the members.",
    "Unit.site": "Site; empty for all sites or several.",
    "Unit.state": "answered, pooled (counted in pooled_into), left_out (too few and nobody to join), or not_asked.",
    "Unit.pooled_into": "Id of its pool, else null.",
    "Unit.n_band": "People who answered, as a band; null unless answered.",
    "Unit.response": "Share of its people who answered; null where with the band it could tell how many exactly.",
    "Unit.received": "By dimension: mean of the published cells about it, own group left out.",
    "Unit.given": "By dimension: mean of the published cells by it, own group left out.",
    # The rest.
    "Overall.weighting": "respondent: each person alike; group: each group alike.",
    "Overall.value": SCALE,
    "Choice.unit": "Unit; empty for the whole wave.",
    "Choice.item": "Key of the question.",
    "Choice.code": "Answer code of the option.",
    "Choice.share": "How many chose it.",
    "Change.since": "Number of the earlier wave.",
    "Change.direction": "Between two published values; null where a reason says why not.",
    "Change.difference": f"Difference of the published values, from 25 people in both waves; else null. {SCALE}",
    "Change.interval": f"95 % interval of the difference; left out without figures. {SCALE}",
    "Change.reason": "Why there is no direction: groups_changed, instrument_changed, not_shown; left out where there is one.",
    "Network.within": "Ties within organisations: how many hold, of how many known, of how many asked about.",
    "Network.between": "Ties between organisations: how many hold, of how many known, of how many asked about.",
    "Network.mutual": "Pairs known both ways that hold both ways.",
    "Network.one_way": "Pairs known both ways that hold one way.",
    "Network.neither": "Pairs known both ways that hold neither way.",
    "Network.cut_groups": "Nodes without whom others would not be joined, whatever the unknown ties are.",
    "Network.verdicts": "What it says beside chance, codes of sentences.",
    "Network.limits": "What to keep in mind, codes of sentences.",
}


def meaning_of(record: str, field: str) -> str:
    """Return what a field means; KeyError for one that nobody has described."""
    return MEANINGS.get(f"{record}.{field}") or MEANINGS[field]


LEAST = {
    "Policy.k": 4,
    "Policy.exact_n_from": 1,
    "Policy.figures_of_change_from": 1,
    "Policy.whole_wave_from": 1,
    "WaveRelease.wave": 1,
    "Change.since": 1,
    "Network.mutual": 0,
    "Network.one_way": 0,
    "Network.neither": 0,
    "n": 1,
}
"""Least values that hold for every questionnaire; the ranges of means depend on its scales."""


def least_of(record: str, field: str) -> int | None:
    """Return the least value of a field; None where there is none that always holds."""
    return LEAST.get(f"{record}.{field}", LEAST.get(field))
