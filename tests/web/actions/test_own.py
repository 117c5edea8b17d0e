"""One's own actions as a file: what somebody owns or has written, and no address of anybody else."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled

from samspill_web.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_has_ones_own_and_nothing_else(wave, written, role_of, cast, client_of, groups):
    written("Andres", email="anne@eksempel.no")
    written("Min", owner=role_of("group_leader"), owner_name="")
    written("Min adresse", email=cast.group_leader.email)
    answer = client_of(cast.group_leader).get(reverse("own_actions", args=[wave.project_id]))
    found = json.loads(answer.content)
    assert [each["what"] for each in found["actions"]] == ["Min", "Min adresse"]
    assert "attachment" in answer.headers["Content-Disposition"]
    owners = json.loads(client_of(cast.owner).get(reverse("own_actions", args=[wave.project_id])).content)["actions"]
    assert [each["what"] for each in owners] == ["Andres", "Min", "Min adresse"]
    assert "anne@" not in json.dumps(owners)
    with scopes_disabled():
        assert AuditEntry.objects.filter(verb="action.exported").count() == 2
