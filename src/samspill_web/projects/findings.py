"""Findings of readiness in the reader's language, each with the page that mends it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from samspill.terms import Finding, Severity
from samspill_web.kernel.speech import told
from samspill_web.projects.models import Project, Reason
from samspill_web.projects.readiness import Examined, digest, examine_project
from samspill_web.projects.selectors import wave_under_way
from samspill_web.projects.steps import page_for


@dataclass(frozen=True, slots=True)
class Card:
    """One finding: what, why, what to do and where; ``reason`` is why a warning is no hindrance."""

    code: str
    digest: str
    severity: str
    what: str
    why: str
    remedy: str
    page: str
    link: str
    reason: Reason | None = None


def cards(project: Project, findings: Iterable[Finding], reasons: Mapping[str, Reason] | None = None) -> list[Card]:
    """Return findings as a page shows them."""
    return [_card(project, finding, (reasons or {}).get(finding.code)) for finding in findings]


def cards_of_page(project: Project, page: str) -> list[Card]:
    """Return what is open on a page; nothing before somebody has asked whether the mapping is ready."""
    if project.first_checked is None or wave_under_way(project) is not None:
        return []
    found = examine_project(project).findings
    return cards(project, (each for each in found if each.severity is not Severity.INFORMS and page_for(each) == page))


def verdict_of(examined: Examined) -> str:
    """Return whether the mapping can be launched, in a sentence."""
    if examined.blocked:
        return told("projects.ready.blocked", n=len(examined.blocking))
    if examined.unexplained:
        return told("projects.ready.reasons_wanted", n=len(examined.unexplained))
    return told("projects.ready.can_launch")


def _card(project: Project, finding: Finding, reason: Reason | None) -> Card:
    what, why, remedy = (told(f"{finding.code}.{part}", **finding.data) for part in ("what", "why", "remedy"))
    page = page_for(finding)
    link = reverse(page, args=[project.pk])
    return Card(finding.code, digest(finding), finding.severity.value, what, why, remedy, page, link, reason)
