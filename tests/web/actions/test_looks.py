"""The pages of actions, looked at by machine rules, wide and narrow, and used by keyboard without scripts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.conf import settings as web_settings
from django.urls import reverse
from django_scopes import scopes_disabled
from look.seeing import NARROW, WIDE, look_at, press

from samspill_web.actions import digest
from samspill_web.actions.enums import Status
from samspill_web.actions.models import Action, Addressee

pytestmark = pytest.mark.django_db(transaction=True)

PICTURES = os.environ.get("PICTURES_OF_PAGES")
LONG = (
    "Samhandlingskoordinatoransvarsområdebeskrivelsesarbeidet gjennomgås hver måned, med alle, og det skrives ned på ett sted"
)


@pytest.fixture
def page_of(browser, live_server, client_of):
    """Open a page as somebody."""
    contexts = []

    def make(user, **more):
        client = client_of(user)
        context = browser.new_context(base_url=live_server.url, locale="nb-NO", **more)
        contexts.append(context)
        cookie = client.cookies[web_settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": web_settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def some(written, groups, wave):
    """Actions of each status, with texts as long as they may be."""
    tie = {"rater": groups["leader"], "target": groups["other"], "dimension": "respect"}
    made = [written(f"{status} {LONG}", Status.IDEA, sign=LONG, email="anne@eksempel.no", **tie) for status in Status]
    with scopes_disabled():
        for status, action in zip(Status, made, strict=True):
            Action.objects.filter(pk=action.pk).update(status=status, was="agreed", reason="Nytt system", due=wave.opens.date())
    return made


@pytest.mark.long
@pytest.mark.parametrize(
    "name", ["actions", "actions_list", "action", "action_new", "action_edit", "action_calendar", "actions_report"]
)
def test_a_page_has_no_fault_that_a_machine_can_see(page_of, cast, some, wave, client_of, name):
    client_of(cast.owner).post(reverse("renew_calendar", args=[wave.project_id]))
    page, refused = page_of(cast.owner), []
    page.on("console", lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None)
    more = [some[2].pk] if name in {"action", "action_edit"} else []
    address = reverse(name, args=[wave.project_id, *more])
    assert page.goto(f"{address}?done={some[1].pk}" if name == "actions" else address).status == 200
    page.evaluate("document.querySelectorAll('main .page details').forEach(each => each.open = true)")
    look_at(page)
    assert refused == []
    page.emulate_media(color_scheme="light")
    for width, size in (("wide", WIDE), ("narrow", NARROW)) if PICTURES else ():
        page.set_viewport_size(size)
        page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)


@pytest.mark.long
def test_a_form_that_was_refused_has_none_either(page_of, cast, wave):
    page = page_of(cast.owner)
    page.goto(reverse("action_new", args=[wave.project_id]))
    page.locator("textarea[name=what]").fill("Felles møte")
    press(page.locator("button[value=agreed]"))
    assert page.locator("button[value=idea]").is_visible()
    look_at(page)


@pytest.mark.long
def test_what_was_agreed_is_printed_without_buttons(page_of, cast, some, wave):
    page = page_of(cast.owner)
    page.goto(reverse("actions", args=[wave.project_id]))
    page.emulate_media(media="print")
    assert page.locator(".card-moves button").count()
    assert not page.locator(".card-moves button").first.is_visible()
    assert page.locator(".card-what").first.is_visible()


@pytest.mark.long
def test_an_action_is_agreed_by_keyboard_and_without_scripts(page_of, cast, wave):
    page = page_of(cast.owner, java_script_enabled=False, viewport=NARROW)
    page.goto(reverse("action_new", args=[wave.project_id]))
    page.locator("textarea[name=what]").focus()
    page.keyboard.type("Felles møte")
    page.locator("input[name=owner_name]").focus()
    page.keyboard.type("Anne Berg")
    page.locator("input[name=due]").fill("2099-03-12")
    page.locator("button[value=agreed]").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    with scopes_disabled():
        assert Action.objects.get().status == "agreed"
    page.goto(reverse("actions", args=[wave.project_id]))
    press(page.locator(".card-moves button").first)
    press(page.locator("#done button"))
    with scopes_disabled():
        assert Action.objects.get().status == "agreed"


@pytest.mark.long
@pytest.mark.parametrize("state", ["ask", "done", "over"])
def test_the_page_that_stops_reminders(browser, live_server, written, cast, state):
    with scopes_disabled():
        addressee = Addressee.objects.create(tenant=cast.tenant, email="anne@eksempel.no", stopped=state == "done")
    path = "/reminders/x/" if state == "over" else digest.stop_link(addressee).partition("//")[2].partition("/")[2]
    page = browser.new_context(base_url=live_server.url, locale="nb-NO").new_page()
    page.goto(path if path.startswith("/") else f"/{path}")
    look_at(page)
    page.context.close()
