"""Drafts of mapping files: a small one that is in order, and the parts to change it by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from samspill.design.model import Mapping
from samspill.design.plan import Plan
from samspill.design.read import parse
from samspill.instrument.load import shipped
from samspill.instrument.model import Instrument
from samspill.terms import Finding

HEAD = """
[mapping]
title = "Trygg overgang"
core_task = "trygg overgang for barn som trenger støtte"
people = "barna det gjelder"
language = "nb"
"""
START = """
[start]
ambitions = ["Ingen barn faller mellom to stoler"]
resources = ["To fagdager"]
goals = ["Felles plan innen 1. mai"]
agreed = [{ who = "Kommunalsjef", on = 2026-09-01 }]
feedback_meeting = 2027-03-12
follow_up = "Prosessveileder"
"""
ORGANISATIONS = '[[organisation]]\nkey = "oppvekst"\nname = "Oppvekst"\n'
GROUPS = """
[[group]]
key = "larere"
name = "Lærere"
in_text = "lærerne"
organisation = "oppvekst"
size = 24
[[group]]
key = "ppt"
name = "PPT"
in_text = "rådgiverne i PPT"
organisation = "oppvekst"
size = 12
"""
TIES = """
[[tie]]
rater = "larere"
target = "ppt"
need = "high"
[[tie]]
rater = "ppt"
target = "larere"
need = "high"
"""

PREPARED = """
[privacy]
dpia = 2026-09-15
dpia_by = "Personvernombudet"
[core_task_test]
who = "Lærerne"
on_whom = "PPT"
when = "når et barn skifter skole"
people = "barna det gjelder"
[calendar]
opens = 2027-01-25
closes = 2027-02-11
reminders = [2027-02-01, 2027-02-05]
[[inform]]
who = "Rektor"
whom = "employees"
[[inform]]
who = "Kommunalsjef"
whom = "leaders"
[[inform]]
who = "Kommunalsjef"
whom = "representatives"
"""
"""What is worth a warning where it is left out; given as ``more``."""


def write(
    head: str = HEAD,
    start: str = START,
    organisations: str = ORGANISATIONS,
    groups: str = GROUPS,
    ties: str = TIES,
    more: str = "",
) -> str:
    """Return the text of a mapping file; every part can be replaced."""
    return f"{head}\n{start}\n{organisations}\n{groups}\n{ties}\n{more}"


def group(key: str, size: str | int = 12, **keys: str) -> str:
    """Return a [[group]]; further values are TOML."""
    known = {"key": f'"{key}"', "name": f'"Gruppe {key}"', "organisation": '"oppvekst"', "size": str(size), **keys}
    return "[[group]]\n" + "".join(f"{name} = {value}\n" for name, value in known.items())


def sites(*keys: str) -> str:
    """Return [[site]]s."""
    return "".join(f'[[site]]\nkey = "{key}"\nname = "Sted {key}"\n' for key in keys)


def tie(rater: str, target: str, need: str = "high") -> str:
    """Return a [[tie]]."""
    return f'[[tie]]\nrater = "{rater}"\ntarget = "{target}"\nneed = "{need}"\n'


def mapping(**parts: str) -> Mapping:
    """Return the mapping that ``write`` gives."""
    return parse(write(**parts))


def plan(wave: int = 1, asking: Instrument | None = None, **parts: str) -> Plan:
    """Return the same as a plan, with the default instrument unless another is given."""
    return Plan(mapping(**parts), asking or shipped("relational-capacity"), wave)


def few_options(count: int) -> Instrument:
    """Return the default instrument with so many options to every question about ties."""
    base = shipped("relational-capacity")
    keys = {item.scale for item in base.tie_items}
    cut = {key: replace(base.scales[key], options=base.scales[key].options[:count]) for key in keys}
    return replace(base, scales={**base.scales, **cut})


def names(findings: Iterable[Finding]) -> list[str]:
    """Return the short names of findings."""
    return [found.code.removeprefix("design.finding.") for found in findings]
