"""Is a mapping ready to be launched? A pure function from a plan to findings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from samspill.design.checks.calendar import calendar
from samspill.design.checks.core_task_test import core_task_test
from samspill.design.checks.effort import effort
from samspill.design.checks.groups import groups
from samspill.design.checks.informing import assessment, informing
from samspill.design.checks.precision import precision
from samspill.design.checks.protection import protection
from samspill.design.checks.sentences import sentences
from samspill.design.checks.start import start
from samspill.design.checks.ties import ties
from samspill.design.checks.waves import waves
from samspill.design.model import Mapping
from samspill.design.plan import Check, Plan
from samspill.instrument.model import Instrument
from samspill.terms import Finding, Severity

CHECKS: tuple[Check, ...] = (
    start,
    sentences,
    core_task_test,
    groups,
    waves,
    ties,
    precision,
    effort,
    calendar,
    informing,
    protection,
    assessment,
)

STEPS = 3
"""Next steps told on top. More than three are none."""


def check(
    mapping: Mapping, instrument: Instrument, *, wave: int | None = None, checks: Sequence[Check] = CHECKS
) -> tuple[Finding, ...]:
    """Return what a mapping still needs, and what is in place.

    Parameters
    ----------
    mapping : Mapping
    instrument : Instrument
        With its modules.
    wave : int, optional
        The wave to be launched, by default the last one that the mapping names.
    checks : sequence of Check
        What is looked at. A part that has more to look at passes ``(*CHECKS, its_check)``.

    Returns
    -------
    tuple of Finding
        Those that block first, then those that warn, then those that inform; within each in the order of a mapping's steps.
        Texts ``what``, ``why`` and ``remedy`` stand below each finding's code; ``about`` names keys of the file, groups
        (``group@site``) or ties (``rater>target``).
    """
    return examine(Plan(mapping, instrument, mapping.wave_numbers[-1] if wave is None else wave), checks)


def examine(plan: Plan, checks: Sequence[Check] = CHECKS) -> tuple[Finding, ...]:
    """Return the findings of a plan that somebody looks at in other ways too; see :func:`check`."""
    return by_severity(finding for look in checks for finding in look(plan))


def by_severity(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return what blocks first, then what warns, then what informs; each in the order that it came in."""
    order = tuple(Severity)
    return tuple(sorted(findings, key=lambda finding: order.index(finding.severity)))


def blocks(findings: Sequence[Finding]) -> bool:
    """Tell whether a launch is refused."""
    return any(finding.severity is Severity.BLOCKS for finding in findings)


def next_steps(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return the findings to work on first, three at most: what blocks, then what warns."""
    return tuple(finding for finding in findings if finding.severity is not Severity.INFORMS)[:STEPS]
