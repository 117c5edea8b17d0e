"""Parts as the likelihood takes them: what two directions of a pair share, and what each has of its own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from samspill.scoring.social_relations.arrays import (
    DYADIC,
    GENERALIZED,
    PERCEIVER,
    RELATIONSHIP,
    RESIDUAL,
    RESPONDENT,
    TARGET,
    Floats,
)

FLOOR = 1e-9
"""Least share that a dyad's covariance is given, so that its derivative can be read off a quotient."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Parts as the likelihood takes them.

    ``own`` is the independent variance of a tie that is rated both ways, ``both`` what the two directions share or oppose
    (``sign`` -1); a tie without a way back has ``own + both`` of its own.
    """

    parts: Floats
    residual: float
    respondent: float
    own: float
    both: float
    sign: float

    @classmethod
    def of(cls, parts: Floats) -> Spread:
        """Return the spread of seven parts.

        Where the residual cannot be told from the tie (0), the independent part of the tie takes its place.
        """
        tie, dyadic, residual = float(parts[RELATIONSHIP]), float(parts[DYADIC]), float(parts[RESIDUAL])
        both = max(abs(dyadic), FLOOR * (tie + residual))
        own = max(tie - both, 0.0)
        sign = -1.0 if dyadic < 0 else 1.0
        if residual:
            return cls(parts, residual, float(parts[RESPONDENT]) / residual, own, both, sign)
        return cls(parts, own, float(parts[RESPONDENT]) / own, 0.0, both, sign)

    @property
    def root(self) -> tuple[float, float, float]:
        """Return the lower root of the covariance of a group's perceiver and target effects."""
        first = np.sqrt(self.parts[PERCEIVER])
        below = self.parts[GENERALIZED] / first if first else 0.0
        return float(first), float(below), float(np.sqrt(max(self.parts[TARGET] - below**2, 0.0)))
