"""Waves with a result, and programmes with a token."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from analysis.conftest import answered, counted, nobody_known, over, released
from django.core.cache import cache
from django.test import Client
from django_scopes import scopes_disabled

from samspill_web.analysis.tokens import services
from samspill_web.projects.models import Role, Wave

__all__ = ["answered", "counted", "nobody_known", "over", "released"]


@pytest.fixture(autouse=True)
def nothing_counted():
    cache.clear()


@pytest.fixture
def wave(released) -> Wave:
    return released(people=48)


def role_of(cast, name: str) -> Role:
    with scopes_disabled():
        project = cast.foreign_project if name == "outsider" else cast.project
        return Role.objects.select_related("project", "user").get(project=project, user=cast.people[name])


@pytest.fixture
def token_of(cast) -> Callable[..., str]:
    """Return a fresh token of somebody of the cast."""

    def make(name: str, days: int = services.USUAL_DAYS) -> str:
        with scopes_disabled():
            return services.make(role_of(cast, name), "Statistikk", days)[1]

    return make


@pytest.fixture
def programme(token_of) -> Callable[..., Client]:
    """A programme that reads as somebody of the cast. Its cookies are nobody's."""

    def make(name: str, **headers: str) -> Client:
        return Client(headers={"authorization": f"Bearer {token_of(name)}", **headers})

    return make
