"""Protection policies as data: everything that a release may depend on."""

from __future__ import annotations

from dataclasses import dataclass, replace

from samspill.terms.enums import PeopleBand, PolicyName


@dataclass(frozen=True, slots=True)
class Policy:
    """What a release shows, and how coarsely (TRUST: publishing layer, P1 to P9).

    Parameters
    ----------
    name : PolicyName
    k : int
        Least number of people in a cell.
    steps : mapping of PeopleBand to float
        Width of the ladder that published means stand on, in scale units.
    coded_low, coded_high : mapping of PeopleBand to float or None
        Means at or beyond these are published as "at most" / "at least"; None codes nothing.
    entering_low, entering_high : float
        Value with which a coded extreme enters a number computed from published cells.
    exact_n_from : int or None
        Number of people from which the exact n is published; None never publishes it.
    figures_of_change_from : int
        People needed in both waves before a change is given in figures.
    whole_wave_from : int
        Respondents in a wave before alpha, ICC and variance parts are published.
    """

    name: PolicyName
    k: int
    steps: dict[PeopleBand, float]
    coded_low: dict[PeopleBand, float | None]
    coded_high: dict[PeopleBand, float | None]
    entering_low: float = 1.75
    entering_high: float = 4.25
    exact_n_from: int | None = None
    figures_of_change_from: int = 25
    whole_wave_from: int = 25

    def __hash__(self) -> int:
        # The rules by band are dictionaries; policies that share name and k are told apart by equality.
        return hash((self.name, self.k))

    def with_k(self, k: int) -> Policy:
        """Return the same policy with another least number of people."""
        return replace(self, k=k)


STRICT = Policy(
    PolicyName.STRICT,
    k=5,
    steps={PeopleBand.FEW: 0.5, PeopleBand.SOME: 0.25, PeopleBand.MANY: 0.1},
    coded_low={PeopleBand.FEW: 2.0, PeopleBand.SOME: 1.5, PeopleBand.MANY: 1.5},
    coded_high={PeopleBand.FEW: 4.0, PeopleBand.SOME: 4.5, PeopleBand.MANY: 4.5},
)
# What vendors do: one decimal, exact n from ten. It protects less, and says so wherever it is used.
STANDARD = Policy(
    PolicyName.STANDARD,
    k=5,
    steps=dict.fromkeys(PeopleBand, 0.1),
    coded_low=dict.fromkeys(PeopleBand),
    coded_high=dict.fromkeys(PeopleBand),
    exact_n_from=10,
)
RESEARCH = replace(STRICT, name=PolicyName.RESEARCH)

POLICIES: dict[PolicyName, Policy] = {policy.name: policy for policy in (STRICT, STANDARD, RESEARCH)}
