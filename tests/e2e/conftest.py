"""A demonstration in the tests' own database, and a browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # The browser's driver keeps a loop in this thread, and Django would take us for asynchronous.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def demonstration(live_server, settings, tmp_path) -> str:
    from samspill_web.config.demo_people import load

    settings.DEMO, settings.KEYS, settings.ADDRESS = True, tmp_path, live_server.url
    load()
    return live_server.url
