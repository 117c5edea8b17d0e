"""Findings in words: what is found, what stands behind it, and questions for a dialogue about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import cast

from samspill.language import catalogue, say
from samspill.reporting.names import POOL, Names
from samspill.terms import Finding

UNITS = ("rater", "target", "other", "other_target", "a", "b", "unit", "help_with")
"""Fields of a finding that hold unit ids."""


def what(finding: Finding, names: Names) -> str:
    """Return what is found, as a clause without a full stop that starts with a small letter; few answers are told with it."""
    told = _what(finding, names)
    return say("report.few_answers", names.language, told=told) if finding.data.get("few") else told


def _what(finding: Finding, names: Names) -> str:
    fields = _fields(finding, names)
    pair = str(finding.data.get("a", "")), str(finding.data.get("b", ""))
    if not any(POOL in unit for unit in pair):
        return say(f"{finding.code}.what", names.language, **fields)
    # "Between A and B and C" would not tell who stands together, so that a pool is named last and alone.
    single, pool = sorted(pair, key=lambda unit: POOL in unit)
    return say(f"{finding.code}.what_pool", names.language, single=names.inside(single), pool=names.inside(pool))


def questions(finding: Finding, names: Names, *, several: bool = False) -> tuple[str, ...]:
    """Return the questions of a finding; the first asks for the dimension that stands out, where one does.

    With ``several``, the same kind of finding is told of others beside it, and no question is about this one alone.
    """
    area, _, name = finding.code.partition(".")
    known, fields = catalogue(area), _fields(finding, names)
    codes = [code for code in known if code.startswith(f"{name}.questions.")]
    if several:
        general = {code: code.replace(".questions.", ".many.") for code in codes}
        codes = [general[code] if general[code] in known else code for code in codes]
    elif finding.data.get("dimension") and f"{name}.about_dimension" in known:
        codes = [f"{name}.about_dimension", *codes[1:]]
    return tuple(say(f"{area}.{code}", names.language, **fields) for code in codes)


def _fields(finding: Finding, names: Names) -> Mapping[str, object]:
    data = finding.data
    units = {key: names.inside(str(data[key])) for key in UNITS if data.get(key)}
    dimension = {"dimension": names.dimension_inside(str(data["dimension"]))} if data.get("dimension") else {}
    people = names.mapping.people or names.instrument.people
    dont_know = names.instrument.dont_know.get_in(names.language)
    return {**units, **dimension, "people": people, "core_task": names.core_task, "dont_know": dont_know}


def asked_once(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings in which no dimension is asked about that an earlier one asks about already."""
    told: set[object] = set()
    once: list[Finding] = []
    for finding in found:
        dimension = finding.data.get("dimension")
        once.append(replace(finding, data={**finding.data, "dimension": None}) if dimension in told else finding)
        told |= {dimension} - {None}
    return tuple(once)


def evidence(finding: Finding) -> tuple[tuple[str, str, str, str], ...]:
    """Return the ties that a finding rests on: (rater, target, dimension, class or state)."""
    ties = cast("Iterable[tuple[str, str, str, str]]", finding.data.get("ties", ()))
    return tuple(ties)
