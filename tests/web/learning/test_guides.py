"""The texts of the help: complete in every language, readable, in the words of the other texts, and with links that lead on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from itertools import pairwise
from statistics import mean

import pytest

from samspill.instrument.load import shipped
from samspill.language import say
from samspill.reporting.document import Kind
from samspill.terms import Language
from samspill_web.dashboards.explaining import BY_KIND, HIDDEN, OTHERS
from samspill_web.learning.enums import Guide
from samspill_web.learning.guide import HEADING, source, text
from samspill_web.learning.rendering import BOX, html, links, plain, words
from samspill_web.learning.searching import search
from samspill_web.learning.selectors import address, contents, page, related
from samspill_web.projects.steps import Step

EVERY = [(guide, language) for guide in Guide for language in Language]
QUOTES = {Language.NB: "«»", Language.NN: "«»", Language.DA: "»«", Language.SV: "””", Language.EN: "“”"}
EXAMPLE = {
    Language.NB: "Eksempel:",
    Language.NN: "Døme:",
    Language.DA: "Eksempel:",
    Language.SV: "Exempel:",
    Language.EN: "Example:",
}
AVERAGE, LONGEST = 16, 30
SAID = {
    "core-task": "projects.page.core_task.title",
    "own-group": "report.own_group",
    "wanted": "report.overview.wanted",
    "both-directions": "report.talk.both",
    "dimension": "charts.column_dimension",
    "all-sides": "report.index",
    "holds": "report.class.holds",
    "on-the-way": "report.class.on_the_way",
    "needs-talk": "report.class.needs_talk",
    "unknown": "report.class.unknown",
    "people": "report.column.people",
    "interval": "report.column.interval",
    "change": "report.column.change",
    "hidden": "report.state.hidden",
    "no-data": "report.state.no_data",
    "no-contact": "report.state.no_contact",
    "no-tie": "report.state.no_tie",
    "release": "projects.page.release.title",
    "key": "projects.page.key.title",
    "feedback-meeting": "start.calendar.feedback_meeting",
}
"""What the other texts call a word: the help calls it the same."""


def sentences(guide: Guide, language: Language) -> Iterator[str]:
    whole = text(guide, language)
    for part in (whole.lead, *(section.source for section in whole.sections)):
        for line in words(part).splitlines():
            yield from (each for each in re.split(r"(?<=[.?:])[”»«“]?\s+(?=[\W\d]*[A-ZÆØÅÄÖ])", line) if each.strip())


@pytest.mark.parametrize(("guide", "language"), EVERY)
def test_every_language_has_every_section(guide: Guide, language: Language) -> None:
    outline = [(section.anchor, section.above) for section in text(guide, language).sections]
    assert outline == [(section.anchor, section.above) for section in text(guide, Language.NB).sections]
    assert len({anchor for anchor, _ in outline}) == len(outline)
    upper = {above for _, above in outline}
    assert all(section.source or section.anchor in upper for section in text(guide, language).sections)
    assert source(guide, language).startswith("# ")
    assert text(guide, language).lead


@pytest.mark.parametrize(("guide", "language"), EVERY)
def test_every_heading_has_an_anchor_and_every_language_the_same_lists(guide: Guide, language: Language) -> None:
    lines = source(guide, language).splitlines()
    assert [line for line in lines[1:] if line.startswith("#") and not HEADING.match(line)] == []
    for here, first in zip(text(guide, language).sections, text(guide, Language.NB).sections, strict=True):
        assert shape(here.source) == shape(first.source), here.anchor


def shape(part: str) -> list[str]:
    """Return what kinds of blocks a text has, one after another."""
    return [re.match(r"(- \[ \]|-|\d\.|\||)", line)[0] for line in part.splitlines() if line]  # type: ignore[index]


@pytest.mark.parametrize(("guide", "language"), EVERY)
def test_every_link_leads_somewhere_and_to_the_same_in_every_language(guide: Guide, language: Language) -> None:
    named = links(source(guide, language))
    assert named == links(source(guide, Language.NB))
    assert all(address(link, language) for link in named)


@pytest.mark.parametrize("link", ["term:nowhere", "guide:leader#nowhere", "guide:nobody", "page:people", "https://eksempel.no"])
def test_a_link_to_nowhere_is_found(link: str) -> None:
    with pytest.raises((LookupError, ValueError)):
        address(link, Language.NB)


@pytest.mark.parametrize(("guide", "language"), EVERY)
def test_the_signs_are_those_of_the_language(guide: Guide, language: Language) -> None:
    whole = source(guide, language)
    marks = "".join(mark for mark in whole if mark in '«»“”„"')
    assert marks.replace(QUOTES[language], "") == ""
    assert not {"!", "'", "  "} & {*whole, *re.findall("  ", whole)}
    assert BOX not in "".join(str(part.body) for part in page(guide, language).parts)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("guide", Guide)
def test_sentences_are_short(guide: Guide, language: Language) -> None:
    lengths = {sentence: len(re.findall(r"\w+", sentence)) for sentence in sentences(guide, language)}
    assert [sentence for sentence, length in lengths.items() if length > LONGEST] == []
    assert mean(lengths.values()) < AVERAGE


@pytest.mark.parametrize("language", Language)
def test_words_are_called_what_the_other_texts_call_them(language: Language) -> None:
    glossary = text(Guide.WORDS, language)
    for anchor, code in SAID.items():
        section = glossary.section(anchor)
        assert section is not None
        assert section.heading.casefold() == say(code, language).casefold()
    for dimension in shipped("relational-capacity").dimensions.values():
        section = glossary.section(dimension.key.replace("_", "-"))
        assert section is not None
        assert section.heading == dimension.name.get_in(language)
        assert dimension.about is None or dimension.about.get_in(language) in section.source


@pytest.mark.parametrize("language", Language)
def test_each_word_has_an_example_and_leads_to_others(language: Language) -> None:
    entries = [section for section in text(Guide.WORDS, language).sections if section.above]
    assert [each.anchor for each in entries if EXAMPLE[language] not in each.source] == []
    assert {each.anchor for each in entries} == set(related())
    assert {other for others in related().values() for other in others} <= set(related())


def test_each_step_of_the_path_has_a_section_called_the_same() -> None:
    for language in Language:
        guide = text(Guide.CONSULTANT, language)
        for step in Step:
            section = guide.section(step.value)
            assert section is not None
            assert section.heading == say(f"projects.step.{step.value}", language)


def test_what_explains_a_page_of_the_result_is_there() -> None:
    assert Kind.MATRIX in BY_KIND
    for each in (*BY_KIND.values(), HIDDEN, OTHERS):
        assert text(Guide.LEADER, Language.NB).section(each.anchor) is not None
        for word, code in each.words:
            section = text(Guide.WORDS, Language.NB).section(word)
            assert section is not None
            assert section.heading.casefold() == say(code, Language.NB).casefold()


def test_nothing_in_a_text_becomes_html_by_itself() -> None:
    said = str(html("<b>x</b> <script>alert(1)</script> [a](javascript:alert(1)) ![b](term:tie) [c](term:tie)", lambda _: "/x"))
    assert "<b>" not in said
    assert "<script" not in said
    assert "<img" not in said
    assert 'href="javascript' not in said
    assert '<a href="/x" class="ds-link">c</a>' in said


def test_a_link_that_leads_nowhere_here_is_left_as_words() -> None:
    assert "<a" not in str(html("[tie](term:tie) and [more](guide:leader)", lambda _: ""))
    assert plain("## A {#a}\n[tie](term:tie) [x](other.md)") == "## A\ntie [x](other.md)"


def test_headings_do_not_skip_a_level() -> None:
    for guide, language in EVERY:
        levels = [1, *(3 if section.above else 2 for section in text(guide, language).sections)]
        assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize(
    ("asked", "language", "first"),
    [
        ("kjerneoppgaven", Language.NB, "core-task"),
        ("få", Language.NB, "hidden"),
        ("KENDSKAB", Language.DA, "familiarity"),
        ("feedback meeting", Language.EN, "feedback-meeting"),
    ],
)
def test_a_search_finds_the_word_itself_first(asked: str, language: Language, first: str) -> None:
    assert search(asked, language)[0].anchor == first


def test_a_search_finds_sections_with_all_words_and_shows_where() -> None:
    found = search("vakt påminnelse", Language.NB)
    assert "collect" in {hit.anchor for hit in found}
    assert all(hit.excerpt for hit in found)
    assert search("", Language.NB) == search("xyzzy", Language.NB) == search("((((", Language.NB) == ()


def test_the_files_are_all_of_the_languages_there_are() -> None:
    folder = files("samspill_web.learning").joinpath("guides")
    assert {entry.name for entry in folder.iterdir() if entry.is_dir()} == {language.value for language in Language}
    assert [title for language in Language for _, title, lead in contents(language) if not (title and lead)] == []
