"""The pages of a result, looked at by machine rules, wide and narrow."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.urls import reverse
from look.seeing import look_at

pytestmark = pytest.mark.django_db(transaction=True)


PARTS = ("overview", "matrix", "map", "group-1", "tie", "dimension-1", "knowledge", "organisations", "organisations-1")


@pytest.mark.parametrize("part", PARTS)
def test_a_page_of_the_result(released, browser, live_server, client_of, cast, part):
    wave = released(people=48)
    client = client_of(cast.owner)
    if part == "tie":
        matrix = client.get(reverse("result_part", args=[wave.project_id, wave.number, "matrix"])).content.decode()
        part = re.search(r"/(tie-\d+-\d+)/", matrix)[1]
    context = browser.new_context(base_url=live_server.url, locale="nb-NO")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    page, refused = context.new_page(), []
    page.on("console", lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None)
    assert page.goto(reverse("result_part", args=[wave.project_id, wave.number, part])).status == 200
    look_at(page)
    assert refused == []
    context.close()


def test_the_keyboard_alone_chooses_what_a_map_looks_at_and_comes_to_a_tie(released, browser, live_server, client_of, cast):
    wave = released(people=48)
    cookie = client_of(cast.owner).cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(base_url=live_server.url, locale="nb-NO")
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    page = context.new_page()
    page.goto(reverse("result_part", args=[wave.project_id, wave.number, "map"]))
    page.get_by_label("Side ved samarbeidet").focus()
    page.keyboard.type("Resp")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**side=respect**")
    look_at(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.locator("summary", has_text="tabell").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tie-*/")
    context.close()
