"""What files tell, as an outsider reads them: the same few shapes whatever the format."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a number speaks of."""

    CELL = "cell"
    """What one group says of one group."""
    RECEIVED = "received"
    """What all others say of a group (``target``)."""
    GIVEN = "given"
    """What a group (``rater``) says of all others."""
    OVER_SITES = "over_sites"
    """What a kind of group says of a kind of group, over their sites; ``rater`` and ``target`` are keys of kinds."""
    WHOLE_BY_PEOPLE = "whole_by_people"
    """Mean of a whole wave, each person alike."""
    WHOLE_BY_GROUP = "whole_by_group"
    """Mean of a whole wave, each group that rates alike."""
    TOTAL = "total"
    """Mean of all people who rate ``target`` (any target where it is ""), in a table that is not Samspill's."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: the file's path below the folder (``a.zip/cells.csv`` for a packed one), and the place in it."""

    file: str
    spot: str

    def __str__(self) -> str:
        return f"{self.file}, {self.spot}"


@dataclass(frozen=True, slots=True)
class Number:
    """One number about answers, or the place where one is left out.

    Parameters
    ----------
    place : Place
    kind : Kind
    wave : int
        1 where the file does not say.
    rater, target : str
        Units, by key where the file has one, else by name; parts of a pool joined by ``+``. "" where it speaks of everybody.
    measure : str
        ``index``, or the key (else the name) of a dimension or item.
    value : float or None
        Scale units; None where the file shows that there is such a cell but no number.
    bound : str or None
        ``at_most`` or ``at_least`` for "2 or less", "at least 4".
    people : tuple of (int, int or None)
        Least and most people behind it as the file tells: (5, 9) for "5–9", (25, None) for "25+", (7, 7) for n = 7; (1, None)
        where it says nothing.
    written : float
        Width of what is written the same: 0.1 for "3,5" or 3.5, 0.01 for 3.25, 1e-9 for 3.428571429.
    sd : float or None
        Standard deviation beside the mean.
    sd_written : float
    """

    place: Place
    kind: Kind
    wave: int
    rater: str
    target: str
    measure: str
    value: float | None
    bound: str | None = None
    people: tuple[int, int | None] = (1, None)
    written: float = 1e-9
    sd: float | None = None
    sd_written: float = 1e-9


@dataclass(frozen=True, slots=True)
class Portion:
    """A share in words: which part of some people said something.

    ``what`` tells apart what is counted of the same people (``helps_most=1``, ``no_contact``); ``least`` and ``most`` bound the
    part in [0, 1] (``some`` is 0 to 1/3, ``half`` above 1/3 and below 2/3, ``most`` 2/3 to 1); a percentage is as it is
    written.
    """

    place: Place
    wave: int
    unit: str
    target: str
    what: str
    least: float
    most: float
    people: tuple[int, int | None] = (1, None)


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules that files say they follow; what documentation of policy ``strict`` says where they do not.

    ``steps`` by the least number of people of a band (5, 10, 25): how means are rounded, scale units of a scale from 1 to 5.
    ``on_ladder`` tells whether any file says that it follows them; else a number is only as coarse as it is written. ``parts``
    names for the index and each dimension the items that it is the mean of, as they stand in cells.
    """

    policy: str = "strict"
    k: int = 5
    steps: dict[int, float] = field(default_factory=lambda: {5: 0.5, 10: 0.25, 25: 0.1})
    on_ladder: bool = False
    parts: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])


@dataclass(frozen=True, slots=True)
class Told:
    """Everything that a folder tells."""

    numbers: tuple[Number, ...]
    portions: tuple[Portion, ...]
    open_rows: tuple[Place, ...]
    """Where answers of single people lie open: a table with a column for the person."""
    rules: Rules
    read: dict[str, int]
    """Files that were read, by path, with how many numbers each gave."""
    unread: tuple[str, ...]
    """Files of a kind that is not known, or that could not be opened."""
