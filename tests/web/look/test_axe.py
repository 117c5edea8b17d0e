"""Pages that everybody meets, looked at."""

from __future__ import annotations

import pytest
from look.seeing import faults, look_at, press

PUBLIC = {"/": 200, "/accessibility/": 200, "/nowhere/": 404, "/account/login/": 200, "/account/link/": 200}


@pytest.mark.parametrize(("address", "status"), PUBLIC.items())
def test_public_pages(page_of, address: str, status: int) -> None:
    page = page_of()
    assert page.goto(address).status == status
    look_at(page)


@pytest.mark.parametrize("address", ["/", "/account/login/", "/accessibility/"])
def test_a_demonstration_says_so_where_one_can_find_it(page_of, settings, address: str) -> None:
    settings.DEMO = True
    page = page_of()
    page.goto(address)
    assert page.get_by_role("banner").locator(".demo-banner").is_visible()
    look_at(page)


def test_what_was_not_sent_is_told_where_one_can_find_it(page_of) -> None:
    page = page_of()
    page.goto("/account/login/")
    page.evaluate("each = document.querySelector('.not-sent'); each.textContent = each.dataset.failed")
    assert faults(page) == []


def test_the_menus_are_within_reach_on_a_phone(page_of, cast) -> None:
    page = page_of(cast.owner)
    page.goto("/accessibility/")
    page.set_viewport_size({"width": 320, "height": 640})
    for menu in page.locator("details[data-menu] > summary").all():
        menu.click()
        look_at(page)
    assert page.locator("details[data-menu][open]").count() == 1
    page.keyboard.press("Escape")
    assert page.locator("details[data-menu][open]").count() == 0


def test_the_language_is_chosen_without_scripts(page_of) -> None:
    page = page_of(scripts=False)
    page.goto("/accessibility/")
    page.locator("details[data-menu] > summary").first.click()
    press(page.get_by_role("button", name="Svenska"))
    assert page.locator("html").get_attribute("lang") == "sv"
    assert page.url.endswith("/accessibility/")


def test_the_keyboard_goes_past_the_top_in_one_step(page_of) -> None:
    page = page_of()
    page.goto("/accessibility/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_fault_is_found(page_of) -> None:
    page = page_of()
    page.goto("/accessibility/")
    page.evaluate("document.querySelector('h1').insertAdjacentHTML('afterend', '<button></button><input>')")
    assert {fault.split(":")[0] for fault in faults(page)} >= {"button-name", "label"}
    with pytest.raises(AssertionError):
        look_at(page)
