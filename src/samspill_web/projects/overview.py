"""A mapping in a few sentences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from samspill.terms import Need, Text
from samspill_web.kernel.speech import reader, told
from samspill_web.projects.drafts import Table
from samspill_web.projects.models import Project, Role, Wave
from samspill_web.projects.readiness import Examined
from samspill_web.projects.selectors import closing, draft

FILLED: tuple[tuple[str, Callable[[Table], object]], ...] = (
    ("start", lambda table: table.get("start", {}).get("ambitions")),
    ("core_task", lambda table: table.get("mapping", {}).get("core_task")),
    ("agreement", lambda table: table.get("start", {}).get("agreed")),
    ("groups", lambda table: table.get("group")),
    ("needs", lambda table: table.get("tie")),
    ("calendar", lambda table: table.get("calendar", {}).get("opens")),
    ("informing", lambda table: table.get("inform")),
)
"""Pages in the order in which a first mapping is written, and what shows that somebody has begun on each."""


def suggestion_of(project: Project) -> str:
    """Return the page to go on with: the first that nobody has begun on, else the gate."""
    table = draft(project).table
    return next((page for page, filled in FILLED if not filled(table)), "ready")


def lines_of(project: Project, examined: Examined) -> list[str]:
    """Return what the mapping is about and how large it is, as sentences."""
    table = draft(project).table
    task = Text(table.get("mapping", {}).get("core_task", "")).get_in(reader())
    lines = [told("projects.overview.core_task", task=task)] if task else []
    counts = {kind: len(table.get(kind, [])) for kind in ("organisation", "site", "group")}
    lines += [told(f"projects.overview.{kind}", n=count) for kind, count in counts.items() if count]
    if examined.plan is not None:
        people = sum(examined.plan.sizes[node] for node in examined.plan.mapping.rater_nodes(examined.plan.wave))
        lines.append(told("projects.overview.people", n=people))
    needed = sum(tie.get("need") == Need.HIGH for tie in table.get("tie", []))
    return [*lines, told("projects.overview.needed", n=needed)] if needed else lines


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a launched wave is, in one sentence; ``page`` is where to go on, and ``action`` what to do there."""

    sentence: str
    page: str = ""
    action: str = ""


Teller = Callable[[Wave, Role], Stage | None]
_tellers: list[Teller] = []


def stages(teller: Teller) -> Teller:
    """Register what an app tells of a launched wave. The last one that was registered and has something to tell is heard."""
    if teller not in _tellers:
        _tellers.append(teller)
    return teller


def stage_of(wave: Wave, role: Role) -> Stage:
    """Return where a launched wave is, as somebody may know it."""
    told_of = (teller(wave, role) for teller in reversed(_tellers))
    dates = {"wave": wave.number, "opens": wave.opens, "closes": closing(wave)}
    return next((stage for stage in told_of if stage), Stage(told("projects.overview.launched", **dates)))
