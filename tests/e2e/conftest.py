"""A demonstration in the tests' own database, and a browser."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from django_scopes import scopes_disabled
from nacl.public import PrivateKey

from samspill.design.edit.paths import set_value
from samspill_web.accounts.models import Tenant, User
from samspill_web.collection import keys
from samspill_web.collection.ballots import doors
from samspill_web.collection.ballots.answers import Answers
from samspill_web.collection.ballots.codes import code_of, printed
from samspill_web.collection.ballots.plans import plan_of
from samspill_web.collection.ballots.sealing import unseal
from samspill_web.collection.models import Ballot, Person
from samspill_web.collection.services import confirm_key, key_file, make_key
from samspill_web.kernel import clock
from samspill_web.projects import services
from samspill_web.projects.launching import launch
from samspill_web.projects.models import Wave
from samspill_web.projects.readiness import digest, examine_project

sys.path.append(str(Path(__file__).parent))
from bad_network import Network, network


@pytest.fixture
def demonstration(live_server, settings, tmp_path) -> str:
    from samspill_web.config.demo_people import load

    settings.DEMO, settings.KEYS, settings.ADDRESS = True, tmp_path, live_server.url
    load()
    return live_server.url


@dataclass
class Opened:
    """A survey that is open: where it is, and codes of people who have not answered."""

    wave: Wave
    network: Network
    codes: list[str]

    @property
    def address(self) -> str:
        """Where browsers come in, by the network that can fail."""
        return self.network.address

    def ballots(self) -> list[Answers]:
        """What lies in the urn, opened with the key."""
        with scopes_disabled():
            private = keys.read(key_file(self.wave.project, self.wave.number))
            assert isinstance(private, PrivateKey)
            return [Answers.from_bytes(unseal(private, ballot.sealed)) for ballot in Ballot.objects.all()]


@pytest.fixture
def open_survey(live_server, settings, tmp_path) -> Iterator[Callable[..., Opened]]:
    """Launch the made-up mapping, changed as asked, with people on its list and nobody's answers."""
    settings.KEYS, settings.ADDRESS = tmp_path / "keys", live_server.url
    with ExitStack() as stack:

        def make(people: int = 1, *, hats: int = 1, **changes: object) -> Opened:
            doors.forget()
            with scopes_disabled():
                wave = _launched(**changes)
                nodes = [str(node) for node in plan_of(wave).mapping.rater_nodes(wave.number)]
                added = [
                    Person.objects.create(
                        project=wave.project, wave=wave.number, language="nb", nodes=nodes[turn : turn + hats]
                    )
                    for turn in range(people)
                ]
                codes = [printed(code_of(person)) for person in added]
            return Opened(wave, stack.enter_context(network(live_server.url)), codes)

        yield make


def _launched(**changes: object) -> Wave:
    owner = User.objects.create_user("kari@eksempel.no", "Kari Nordmann")
    source = files("samspill.cli.demo_data").joinpath("mapping.toml").read_text(encoding="utf-8")
    project = services.take_in(Tenant.objects.create(name="Eksempel kommune"), source, by=owner)
    today = clock.now().date()

    def now(table: dict[str, Any]) -> dict[str, Any]:
        calendar = {"opens": today - timedelta(days=1), "closes": today + timedelta(days=20), "reminders": []}
        table = set_value(table, ("calendar",), {**table.get("calendar", {}), **calendar})
        table = set_value(table, ("start", "feedback_meeting"), today + timedelta(days=40))
        for name, value in changes.items():
            table = set_value(table, tuple(name.split("__")), value)
        return table

    services.edit(project, now, "calendar", by=owner)
    project.refresh_from_db()
    confirm_key(make_key(project, examine_project(project).plan.wave, by=owner), by=owner)
    for finding in examine_project(project).warnings:
        services.give_reason(project, finding.code, digest(finding), "Vi har snakket om det.", by=owner)
    project.refresh_from_db()
    return launch(project, by=owner)
