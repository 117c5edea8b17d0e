"""The files with exact numbers, for the one who holds the answers anyway."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from samspill.cli.pipeline import Work, tell
from samspill.language import say
from samspill.ratings.indicators import read_indicators
from samspill.scoring.compare_files import exact_changes, exact_classes, exact_gaps
from samspill.scoring.exact_files import exact_groups, exact_ties
from samspill.scoring.group import waves
from samspill.scoring.network import network_json
from samspill.scoring.outcomes import FEW_PLACES, outcomes_json
from samspill.scoring.reliability_file import reliability_json
from samspill.scoring.score import score
from samspill.scoring.social_relations import social_relations_json
from samspill.scoring.tie import ties


def exact_files(work: Work, *, min_items: int | None, reciprocity: bool) -> dict[str, bytes]:
    """Return the content of every exact file by name (DESIGN: ``samspill score --unprotected``).

    ``min_items`` overrides the instrument here alone: two releases by different rules would tell of the
    few people between them.
    """
    scores = work.scores if min_items is None else score(work.ratings, work.mapping, work.instrument, min_items=min_items)
    found = ties(scores, work.mapping, work.instrument)
    return {
        "ties.csv": exact_ties(found).write_csv().encode(),
        "groups.csv": exact_groups(scores, work.mapping, found).write_csv().encode(),
        "classes.csv": exact_classes(found, work.instrument).write_csv().encode(),
        "gaps.csv": exact_gaps(found).write_csv().encode(),
        **({"changes.csv": exact_changes(found, work.mapping).write_csv().encode()} if len(waves(scores)) > 1 else {}),
        "reliability.json": _json(reliability_json(work.ratings, work.instrument, min_items=min_items)),
        "social_relations.json": _json(
            social_relations_json(work.ratings, work.instrument, reciprocity=reciprocity, min_items=min_items)
        ),
        "network.json": _json(network_json(scores, work.mapping, found)),
    }


def outcomes_file(work: Work, indicators: Path, *, min_items: int | None) -> dict[str, bytes]:
    """Return outcomes.json, and tell beside the output what was found of each indicator."""
    answered = work.scores.people["wave"].unique().to_list()
    given = read_indicators(indicators, work.mapping, answered)
    content = outcomes_json(work.ratings, work.mapping, work.instrument, given, min_items=min_items)
    for one in content["indicators"]:
        few = [FEW_PLACES] if FEW_PLACES in one["limits"] and one["rank"]["estimate"] is not None else []
        said = " ".join(say(code, work.language, n=one["rank"]["n"]) for code in (one["verdict"], *few))
        tell("cli.outcome", work.language, indicator=one["indicator"], said=said)
    return {"outcomes.json": _json(content)}


def _json(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()
