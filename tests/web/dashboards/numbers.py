"""Every number on the pages of a result, explained by the release: read from the page, not from what made it.

A table of figures is read row by row: the whole sentence in a row says which tie it is about, and every figure beside it must
be that tie's own. A table of counts is counted again. In running text each number, in figures or in words, must be one that
this page may say; ranges of people, dates and texts that are the same in every mapping are taken out before.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from string import Formatter

from lxml import html

from samspill.design.model import Mapping
from samspill.disclosure.release import Cell, Published, Release, TieFacts
from samspill.instrument.model import Instrument
from samspill.language import catalogue, day, number, say
from samspill.reporting.compose.method import SOURCES
from samspill.reporting.names import INDEX, Names
from samspill.reporting.narrate import cell_mark, experience, sentence
from samspill.terms import Bound, Direction, Language, Need, Text

NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
AREAS = ("report", "charts", "findings", "disclosure", "scoring", "dashboards")
LINES = 8
"""Lines that a page of findings has room for."""
MARKS = "●◐○?…∅"


@dataclass(frozen=True)
class Found:
    """A number without an explanation, and where it stands."""

    number: str
    text: str


@dataclass(frozen=True)
class Explainer:
    """What a release, with its plan, allows a page to say in one language."""

    release: Release
    mapping: Mapping
    instrument: Instrument
    language: Language

    @cached_property
    def names(self) -> Names:
        return Names(self.mapping, self.instrument, self.language)

    @cached_property
    def wave(self):
        return self.release.waves[-1]

    @cached_property
    def cells(self) -> dict[tuple[str, str, str], Cell]:
        return {(cell.rater, cell.target, cell.dimension): cell for cell in self.wave.cells}

    @cached_property
    def between(self) -> list[TieFacts]:
        return [tie for tie in self.wave.ties if not tie.own and tie.state.value != "no_tie"]

    @cached_property
    def needed(self) -> list[TieFacts]:
        return [tie for tie in self.between if tie.need is Need.HIGH] or self.between

    @cached_property
    def words(self) -> dict[str, int]:
        """Numbers in words, but for one and none, which are other words too."""
        return {say(f"report.number.{count}", self.language): count for count in range(2, 21)}

    @cached_property
    def constant(self) -> list[str]:
        """Texts with a number in them that are the same in every mapping, the longest first."""
        found: set[str] = set()
        for area in AREAS:
            for entry in catalogue(area).values():
                told = entry[self.language]
                texts = [told] if isinstance(told, str) else list(told.values())
                parts = (part for text in texts for part in _plain(text) if len(part.split()) > 1 or part == "ICC(2)")
                found |= {part for part in parts if NUMBER.search(part) or self._worded(part)}
        policy = self.release.policy
        for code in ("people.few", "people.some", "people.many", "people_short.few", "people_short.some", "people_short.many"):
            found.add(say(f"report.{code}", self.language, k=policy.k))
        start = self.mapping.start
        found |= {
            day(each, self.language) for each in (start.feedback_meeting, *(agreed.on for agreed in start.agreed)) if each
        }
        found.add(say(f"report.policy.{policy.name}", self.language, k=policy.k))
        found |= {text.get_in(self.language) for text in self._owners}
        found |= {self.instrument.licence, *SOURCES}
        return sorted(found, key=len, reverse=True)

    @property
    def _owners(self) -> Iterator[Text]:
        """What the owner of the mapping has written."""
        start = self.mapping.start
        yield from (self.mapping.title, *(group.name for group in self.mapping.groups.values()))
        yield from (*start.ambitions, *start.resources, *(goal.what for goal in start.goals))

    def _worded(self, text: str) -> bool:
        return any(word in self.words for word in re.findall(r"\w+", text.lower()))

    # ---- a page --------------------------------------------------------------------------------------------------------

    def unexplained(self, page: str, key: str) -> list[Found]:
        """Return the numbers of a page that the release does not explain; ``key`` is the last part of its address."""
        tree = html.fromstring(page)
        told = tree.xpath('//div[starts-with(@class, "told")]')[0]
        found: list[Found] = []
        for table in told.xpath(".//table"):
            if table.xpath("ancestor-or-self::*[@data-read]"):
                continue
            read = list(self._table(table))
            if read:
                found += [each for rows in read for each in rows]
                table.getparent().remove(table)
        allowed = self.allowed(key)
        texts = [*tree.xpath("//h1//text()"), *_texts(told)]
        return found + [each for text in texts for each in self._prose(text, allowed)]

    def _prose(self, text: str, allowed: set[str]) -> Iterator[Found]:
        plain = " ".join(text.split())
        for part in self.constant:
            plain = plain.replace(part, " ")
        for each in NUMBER.findall(plain):
            if each not in allowed:
                yield Found(each, text)
        for word in re.findall(r"\w+", plain.lower()):
            if word in self.words and str(self.words[word]) not in allowed:
                yield Found(word, text)

    # ---- tables --------------------------------------------------------------------------------------------------------

    def _table(self, table: html.HtmlElement) -> Iterator[list[Found]]:
        """Read a table of which each number can be counted or looked up again; nothing of any other."""
        heads = [_said(head) for head in table.xpath("./thead/tr/th")]
        figure = say("report.column.figure", self.language, low="1", high="5")
        rows = table.xpath("./tbody/tr[not(contains(@class, 'heading'))]")
        if figure in heads:
            yield [each for row in rows for each in self._figures(row, heads)]
        elif len(heads) > 1 and all(head[:1] in MARKS for head in heads[1:]):
            yield [each for row in rows for each in self._counts(row, heads)]
        elif say("report.organisations.caption", self.language) == _said(table.xpath("./caption")[0]):
            yield [each for row in rows for each in self._squares(row, heads)]

    def _figures(self, row: html.HtmlElement, heads: list[str]) -> Iterator[Found]:
        cells = row.xpath("./td")
        tie = self._tie_of(row)
        if tie is None:
            yield Found("?", f"no tie: {_said(row)}")
            return
        cell = self.cells.get(tie)
        published = cell.published if cell else None
        expected = {
            say("report.column.figure", self.language, low="1", high="5"): self._value(published),
            say("report.column.interval", self.language): self._interval(published),
            say("report.column.people", self.language): self._people(published),
        }
        for head, each in zip(heads[1:], cells, strict=True):
            shown = _shown(each)
            heard = NUMBER.findall(" ".join(each.xpath(".//*[@class='unseen']/text()")))
            if head in expected and (shown != expected[head] or heard != NUMBER.findall(expected[head])[: len(heard)]):
                yield Found(shown, f"{tie}: not {expected[head]}, {heard}")
            elif head == say("report.column.change", self.language):
                yield from self._change(tie, shown)

    def _tie_of(self, row: html.HtmlElement) -> tuple[str, str, str] | None:
        """Return the tie and dimension that a row is about, from the whole sentence of its class."""
        said = " ".join(row.xpath(".//*[@class='unseen']/text() | .//a/@aria-label")).strip()
        found = [key for key, text in self._sentences.items() if f" {text}" in f" {said}"]
        return found[0] if found else None

    @cached_property
    def _sentences(self) -> dict[tuple[str, str, str], str]:
        """The sentence by which each tie is known, its dimension before it; the longest first, so that the whole is found."""
        told: dict[tuple[str, str, str], str] = {}
        for tie in self.wave.ties:
            for key in (INDEX, *self.release.dimensions, *(item for items in self.release.items.values() for item in items)):
                missing = Cell(tie.rater, tie.target, key, tie.state)
                cell = self.cells.get((tie.rater, tie.target, key), missing)
                text = sentence(experience(cell, self.names, own=tie.own))
                told[tie.rater, tie.target, key] = text if key == INDEX else f"{self.names.measure(key)}: {text}"
        return dict(sorted(told.items(), key=lambda each: -len(each[1])))

    def _value(self, published: Published | None) -> str:
        if published is None:
            return "–"
        sign = {Bound.AT_LEAST: "≥ ", Bound.AT_MOST: "≤ ", None: ""}[published.bound]
        return sign + number(published.value, self.language)

    def _interval(self, published: Published | None) -> str:
        if published is None or published.interval is None:
            return "–"
        return "–".join(number(end, self.language) for end in published.interval)

    def _people(self, published: Published | None) -> str:
        if published is None:
            return "–"
        if published.n is not None:
            return str(published.n)
        return say(f"report.people_short.{published.n_band.name.lower()}", self.language, k=self.release.policy.k)

    def _change(self, tie: tuple[str, str, str], shown: str) -> Iterator[Found]:
        known = {(part.rater, part.target, part.dimension): part for part in self.wave.changes}
        part, figures = known.get(tie), NUMBER.findall(shown)
        told = part is not None and part.difference is not None and part.direction is not Direction.SAME
        expected = [number(abs(part.difference), self.language)] if part and told and part.difference is not None else []
        expected += [number(abs(end), self.language) for end in part.interval] if part and told and part.interval else []
        if figures != expected:
            yield Found(shown, f"{tie}: not {expected}")

    def _counts(self, row: html.HtmlElement, heads: list[str]) -> Iterator[Found]:
        name = _said(row.xpath("./th")[0])
        measures = [*self.release.dimensions, *(item for items in self.release.items.values() for item in items)]
        key = next((key for key in measures if self.names.measure(key) == name), None)
        counted = Counter(self._mark(tie, key or "") for tie in self.needed if tie.state.value != "no_contact")
        for head, each in zip(heads[1:], row.xpath("./td"), strict=True):
            if _shown(each) != str(counted[head[:1]]):
                yield Found(_shown(each), f"{name}, {head}: not {counted[head[:1]]}")

    def _mark(self, tie: TieFacts, key: str) -> str:
        cell = self.cells.get((tie.rater, tie.target, key)) or Cell(tie.rater, tie.target, key, tie.state)
        return cell_mark(cell).value

    def _squares(self, row: html.HtmlElement, heads: list[str]) -> Iterator[Found]:
        rater = _said(row.xpath("./th")[0])
        for target, each in zip(heads[1:], row.xpath("./td"), strict=True):
            ties = self._ways.get((rater, target), [])
            held = sum(self._mark(tie, INDEX) == "●" for tie in ties)
            expected = [str(held), str(len(ties))] if ties else []
            if NUMBER.findall(_shown(each)) != expected:
                yield Found(_shown(each), f"{rater}, {target}: not {expected}")

    @cached_property
    def _ways(self) -> dict[tuple[str, str], list[TieFacts]]:
        found: dict[tuple[str, str], list[TieFacts]] = {}
        for tie in self.needed:
            target = self._organisation(tie.target)
            for rater in {self._organisation(member) for member in tie.rater.split("+")}:
                found.setdefault((rater, target), []).append(tie)
        return found

    def _organisation(self, node: str) -> str:
        return self.names.organisation(self.mapping.groups[node.partition("@")[0]].organisation)

    # ---- what a page may say in running text ---------------------------------------------------------------------------

    def allowed(self, key: str) -> set[str]:
        """Return the numbers that the running text of a page may have."""
        counts = [*self._standing(INDEX)]
        kind = re.sub(r"[\d-]+$", "", key)
        if kind in ("dimension", "profile"):
            measures = [*self.release.dimensions, *(item for items in self.release.items.values() for item in items)]
            keys = measures if kind == "profile" else self._of_dimension(int(key.rpartition("-")[2]))
            counts = [count for measure in keys for count in self._standing(measure)]
        elif kind == "knowledge":
            counts = [*self._standing(self.release.dimensions[0]), len(self._pairs), *range(len(self._pairs))]
        elif kind == "organisations":
            counts += [
                count
                for ties in self._ways.values()
                for count in (len(ties), *Counter(self._mark(tie, INDEX) for tie in ties).values())
            ]
            across = list(
                {(tie.rater, tie.target): tie for way, ties in self._ways.items() if way[0] != way[1] for tie in ties}.values()
            )
            counts += [len(across), *Counter(self._mark(tie, INDEX) for tie in across).values()]
        elif kind == "map":
            across = [
                tie for tie in self.needed if self._organisation(tie.target) != self._organisation(tie.rater.split("+")[0])
            ]
            counts += [len(across), sum(self._mark(tie, INDEX) == "●" for tie in across), len(self.mapping.groups)]
        elif kind == "overview":
            asked = [unit for unit in self.wave.groups if unit.state != "not_asked" and len(unit.members) == 1]
            counts += [len(asked), sum(unit.state == "answered" for unit in asked), *self._standing("familiarity")]
            counts += [len(self.needed) - sum(self._mark(tie, INDEX) in "?…" for tie in self.needed)]
        elif kind.startswith("finding"):
            # What has no room is counted.
            unknown = sum(self._mark(tie, INDEX) in "?…" for tie in self.needed)
            counts = [count - LINES for count in (unknown, *counts)]
        told = {str(count) for count in counts if count >= 0}
        if kind in ("method", "sure", "reading"):
            told |= self._of_method(kind)
        return told | {str(self.wave.wave)} if kind in ("mapped", "method") else told

    def _standing(self, dimension: str) -> Iterator[int]:
        counted = Counter(self._mark(tie, dimension) for tie in self.needed)
        yield from counted.values()
        yield sum(counted[mark] for mark in "●◐○?…")
        yield len(self.needed)

    def _of_dimension(self, place: int) -> list[str]:
        dimension = self.release.dimensions[place - 1]
        return [dimension, *self.release.items.get(dimension, ())]

    @cached_property
    def _pairs(self) -> set[frozenset[str]]:
        pooled = {unit.id: unit.pooled_into or unit.id for unit in self.wave.groups}
        return {frozenset((tie.rater, pooled.get(tie.target, tie.target))) for tie in self.needed}

    def _of_method(self, kind: str) -> set[str]:
        policy, wave = self.release.policy, self.wave
        steps = [*policy.steps.values(), *filter(None, (*policy.coded_low.values(), *policy.coded_high.values()))]
        told = {number(float(each), self.language, 3) for each in (*steps, policy.k, 1, 5, 4, 3.5, 3, 0.5, 1.75, 4.25)}
        if kind == "method":
            told |= {str(len(self.instrument.items_of(key))) for key in self.instrument.dimensions}
            return told | {str(len(self.instrument.index_items)), *NUMBER.findall(self.release.samspill)}
        if kind == "sure":
            told = {number(each, self.language) for each in wave.reliability.values()}
            told |= {str(round(100 * share)) for share in wave.variance_parts.values()} | {"5", "100"}
            network = wave.network
            told |= {
                str(each) for each in (*network.within, *network.between, network.mutual, network.one_way, network.neither)
            }
        return told


def _plain(text: str) -> Iterator[str]:
    """Return the parts of a message that are the same whatever fills it."""
    yield from (literal.strip() for literal, *_ in Formatter().parse(text) if literal.strip())


def _said(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split()).replace("\u00ad", "")


def _shown(cell: html.HtmlElement) -> str:
    """Return what is seen in a cell, without what is for who listens alone."""
    return " ".join(" ".join(cell.xpath(".//text()[not(ancestor::*[@class='unseen'])]")).split())


def _texts(element: html.HtmlElement) -> Iterable[str]:
    """Return every text of a page, what is for who listens and names of links among them; pictures are texts too."""
    yield from element.xpath(".//text()")
    yield from element.xpath(".//@aria-label | .//@title")
