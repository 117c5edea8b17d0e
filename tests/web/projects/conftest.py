"""The owner at a browser, and a mapping that was just begun."""

from __future__ import annotations

import pytest
from django_scopes import scopes_disabled

from samspill.terms import Language
from samspill_web.projects import services
from samspill_web.projects.models import Project


@pytest.fixture
def client(cast, client_of):
    return client_of(cast.owner)


@pytest.fixture
def empty(cast) -> Project:
    with scopes_disabled():
        return services.create(cast.tenant, "Ny", Language.NB, by=cast.owner)
