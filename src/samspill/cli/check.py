"""``samspill check``: whether a mapping is ready to be launched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Annotated

import typer

from samspill.terms import Language, Severity

if TYPE_CHECKING:
    from samspill.design.plan import Plan
    from samspill.terms import Finding

WIDTH = 100
LABEL = 34
SIGNS = {"likely": "+", "doubtful": "~", "hidden": "-"}
NOT_ASKED = "."


def command(
    mapping: Annotated[Path, typer.Argument(help="The mapping file, mapping.toml.")],
    *,
    wave: Annotated[int | None, typer.Option(min=1, help="Wave to be launched; else the last one that the file names.")] = None,
    lang: Annotated[Language | None, typer.Option(help="Language of the answer; else the mapping's.")] = None,
) -> None:
    """Tell what a mapping still needs before it is launched. Exit 1 where something stops a launch."""
    from samspill.design.plan import Plan
    from samspill.design.read import read
    from samspill.design.readiness import blocks, examine
    from samspill.instrument.load import find

    design = read(mapping)
    instrument = find(design.instrument, mapping.parent, modules=design.modules)
    plan = Plan(design, instrument, wave or design.wave_numbers[-1])
    findings = examine(plan)
    typer.echo("\n".join(lines(plan, findings, lang or design.language)))
    if blocks(findings):
        raise typer.Exit(1)


def lines(plan: Plan, findings: Sequence[Finding], language: Language) -> Iterator[str]:
    """Yield the answer: whether, the next steps, every finding, the time it takes, and what is expected to be shown."""
    from samspill.design.readiness import next_steps
    from samspill.language import say

    blocking = sum(finding.severity is Severity.BLOCKS for finding in findings)
    yield say("design.view.title", language, title=plan.mapping.title)
    if len(plan.mapping.wave_numbers) > 1:
        yield say("design.view.wave", language, wave=plan.wave)
    yield say("design.view.blocked", language, n=blocking) if blocking else say("design.view.ready", language)
    steps = next_steps(findings)
    if steps:
        yield from _heading("steps", language)
        for number, finding in enumerate(steps, 1):
            yield from _wrapped(f"{number}. ", _step(finding, language))
    for severity in Severity:
        found = [finding for finding in findings if finding.severity is severity]
        if found:
            yield from _heading(severity, language)
            for finding in found:
                yield from _finding(finding, language)
    yield from _burden(plan, language)
    yield from _precision(plan, language)
    yield from _matrix(plan, language)


def _heading(name: str, language: Language) -> Iterator[str]:
    from samspill.language import say

    text = say(f"design.view.{name}", language)
    yield from ("", text, "-" * len(text))


def _wrapped(mark: str, text: str) -> list[str]:
    return fill(text, WIDTH, initial_indent=mark, subsequent_indent=" " * len(mark), break_long_words=False).splitlines()


def _step(finding: Finding, language: Language) -> str:
    """Return what to do, and with whom."""
    from samspill.language import say, show

    remedy = say(f"{finding.code}.remedy", language, **finding.data)
    concerned = next((finding.data[name] for name in ("groups", "ties", "names") if name in finding.data), None)
    return f"{remedy} ({show(concerned, language)})" if concerned else remedy


def _finding(finding: Finding, language: Language) -> Iterator[str]:
    from samspill.language import say

    what, why, remedy = (say(f"{finding.code}.{part}", language, **finding.data) for part in ("what", "why", "remedy"))
    yield from _wrapped("* ", what)
    yield from _wrapped("  ", why)
    if finding.severity is not Severity.INFORMS:
        where = f" ({finding.about[0]})" if len(finding.about) == 1 and "." in finding.about[0] else ""
        yield from _wrapped("  > ", f"{remedy}{where}")


def _burden(plan: Plan, language: Language) -> Iterator[str]:
    from math import ceil

    from samspill.language import say

    yield from _heading("burden", language)
    for burden in plan.burdens:
        told = say("design.view.burden_row", language, targets=burden.targets, minutes=ceil(burden.minutes))
        yield f"{_label(plan, burden.group, language)}  {told}"


def _precision(plan: Plan, language: Language) -> Iterator[str]:
    """Yield how clear the numbers of each kind of group will be, where it answers least."""
    from samspill.language import say

    if not plan.precision:
        return
    yield from _heading("precision", language)
    response, k = round(100 * plan.mapping.response), plan.mapping.policy.k
    yield from _wrapped("", say("design.view.precision_legend", language, response=response, k=k))
    if plan.mapping.sites:
        yield say("design.view.precision_sites", language)
    yield ""
    for group in plan.mapping.groups_in(plan.wave):
        of_sites = [each for unit, each in plan.precision.items() if any(node.group == group.key for node in unit)]
        if of_sites:
            least = min(of_sites, key=lambda each: each.answers)
            data = {"answers": least.answers, "width": least.width, "change": round(least.change, 1)}
            yield f"{_label(plan, group.key, language)}  {say('design.view.precision_row', language, **data)}"


def _label(plan: Plan, group: str, language: Language) -> str:
    name = plan.mapping.groups[group].name.get_in(language)
    return f"{name if len(name) <= LABEL else f'{name[: LABEL - 1]}…':<{LABEL}}"


def _matrix(plan: Plan, language: Language) -> Iterator[str]:
    """Yield the expected matrix by kind of group, one sign for each response rate."""
    from samspill.design.expected import percent
    from samspill.language import say

    groups = plan.mapping.groups_in(plan.wave)
    width = len(plan.expected.responses) + 3
    yield from _heading("matrix", language)
    yield from _legend(plan, language)
    yield ""
    yield " " * (LABEL + 4) + "".join(f"{number:^{width}}" for number, _ in enumerate(groups, 1)).rstrip()
    for number, rater in enumerate(groups, 1):
        cells = "".join(f"{_cell(plan, rater.key, target.key):^{width}}" for target in groups)
        yield f"{number:>2}  {_label(plan, rater.key, language)}{cells}".rstrip()
    shares = [(response, plan.expected.needed_share(response)) for response in plan.expected.responses]
    if shares[0][1] is not None:
        yield from ("", say("design.view.share", language))
    for response, share in shares:
        if share is not None:
            told = say("design.view.share_row", language, response=round(100 * response), share=percent(share))
            yield f"  {told}"


def _cell(plan: Plan, rater: str, target: str) -> str:
    from samspill.design.expected import outlook
    from samspill.terms import Need

    shown = plan.expected.between(rater, target)
    signs = NOT_ASKED if shown is None else "".join(SIGNS[outlook(probability)] for probability in shown)
    return f"[{signs}]" if plan.mapping.need(rater, target) is Need.HIGH else signs


def _legend(plan: Plan, language: Language) -> Iterator[str]:
    from samspill.language import listing, say

    rates = listing([str(round(100 * response)) for response in plan.expected.responses], language)
    yield from _wrapped("", say("design.view.legend", language, rates=rates))
    signs = [(sign, say(f"design.view.{name}", language)) for name, sign in SIGNS.items()]
    signs += [(NOT_ASKED, say("design.view.not_asked", language)), ("[ ]", say("design.view.needed", language))]
    yield "   ".join(f"{sign} {text}" for sign, text in signs)
    if plan.mapping.sites:
        yield say("design.view.sites", language)
