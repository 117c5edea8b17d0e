"""How relational capacity and the indicators of services hang together over places and waves (docs/methods/outcomes.md)."""

from samspill.scoring.outcomes.association import FEW_PLACES, Change, Outcome, outcomes
from samspill.scoring.outcomes.exact_file import outcomes_json
from samspill.scoring.outcomes.multilevel import Multilevel, random_intercept
from samspill.scoring.outcomes.points import Point, points
from samspill.scoring.outcomes.rank import Association, rank_association

__all__ = [
    "FEW_PLACES",
    "Association",
    "Change",
    "Multilevel",
    "Outcome",
    "Point",
    "outcomes",
    "outcomes_json",
    "points",
    "random_intercept",
    "rank_association",
]
