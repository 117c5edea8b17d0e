"""The pages of the help, looked at: wide and narrow, in light and dark, and on paper."""

from __future__ import annotations

import pytest
from look.seeing import look_at

from samspill.terms import Language

PAGES = ("", "search/?q=samarbeid", "employee/", "leader/", "sure/", "consultant/", "words/")
EVERY_CHANGE = pytest.param(Language.NB, marks=pytest.mark.every_change)
TWICE_80 = 95
"""Letters of a line, of which 60 to 80 are read easily."""


@pytest.mark.parametrize("language", [EVERY_CHANGE, *(each for each in Language if each is not Language.NB)])
def test_every_page_looks_well(page_of, language: Language) -> None:
    page = page_of()
    for path in (*(f"/help/{language.value}/{name}" for name in PAGES), f"/s/help/{language.value}/"):
        assert page.goto(path).status == 200
        assert page.locator("html").get_attribute("lang") == language.value
        look_at(page, colours=language is Language.NB)


def test_lines_are_of_a_length_that_can_be_read(page_of) -> None:
    page = page_of()
    page.goto("/help/nb/consultant/")
    widths = (
        "() => [...document.querySelectorAll('.help p')].map(p => p.clientWidth / parseFloat(getComputedStyle(p).fontSize))"
    )
    assert max(page.evaluate(widths)) < TWICE_80 / 2


def test_the_language_is_chosen_by_a_link_and_without_scripts(page_of) -> None:
    page = page_of(scripts=False)
    page.goto("/help/nb/leader/")
    page.locator("details[data-menu] > summary").first.click()
    page.get_by_role("link", name="Dansk").click()
    assert page.url.endswith("/help/da/leader/")
    assert page.context.cookies() == []


def test_looking_for_something_with_the_keyboard_alone(page_of) -> None:
    page = page_of(scripts=False)
    page.goto("/help/nb/")
    page.locator("#q").focus()
    page.keyboard.type("kjerneoppgave")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=kjerneoppgave")
    page.locator(".guides a").first.click()
    assert page.url.endswith("/help/nb/words/#core-task")
