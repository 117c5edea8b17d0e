"""What other apps show beside a page of a result that is about one tie: what was agreed about it, and the way to more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from samspill_web.analysis.models import Release
from samspill_web.projects.models import Role


@dataclass(frozen=True, slots=True)
class Beside:
    """A heading, lines each with the address of its page, and what one can do, with its address; ("", "") where nothing."""

    heading: str
    lines: tuple[tuple[str, str], ...]
    nothing: str
    do: tuple[str, str] = ("", "")


Telling = Callable[[Release, Role, str], Beside | None]
"""(release, who reads, tie as ``rater>target``) -> what stands beside its page; None where that is nothing for the reader."""

_telling: list[Telling] = []


def stands_beside(telling: Telling) -> Telling:
    """Register what an app above tells."""
    if telling not in _telling:
        _telling.append(telling)
    return telling


def beside(row: Release, role: Role, ties: tuple[str, ...]) -> tuple[Beside, ...]:
    """Return what stands beside a page that is about ties."""
    told = (telling(row, role, tie) for tie in ties for telling in _telling)
    return tuple(each for each in told if each is not None)
