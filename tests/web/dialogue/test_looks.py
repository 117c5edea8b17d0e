"""Pages of meetings by machine rules, and the screens by keyboard."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.urls import reverse
from look.seeing import look_at

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
