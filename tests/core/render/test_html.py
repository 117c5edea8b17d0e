"""The page is safe, complete, ordered, and read by people and machines alike."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from samspill.render.html import render
from samspill.render.html_picture import inline_svg
from samspill.render.safe_text import safe
from samspill.reporting.document import Chart, Report, Table
from samspill.terms import Language

VOID = {"meta", "br", "hr", "img", "link", "input"}


class Page(HTMLParser):
    """What a page holds: elements with attributes in order, headings, and its visible text."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.headings: list[tuple[int, str]] = []
        self.parts: list[str] = []
        self.open: list[str] = []
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append((int(tag[1]), ""))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" in self.open:
            return
        self.parts.append(data)
        if self.open and re.fullmatch("h[1-6]", self.open[-1]):
            level, text = self.headings[-1]
            self.headings[-1] = (level, text + data)

    @property
    def text(self) -> str:
        return squeezed(" ".join(self.parts))

    def values(self, name: str) -> list[str]:
        return [attributes[name] for _, attributes in self.elements if name in attributes]


def squeezed(text: str) -> str:
    return " ".join(safe(text).split())


@pytest.fixture
def page(made_up_report: Report) -> Page:
    return Page(render(made_up_report))


def test_hostile_texts_come_out_as_text(page: Page, hostile_texts: tuple[str, ...]) -> None:
    for text in hostile_texts:
        assert page.text.count(squeezed(text)) >= 10, text


def test_texts_make_no_elements_and_no_attributes(page: Page, plain_report: Report) -> None:
    plain = Page(render(plain_report))
    assert {tag for tag, _ in page.elements} == {tag for tag, _ in plain.elements}
    assert {name for _, attributes in page.elements for name in attributes} == {
        name for _, attributes in plain.elements for name in attributes
    }


def test_nothing_is_run_and_nothing_is_fetched(page: Page, made_up_report: Report) -> None:
    assert not {"script", "iframe", "object", "embed", "link", "img", "form", "base"} & {tag for tag, _ in page.elements}
    assert not any(name.startswith("on") for _, attributes in page.elements for name in attributes)
    assert all(link.startswith("#") for link in page.values("href"))
    assert not page.values("src")
    assert sum(tag == "style" for tag, _ in page.elements) == 1
    assert not page.values("style")
    source = render(made_up_report).decode()
    assert not re.search(r"url\((?!data:)|@import", source)


def test_a_page_without_pictures_names_no_address(plain_report: Report) -> None:
    assert not re.search(rb"https?:", render(plain_report))


def test_headings_go_down_one_level_at_a_time(page: Page, plain_report: Report) -> None:
    levels = [level for level, _ in page.headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    told = [squeezed(text) for level, text in Page(render(plain_report)).headings if level == 2]
    assert told == [section.heading for section in plain_report.sections if section.parent is None]


def test_ids_are_one_of_a_kind_and_every_link_has_its_place(page: Page) -> None:
    ids = Counter(page.values("id"))
    assert max(ids.values()) == 1
    assert {link[1:] for link in page.values("href")} <= set(ids)
    named = {key for value in page.values("aria-labelledby") for key in value.split()}
    assert named <= set(ids)


def test_a_block_used_twice_still_has_its_own_ids(plain_report: Report) -> None:
    sections = tuple(replace(section, id=f"{section.id}-again") for section in plain_report.sections)
    twice = replace(plain_report, sections=(*plain_report.sections, *sections))
    assert max(Counter(Page(render(twice)).values("id")).values()) == 1


def test_section_ids_with_signs_can_be_reached(plain_report: Report) -> None:
    section = replace(plain_report.sections[0], id="group-lærere@nordby+sfo@nordby")
    page = Page(render(replace(plain_report, sections=(section,))))
    assert "group-lærere@nordby+sfo@nordby" in page.values("id")
    assert "#group-l%C3%A6rere%40nordby%2Bsfo%40nordby" in page.values("href")


def test_tables_have_captions_and_headers_with_scope(page: Page) -> None:
    tables = sum(tag == "table" for tag, _ in page.elements)
    assert tables == sum(tag == "caption" for tag, _ in page.elements)
    scopes = [attributes.get("scope") for tag, attributes in page.elements if tag == "th"]
    assert set(scopes) == {"col", "row", "rowgroup"}


def test_matrix_says_every_sentence_on_wide_and_narrow_screens(plain_report: Report) -> None:
    page = Page(render(plain_report))
    tables = [block for section in plain_report.sections for block in section.blocks if isinstance(block, Table)]
    matrix = next(table for table in tables if table.matrix)
    heard = [*page.values("aria-label"), page.text]
    for row in matrix.rows:
        for cell in row[1:]:
            assert cell.label is not None
            assert any(cell.label in words for words in heard)
            assert cell.label in page.text


def test_pictures_have_title_and_description(page: Page, made_up_report: Report) -> None:
    charts = [block for section in made_up_report.sections for block in section.blocks if isinstance(block, Chart)]
    svgs = [attributes for tag, attributes in page.elements if tag == "svg"]
    assert len(svgs) == len(charts)
    assert all(attributes["role"] == "img" and len(attributes["aria-labelledby"].split()) == 2 for attributes in svgs)
    for chart in charts:
        assert squeezed(chart.alt) in page.text


def test_pictures_lose_everything_that_is_not_drawing() -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" onload="alert(1)" width="9">'
        '<script>alert(1)</script><a xlink:href="javascript:alert(1)"><text>x</text></a><foreignObject/><style>*{}</style>'
        '<image href="http://a.example"/><rect onclick="x" style="fill:url(http://a.example)" width="2" height="2"/></svg>'
    )
    drawn = str(inline_svg(Chart(svg, "alt", "caption", 9, 9), "k"))
    assert not re.search(r"alert|script|example|style|onclick|foreignObject|image", drawn)
    assert '<rect width="2" height="2"></rect>' in drawn


@pytest.mark.parametrize("language", list(Language))
def test_language_is_told(plain_report: Report, language: Language) -> None:
    page = Page(render(replace(plain_report, language=language)))
    assert page.elements[0] == ("html", {"lang": language.value})


def test_landmarks_and_the_way_past_them(page: Page) -> None:
    tags = Counter(tag for tag, _ in page.elements)
    assert (tags["header"], tags["nav"], tags["main"], tags["footer"]) == (1, 1, 1, 1)
    first = next(attributes for tag, attributes in page.elements if tag == "a")
    assert first == {"class": "skip", "href": "#content"}
    assert ("main", {"class": "told", "id": "content", "tabindex": "-1"}) in page.elements


def test_same_report_gives_the_same_bytes(made_up_report: Report) -> None:
    assert render(made_up_report) == render(made_up_report)
