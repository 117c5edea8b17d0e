"""Waves with a result, as those of the analysis make them, and actions that came out of one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from analysis.conftest import answered, counted, next_wave, nobody_known, over, released
from django_scopes import scopes_disabled

from samspill.terms import Language
from samspill_web.actions import services
from samspill_web.actions.about import Subject, subject_of
from samspill_web.actions.enums import Kind, Status
from samspill_web.actions.models import Action
from samspill_web.actions.services import Given
from samspill_web.analysis.models import Release
from samspill_web.projects.models import Project, Role

__all__ = ["answered", "counted", "next_wave", "nobody_known", "over", "released"]

LATER = date(2099, 3, 12)


@pytest.fixture
def wave(released):
    return released(people=48)


@pytest.fixture
def subject(wave) -> Subject:
    with scopes_disabled():
        return subject_of(wave.project, Language.NB)


@pytest.fixture
def role_of(cast) -> Callable[[str], Role]:
    def find(name: str) -> Role:
        with scopes_disabled():
            return Role.objects.select_related("project", "user").get(project=cast.project, role=name)

    return find


@pytest.fixture
def groups(subject, role_of) -> dict[str, str]:
    """Groups by whose they are: the leader's own, one of the partner's organisation, and two that are neither's."""
    mapping = subject.plan.mapping
    leader, partner = role_of("group_leader"), role_of("partner")
    partners = [key for key, group in mapping.groups.items() if group.organisation == partner.organisation]
    others = [key for key in mapping.groups if key not in {leader.group, *partners}]
    return {"leader": leader.group, "partner": partners[0], "other": others[0], "another": others[1]}


@pytest.fixture
def written(subject, role_of) -> Callable[..., Action]:
    """Write an action down as the owner of the mapping."""

    def make(what: str = "Felles oppstartsmøte", status: Status = Status.AGREED, **more: object) -> Action:
        whole = {"kind": Kind.RELATIONAL, "wave": subject.waves[-1], "owner_name": "Anne Berg", "due": LATER, **more}
        project: Project = role_of("owner").project
        with scopes_disabled():
            return services.write(project, subject, Given(what=what, **whole), status, by=role_of("owner"))

    return make


def form_of(**more: object) -> dict[str, object]:
    """What a browser sends of an action that lacks nothing."""
    with scopes_disabled():
        last = Release.objects.select_related("wave").order_by("wave__number").last()
    return {
        "what": "Felles oppstartsmøte hver august",
        "kind": "relational",
        "aim": "better",
        "rater": "",
        "target": "",
        "dimension": "",
        "wave": str(last.wave.number if last else 1),
        "owner": "",
        "owner_name": "Anne Berg",
        "email": "",
        "due": "2099-03-12",
        "sign": "Alle vet hvem de skal ringe",
        "as": "agreed",
        **more,
    }
