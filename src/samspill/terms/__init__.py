"""Words and small types that every layer shares."""

from samspill.terms.enums import (
    Audience,
    Bound,
    CellState,
    CompareSites,
    Contact,
    Country,
    Direction,
    Informed,
    Language,
    Level,
    Need,
    PeopleBand,
    PolicyName,
    Severity,
    Share,
    TieClass,
)
from samspill.terms.estimate import Estimate
from samspill.terms.finding import Finding
from samspill.terms.policy import POLICIES, Policy
from samspill.terms.texts import Text

__all__ = [
    "POLICIES",
    "Audience",
    "Bound",
    "CellState",
    "CompareSites",
    "Contact",
    "Country",
    "Direction",
    "Estimate",
    "Finding",
    "Informed",
    "Language",
    "Level",
    "Need",
    "PeopleBand",
    "Policy",
    "PolicyName",
    "Severity",
    "Share",
    "Text",
    "TieClass",
]
