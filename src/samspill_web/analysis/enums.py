"""Closed vocabularies of the analysis."""

from __future__ import annotations

from enum import StrEnum


class CountState(StrEnum):
    """Where the counting of a wave is.

    SHARES and NO_KEY wait for people: for two shares of the key, or for its lost file. FAILED tells why; the answers stay.
    """

    WAITING = "waiting"
    RUNNING = "running"
    SHARES = "shares"
    NO_KEY = "no_key"
    FAILED = "failed"
    DONE = "done"


class CountStep(StrEnum):
    """What is being done while a wave is counted, in its order."""

    OPEN = "open"
    CHECK = "check"
    SCORE = "score"
    PROTECT = "protect"
    STORE = "store"


class Stage(StrEnum):
    """How far the showing of a result has come.

    UNSET: no days are set. PREPARING: they are ahead. GROUPS: leaders see their own group. EVERYBODY: all see the whole.
    """

    UNSET = "unset"
    PREPARING = "preparing"
    GROUPS = "groups"
    EVERYBODY = "everybody"
