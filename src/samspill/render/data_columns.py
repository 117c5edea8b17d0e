"""The columns of every table of a release, in order, with their types (docs/reference/exports.md)."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

TEXT, WHOLE, NUMBER, FLAG = pl.String(), pl.Int64(), pl.Float64(), pl.Boolean()
PAIR = {"rater": TEXT, "rater_name": TEXT, "target": TEXT, "target_name": TEXT}
MEASURE = {"dimension": TEXT, "dimension_name": TEXT}
PUBLISHED = {
    "value": NUMBER,
    "bound": TEXT,
    "lower": NUMBER,
    "upper": NUMBER,
    "people": TEXT,
    "n": WHOLE,
    "class": TEXT,
    "band": TEXT,
}
WHY = dict.fromkeys(("reason", "help_with", "help_with_name"), TEXT)
"""Why there is no value, and whose answers the raters' could be merged with to give one."""
SCHEMAS: Mapping[str, Mapping[str, pl.DataType]] = {
    "waves": {
        "wave": WHOLE,
        **dict.fromkeys(("people", "instrument", "samspill", "policy", "policy_words", "k_reason"), TEXT),
        "k": WHOLE,
    },
    "cells": {"wave": WHOLE, **PAIR, "own": FLAG, "need": TEXT, **MEASURE, "state": TEXT, **PUBLISHED, **WHY},
    "ties": {
        "wave": WHOLE,
        **PAIR,
        "own": FLAG,
        "need": TEXT,
        "state": TEXT,
        **WHY,
        **dict.fromkeys(("no_contact", "wanted", "dont_know"), TEXT),
    },
    "groups": {
        "wave": WHOLE,
        **dict.fromkeys(("unit", "name", "members", "organisations", "site"), TEXT),
        "is_rater": FLAG,
        "is_target": FLAG,
        **dict.fromkeys(("answered", "pooled_into", "people", "response"), TEXT),
    },
    "group_means": {"wave": WHOLE, "unit": TEXT, "name": TEXT, "side": TEXT, **MEASURE, **PUBLISHED},
    "choices": {
        "wave": WHOLE,
        **dict.fromkeys(("unit", "name", "item", "item_name"), TEXT),
        "code": WHOLE,
        "code_name": TEXT,
        "share": TEXT,
    },
    "changes": {
        "wave": WHOLE,
        "since": WHOLE,
        **PAIR,
        **MEASURE,
        "direction": TEXT,
        **dict.fromkeys(("difference", "lower", "upper"), NUMBER),
        "reason": TEXT,
    },
    "kinds": {"wave": WHOLE, **PAIR, "own": FLAG, "need": TEXT, **MEASURE, "state": TEXT, **PUBLISHED, **WHY},
    "overall": {"wave": WHOLE, **MEASURE, "weighting": TEXT, "value": NUMBER},
    "shrunken": {"wave": WHOLE, **PAIR, **dict.fromkeys(("shrunken", "lower", "upper"), NUMBER), "people": TEXT},
    "spread": {"wave": WHOLE, **MEASURE, "spread": NUMBER},
    "reliability": {"wave": WHOLE, "statistic": TEXT, "value": NUMBER},
}
"""Columns of each table, in order."""
