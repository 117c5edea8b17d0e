"""A browser for the tests of this folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page


@pytest.fixture
def page_of(browser: Browser, live_server, client_of) -> Iterator[Callable[..., Page]]:
    """A page of somebody who has come in, or of a stranger; what the browser refused to load or run fails the test."""
    contexts, refused = [], []

    def make(user: object = None, *, language: str = "nb-NO", scripts: bool = True) -> Page:
        context = browser.new_context(base_url=live_server.url, locale=language, java_script_enabled=scripts)
        contexts.append(context)
        if user is not None:
            client: Client = client_of(user)
            cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: refused.append(str(error)))
        page.on("console", lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None)
        page.on("request", lambda sent: None if sent.url.startswith((live_server.url, "data:")) else refused.append(sent.url))
        return page

    yield make
    for context in contexts:
        context.close()
    assert refused == []
