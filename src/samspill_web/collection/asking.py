"""How a question is laid out: what stands once above, and what each row says. Pure: no request, no clock, no database."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from samspill.instrument.model import Instrument, Item
from samspill.instrument.wording import ELLIPSIS, Filling, question, stem
from samspill.terms import Language

WIDEST = 8
"""Answers that stand beside each other; longer scales stand below each other on wide screens too."""

GROUP = "\ue000"
"""Stands for the group while a sentence is taken apart: a sign that nobody writes."""

SENTENCE_END = re.compile(r"(?:[?!:]|(?<!\.\w)(?<!\.\w\w)(?<!\.\w\w\w)\.)[»«”“’\"')]*\s+")


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer in words; ``apart`` is what is no step of the scale."""

    value: str
    label: str
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with its answers: ``name`` is the field; several answers may be chosen where ``most`` is above one.

    ``group`` heads its row among others; ``before`` and ``after`` make the row a whole question where it stands by itself.
    """

    name: str
    text: str
    choices: tuple[Choice, ...]
    help: str = ""
    most: int = 1
    group: str = ""
    before: str = ""
    after: str = ""

    @property
    def node(self) -> str:
        """The group that is asked about."""
        return self.name.partition(":")[2]


@dataclass(frozen=True, slots=True)
class Rows:
    """Several groups asked the same: side by side on wide screens, one after another on a phone.

    ``caption`` is the question with … in place of the group; ``opening`` is the part that rows go on from on a phone.
    """

    key: str
    caption: str
    opening: str
    asked: tuple[Asked, ...]
    own: bool = False

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The answers, which all rows share."""
        return self.asked[0].choices

    @property
    def short(self) -> str:
        """The question without what all questions begin with: a line of its own, as reports call it."""
        if not self.opening:
            return self.caption
        text = self.caption.removeprefix(self.opening).strip().removesuffix("?")
        return text[:1].upper() + text[1:]

    @property
    def help(self) -> str:
        """What explains the question, where it is the same for all groups."""
        return self.asked[0].help if len({asked.help for asked in self.asked}) == 1 else ""

    @property
    def wide(self) -> bool:
        """Whether the answers have room beside each other."""
        return len(self.choices) <= WIDEST


@dataclass(frozen=True, slots=True)
class Parts:
    """A question taken apart around the group: sentences before it, its beginning, its end."""

    lead: str
    before: str
    after: str
    joined: bool
    """Whether the beginning belongs to the stem, which stands once above all groups."""

    @property
    def caption(self) -> str:
        """The question with … in place of the group."""
        return f"{self.before}{ELLIPSIS}{self.after}" if self.after or self.before else ""

    @property
    def opening(self) -> str:
        """What stands above rows that stand by themselves."""
        return f"{self.before}{ELLIPSIS}" if self.joined and self.before else ""

    def row(self, asked: Asked, group: str) -> Asked:
        """Return the question about one group as a row."""
        if self.joined:
            return replace(asked, group=group[:1].upper() + group[1:], after=f" {ELLIPSIS}{self.after}")
        return replace(asked, group=group, before=self.before, after=self.after)


def parts(instrument: Instrument, item: Item, names: Filling, language: Language) -> Parts:
    """Take apart what an item asks about a group."""
    marked = replace(names, group=GROUP)
    first, _, after = question(instrument, item, marked, language).partition(GROUP)
    cut = max((found.end() for found in SENTENCE_END.finditer(first)), default=0)
    joined = stem(instrument, item, marked, language).rstrip(f"{ELLIPSIS} ").endswith(GROUP)
    return Parts(first[:cut].strip(), first[cut:], after.replace(GROUP, names.group), joined)


def rows(key: str, found: Parts, asked: Sequence[tuple[Asked, str]]) -> Rows | None:
    """Return the rows of a question, with the group of each as it reads in a sentence; None where there is none."""
    if not asked:
        return None
    return Rows(key, found.caption, found.opening, tuple(found.row(each, group) for each, group in asked))


def own_row(key: str, lead: str, asked: Asked, group: str) -> Rows:
    """Return the question about the own group: it has words of its own, so it stands by itself."""
    text = asked.text.removeprefix(lead).strip() if lead else asked.text
    return Rows(f"{key}-own", text, "", (replace(asked, group=group, after=text),), own=True)
