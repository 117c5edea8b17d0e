"""Which section of the help explains a page of a result, and which words stand on it."""

from __future__ import annotations

from dataclasses import dataclass

from samspill.reporting.compose.not_shown import SECTION as NOT_SHOWN
from samspill.reporting.document import Kind, Section

MARKS = (
    ("holds", "report.class.holds"),
    ("on-the-way", "report.class.on_the_way"),
    ("needs-talk", "report.class.needs_talk"),
    ("unknown", "report.class.unknown"),
)
WITHOUT = (("no-contact", "report.state.no_contact"), ("no-tie", "report.state.no_tie"), ("own-group", "report.own_group"))
FIGURES = (("interval", "report.column.interval"), ("people", "report.column.people"))


@dataclass(frozen=True, slots=True)
class Explained:
    """The section of the leader's guide by its anchor, and the words by theirs, each with the code of its name."""

    anchor: str
    words: tuple[tuple[str, str], ...] = ()


BY_KIND = {
    Kind.OVERVIEW: Explained("reading", MARKS),
    Kind.MATRIX: Explained("matrix", (*MARKS, *WITHOUT)),
    Kind.MAP: Explained("map", MARKS),
    Kind.PROFILE: Explained("profile", (MARKS[0], ("dimension", "charts.column_dimension"))),
    Kind.TIES: Explained("reading", (*MARKS, *FIGURES)),
    Kind.TIE: Explained("tie", (*MARKS, *FIGURES)),
    Kind.CHANGE: Explained("change", (("change", "report.column.change"), *FIGURES[:1])),
    Kind.GROUP: Explained("groups", MARKS),
    Kind.FINDING: Explained("first-talk", MARKS[:3]),
}
"""By the kind of a page; what is not named here is explained by how to read the pages at all."""
HIDDEN = Explained("not-shown", (("hidden", "report.state.hidden"), ("no-data", "report.state.no_data")))
OTHERS = Explained("reading")


def explained(section: Section) -> Explained:
    """Return what explains a page."""
    return HIDDEN if section.id == NOT_SHOWN else BY_KIND.get(section.kind, OTHERS)
