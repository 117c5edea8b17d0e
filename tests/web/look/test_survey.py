"""The survey, looked at: every kind of page in every language, wide and narrow, with scripts and without."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django_scopes import scopes_disabled
from look.seeing import look_at, press
from playwright.sync_api import Page

from samspill.terms import Language
from samspill_web.collection.ballots.codes import code_of
from samspill_web.collection.models import Person
from samspill_web.kernel import clock
from samspill_web.projects.models import Deadline, Wave

LOCALES = {Language.NB: "nb-NO", Language.NN: "nn-NO", Language.DA: "da-DK", Language.SV: "sv-SE", Language.EN: "en-GB"}


@pytest.fixture
def opened(open_wave) -> tuple[Wave, list[str]]:
    wave = open_wave(people=3)
    with scopes_disabled():
        return wave, [code_of(person) for person in Person.objects.order_by("pk")]


def come(page: Page, code: str, language: Language) -> None:
    page.goto("/accessibility/")
    page.goto(f"/s/#{code}")
    page.locator(".language > summary").click()
    page.locator(f".tongue[value={language}]").click()
    # The page in the language that was chosen comes with the languages folded.
    page.locator(f"html[lang={language}] .language:not([open])").wait_for()


def answer(page: Page, number: int) -> None:
    for row in page.locator(".survey-page:not([hidden]) .question:visible").all()[:3]:
        row.locator("label.answer").nth(number).click()


@pytest.mark.parametrize("language", Language)
def test_every_page_looks_well(opened, page_of: Callable[..., Page], language: Language) -> None:
    wave, codes = opened
    seen = set()
    page = page_of(language=LOCALES[language])

    def look(name: str) -> None:
        seen.add(name)
        look_at(page, colours=language is Language.NB)

    page.goto("/s/")
    look("enter")
    come(page, codes[0], language)
    for fold in page.locator(".survey-page:not([hidden]) summary").all():
        fold.click()
    look("welcome")
    while not page.locator("[data-kind=summary]:not([hidden])").count():
        page.locator(".moves .next").click()
        kind = page.locator(".survey-page:not([hidden])").get_attribute("data-kind")
        single = page.locator(".survey-page:not([hidden]) fieldset").count() > 0
        answer(page, 0)
        if f"{kind} {single}" not in seen:
            look(f"{kind} {single}")
    page.locator(".moves .next").click()
    page.locator(".before").wait_for(state="attached")
    look("thanks")
    page = page_of(language=LOCALES[language])
    page.goto(f"/s/#{codes[0]}")
    page.locator("h1:not(form h1)").wait_for()
    look("used")
    with scopes_disabled():
        Deadline.objects.create(wave=wave, closes=clock.now(), by=wave.by, at=clock.now())
    page.goto("/accessibility/")
    page.goto(f"/s/#{codes[1]}")
    page.locator("h1:not(form h1)").wait_for()
    look("closed")
    questions = {"contact False", "question False", "question True", "summary False"}
    assert seen == {"enter", "welcome", "thanks", "used", "closed"} | questions


def test_every_page_without_scripts_is_laid_out_as_well(opened, page_of) -> None:
    page = page_of(scripts=False)
    page.goto("/s/")
    page.fill("#code", opened[1][0])
    press(page.locator(".moves .next"))
    assert page.locator(".tongue").count() == 5
    names = []
    while True:
        names.append(page.title())
        for width in (320, 640, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            boxes = [each.bounding_box() for each in page.locator("label.answer, .ds-button:visible, .line").all()]
            assert all(box["x"] >= 0 and box["x"] + box["width"] <= width for box in boxes), (width, page.title())
        if page.locator("[value=send]:not(.unseen)").count():
            break
        for row in page.locator("tr.question").all()[:2]:
            row.locator("label").first.click()
        press(page.locator(".moves .next"))
    assert len(set(names)) == len(names) > 8


def test_nothing_is_preselected_and_back_stands_before_next(opened, page_of) -> None:
    page = page_of()
    come(page, opened[1][0], Language.NB)
    assert page.locator("input:checked").count() == 0
    page.locator(".moves .next").click()
    back, on = (page.locator(f".moves {what}").bounding_box() for what in ("[value=back]", ".next"))
    assert back["x"] < on["x"]
    page.locator(".moves [value=back]").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.moves .next')")


@pytest.mark.parametrize("terminal", ["", "?terminal=1"])
def test_a_code_that_does_not_open_can_be_typed_again(opened, page_of, terminal: str) -> None:
    page = page_of()
    page.goto(f"/s/{terminal}")
    page.fill("#code", "ABCD-EFGH-JKMN-PQRS")
    page.locator(".moves .next").click()
    page.get_by_role("link", name="Skriv koden på nytt").click()
    page.fill("#code", opened[1][0])
    page.locator(".moves .next").click()
    page.locator("[data-kind=welcome]:not([hidden])").wait_for()
    assert ("terminal" in page.url) == bool(terminal)


# The first screen, and what is in view on a phone

PHONE = {"width": 320, "height": 640}


@pytest.mark.parametrize("language", Language)
def test_who_asks_why_and_how_long_is_on_the_first_screen_of_a_phone(opened, page_of, language: Language) -> None:
    page = page_of(language=LOCALES[language])
    page.set_viewport_size(PHONE)
    come(page, opened[1][0], language)
    assert page.locator(".language > summary").bounding_box()["height"] <= 50, "one line"
    last = page.locator(".survey-page:not([hidden]) > .who ~ .ds-paragraph").nth(2)
    assert "7" in last.inner_text()
    box = last.bounding_box()
    assert box["y"] + box["height"] <= PHONE["height"]


def test_a_language_is_chosen_by_keyboard(opened, page_of) -> None:
    page = page_of()
    come(page, opened[1][0], Language.NB)
    fold = page.locator(".language > summary")
    fold.focus()
    assert "Norsk bokmål" in fold.inner_text()
    page.keyboard.press("Enter")
    assert page.locator(".tongue[aria-current]").inner_text() == "Norsk bokmål"
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("html[lang=da] .language:not([open])").wait_for()
    assert page.evaluate("document.activeElement.tagName") == "H1"


def test_a_language_is_chosen_without_scripts(opened, page_of) -> None:
    page = page_of(scripts=False)
    page.goto("/s/")
    page.fill("#code", opened[1][0])
    press(page.locator(".moves .next"))
    page.locator(".language > summary").click()
    press(page.locator(".tongue[value=da]"))
    assert page.locator(".language > summary").inner_text() == "Sprog: Dansk"
    assert page.locator("html").get_attribute("lang") == "da"


HELD = """() => [...document.querySelectorAll("main *")].filter(each => each.checkVisibility())
  .filter(each => ["sticky", "fixed"].includes(getComputedStyle(each).position)).map(each => each.className)"""


@pytest.mark.parametrize("scale", [1, 2])
def test_on_a_phone_each_page_begins_with_its_question_and_nothing_covers_it(opened, page_of, scale: int) -> None:
    page = page_of()
    page.set_viewport_size(PHONE)
    come(page, opened[1][0], Language.NB)
    page.evaluate("scale => { document.documentElement.style.fontSize = `${scale * 100}%` }", scale)
    seen = []
    while not page.locator("[data-kind=summary]:not([hidden])").count():
        page.locator(".moves .next").click()
        here = page.locator(".survey-page:not([hidden])")
        seen.append(here.get_attribute("data-key"))
        assert page.evaluate(HELD) == [], seen
        question = here.locator(".question:visible :is(th, legend)")
        if question.count():
            # The words in letters of double size; with the first answer below them where letters are as usual.
            end = here.locator("label.answer").first if scale == 1 else question.first
            box = end.bounding_box()
            line = box["height"] if scale == 1 else 16 * scale * 1.35
            assert box["y"] + line <= PHONE["height"], (seen, box)
    assert len(seen) > 8
