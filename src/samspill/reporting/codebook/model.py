"""A code book as data. Every text is in its language; keys and codes are as files hold them."""

from __future__ import annotations

from dataclasses import dataclass

from samspill.terms import Language


@dataclass(frozen=True, slots=True)
class Code:
    """A code of a variable, and what it means. ``missing`` for one that stands where there is no value."""

    code: str
    meaning: str
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Variable:
    """A column, variable, attribute or field. ``type`` is text, whole, number, flag, code, list or record."""

    name: str
    label: str
    type: str
    codes: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A file, or a table or record in one, and what it holds."""

    name: str
    variables: tuple[Variable, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """An answer: the code it was stored and shown by, and the score it counts as (None: not scored)."""

    code: int
    label: str
    counts_as: float | None


@dataclass(frozen=True, slots=True)
class Scale:
    """A response scale. ``recoded`` where answers count as something else than their place: an ideal point, say."""

    key: str
    options: tuple[Option, ...]
    recoded: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was asked, ``[…]`` for the group that it is about. ``about`` is tie or self.

    ``stem`` stands above the text, or begins its sentence; empty for a question that stands alone.
    """

    key: str
    about: str
    stem: str
    text: str
    stem_own: str | None
    text_own: str | None
    dimension: str | None
    scale: str
    in_index: bool


@dataclass(frozen=True, slots=True)
class Measure:
    """The index or a dimension: what a high value means, and the questions whose mean it is."""

    key: str
    name: str
    about: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rung:
    """How values are rounded for a band of people, in scale units. None where no extreme is coded."""

    people: str
    words: str
    step: float
    at_most: float | None
    at_least: float | None


@dataclass(frozen=True, slots=True)
class Cut:
    """A class, or a band of the questionnaire, and the published value from which it counts (None: from the lowest).

    ``above`` for one that counts above that value only.
    """

    code: str
    meaning: str
    begins: float | None
    above: bool = False


@dataclass(frozen=True, slots=True)
class Codebook:
    """Everything that somebody needs to read the files of a release.

    Parameters
    ----------
    low, high : float
        Ends of the scale of the index, in scores.
    states : tuple of Code
        What there can be in the place of a value; the first is a value.
    classes, bands : tuple of Cut
        ``bands`` are the questionnaire's own, of ties between groups; empty where it has none.
    parts : tuple of Part
        Files, in the order that they are listed.
    """

    title: str
    core_task: str
    language: Language
    instrument: str
    instrument_name: str
    version: str
    licence: str
    source: str
    samspill: str
    policy: str
    policy_words: str
    why_rounded: str
    k: int
    low: float
    high: float
    measures: tuple[Measure, ...]
    questions: tuple[Asked, ...]
    scales: tuple[Scale, ...]
    dont_know: str
    states: tuple[Code, ...]
    ladder: tuple[Rung, ...]
    classes: tuple[Cut, ...]
    bands: tuple[Cut, ...]
    parts: tuple[Part, ...]
