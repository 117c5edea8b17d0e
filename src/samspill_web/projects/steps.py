"""The path of a mapping: where we are, and what is next. Each step has one page or a few."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from samspill.design.readiness import by_severity
from samspill.terms import Finding, Severity


class Step(StrEnum):
    """Steps of a mapping in their order. Those after READY come with the wave."""

    START = "start"
    DESIGN = "design"
    READY = "ready"
    COLLECT = "collect"
    SEE = "see"
    TALK = "talk"
    ACT = "act"
    AGAIN = "again"


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a step.

    ``name`` is its address and, below ``projects.page``, its title; ``about`` the beginnings of the keys that it mends.
    """

    step: Step
    name: str
    about: tuple[str, ...] = ()


PAGES = (
    Page(Step.START, "start", ("start.ambitions", "start.resources", "start.goals", "start.stakeholders", "start.indicators")),
    Page(Step.START, "core_task", ("core_task_test", "mapping.title", "mapping.core_task", "mapping.people")),
    Page(Step.START, "agreement", ("start.agreed",)),
    Page(Step.DESIGN, "groups", ("group", "organisation", "site", "wave")),
    Page(Step.DESIGN, "needs", ("tie",)),
    Page(
        Step.DESIGN,
        "questions",
        ("mapping.instrument", "mapping.modules", "mapping.language", "mapping.own_group", "mapping.ask_at_most"),
    ),
    Page(Step.READY, "calendar", ("calendar", "start.feedback_meeting", "start.follow_up", "mapping.response")),
    Page(Step.READY, "privacy", ("privacy", "mapping.compare_sites")),
    Page(Step.READY, "informing", ("inform",)),
    Page(Step.READY, "key", ("key",)),
    Page(Step.READY, "trial", ("trial",)),
    Page(Step.READY, "ready"),
    Page(Step.COLLECT, "collect"),
    Page(Step.COLLECT, "roster", ("roster",)),
    Page(Step.COLLECT, "slips"),
    Page(Step.COLLECT, "deliveries"),
)

GATE = "ready"
BY_NAME = {page.name: page for page in PAGES}


def page_for(finding: Finding) -> str:
    """Return the name of the page that mends a finding: where what it is about is written, else by its kind."""
    for about in finding.about:
        for page in PAGES:
            if any(about == key or about.startswith((f"{key}.", f"{key}[")) for key in page.about):
                return page.name
    if any(">" in about for about in finding.about):
        return "needs"
    return "groups" if finding.about else "questions"


def open_pages(findings: Iterable[Finding]) -> dict[str, Severity]:
    """Return the worst that is found on each page; the gate has the worst of all."""
    worst: dict[str, Severity] = {}
    for finding in by_severity(findings):
        for name in (page_for(finding), GATE):
            worst.setdefault(name, finding.severity)
    return worst
