"""The release: the only thing that pages, reports, exports and the API may read. Everything in it is safe to show.

Identifiers of groups are node ids, ``group`` or ``group@site``; a pool of several nodes that answered too few each is their ids
joined by ``+``. Targets are never pooled. See TRUST, publishing layer, for each rule.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from samspill.terms import Bound, CellState, Direction, Need, PeopleBand, Policy, Share, TieClass


class Reason(StrEnum):
    """Why a cell has no value. The value is the code of its text: ``say(cell.reason, language)``."""

    TOO_FEW = "disclosure.reason.too_few"
    """Fewer than k people of the unit rated the target."""
    LEFT_OUT = "disclosure.reason.left_out"
    """Fewer than k people of the group answered, and it has nobody to join."""
    SMALL_TARGET = "disclosure.reason.small_target"
    """One or two people are rated: a rating of persons."""
    SMALL_TARGET_UNAGREED = "disclosure.reason.small_target_unagreed"
    """Three or four people are rated, and no word with them is recorded."""
    NO_CONTACT = "disclosure.reason.no_contact"
    NO_ANSWERS = "disclosure.reason.no_answers"
    NOT_NEEDED = "disclosure.reason.not_needed"
    """The core task does not need the pair, so it was not asked about."""
    ITEM_NOT_ASKED = "disclosure.reason.item_not_asked"
    FEW_SITES = "disclosure.reason.few_sites"
    """Fewer than two sites show the tie, so nothing is said of the kind."""


@dataclass(frozen=True, slots=True)
class Published:
    """A published number: on the ladder, maybe a coded extreme, never without the band of people behind it.

    Parameters
    ----------
    value : float
        Scale units, on the ladder of its people band. Where ``bound`` is set, the coded extreme.
    bound : Bound or None
    interval : tuple of float or None
        95 % interval, ends on the ladder, starting from the published value.
    n_band : PeopleBand
        Where an owner has set k = 4, the lowest band begins at four.
    n : int or None
        Exact number of people, only where the policy allows it.
    tie_class : TieClass
        Class of the published value.
    band : str or None
        "weak", "moderate" or "strong" where the instrument has bands.
    """

    value: float
    bound: Bound | None
    interval: tuple[float, float] | None
    n_band: PeopleBand
    n: int | None
    tie_class: TieClass
    band: str | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One rater unit's rating of one target on one dimension (or item of a dimension with several, or "index").

    ``published`` is None unless ``state`` is SHOWN; ``reason`` then is the code of a sentence (a value of ``Reason``), and
    ``help_with`` the id of the unit it could be merged with, where that unit shows the same target.
    """

    rater: str
    target: str
    dimension: str
    state: CellState
    published: Published | None = None
    reason: str | None = None
    help_with: str | None = None


@dataclass(frozen=True, slots=True)
class TieFacts:
    """What is known of a pair beside its ratings. Shares are None where too few said anything about the pair."""

    rater: str
    target: str
    need: Need
    own: bool
    state: CellState
    no_contact: Share | None
    wanted: Share | None
    dont_know: Share | None


@dataclass(frozen=True, slots=True)
class Unit:
    """A rater unit or a rated group.

    Parameters
    ----------
    id : str
    members : tuple of str
        Node ids; more than one for a pool.
    is_rater, is_target : bool
        A pool is a rater only; its members then are targets only.
    organisations : tuple of str
        Organisation keys of the members.
    site : str
        "" for units that serve all sites or span several.
    state : str
        ``answered`` (at least k answered), ``pooled`` (its answers stand in ``pooled_into``), ``left_out`` (fewer than k and
        nobody to join), ``not_asked``.
    pooled_into : str or None
    n_band : PeopleBand or None
        People who answered.
    response : Share or None
        Share of the people in it who answered, None too where it would tell with the band how many exactly.
    received, given : mapping of dimension to Published
        Means of *published* cells: what others say of it, what it says of others (own group never among them).
    """

    id: str
    members: tuple[str, ...]
    is_rater: bool
    is_target: bool
    organisations: tuple[str, ...]
    site: str
    state: str
    pooled_into: str | None
    n_band: PeopleBand | None
    response: Share | None
    received: dict[str, Published] = field(default_factory=dict[str, Published])
    given: dict[str, Published] = field(default_factory=dict[str, Published])


@dataclass(frozen=True, slots=True)
class Overall:
    """A whole-wave mean, in data files only. ``weighting`` is "respondent" or "group"."""

    dimension: str
    weighting: str
    value: float


@dataclass(frozen=True, slots=True)
class Choice:
    """Share of a unit (or, unit "", of the whole wave) that chose an option of a question about the own situation."""

    unit: str
    item: str
    code: int
    share: Share


@dataclass(frozen=True, slots=True)
class Change:
    """Change of a cell since an earlier wave, derived from two published values."""

    rater: str
    target: str
    dimension: str
    since: int
    direction: Direction | None
    difference: float | None
    """In figures, only from 25 people in both waves and where no one to four people may have come or gone."""
    reason: str | None = None
    """Why there is no direction: ``groups_changed``, ``instrument_changed``, ``not_shown``."""
    interval: tuple[float, float] | None = None
    """95 % interval of the difference, only with figures."""


@dataclass(frozen=True, slots=True)
class Network:
    """The network of ties that hold, from published cells alone (docs/methods/network.md).

    A pool's answer counts for each of its groups. Ties ``within`` organisations and ``between`` them: how many hold, of how
    many that are known, of how many asked about. Pairs known both ways: how many hold ``mutual``, ``one_way``, ``neither``.
    ``cut_groups`` are those without whom others would not be joined, whatever the unknown ties are. ``verdicts`` and ``limits``
    are codes of texts.
    """

    within: tuple[int, int, int]
    between: tuple[int, int, int]
    mutual: int
    one_way: int
    neither: int
    cut_groups: tuple[str, ...]
    verdicts: tuple[str, ...]
    limits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shrunken:
    """A shown tie's index, drawn towards what both groups say and receive elsewhere; computed from published cells alone.

    ``value`` and ``interval`` (95 %), in scale units, stand on the ladder of ``n_band``, that of the tie's own people;
    the value within the coded extremes. Only in data for leaders (docs/methods/social-relations.md).
    """

    rater: str
    target: str
    value: float
    interval: tuple[float, float]
    n_band: PeopleBand


@dataclass(frozen=True, slots=True)
class WaveRelease:
    """Everything published of one wave."""

    wave: int
    cells: tuple[Cell, ...]
    ties: tuple[TieFacts, ...]
    groups: tuple[Unit, ...]
    overall: tuple[Overall, ...]
    reliability: dict[str, float]
    """``alpha``, ``omega``, ``icc1``, ``icc2``, ``rwg_j_mean`` of the index, with ``…_low`` and ``…_high``, in large waves."""
    choices: tuple[Choice, ...]
    changes: tuple[Change, ...]
    respondents: PeopleBand | None
    """People who answered in the whole wave, units that are left out not counted."""
    kinds: tuple[Cell, ...] = ()
    """With sites: ties between kinds of groups (group keys, not node ids), from the published cells of two or more sites."""
    spread: dict[str, float] = field(default_factory=dict[str, float])
    """Pooled SD within cells by dimension, on which intervals rest; a dimension that is missing rests on the stated default."""
    variance_parts: dict[str, float] = field(default_factory=dict[str, float])
    """Share of the index's variance by ``perceiver``, ``target``, ``relationship`` and ``people``, rounded, in large waves."""
    verdicts: tuple[str, ...] = ()
    """Codes of what reliability, agreement and differences between groups say together."""
    network: Network | None = None
    """None where no ties were asked about."""
    shrunken: tuple[Shrunken, ...] = ()
    """Of shown ties between groups, where the wave tells the spread of the index and its variance parts."""


@dataclass(frozen=True, slots=True)
class Release:
    """A frozen, protected summary of a mapping (DESIGN: release.json)."""

    samspill: str
    instrument: str
    """Key and version, ``relational-capacity 1``."""
    policy: Policy
    k_reason: str | None
    dimensions: tuple[str, ...]
    """Dimension keys in the instrument's order."""
    items: dict[str, tuple[str, ...]]
    """Item keys of each dimension that has several."""
    waves: tuple[WaveRelease, ...]
    outside: tuple[str, ...] = ()
    """Keys of items about ties that stand outside the index; each has cells of its own."""
