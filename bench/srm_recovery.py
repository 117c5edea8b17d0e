"""Whether the social relations model finds the parts that ratings were made with.

    python bench/srm_recovery.py                      # 200 mappings of 25 groups, both with and without reciprocity
    python bench/srm_recovery.py --mappings 20

For every part: the truth, the mean estimate, its bias in Monte Carlo standard errors (goal: under 3), the spread of the
estimates beside the mean standard error that the fit tells, how often the fit gives a 95 % interval (none on the edge
of what is possible), and how often that holds the truth. Exit code 0: the goal is met.
"""

from __future__ import annotations

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import argparse
import sys

import numpy as np

from made_up_ties import MEAN, TRUE, ties
from samspill.scoring.social_relations import SocialRelations, fit

GROUPS, PEOPLE, EACH = 25, 10, 12


def main() -> None:
    """Fit all mappings and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mappings", type=int, default=200)
    mappings = parser.parse_args().mappings
    rng = np.random.default_rng(25)
    fits = []
    for number in range(mappings):
        fits.append(fit(ties(GROUPS, PEOPLE, EACH, rng), profiles=False))
        if (number + 1) % 20 == 0:
            print(f"{number + 1} of {mappings}", file=sys.stderr)
    print(
        f"{mappings} mappings of {GROUPS} groups of {PEOPLE} who rate {EACH} each; {sum(f.converged for f in fits)} converged"
    )
    print(f"\n{'':26} {'truth':>8} {'mean':>8} {'bias/MC-SE':>11} {'SD':>8} {'mean SE':>8} {'told':>6} {'held':>6}")
    met = [row(name, truth, fits) for name, truth in ({"mean": MEAN} | dict(TRUE)).items()]
    sys.exit(0 if all(met) else 1)


def row(name: str, truth: float, fits: list[SocialRelations]) -> bool:
    """Print what was found of one part, and tell whether it is unbiased."""
    told = [found.mean if name == "mean" else found.parts[name] for found in fits]
    values = np.array([estimate.value for estimate in told])
    errors = np.array([found.standard_errors[name] for found in fits if name in found.standard_errors])
    ends = [(estimate.lower, estimate.upper) for estimate in told if estimate.lower is not None and estimate.upper is not None]
    held = np.mean([low <= truth <= high for low, high in ends])
    bias = (values.mean() - truth) / (values.std(ddof=1) / np.sqrt(len(values)))
    spread = f"{values.std(ddof=1):8.4f} {errors.mean():8.4f}"
    print(f"{name:26} {truth:8.4f} {values.mean():8.4f} {bias:11.2f} {spread} {len(ends) / len(told):6.1%} {held:6.1%}")
    return abs(bias) < 3


if __name__ == "__main__":
    main()
