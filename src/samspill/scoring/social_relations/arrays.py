"""Arrays of the social relations model, and the order of its parts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

PERCEIVER, TARGET, GENERALIZED, RELATIONSHIP, DYADIC, RESPONDENT, RESIDUAL = range(7)
"""Places of the variances and covariances in a vector of parts."""

PARTS = (
    "perceiver_variance",
    "target_variance",
    "generalized_reciprocity",
    "relationship_variance",
    "dyadic_reciprocity",
    "respondent_variance",
    "residual_variance",
)
COVARIANCES = frozenset({GENERALIZED, DYADIC})
