"""The pages of a mapping, looked at by those who change it and by those who only read."""

from __future__ import annotations

from itertools import pairwise

import pytest
from django.urls import reverse
from look.seeing import look_at

from samspill.language import say
from samspill.terms import Language
from samspill_web.projects.steps import GATE, PAGES

NAMES = ["project", *(page.name for page in PAGES), "project_people", "history", "file"]


@pytest.mark.parametrize("name", NAMES)
def test_a_page_looks_well_to_its_owner(page_of, cast, name: str) -> None:
    page = page_of(cast.owner)
    assert page.goto(reverse(name, args=[cast.project.pk])).status == 200
    look_at(page)


@pytest.mark.parametrize("name", ["project", "start", "groups", "needs", "ready"])
def test_a_page_looks_well_to_a_representative(page_of, cast, name: str) -> None:
    page = page_of(cast.representative)
    assert page.goto(reverse(name, args=[cast.project.pk])).status == 200
    look_at(page)


def test_the_path_is_one_line_on_a_phone_and_opens(page_of, cast) -> None:
    page = page_of(cast.owner)
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(reverse("start", args=[cast.project.pk]))
    stop = page.get_by_role("navigation").get_by_role("link").first
    assert not stop.is_visible()
    page.locator(".path summary").click()
    assert stop.is_visible()
    look_at(page)


def test_the_path_is_open_without_scripts(page_of, cast) -> None:
    page = page_of(cast.owner, scripts=False)
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(reverse("start", args=[cast.project.pk]))
    assert page.locator(".stop").first.is_visible()


def test_marks_and_names_of_the_path_stand_below_each_other_on_every_page(page_of, cast, client_of) -> None:
    client_of(cast.owner).post(reverse("check", args=[cast.project.pk]))
    page = page_of(cast.owner)
    page.set_viewport_size({"width": 1280, "height": 900})
    for name in NAMES:
        page.goto(reverse(name, args=[cast.project.pk]))
        lefts = "[...document.querySelectorAll('.stop .mark')].map(mark => Math.round(mark.getBoundingClientRect().left))"
        found = page.evaluate(lefts)
        assert len(found) == sum(bool(each.about) or each.name == GATE for each in PAGES), name
        assert len(set(found)) == 1, name
        assert page.evaluate("document.querySelector('.path').scrollHeight <= document.querySelector('.path').clientHeight"), (
            name
        )


def test_the_keyboard_goes_past_the_path_in_one_step(page_of, cast) -> None:
    page = page_of(cast.owner)
    page.goto(reverse("start", args=[cast.project.pk]))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "page"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.path') === null")


@pytest.mark.parametrize("scripts", [True, False])
def test_every_page_of_the_path_says_what_is_next(page_of, cast, scripts: bool) -> None:
    page = page_of(cast.owner, scripts=scripts)
    for before, after in pairwise(each.name for each in PAGES):
        page.goto(reverse(before, args=[cast.project.pk]))
        page.locator(".page p.next a").click()
        page.wait_for_url("**" + reverse(after, args=[cast.project.pk]))
    assert page.locator(".page p.next").count() == 0


def test_the_overview_names_the_mapping_once(page_of, cast) -> None:
    page = page_of(cast.owner)
    page.goto(reverse("project", args=[cast.project.pk]))
    assert page.locator("h1").inner_text() == cast.project.title
    assert page.locator("main").get_by_text(cast.project.title, exact=True).count() == 1
    assert page.title() == f"{cast.project.title} – Samspill"


def test_a_page_with_faults_says_so_first_in_its_title_and_is_read_from_there(page_of, cast) -> None:
    page = page_of(cast.owner)
    page.goto(reverse("add_part", args=[cast.project.pk, "group"]))
    before = page.title()
    page.locator("form.fields button[type=submit]").click()
    page.locator(".ds-error-summary").wait_for()
    assert page.title() == f"{say('kernel.form.title_wrong', Language.NB)} {before}"
    assert page.evaluate("document.activeElement.className") == "ds-error-summary"


def test_names_of_columns_are_whole_words(page_of, cast) -> None:
    page = page_of(cast.owner)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(reverse("needs", args=[cast.project.pk]))
    heads = page.locator("table[data-matrix] thead th")
    assert heads.count() > 1
    assert heads.evaluate_all("heads => heads.filter(head => getComputedStyle(head).overflowWrap !== 'normal').length") == 0
    frame = "document.querySelector('.matrix-frame')"
    assert page.evaluate(f"{frame}.scrollWidth <= {frame}.clientWidth"), "eight groups stand beside each other without moving"


def test_the_sheet_with_the_key_is_printed_without_what_is_for_the_screen(page_of, cast, settings, tmp_path) -> None:
    settings.KEYS = tmp_path
    page = page_of(cast.owner)
    page.goto(reverse("key", args=[cast.project.pk]))
    page.locator("form[action$='/make/'] button").click()
    page.emulate_media(media="print")
    assert page.locator(".key-letters").is_visible()
    assert page.locator("img.code").is_visible()
    assert not page.locator("form.no-print").is_visible()
    assert not page.locator(".path").is_visible()
