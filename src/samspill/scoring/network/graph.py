"""The network that everything here speaks of: groups, and what is known of each directed tie between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from samspill.errors import Problem, SamspillError
from samspill.terms import Need

METHOD = "network"

LEAST_GROUPS = 3
"""Groups from which a network is more than one pair."""
ENOUGH_RESPONSE = 0.70
"""Share of a group that should answer before its ties are taken as known; our convention."""

FEW_GROUPS = "scoring.network.few_groups"
NOT_ASKED = "scoring.network.not_asked"
NOTHING_KNOWN = "scoring.network.nothing_known"
NOTHING_HOLDS = "scoring.network.nothing_holds"
NO_PAIRS = "scoring.network.no_pairs"
ONE_KIND = "scoring.network.one_kind"
NOT_RATED = "scoring.network.not_rated"
NOT_RATER = "scoring.network.not_rater"
ONE_SIDED = "scoring.network.one_sided"
INCOMPLETE = "scoring.network.incomplete"


@dataclass(frozen=True, slots=True)
class NetworkTie:
    """What one group says of another, as far as it is known.

    Parameters
    ----------
    rater, target : str
        Keys of two different groups.
    need : Need
    holds : bool or None
        None where it is not known: hidden, no data, unanswered. No contact is known, and does not hold.
    strength : float or None
        Scale units; None where there is no value, as without contact.
    """

    rater: str
    target: str
    need: Need
    holds: bool | None
    strength: float | None = None


@dataclass(frozen=True)
class TieNetwork:
    """Groups and every directed tie between them that was asked about.

    A tie that is not here was not asked about and is no part of any share; on paths it counts as absent.

    Parameters
    ----------
    nodes : tuple of str
        Keys of the groups, in the order in which they are told.
    ties : tuple of NetworkTie
        In any order, each direction once, own groups never.
    organisations : mapping of str to str
        Organisation by node; a node of several organisations (a pool), or of an unknown one, is left out.
    low_response : frozenset of str
        Rater groups of which under 70 % answered, or of which that is not known.

    Raises
    ------
    SamspillError
        ``scoring.network.wrong_tie`` for a tie of a group with itself, with a group that is no node, or told twice.

    Examples
    --------
    >>> tie = NetworkTie("teachers", "nurses", Need.HIGH, holds=True, strength=4.1)
    >>> TieNetwork(("teachers", "nurses"), (tie,), {"teachers": "school", "nurses": "health"}).holding
    (('teachers', 'nurses'),)
    """

    nodes: tuple[str, ...]
    ties: tuple[NetworkTie, ...]
    organisations: Mapping[str, str] = field(default_factory=dict[str, str])
    low_response: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        nodes, told = set(self.nodes), Counter((tie.rater, tie.target) for tie in self.ties)
        wrong = [pair for pair, times in told.items() if times > 1 or pair[0] == pair[1] or not nodes.issuperset(pair)]
        if wrong:
            raise SamspillError(
                Problem("scoring.network.wrong_tie", data={"rater": rater, "target": target}) for rater, target in wrong
            )

    @cached_property
    def places(self) -> dict[str, int]:
        """Place of each group among the nodes."""
        return {node: place for place, node in enumerate(self.nodes)}

    @cached_property
    def state(self) -> dict[tuple[str, str], bool | None]:
        """Whether a tie holds, by rater and target, of all ties that were asked about."""
        return {(tie.rater, tie.target): tie.holds for tie in self.ties}

    @cached_property
    def holding(self) -> tuple[tuple[str, str], ...]:
        """Rater and target of every tie that is known to hold."""
        return tuple(pair for pair, holds in self.state.items() if holds)

    @cached_property
    def not_known(self) -> tuple[tuple[str, str], ...]:
        """Rater and target of every tie that was asked about and is not known."""
        return tuple(pair for pair, holds in self.state.items() if holds is None)

    @cached_property
    def raters(self) -> frozenset[str]:
        """Groups that are asked about others."""
        return frozenset(tie.rater for tie in self.ties)

    @cached_property
    def targets(self) -> frozenset[str]:
        """Groups that others are asked about."""
        return frozenset(tie.target for tie in self.ties)

    @property
    def barred(self) -> str | None:
        """Why nothing can be told that needs a network of ties that hold, None where it can."""
        if len(self.nodes) < LEAST_GROUPS:
            return FEW_GROUPS
        if all(tie.holds is None for tie in self.ties):
            return NOTHING_KNOWN if self.ties else NOT_ASKED
        return None if self.holding else NOTHING_HOLDS

    def between(self, tie: NetworkTie) -> bool | None:
        """Return whether a tie goes between two organisations, None where one of them is not known."""
        ends = [self.organisations.get(node) for node in (tie.rater, tie.target)]
        return None if None in ends else ends[0] != ends[1]

    def only(self, wanted: Callable[[NetworkTie], bool]) -> tuple[NetworkTie, ...]:
        """Return the ties that are wanted."""
        return tuple(tie for tie in self.ties if wanted(tie))
