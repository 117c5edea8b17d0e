"""Pages of meetings by machine rules, and the screens by keyboard."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django_scopes import scope
from look.seeing import look_at, press

from samspill.terms import Language
from samspill_web.dialogue import inviting, plans, services
from samspill_web.dialogue.selectors import stage_of
from samspill_web.kernel import clock

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]


def opened(browser, live_server, client, address, **kwargs):
    context = browser.new_context(base_url=live_server.url, locale="nb-NO", **kwargs)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    page = context.new_page()
    assert page.goto(address).status == 200
    return context, page


@pytest.mark.parametrize("name", ["feedback_meeting", "one_meeting", "meeting_notes", "present"])
def test_pages_of_meetings(meeting, browser, live_server, client_of, cast, name):
    args = [meeting.project_id] if name == "feedback_meeting" else [meeting.project_id, meeting.number]
    context, page = opened(browser, live_server, client_of(cast.owner), reverse(name, args=args))
    look_at(page)
    context.close()


def test_the_page_of_a_meeting_that_people_were_invited_to_and_that_has_moved(meeting, browser, live_server, client_of, cast):
    with scope(tenant=cast.tenant.pk):
        groups = list(stage_of(meeting, "nb").groups)
        for days in (14, 20):
            starts = clock.now() + timedelta(days=days)
            services.decide(meeting, services.Decided(starts, "Rådhuset", groups, []), cast.owner)
            if days == 14:
                inviting.send(meeting, ["owner", inviting.LIST], cast.owner)
    address = reverse("one_meeting", args=[meeting.project_id, meeting.number])
    context, page = opened(browser, live_server, client_of(cast.owner), address)
    assert page.get_by_role("checkbox", name="De som ble spurt").count() == 1
    look_at(page)
    press(page.get_by_role("button", name="Send den nye tiden"))
    assert page.get_by_text("Velg minst én av dem.").count() == 2
    look_at(page)
    context.close()


@pytest.fixture
def plan(cast):
    """A plan of the organisation, with a part in words of its own."""
    with scope(tenant=cast.tenant.pk):
        row = plans.copy(cast.tenant, "90-minutes", "Vår plan", Language.NB, cast.owner)
        own = {"key": "own", "kind": "own", "minutes": 5, "heading": "Hvem er vi", "line": [{"text": "Si navnet ditt"}]}
        plans.write(row, lambda table: {**table, "part": [own, *table["part"]]}, row.version, cast.owner)
        plans.remove(plans.copy(cast.tenant, "45-minutes", "En gammel plan", Language.NB, cast.owner), cast.owner)
    return row


@pytest.mark.parametrize("name", ["meeting_plans", "bring_meeting_plan", "meeting_plan"])
def test_pages_of_plans(plan, browser, live_server, client_of, cast, name):
    args = [cast.project.pk, plan.pk] if name == "meeting_plan" else [cast.project.pk]
    context, page = opened(browser, live_server, client_of(cast.owner), reverse(name, args=args))
    page.evaluate("document.querySelectorAll('.part details').forEach(each => each.open = true)")
    look_at(page)
    if name == "meeting_plan":
        page.locator("#id_part-0-heading").fill("")
        page.locator("#id_part-1-minutes").fill("mange")
        press(page.get_by_role("button", name="Lagre planen").first)
        assert page.evaluate("document.activeElement.classList.contains('ds-error-summary')")
        look_at(page)
    context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_parts_are_moved_by_keyboard_and_without_scripts(plan, browser, live_server, client_of, cast, scripts):
    address = reverse("meeting_plan", args=[cast.project.pk, plan.pk])
    context, page = opened(browser, live_server, client_of(cast.owner), address, java_script_enabled=scripts)
    legends = page.locator(".part legend")
    page.locator("#part-2").get_by_role("button", name="Flytt ned").focus()
    for place in (3, 4):
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert legends.nth(place - 1).inner_text() == f"{place}. Hvorfor vi er her"
        assert page.locator(f"#part-{place} button[value=down-{place - 1}]:focus").count() == 1
    # Return in a field saves: it presses no button of a part.
    page.locator("#id_part-0-minutes").fill("7")
    with page.expect_navigation():
        page.locator("#id_part-0-minutes").press("Enter")
    assert page.get_by_text("Planen er lagret.").count() == 1
    assert legends.nth(3).inner_text() == "4. Hvorfor vi er her"
    assert page.get_by_text("Til sammen 97 minutter").count() == 1
    context.close()


def test_minutes_are_added_up_while_one_writes(plan, browser, live_server, client_of, cast):
    address = reverse("meeting_plan", args=[cast.project.pk, plan.pk])
    context, page = opened(browser, live_server, client_of(cast.owner), address)
    page.locator("#id_part-0-minutes").fill("15")
    page.locator("#id_part-1-minutes").focus()
    page.get_by_text("Til sammen 105 minutter").wait_for()
    context.close()


RESTS = """(() => {
  const screen = document.activeElement.closest(".screen");
  const over = screen ? screen.getBoundingClientRect().height - window.innerHeight : 0;
  return over > 0.04 * window.innerHeight ? Math.ceil((over - 0.04 * window.innerHeight) / (0.8 * window.innerHeight)) : 0;
})()"""
"""How often one has to press on before the screen that is shown has been read to its end."""


def test_screens_turn_by_keyboard_and_without_a_network(meeting, browser, live_server, client_of, cast):
    address = reverse("present", args=[meeting.project_id, meeting.number])
    context, page = opened(browser, live_server, client_of(cast.owner), address)
    page.wait_for_load_state("networkidle")
    context.set_offline(True)
    shown = "document.activeElement.closest('.screen')?.id"
    for key, screen in (
        *(("ArrowRight", 1), ("ArrowRight", 2), (" ", 3), ("PageDown", 4), ("ArrowLeft", 3), ("End", 6)),
        *(("ArrowRight", 6), ("Home", 1), ("ArrowLeft", 1)),
    ):
        # A screen that is higher than the window is read to its end first: each press shows most of a window more of it.
        for _ in range(page.evaluate(RESTS)):
            page.keyboard.press(key)
        page.keyboard.press(key)
        assert page.evaluate(shown) == f"screen-{screen}", key
        assert page.evaluate(f"Math.abs(document.getElementById('screen-{screen}').getBoundingClientRect().top) < 5"), key
    context.close()


def test_screens_turn_by_links_without_scripts(meeting, browser, live_server, client_of, cast):
    address = reverse("present", args=[meeting.project_id, meeting.number])
    context, page = opened(browser, live_server, client_of(cast.owner), address, java_script_enabled=False)
    page.locator("#screen-1 a[rel=next]").click()
    page.locator("#screen-2 a[rel=next]").click()
    assert page.url.endswith("#screen-3")
    context.close()
