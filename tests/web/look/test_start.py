"""The pages where a mapping begins, looked at by those who read, and used: with and without faults in what is typed."""

from __future__ import annotations

import pytest
from django_scopes import scope
from look.seeing import look_at, press
from projects.start_pages import PAGES

from samspill_web.projects.launching import first_check


@pytest.fixture
def checked(cast):
    """A mapping whose findings are shown."""
    with scope(tenant=cast.tenant.pk):
        first_check(cast.project, by=cast.owner)
    return cast


@pytest.mark.parametrize("page", PAGES)
def test_pages_for_those_who_read(page_of, checked, page):
    seen = page_of(checked.partner)
    seen.goto(f"/m/{checked.project.pk}/{page.replace('_', '-')}/")
    look_at(seen)


def test_a_letter(page_of, checked):
    seen = page_of(checked.partner)
    seen.goto(f"/m/{checked.project.pk}/informing/employees/sv/")
    look_at(seen)


def test_a_form_with_faults_leads_to_them(page_of, checked):
    seen = page_of(checked.owner)
    seen.goto(f"/m/{checked.project.pk}/start/")
    seen.fill("[name='goals-2-owner_nb']", "Rektor")
    seen.click("button[type=submit]:not([tabindex]) >> text=Lagre")
    seen.click(".ds-error-summary a")
    assert seen.evaluate("document.activeElement.name") == "goals-2-what_nb"
    look_at(seen)


def test_more_rows_come_without_the_page_and_keep_what_is_typed(page_of, checked):
    seen = page_of(checked.owner)
    seen.goto(f"/m/{checked.project.pk}/start/")
    seen.fill("[name='goals-2-what_nb']", "Et nytt mål")
    rows = seen.locator("#rows-goals fieldset.several").count()
    seen.click("button[name='goals-more']")
    seen.locator("#rows-goals fieldset.several").nth(rows).wait_for()
    assert seen.input_value("[name='goals-2-what_nb']") == "Et nytt mål"
    # The keyboard goes on in the new row, and each such button says what it adds to.
    seen.wait_for_function("document.activeElement.name === 'goals-3-what_nb'")
    names = [button.aria_snapshot() for button in seen.locator("button[name$='-more']").all()]
    assert len(set(names)) == len(names) > 1


def test_a_page_saves_itself_while_one_writes(page_of, checked):
    seen = page_of(checked.owner)
    seen.goto(f"/m/{checked.project.pk}/core-task/")
    seen.fill("[name='people_nb']", "ungene")
    seen.press("[name='people_nb']", "Tab")
    seen.wait_for_selector("#saving >> text=Lagret")
    seen.fill("[name='test_who_nb']", "lærerne")
    seen.press("[name='test_who_nb']", "Enter")
    seen.wait_for_selector(".sentence >> text=Lærerne trenger")


def test_a_page_that_cannot_save_no_longer_says_that_it_is_saved(page_of, checked):
    seen = page_of(checked.owner)
    seen.goto(f"/m/{checked.project.pk}/core-task/")
    seen.fill("[name='people_nb']", "ungene")
    seen.press("[name='people_nb']", "Tab")
    seen.wait_for_selector("#saving >> text=Lagret")
    seen.context.set_offline(True)
    seen.fill("[name='people_nb']", "elevene")
    seen.press("[name='people_nb']", "Tab")
    seen.wait_for_selector(".not-sent:not(:empty)")
    assert seen.locator("#saving").inner_text() == ""
    assert seen.input_value("[name='people_nb']") == "elevene"


def test_everything_works_without_scripts(page_of, checked):
    seen = page_of(checked.owner, scripts=False)
    seen.goto(f"/m/{checked.project.pk}/start/")
    seen.fill("[name='goals-2-what_nb']", "Et nytt mål")
    press(seen.locator("button[name='goals-more']"))
    assert seen.input_value("[name='goals-2-what_nb']") == "Et nytt mål"
    with seen.expect_navigation():
        seen.press("[name='goals-2-what_nb']", "Enter")
    seen.reload()
    assert seen.input_value("[name='goals-2-what_nb']") == "Et nytt mål"
