"""A query that forgets whose data it reads fails."""

from __future__ import annotations

import pytest
from django.apps import apps
from django_scopes import scope
from django_scopes.exceptions import ScopeError

from samspill_web.accounts.models import Tenant
from samspill_web.projects.models import Project

# Rows of the machine and of people, who may belong to several organisations; and what lies in an urn, which is sealed, and is
# taken in from people of whom nobody knows who they are.
OF_NO_TENANT = {"kernel.Message", "kernel.Stray", "accounts.User", "accounts.Tenant", "accounts.Membership"} | {
    "collection.Ballot", "collection.Spent", "collection.Draft",
}  # fmt: skip


def own_models():
    return [model for model in apps.get_models() if model.__module__.startswith("samspill_web.")]


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model._meta.label)
def test_every_row_that_belongs_to_an_organisation_asks_for_it(model, db):
    if model._meta.label in OF_NO_TENANT:
        model.objects.count()
        return
    for question in ("count", "exists", "first", "delete"):
        with pytest.raises((ScopeError, AttributeError)):
            getattr(model.objects.all(), question)()


def test_a_scope_shows_the_rows_of_one_organisation(cast):
    with scope(tenant=cast.foreign.pk):
        assert list(Project.objects.all()) == [cast.foreign_project]
    with scope(tenant=cast.tenant.pk):
        assert list(Project.objects.all()) == [cast.project]
        assert not Project.objects.filter(pk=cast.foreign_project.pk).exists()


def test_an_organisation_that_is_gone_takes_its_rows_along(cast, unscoped):
    Tenant.objects.filter(pk=cast.foreign.pk).delete()
    assert list(Project.objects.all()) == [cast.project]
