"""What a result gives reason to do something about, as a link to a filled form: strengths too, since what works can spread."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlencode

from django.urls import reverse

from samspill.reporting.names import Names, capital, small
from samspill.reporting.narrate import sentence, share_words
from samspill.reporting.wording import evidence, what
from samspill.terms import Finding, Share
from samspill_web.actions.about import ARROW, Subject
from samspill_web.actions.enums import Aim
from samspill_web.actions.selectors import seen_by
from samspill_web.actions.sharing import WRITERS, may_write_about
from samspill_web.analysis.told import findings_for
from samspill_web.kernel.speech import told
from samspill_web.projects.models import Role

STRENGTHS = ("holds_both", "holds", "bridge")
TO_TALK_ABOUT = ("needs_talk", "on_the_way", "knowledge_gap", "one_sided", "wanted", "no_contact")
"""What somebody can do something about together; what is too little known needs answers first."""

FEW, MORE = 2, 5
"""Strengths, and other findings, that are shown at once."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A finding, the address of the form that it fills, and how many actions about the tie there are already."""

    sentence: str
    keeps: bool
    address: str
    written: int


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Findings of the last round, those to begin with first, and what many said would help most."""

    wave: int
    first: tuple[Suggestion, ...]
    more: tuple[Suggestion, ...]
    helps: tuple[str, ...]


def suggestions(subject: Subject, role: Role) -> Suggestions | None:
    """Return what somebody could make an action of; None where there is nothing that is theirs to write about."""
    row = subject.rows[-1]
    found = findings_for(row, role) if role.role in WRITERS else ()
    names = Names(subject.plan.mapping, subject.plan.instrument, subject.language)
    pairs = [frozenset((action.rater, action.target)) for action in seen_by(subject, role) if action.target]
    strengths, others = (list(_of(subject, role, names, found, codes, pairs)) for codes in (STRENGTHS, TO_TALK_ABOUT))
    if not strengths and not others:
        return None
    first, more = (*strengths[:FEW], *others[:MORE]), (*strengths[FEW:], *others[MORE:])
    return Suggestions(row.wave.number, first, more, tuple(_helps(found, names)))


def _of(
    subject: Subject,
    role: Role,
    names: Names,
    found: Iterable[Finding],
    codes: tuple[str, ...],
    pairs: list[frozenset[str]],
) -> Iterator[Suggestion]:
    for finding in found:
        ends = _ends(finding)
        code = finding.code.removeprefix("findings.")
        if code in codes and all(map(subject.has, ends)) and may_write_about(subject, role, *_both(ends)):
            said = sentence(what(finding, names))
            yield Suggestion(said, code in STRENGTHS, _address(subject, role, finding, ends), pairs.count(frozenset(ends)))


def _ends(finding: Finding) -> tuple[str, ...]:
    """Return what a finding is about: the two ends of the tie it tells first, or one group with several ties."""
    unit = finding.data.get("unit")
    return (str(unit),) if unit else next(((rater, target) for rater, target, *_ in evidence(finding)), ())


def _both(ends: tuple[str, ...]) -> tuple[str, str]:
    return (*ends, "", "")[0], (*ends, "", "")[1]


def _address(subject: Subject, role: Role, finding: Finding, ends: tuple[str, ...]) -> str:
    dimension = str(finding.data.get("measured") or finding.data.get("dimension") or "")
    keeps = finding.code.removeprefix("findings.") in STRENGTHS
    asked = {
        "tie": ARROW.join(ends),
        "dimension": dimension if dimension in subject.dimensions else "",
        "wave": subject.waves[-1],
        "aim": Aim.KEEP if keeps else "",
    }
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{reverse('action_new', args=[role.project_id])}?{query}"


def _helps(found: Iterable[Finding], names: Names) -> Iterator[str]:
    """Yield what many of all who answered chose as what would help most, where the mapping asked."""
    for finding in found:
        if finding.code != "findings.helps":
            continue
        labels = {option.code: option.label for option in names.instrument.scale_of(str(finding.data["item"])).options}
        for code, share in cast("tuple[tuple[int, Share], ...]", finding.data["options"]):
            option = small(labels[code].get_in(names.language))
            yield capital(told("actions.suggest.option", share=share_words(share, names.language), option=option))
