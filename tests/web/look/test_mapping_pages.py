"""The pages of a mapping, looked at by those who change it and by those who only read."""

from __future__ import annotations

import pytest
from django.urls import reverse
from look.seeing import look_at

from samspill_web.projects.steps import PAGES

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
        assert len(found) == len(PAGES), name
        assert len(set(found)) == 1, name
        assert page.evaluate("document.querySelector('.path').scrollHeight <= document.querySelector('.path').clientHeight"), (
            name
        )
