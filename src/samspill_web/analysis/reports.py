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
from samspill.disclosure import release as core
from samspill.disclosure.release_file import to_json
from samspill.render.formats import WRITERS, written
from samspill.render.kinds import Format
from samspill.reporting.compose import Edition, Looking, compose, compose_map, compose_tie
from samspill.reporting.document import Paragraph, Report, Section
from samspill.reporting.names import Names
from samspill.terms import Audience, Language
from samspill_web.analysis.models import Release
from samspill_web.analysis.selectors import understood
from samspill_web.collection.ballots.plans import plan_of
from samspill_web.collection.handed_out import told_of

KEPT = 64_000_000
"""Bytes of reports that a process keeps."""

TITLE = 50
"""Letters of a title in the name of a file."""

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
    key = (row.pk, row.made, wanted)
    found = made.find(key)
    if found is None:
        found = _render(row, wanted)
        made.keep(key, found)
    return found


def _render(row: Release, wanted: Wanted) -> bytes:
    release = understood(row.text)
    if wanted.kind == RELEASE:
        # As it was written, for who reads it with other programmes.
        return to_json(release).encode()
    kind = Format(wanted.kind)
    report = _report(row, release, wanted, WRITERS[kind].edition, told_of(row.wave))
    return written(kind, replace(report, made_on=row.made.date()))


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
    title = slugify(plan_of(row.wave).mapping.title.get_in(wanted.language))[:TITLE].strip("-") or "samspill"
    ending = RELEASE if wanted.kind == RELEASE else WRITERS[Format(wanted.kind)].ending
    unit = slugify(wanted.unit or "")[:TITLE].strip("-")
    parts = (title, str(row.wave.number), wanted.audience.value, unit, wanted.language.value)
    return f"{'-'.join(part for part in parts if part)}.{ending}"
