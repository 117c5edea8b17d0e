"""Waves with a result, and packages of files of them."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile

import pytest
from analysis.conftest import answered, counted, nobody_known, over, released
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django_scopes import scopes_disabled

from samspill_web.analysis import reports
from samspill_web.analysis.models import Release
from samspill_web.projects.models import Wave
from samspill_web.reports.models import Package

__all__ = ["answered", "counted", "nobody_known", "over", "released"]

CHOICE = {"audiences": ["groups"], "kinds": ["pdf"], "languages": ["nb"]}


@pytest.fixture(autouse=True)
def nothing_kept():
    reports.made.clear()


def work() -> None:
    """Do what a worker does."""
    call_command("db_worker", batch=True, verbosity=0, startup_delay=False, interval=0, queue_name="*")


def at(name: str, wave: Wave, *more: object) -> str:
    return reverse(name, args=[wave.project_id, wave.number, *more])


def row_of(wave: Wave) -> Release:
    return Release.objects.select_related("wave__project").get(wave=wave)


@pytest.fixture
def wave(released) -> Wave:
    return released(people=48)


@pytest.fixture
def ordered(wave) -> Callable[..., Package]:
    """A package that somebody has ordered on the page; made where ``worked``."""

    def make(client: Client, *, worked: bool = True, **choice: object) -> Package:
        answer = client.post(at("order_files", wave), CHOICE | choice)
        assert answer.status_code == 302, answer.content.decode()
        assert "/files/" in answer["Location"]
        if worked:
            work()
        with scopes_disabled():
            return Package.objects.filter(purpose="chosen").select_related("wave__project").first()

    return make


def content_of(answer: object) -> bytes:
    return b"".join(answer.streaming_content)


def opened(answer: object) -> dict[str, bytes]:
    """Return what is in a zip by name."""
    with ZipFile(BytesIO(content_of(answer))) as file:
        assert file.testzip() is None
        return {name: file.read(name) for name in file.namelist()}
