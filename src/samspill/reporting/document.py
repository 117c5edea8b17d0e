"""A report as typed blocks: what it says, not how a format draws it.

``reporting.compose`` builds it from a release, in one language; each module of ``samspill.render`` turns it into bytes. Texts
are final: a renderer adds no words beyond those in ``Labels``, and computes no number.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from samspill.disclosure.release import Release
from samspill.terms import Audience, Language, TieClass


class Mark(StrEnum):
    """Marks that live without colour (LOOK: classes); NONE for a cell that is only text."""

    HOLDS = "●"
    ON_THE_WAY = "◐"
    NEEDS_TALK = "○"
    UNKNOWN = "?"
    """Hidden: too few to show. The counts of a class, and of several places, take in what nobody answered about as well."""
    NO_DATA = "…"
    """Nobody answered, or it was not asked."""
    NO_TIE = "—"
    NO_CONTACT = "∅"
    NONE = ""

    @classmethod
    def of(cls, tie_class: TieClass) -> Mark:
        """Return the mark of a class."""
        return cls[tie_class.name]

    @property
    def silent(self) -> bool:
        """Whether it stands for something without a value, so that a reader asks why."""
        return self in (Mark.UNKNOWN, Mark.NO_DATA, Mark.NO_TIE, Mark.NO_CONTACT)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text. ``lead`` marks the one sentence that says it all; ``small`` is for notes and method."""

    text: str
    lead: bool = False
    small: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list, with an optional heading of its own (the heading level follows the nesting)."""

    items: tuple[str, ...]
    heading: str | None = None
    numbered: bool = False
    language: Language | None = None
    """Language of the items where it is not the report's."""


@dataclass(frozen=True, slots=True)
class Questions:
    """Questions for a dialogue."""

    items: tuple[str, ...]
    heading: str


@dataclass(frozen=True, slots=True)
class Cards:
    """Cards to cut out and write on: each begins with a few words and leaves room below them."""

    heading: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableCell:
    """A table cell. ``text`` is always readable by itself; ``mark`` comes before it where a format can draw it.

    ``number`` is the value for formats that keep numbers as numbers (XLSX); ``text`` shows it. ``strong`` draws the solid frame
    of a needed tie; ``quiet`` the diagonal; ``label`` is the whole sentence, for screen readers and links.
    """

    text: str
    mark: Mark = Mark.NONE
    number: float | None = None
    strong: bool = False
    quiet: bool = False
    label: str | None = None
    link: str | None = None
    """Id of the section it leads to."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption, one header row, and a row header first in each row.

    ``groups`` are optional row-group headings: (heading, number of rows). ``matrix`` asks for the matrix look.
    ``key_column`` tells that the first cell of each row is its header.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[TableCell, ...], ...]
    groups: tuple[tuple[str, int], ...] = ()
    matrix: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture with its words: ``svg`` (no script, fonts by name), ``alt`` for who cannot see it, ``table`` with its numbers.

    The table may stand in another section; then ``table`` is None and ``table_at`` names that section.
    """

    svg: str
    alt: str
    caption: str
    width: int
    height: int
    table: Table | None = None
    table_at: str | None = None


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One line of the overview: a mark, a sentence, and an optional second sentence under it."""

    text: str
    mark: Mark = Mark.NONE
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class KeyLines:
    """A short list of key lines under a heading."""

    heading: str
    lines: tuple[KeyLine, ...]


Block = Paragraph | Bullets | Questions | Cards | Table | Chart | KeyLines


class Kind(StrEnum):
    """What a section is, so that a format can choose and lay out."""

    OVERVIEW = "overview"
    MAPPED = "mapped"
    READING = "reading"
    MATRIX = "matrix"
    MAP = "map"
    PROFILE = "profile"
    TIES = "ties"
    TIE = "tie"
    GROUP = "group"
    FINDING = "finding"
    CHANGE = "change"
    METHOD = "method"
    MEETING = "meeting"
    ACTIONS = "actions"


@dataclass(frozen=True, slots=True)
class Section:
    """A page or slide: one idea, its heading a whole sentence. ``notes`` are the facilitator's notes of a slide."""

    id: str
    kind: Kind
    heading: str
    blocks: tuple[Block, ...]
    notes: str | None = None
    parent: str | None = None
    """Id of the section it stands under; None for a top-level section."""
    about: tuple[str, ...] = ()
    """Ties that a page is about, ``rater>target`` as findings name them, where it is about one alone."""


@dataclass(frozen=True, slots=True)
class Labels:
    """The few words that a format itself needs, in the report's language."""

    contents: str
    page: str
    of: str
    table_of_chart: str
    back_to_top: str
    skip_to_content: str
    questions: str


@dataclass(frozen=True, slots=True)
class Glossary:
    """What a reader calls each thing in a release, by kind: a group and a dimension, or an organisation, may share a key."""

    units: dict[str, str] = field(default_factory=dict[str, str])
    """By id of a unit, and by key of a group wherever it is."""
    measures: dict[str, str] = field(default_factory=dict[str, str])
    """The index, dimensions, items about ties."""
    questions: dict[str, str] = field(default_factory=dict[str, str])
    """Items about the own situation."""
    options: dict[tuple[str, int], str] = field(default_factory=dict[tuple[str, int], str])
    """Answers to those, by item and answer code."""
    organisations: dict[str, str] = field(default_factory=dict[str, str])
    sites: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Logo:
    """The mark of an organisation as PNG, with its size in pixels; ``alt`` says what it is to who cannot see it."""

    png: bytes
    width: int
    height: int
    alt: str

    def within(self, width: float, height: float) -> tuple[float, float]:
        """Return its width and height in a room of this size, its shape kept.

        Examples
        --------
        >>> Logo(b"", 400, 100, "").within(50, 11)
        (44.0, 11.0)
        """
        scale = min(width / self.width, height / self.height)
        return self.width * scale, self.height * scale


@dataclass(frozen=True, slots=True)
class Masthead:
    """Whose report it is: the name on its first page, and a mark where there is one."""

    name: str
    logo: Logo | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A finished report in one language for one audience.

    ``release`` travels along for the data formats (XLSX, sav, GraphML, csv, parquet), which write it rather than the prose;
    ``names`` gives the reader's name of everything in it, in the report's language.
    """

    title: str
    subtitle: str
    language: Language
    audience: Audience
    made_by: str
    """Samspill and version, policy in plain words."""
    sections: tuple[Section, ...]
    labels: Labels
    release: Release
    names: Glossary = field(default_factory=Glossary)
    made_on: date | None = None
    """Day the report was made, for formats that must carry it (PDF/A); the caller knows it, the core has no clock."""
    masthead: Masthead | None = None
    """Whose it is, for the first page of formats that are read."""
