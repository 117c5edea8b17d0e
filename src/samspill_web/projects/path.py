"""The path of a mapping as a page shows it: where we are, what is done, what is open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from samspill.terms import Finding
from samspill_web.projects.enums import EDITORS, PREPARING, ProjectRole
from samspill_web.projects.models import Project, Role
from samspill_web.projects.readiness import Examined, examine_project
from samspill_web.projects.selectors import latest_wave, wave_under_way
from samspill_web.projects.steps import BY_NAME, GATE, PAGES, Page, Step, open_pages

EDITORS_ALONE = frozenset({"deliveries", "key", "roster", "slips", "trial"})
PARTNERS_TOO = frozenset({"roster"})
"""Of those: what a partner sees of their own organisation."""
LEADING = frozenset({"collect"})
"""What the leader of a group sees of the path: how far the own group is."""
REACHED = frozenset({Step.START, Step.DESIGN, Step.READY, Step.COLLECT})
"""Steps that a launched mapping has come to, whether or not somebody sees a page of them."""

Shown = Callable[[Project, Role], bool]
"""Whether a page is on somebody's path yet."""
_later: dict[str, tuple[Page, Shown]] = {}


def comes_later(page: Page, shown: Shown) -> None:
    """Register a page of an app that stands above: it is on the path of those for whom ``shown`` says so."""
    _later[page.name] = (page, shown)


def visible(role: ProjectRole) -> frozenset[str]:
    """Return the pages of the path that somebody may see."""
    if role in EDITORS:
        return frozenset(BY_NAME)
    hidden = EDITORS_ALONE - PARTNERS_TOO if role == ProjectRole.PARTNER else EDITORS_ALONE
    if role == ProjectRole.GROUP_LEADER:
        return LEADING
    return frozenset(BY_NAME) - hidden if role in PREPARING else frozenset()


def page_after(page: str, role: Role) -> str | None:
    """Return the next page of the path that somebody may see; None for the last, and for pages beside the path."""
    seen = visible(ProjectRole(role.role))
    names = [each.name for each in PAGES]
    after = names[names.index(page) + 1 :] if page in names else []
    return next((name for name in after if name in seen), None)


@dataclass(frozen=True, slots=True)
class Stop:
    """A page on the path. ``state`` is here, open, blocks or done; nothing is told before the first check."""

    name: str
    state: str
    current: bool


@dataclass(frozen=True, slots=True)
class Stretch:
    """A step with its pages; one that comes later has none yet."""

    step: Step
    stops: tuple[Stop, ...]
    current: bool
    later: bool


def path_of(project: Project, role: Role, page: str) -> tuple[Stretch, ...]:
    """Return the path of a mapping for somebody who is on one of its pages."""
    seen = visible(ProjectRole(role.role))
    launched = latest_wave(project) is not None
    # Nothing is told before somebody has asked, nor while a wave is open: what is missing then is missing for the next.
    checked = project.first_checked is not None and wave_under_way(project) is None
    worst = open_pages(_open(examine_project(project))) if checked else {}
    more = [each for each, shown in _later.values() if shown(project, role)]
    here = _step_of(page) or (Step.COLLECT if launched else None)
    stretches: list[Stretch] = []
    for step in Step:
        stops = tuple(
            Stop(each.name, _state(each.name, worst, checked=checked and _is_judged(each)), each.name == page)
            for each in PAGES
            if each.step is step and each.name in seen
        )
        stops += tuple(Stop(each.name, "unknown", each.name == page) for each in more if each.step is step)
        later = not stops and not (launched and step in REACHED)
        stretches.append(Stretch(step, stops, step is here, later))
    return tuple(stretches)


def _is_judged(page: Page) -> bool:
    """Tell whether a page is in order or not: one that mends nothing is no matter of the gate."""
    return bool(page.about) or page.name == GATE


def _step_of(page: str) -> Step | None:
    known = BY_NAME.get(page) or (_later[page][0] if page in _later else None)
    return known.step if known else None


def _open(examined: Examined) -> tuple[Finding, ...]:
    return (*examined.blocking, *examined.unexplained)


def _state(name: str, worst: Mapping[str, object], *, checked: bool) -> str:
    if not checked:
        return "unknown"
    found = worst.get(name)
    return {"blocks": "blocks", "warns": "warns"}.get(str(found), "done")
