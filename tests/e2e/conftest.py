"""A demonstration in the tests' own database, and a browser."""

from __future__ import annotations

import pytest


@pytest.fixture
def demonstration(live_server, settings, tmp_path) -> str:
    from samspill_web.config.demo_people import load

    settings.DEMO, settings.KEYS, settings.ADDRESS = True, tmp_path, live_server.url
    load()
    return live_server.url
