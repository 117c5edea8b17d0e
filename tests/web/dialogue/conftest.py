"""Meetings about a wave with a result."""

from collections.abc import Callable

import pytest
from analysis.conftest import answered, counted, nobody_known, over, released
from django_scopes import scope

from samspill_web.dialogue import services
from samspill_web.dialogue.models import Meeting
from samspill_web.projects.models import Role

__all__ = ["answered", "counted", "nobody_known", "over", "released"]


@pytest.fixture
def meeting(released, cast) -> Meeting:
    """A meeting of 45 minutes about a result."""
    released(people=48)
    with scope(tenant=cast.tenant.pk):
        return services.make(cast.project, "45-minutes", cast.owner)


@pytest.fixture
def led(cast) -> Callable[[str], None]:
    """Let the leader of the cast lead a group."""

    def lead(group: str) -> None:
        with scope(tenant=cast.tenant.pk):
            Role.objects.filter(project=cast.project, user=cast.group_leader).update(group=group)

    return lead
