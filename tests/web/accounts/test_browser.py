"""Keys in a real browser: under our policy for scripts, without a word to the console."""

from __future__ import annotations

import shutil

import pytest
from django.db import connections
from django.urls import reverse
from playwright.sync_api import Page, sync_playwright

from samspill_web.accounts.models import User

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
PASSWORD = "riktig-hest-batteri-stift"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(monkeypatch):
    # Playwright runs an event loop in this thread, which Django takes for one of its own.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    assert CHROMIUM, "these tests need Chromium: python tests/browser.py brings it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        opened = browser.new_context(locale="nb-NO").new_page()
        opened.set_default_timeout(15_000)
        yield opened
        browser.close()
        # What Django has opened beside that loop is its own, and nobody else closes it.
        connections.close_all()


@pytest.fixture
def telephone(page):
    """A telephone that holds keys and unlocks them at once."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    made = session.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": options | {"isUserVerified": True, "automaticPresenceSimulation": True}},
    )
    return session, made["authenticatorId"]


def address(live_server, name: str) -> str:
    # Keys belong to names; a number is none.
    return live_server.url.replace("127.0.0.1", "localhost") + reverse(name)


def log_in(page: Page, live_server) -> None:
    page.goto(address(live_server, "account_login"))
    page.get_by_label("E-post", exact=True).fill("kari@eksempel.no")
    page.get_by_label("Passord", exact=True).fill(PASSWORD)
    page.locator("form[novalidate] button[type=submit]").first.click()
    page.wait_for_url(live_server.url.replace("127.0.0.1", "localhost") + "/")


def test_a_key_is_added_and_logs_in_under_our_policy(live_server, page, telephone):
    User.objects.create_user("kari@eksempel.no", "Kari", PASSWORD)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    log_in(page, live_server)
    page.goto(address(live_server, "mfa_add_webauthn"))
    page.get_by_label("Passord", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Gå videre").click()
    page.get_by_label("Navn", exact=True).fill("Telefonen")
    page.get_by_role("button", name="Legg til en nøkkel").click()
    page.wait_for_url("**/recovery-codes/")
    page.context.clear_cookies()
    page.goto(address(live_server, "account_login"))
    page.get_by_role("button", name="Logg inn med en nøkkel").click()
    page.wait_for_url(live_server.url.replace("127.0.0.1", "localhost") + "/")
    page.goto(address(live_server, "profile"))
    assert page.get_by_role("heading", level=1).inner_text() == "Min side"
    assert said == []


def test_a_key_that_does_not_answer_is_told_of(live_server, page, telephone):
    session, identity = telephone
    session.send("WebAuthn.setUserVerified", {"authenticatorId": identity, "isUserVerified": False})
    page.goto(address(live_server, "account_login"))
    trouble = page.locator("[data-key-trouble]")
    assert not trouble.is_visible()
    page.get_by_role("button", name="Logg inn med en nøkkel").click()
    trouble.wait_for(state="visible", timeout=20_000)


@pytest.mark.parametrize("width", [320, 1280])
def test_pages_fit_the_screen(live_server, page, width):
    page.set_viewport_size({"width": width, "height": 800})
    User.objects.create_user("kari@eksempel.no", "Kari", PASSWORD)
    log_in(page, live_server)
    for name in ("profile", "mfa_index", "account_change_password", "second_factor"):
        page.goto(address(live_server, name))
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
        assert page.locator("h1").count() == 1
