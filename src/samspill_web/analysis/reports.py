"""Reports of a release, made when they are asked for. They are made of the release, and of what never changes once it is there.

That is the plan, and how many codes groups were handed: so a copy in memory is as good.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from threading import Lock

from django.utils.text import slugify

from samspill.design.handed_out import HandedOut
from samspill.design.plan import Plan
from samspill.disclosure import release as core
from samspill.disclosure.release_file import to_json
from samspill.render.formats import WRITERS, written
from samspill.render.kinds import Format
from samspill.reporting.compose import Edition, Looking, compose, compose_map, compose_tie
from samspill.reporting.document import Logo, Masthead, Paragraph, Report, Section
from samspill.reporting.names import Names
from samspill.terms import Audience, Language
from samspill_web.accounts.models import Tenant
from samspill_web.accounts.selectors import logo_of
from samspill_web.analysis.models import Release
from samspill_web.analysis.selectors import understood
from samspill_web.collection.ballots.plans import plan_of
from samspill_web.collection.handed_out import told_of

KEPT = 64_000_000
"""Bytes of reports that a process keeps."""

TITLE = 50
"""Letters of a title in the name of a file."""

LETTERS = str.maketrans({"æ": "ae", "Æ": "ae", "ø": "o", "Ø": "o", "ð": "d", "Ð": "d", "þ": "th", "Þ": "th", "ß": "ss"})
"""Letters that have no plain one inside them."""

RELEASE = "json"
"""The release itself, beside the formats of reports."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A report as somebody asks for it: ``kind`` is a format, or ``RELEASE``; ``unit`` is set for one group's."""

    kind: str
    language: Language
    audience: Audience
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Headline:
    """What a result says in one sentence, and in one more."""

    sentence: str
    more: str


class _Kept:
    """Reports that were made, those asked for last; no more than fit."""

    def __init__(self) -> None:
        self._made: OrderedDict[object, bytes] = OrderedDict()
        self._lock = Lock()

    def find(self, key: object) -> bytes | None:
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
            return self._made.get(key)

    def keep(self, key: object, content: bytes) -> None:
        with self._lock:
            self._made[key] = content
            while sum(map(len, self._made.values())) > KEPT:
                self._made.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._made.clear()


made = _Kept()


def rendered(row: Release, wanted: Wanted) -> bytes:
    """Return a report as a file.

    Raises
    ------
    RenderError
        The format cannot hold what the report says.
    """
    logo = logo_of(row.wave.project.tenant)
    key = (row.pk, row.made, wanted, row.wave.project.tenant.name, logo.at if logo else None)
    found = made.find(key)
    if found is None:
        found = _render(row, wanted)
        made.keep(key, found)
    return found


def _render(row: Release, wanted: Wanted) -> bytes:
    return Sitting(row).made(wanted)


class Sitting:
    """Reports of one release that are made one after the other: what several of them share is made once."""

    def __init__(self, row: Release) -> None:
        self._row, self._release, self._handed = row, understood(row.text), told_of(row.wave)
        self._masthead = _masthead(row.wave.project.tenant)
        self._whose: object = None
        self._editions: dict[Edition, Report] = {}

    def made(self, wanted: Wanted) -> bytes:
        """Return a report as a file.

        Raises
        ------
        RenderError
            The format cannot hold what the report says.
        """
        if wanted.kind == RELEASE:
            # As it was written, for who reads it with other programmes.
            return to_json(self._release).encode()
        kind = Format(wanted.kind)
        return written(kind, self._composed(wanted, WRITERS[kind].edition))

    def _composed(self, wanted: Wanted, edition: Edition) -> Report:
        whose = (wanted.language, wanted.audience, wanted.unit)
        if whose != self._whose:
            self._whose, self._editions = whose, {}
        if edition not in self._editions:
            report = _report(self._row, self._release, wanted, edition, self._handed)
            self._editions[edition] = replace(report, made_on=self._row.made.date(), masthead=self._masthead)
        return self._editions[edition]


def _masthead(tenant: Tenant) -> Masthead:
    held = logo_of(tenant)
    return Masthead(tenant.name, Logo(bytes(held.png), held.width, held.height, held.alt) if held else None)


def plan_behind(row: Release) -> Plan:
    """Return the plan that a release was made with."""
    return plan_of(row.wave)


def _report(
    row: Release, release: core.Release, wanted: Wanted, edition: Edition, handed: tuple[HandedOut, ...] = ()
) -> Report:
    plan = plan_of(row.wave)
    return compose(
        release,
        plan.mapping,
        plan.instrument,
        audience=wanted.audience,
        language=wanted.language,
        edition=edition,
        unit=wanted.unit,
        handed=handed,
    )


def pages_of(row: Release, audience: Audience, language: Language, unit: str | None = None) -> Report:
    """Return a report to read page by page."""
    return _report(row, understood(row.text), Wanted(RELEASE, language, audience, unit), Edition.PAGES, told_of(row.wave))


def tie_of(row: Release, language: Language, key: str) -> Section | None:
    """Return the page of a tie for leaders, by the id that the matrix leads to; None where there is none."""
    plan = plan_of(row.wave)
    return compose_tie(understood(row.text), plan.mapping, plan.instrument, language, key)


def map_of(row: Release, report: Report, key: str, looking: Looking) -> Section | None:
    """Return a map of a report that looks at one organisation or one dimension; None where there is none."""
    plan = plan_of(row.wave)
    release, audience = understood(row.text), report.audience
    return compose_map(release, plan.mapping, plan.instrument, report.language, key, audience=audience, looking=looking)


def headline_of(row: Release, language: Language) -> Headline:
    """Return what a result says in short."""
    report = _report(row, understood(row.text), Wanted(RELEASE, language, Audience.STAFF), Edition.REPORT)
    overview = report.sections[0]
    lead = next((block.text for block in overview.blocks if isinstance(block, Paragraph) and block.lead), "")
    return Headline(overview.heading, lead)


def groups_of(row: Release, language: Language, units: Iterable[str]) -> list[tuple[str, str]]:
    """Return groups that have a report of their own: id and name."""
    plan = plan_of(row.wave)
    names = Names(plan.mapping, plan.instrument, language)
    return [(unit, names.unit(unit)) for unit in units]


def file_name(row: Release, wanted: Wanted) -> str:
    """Return the name of a report's file: plain letters, so that no title leads anywhere else."""
    title = plain(plan_of(row.wave).mapping.title.get_in(wanted.language)) or "samspill"
    ending = RELEASE if wanted.kind == RELEASE else WRITERS[Format(wanted.kind)].ending
    unit = plain(_called(row, wanted))
    parts = (title, str(row.wave.number), wanted.audience.value, unit, wanted.language.value)
    return f"{'-'.join(part for part in parts if part)}.{ending}"


def _called(row: Release, wanted: Wanted) -> str:
    """Return what a group is called; its id where the plan has no such group."""
    try:
        return groups_of(row, wanted.language, (wanted.unit,))[0][1] if wanted.unit else ""
    except KeyError:
        return wanted.unit or ""


def plain(text: str) -> str:
    """Return what of a text may stand in the name of a file: small letters a to z, figures and hyphens, and not many of them.

    Examples
    --------
    >>> plain("Lærere & PPT, Ålesund"), plain("../../etc/passwd"), plain("学校")
    ('laerere-ppt-alesund', 'etcpasswd', '')
    """
    return slugify(text.translate(LETTERS))[:TITLE].strip("-_")
