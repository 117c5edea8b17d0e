"""Is a mapping ready to be launched? The core's findings, and what each app has to add."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256

from samspill.design.plan import Plan
from samspill.design.readiness import blocks, by_severity, examine
from samspill.errors import InstrumentError, Problem
from samspill.language import problem_text
from samspill.terms import Finding, Language, Severity, Text
from samspill_web.instruments.selectors import read_sources
from samspill_web.projects.drafts import Draft, draft_of
from samspill_web.projects.models import Project, Reason
from samspill_web.projects.selectors import draft, instrument_sources, next_wave


@dataclass(frozen=True)
class Examined:
    """A mapping with what is found. ``plan`` is None while the plan is not whole yet."""

    project: Project
    draft: Draft
    plan: Plan | None
    findings: tuple[Finding, ...]

    @property
    def blocked(self) -> bool:
        """Whether a launch is refused."""
        return blocks(self.findings)

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """What must be mended first."""
        return self.of(Severity.BLOCKS)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What is worth a thought."""
        return self.of(Severity.WARNS)

    @property
    def in_place(self) -> tuple[Finding, ...]:
        """What is good to know, or done."""
        return self.of(Severity.INFORMS)

    def of(self, severity: Severity) -> tuple[Finding, ...]:
        """Return the findings of a weight."""
        return tuple(finding for finding in self.findings if finding.severity is severity)

    @cached_property
    def reasons(self) -> dict[str, Reason]:
        """The reasons that are still about the warning as it stands, by its code."""
        given = {reason.code: reason for reason in self.project.reasons.all()}
        return {
            finding.code: given[finding.code]
            for finding in self.findings
            if finding.code in given and given[finding.code].digest == digest(finding)
        }

    @property
    def unexplained(self) -> tuple[Finding, ...]:
        """The warnings that nobody has given a reason for; of two under one code a reason explains the one that it fits."""
        return tuple(
            each for each in self.warnings if each.code not in self.reasons or self.reasons[each.code].digest != digest(each)
        )


AppCheck = Callable[[Project, Plan | None], Iterable[Finding]]
_checks: list[AppCheck] = []


def looks(check: AppCheck) -> AppCheck:
    """Register what an app looks at before a launch."""
    if check not in _checks:
        _checks.append(check)
    return check


def examine_project(project: Project) -> Examined:
    """Return a mapping with all that is found, what blocks first."""
    written = draft(project)
    problems, plan = written.problems, None
    found: list[Finding] = []
    try:
        texts = instrument_sources(project)
        if written.mapping is not None:
            plan, core = examined(project.source, tuple(texts.items()), next_wave(project, written.mapping))
            found += core
    except InstrumentError as error:
        problems = (*problems, *error.problems)
    found += map(_lacking, problems)
    found += [finding for check in _checks for finding in check(project, plan)]
    return Examined(project, written, plan, by_severity(found))


@lru_cache(maxsize=16)
def examined(source: str, texts: tuple[tuple[str, str], ...], wave: int) -> tuple[Plan, tuple[Finding, ...]]:
    """Return the plan of a draft that is whole, and what the core finds; the same texts are looked at once."""
    mapping = draft_of(source).mapping
    if mapping is None:
        raise ValueError(source)
    plan = Plan(mapping, read_sources(dict(texts)), wave)
    return plan, examine(plan)


def digest(finding: Finding) -> str:
    """Return what a reason is about: another group or number makes a warning that has not been answered."""
    told = repr((finding.code, finding.about, sorted((key, str(value)) for key, value in finding.data.items())))
    return sha256(told.encode()).hexdigest()


def warned(project: Project) -> set[tuple[str, str]]:
    """Return what a reason can be given for: code and digest of each warning as it stands."""
    return {(finding.code, digest(finding)) for finding in examine_project(project).warnings}


def _lacking(problem: Problem) -> Finding:
    """Return what a plan lacks as a finding, since a plan that is not whole cannot be launched."""
    where = (problem.place.key or "").partition(" (")[0]
    what = Text({language: problem_text(problem, language) for language in Language})
    return Finding("projects.finding.lacking", Severity.BLOCKS, (where,), {"what": what})
