"""The pages about what becomes of a wave, looked at by machine rules, wide and narrow."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from analysis.conftest import work
from django.conf import settings as web_settings
from django.test import Client
from django.urls import reverse
from django_scopes import scopes_disabled
from look.seeing import NARROW, WIDE, look_at
from playwright.sync_api import Page

from samspill_web.analysis import services
from samspill_web.analysis.enums import CountState
from samspill_web.analysis.models import Counting
from samspill_web.kernel import clock

pytestmark = pytest.mark.django_db(transaction=True)

PICTURES = os.environ.get("PICTURES_OF_PAGES")


@pytest.fixture
def seen(browser, live_server, client_of, cast):
    """Look at a page of the mapping's owner, and keep its picture where somebody wants to see it."""
    contexts = []

    def look(name: str, address: str, check: Callable[[Page], None] = look_at) -> None:
        # Sessions end while the time passes.
        client: Client = client_of(cast.owner)
        context = browser.new_context(base_url=live_server.url, locale="nb-NO")
        contexts.append(context)
        cookie = client.cookies[web_settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": web_settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page, refused = context.new_page(), []
        page.on("console", lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None)
        assert page.goto(address).status == 200
        check(page)
        assert refused == []
        page.emulate_media(color_scheme="light")
        for width, size in (("wide", WIDE), ("narrow", NARROW)) if PICTURES else ():
            page.set_viewport_size(size)
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)

    yield look
    for context in contexts:
        context.close()


def test_closing_counting_and_what_came_of_it(seen, answered, over, next_morning, time_machine, cast):
    wave = answered(people=96)
    next_morning(wave)
    work()
    address = reverse("closing", args=[wave.project_id])
    seen("open", address)
    seen("closing-early", address, with_all_open)
    seen("no-result", reverse("release", args=[wave.project_id]))
    with scopes_disabled():
        time_machine.move_to(wave.closes + timedelta(minutes=5))
        seen("grace", address)
        over(wave)
        services.shut_due(clock.now())
        Counting.objects.update(state=CountState.RUNNING, step="score", beat=clock.now())
        seen("running", address)
        problems = [{"code": "analysis.not_counted.too_few", "data": {"k": 5}}]
        for state in (CountState.SHARES, CountState.NO_KEY, CountState.FAILED):
            Counting.objects.update(state=state, problems=problems if state == CountState.FAILED else [])
            seen(state, address)


def test_the_result_and_the_certificate(seen, counted, next_wave, cast):
    first = counted(people=48)
    with scopes_disabled():
        Counting.objects.update(damaged=["6d0b1a52-9f57-4d11-8c2e-93f0c4b1a001"], whole=False)
    seen("counted", reverse("closing", args=[first.project_id]))
    with scopes_disabled():
        services.destroy(first, by=cast.owner)
    seen("certificate", reverse("certificate", kwargs={"project_id": first.project_id, "wave": first.number}))
    second = counted(people=48, wave=next_wave(people=48))
    seen("two-rounds", reverse("closing", args=[second.project_id]))
    seen("result", reverse("release", args=[second.project_id]))
    seen("overview", reverse("project", args=[second.project_id]))
    query = "?audience=leaders&language=nb&kind=html"
    seen("report", reverse("report", kwargs={"project_id": second.project_id, "wave": second.number}) + query, is_drawn)


def with_all_open(page: Page) -> None:
    page.evaluate("document.querySelectorAll('main .page details').forEach(each => each.open = true)")
    look_at(page)


def is_drawn(page: Page) -> None:
    """The report brings its own look, which is tested where it is made: here it must only be let in."""
    assert page.evaluate("document.fonts.ready.then(fonts => fonts.check('16px Inter'))")
    assert "Inter" in page.evaluate("getComputedStyle(document.body).fontFamily")
    assert page.locator("svg").count() > 1
