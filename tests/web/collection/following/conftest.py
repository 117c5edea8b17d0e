from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from collection.following.october import CLOSES, OPENS, REMINDERS, SIZES, at, by_code
from django.test import Client
from django_scopes import scopes_disabled

from samspill.design.edit.paths import set_value
from samspill_web.collection.ballots import doors
from samspill_web.collection.ballots.codes import code_of
from samspill_web.collection.following import chores
from samspill_web.collection.models import Person
from samspill_web.kernel import clock
from samspill_web.projects import launching, services
from samspill_web.projects.models import Wave


@pytest.fixture(autouse=True)
def nobody_known():
    doors.forget()


@pytest.fixture
def settled(cast, settings, tmp_path, time_machine) -> Wave:
    """A wave with people in every group, a minute before it opens."""
    return _launched(cast, settings, tmp_path, time_machine)


@pytest.fixture
def launched(cast, settings, tmp_path, time_machine) -> Callable[..., Wave]:
    """Launch a wave in another way than usual."""

    def make(**changes: object) -> Wave:
        return _launched(cast, settings, tmp_path, time_machine, **changes)

    return make


def _launched(cast, settings, tmp_path, time_machine, sizes=SIZES, privacy=None, zone="Europe/Oslo", dates=True) -> Wave:
    from conftest import make_ready

    settings.KEYS = tmp_path / "keys"
    time_machine.move_to(at(OPENS - timedelta(days=7)))
    with scopes_disabled():
        project = cast.project

        def ahead(table: dict) -> dict:
            named = {"opens": OPENS, "closes": CLOSES, "reminders": REMINDERS} if dates else {}
            kept = {key: value for key, value in table["calendar"].items() if key not in ("opens", "closes", "reminders")}
            calendar = {**kept, **named, "zone": zone}
            table = set_value(table, ("calendar",), calendar)
            table = set_value(table, ("privacy",), {**table["privacy"], **(privacy or {})})
            return set_value(table, ("start", "feedback_meeting"), date(2026, 12, 3))

        make_ready(project, cast.owner)
        project.refresh_from_db()
        services.edit(project, ahead, "calendar", by=cast.owner)
        project.refresh_from_db()
        _explain(project, cast.owner)
        wave = launching.launch(project, by=cast.owner)
        for node, size in sizes.items():
            Person.objects.bulk_create(
                Person(
                    project=project,
                    wave=wave.number,
                    name=f"{node} {number}",
                    email=f"{node}{number}@eksempel.no",
                    language="nb",
                    nodes=[node],
                )
                for number in range(size)
            )
    time_machine.move_to(wave.opens - timedelta(minutes=1))
    return wave


def _explain(project, by) -> None:
    from samspill_web.projects.readiness import digest, examine_project

    for finding in examine_project(project).warnings:
        services.give_reason(project, finding.code, digest(finding), "Vi har snakket om det.", by=by)


@pytest.fixture
def answer() -> Callable[[Person], None]:
    """Let somebody answer."""

    def give(person: Person, node: str = "") -> None:
        with scopes_disabled():
            by_code(code_of(person), node or person.nodes[0])

    return give


@pytest.fixture
def go(time_machine) -> Callable[..., None]:
    """Go to a time, and do what is due then."""

    def move(moment: datetime, *, chore: bool = True) -> None:
        time_machine.move_to(moment, tick=False)
        if chore:
            chores.count_answers(clock.now())
            chores.remind(clock.now())

    return move


@pytest.fixture
def people(settled) -> Callable[[str], list[Person]]:
    """The people of a group, as they stand on the list."""

    def read(node: str) -> list[Person]:
        with scopes_disabled():
            return [each for each in Person.objects.order_by("pk") if each.nodes[0] == node]

    return read


@pytest.fixture
def page(client_of, cast) -> Callable[..., str]:
    """The page as somebody sees it."""

    def read(who: str = "owner") -> str:
        client: Client = client_of(cast.people[who])
        answer = client.get(f"/m/{cast.project.pk}/collect/")
        assert answer.status_code == 200
        return answer.content.decode()

    return read
