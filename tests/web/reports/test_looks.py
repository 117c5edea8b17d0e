"""The pages of files, looked at by machine rules, wide and narrow."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django_scopes import scopes_disabled
from look.seeing import NARROW, WIDE, look_at
from reports.conftest import at, work

from samspill.errors import Problem, RenderError
from samspill_web.analysis.reports import Sitting
from samspill_web.kernel import clock
from samspill_web.reports import making, tasks
from samspill_web.reports.enums import Purpose
from samspill_web.reports.models import Package

pytestmark = pytest.mark.django_db(transaction=True)

PICTURES = os.environ.get("PICTURES_OF_PAGES")


@pytest.fixture
def seen(browser, live_server, client_of, cast):
    contexts = []

    def look(name: str, address: str, who: str = "owner") -> None:
        context = browser.new_context(base_url=live_server.url, locale="nb-NO")
        contexts.append(context)
        cookie = client_of(cast.people[who]).cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page, refused = context.new_page(), []
        page.on("console", lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None)
        assert page.goto(address).status == 200
        look_at(page)
        assert refused == []
        page.emulate_media(color_scheme="light")
        for width, size in (("wide", WIDE), ("narrow", NARROW)) if PICTURES else ():
            page.set_viewport_size(size)
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)

    yield look
    for context in contexts:
        context.close()


def test_files_on_their_way_and_there(seen, wave, ordered, cast, client_of, monkeypatch):
    client = client_of(cast.owner)
    seen("files", at("files", wave))
    package = ordered(client, worked=False)
    monkeypatch.setattr(making, "TURN", timedelta(0))
    making.go_on(package.pk)
    seen("on-their-way", at("package", wave, package.pk))
    monkeypatch.undo()
    whole, tried = Sitting.made, []

    def broken(sitting, wanted):
        tried.append(wanted)
        if len(tried) == 1:
            raise RenderError(Problem("render.pdf_failed", data={"reason": "no room"}))
        return whole(sitting, wanted)

    monkeypatch.setattr(Sitting, "made", broken)
    work()
    monkeypatch.undo()
    seen("there", at("package", wave, package.pk))
    seen("ordered", at("files", wave))
    seen("result", reverse("release", args=[wave.project_id]))


def test_the_archive_and_the_edition_for_the_public(seen, wave, cast, client_of):
    client = client_of(cast.owner)
    seen("archive-before", at("archive", wave))
    client.post(at("make_archive", wave))
    work()
    seen("archive", at("archive", wave))
    client.post(at("note_archived", wave), {"reference": "2026/1234"})
    seen("archived", at("archive", wave))
    seen("public-soon", at("public_edition", wave), "reader")
    tasks.make_what_waits(clock.now())
    work()
    with scopes_disabled():
        assert Package.objects.get(purpose=Purpose.PUBLIC).state == "done"
    seen("public", at("public_edition", wave), "reader")
