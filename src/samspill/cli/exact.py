"""The files with exact numbers, for the one who holds the answers anyway."""

from __future__ import annotations

import json
from typing import Any

from samspill.cli.pipeline import Work
from samspill.scoring.exact_files import exact_groups, exact_ties
from samspill.scoring.reliability_file import reliability_json
from samspill.scoring.score import score
from samspill.scoring.social_relations import social_relations_json


def exact_files(work: Work, *, min_items: int | None, reciprocity: bool) -> dict[str, bytes]:
    """Return the content of every exact file by name (DESIGN: ``samspill score --unprotected``).

    ``min_items`` overrides the instrument here alone: two releases by different rules would tell of the
    few people between them.
    """
    scores = work.scores if min_items is None else score(work.ratings, work.mapping, work.instrument, min_items=min_items)
    return {
        "ties.csv": exact_ties(scores, work.mapping, work.instrument).write_csv().encode(),
        "groups.csv": exact_groups(scores, work.mapping, work.instrument).write_csv().encode(),
        "reliability.json": _json(reliability_json(work.ratings, work.instrument, min_items=min_items)),
        "social_relations.json": _json(
            social_relations_json(work.ratings, work.instrument, reciprocity=reciprocity, min_items=min_items)
        ),
    }


def _json(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()
