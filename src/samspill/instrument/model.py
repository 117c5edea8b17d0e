"""An instrument: dimensions, items, response scales, scoring and bands, in any number of languages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from samspill.terms import Contact, Language, Text


class TextStatus(StrEnum):
    """How far a wording has come."""

    DRAFT = "draft"
    READ = "read"
    """Read and approved by a native reader."""
    TESTED = "tested"
    """Tested with five people who thought aloud."""


class About(StrEnum):
    """What an item asks about."""

    TIE = "tie"
    SELF = "self"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer: ``code`` is stored and shown in order, ``score`` is what it counts (None: not scored)."""

    code: int
    label: Text
    score: float | None = None


@dataclass(frozen=True)
class Scale:
    """A response scale. The range of its scores is the range of everything computed from it."""

    key: str
    options: tuple[Option, ...]

    @cached_property
    def scores(self) -> dict[int, float]:
        """Score by answer code, scored options only."""
        return {option.code: option.score for option in self.options if option.score is not None}

    @property
    def lowest(self) -> float:
        """Lowest score."""
        return min(self.scores.values())

    @property
    def highest(self) -> float:
        """Highest score."""
        return max(self.scores.values())


@dataclass(frozen=True, slots=True)
class Dimension:
    """What several items measure together. ``in_text`` is the name as it reads inside a sentence."""

    key: str
    name: Text
    in_text: Text
    about: Text
    """One plain sentence: what a high value means, seen from the rater."""


@dataclass(frozen=True, slots=True)
class Subscale:
    """A named group of dimensions."""

    key: str
    name: Text
    dimensions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One question. Placeholders in texts: ``{group} {own_group} {core_task} {people}``."""

    key: str
    dimension: str | None
    scale: str
    text: Text
    text_own: Text | None = None
    help: Text | None = None
    about: About = About.TIE
    choose: int = 1
    in_index: bool = True
    status: dict[Language, TextStatus] | None = None
    stemless: bool = False
    """True: the text is a whole question of its own and does not follow the stem."""

    def __hash__(self) -> int:
        return hash(self.key)


@dataclass(frozen=True, slots=True)
class Bands:
    """Cut-offs that an instrument's own literature uses; conventions, not norms."""

    weak_below: float
    strong_above: float
    source: Text
    verified: bool = True


@dataclass(frozen=True)
class Instrument:
    """A questionnaire as data (DESIGN: instrument.toml)."""

    key: str
    version: str
    licence: str
    source: Text
    name: Text
    stem: Text | None
    stem_own: Text | None
    contact_question: Text | None
    contact_labels: dict[Contact, Text]
    dont_know: Text
    people: Text
    """Default that fills ``{people}`` where a mapping names none."""
    min_items: int
    """Answered index items that a tie needs for an index."""
    scales: dict[str, Scale]
    dimensions: dict[str, Dimension]
    subscales: dict[str, Subscale]
    items: dict[str, Item]
    bands_between: Bands | None = None
    bands_within: Bands | None = None
    status: dict[Language, TextStatus] | None = None
    note: Text | None = None
    """Who "we" are; stands beside the questions about other groups."""
    note_own: Text | None = None

    @cached_property
    def tie_items(self) -> tuple[Item, ...]:
        """Items about ties, in order, those outside the index included."""
        return tuple(item for item in self.items.values() if item.about is About.TIE)

    @cached_property
    def index_items(self) -> tuple[Item, ...]:
        """Items that make up the index, in order."""
        return tuple(item for item in self.tie_items if item.in_index)

    @cached_property
    def self_items(self) -> tuple[Item, ...]:
        """Questions about the respondent's own situation."""
        return tuple(item for item in self.items.values() if item.about is About.SELF)

    def items_of(self, dimension: str) -> tuple[Item, ...]:
        """Return the index items of one dimension, in order."""
        return tuple(item for item in self.index_items if item.dimension == dimension)

    def scale_of(self, item: str) -> Scale:
        """Return the response scale of an item."""
        return self.scales[self.items[item].scale]

    @cached_property
    def languages(self) -> tuple[Language, ...]:
        """Languages in which every text that a respondent reads exists."""
        texts = self.survey_texts()
        return tuple(tag for tag in Language if all(text.has(tag) for text in texts))

    def survey_texts(self) -> tuple[Text, ...]:
        """Return every text that a respondent reads."""
        items = self.items.values()
        used = {item.scale for item in items}
        maybe = (
            self.stem,
            self.stem_own,
            self.note,
            self.note_own,
            self.contact_question,
            self.dont_know,
            *self.contact_labels.values(),
            *(text for item in items for text in (item.text, item.text_own, item.help)),
            *(option.label for key in used for option in self.scales[key].options),
        )
        return tuple(text for text in maybe if text is not None)
