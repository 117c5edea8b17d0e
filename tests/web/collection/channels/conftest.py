"""A wave that has opened, its people, and a mail server that behaves as it is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.test import Client
from django_scopes import scopes_disabled
from kernel.post_office import Office, open_office

from samspill_web.collection.ballots.codes import code_of, mark_of, whose_of
from samspill_web.collection.ballots.secret import secret_of
from samspill_web.collection.channels import inviting
from samspill_web.collection.channels.sms.template import Sms
from samspill_web.collection.models import Person, Spent, Urn
from samspill_web.kernel import clock, outbox
from samspill_web.kernel.enums import SendState
from samspill_web.kernel.models import Message
from samspill_web.projects.models import Project, Wave


@pytest.fixture(autouse=True)
def nothing_is_scoped():
    with scopes_disabled():
        yield


@pytest.fixture
def office(settings) -> Iterator[Office]:
    with open_office(Office()) as found:
        settings.EMAIL_BACKEND = "samspill_web.kernel.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = found.host, found.port
        settings.MESSAGES_A_MINUTE = {}
        yield found


@pytest.fixture
def sms_folder(settings, tmp_path):
    settings.SMS, settings.SMS_FOLDER = Sms("files"), tmp_path / "sms"
    return tmp_path / "sms"


def texts_in(folder) -> list[str]:
    return sorted(file.read_text(encoding="utf-8") for file in folder.glob("*.txt")) if folder.exists() else []


@pytest.fixture
def wave_of(open_wave) -> Callable[..., Wave]:
    """Open a wave with some people on its list."""
    return open_wave


def add(project: Project, wave: Wave, name: str, **changes: object) -> Person:
    nodes = Person.objects.filter(project=project).values_list("nodes", flat=True).first() or ["larere"]
    return Person.objects.create(
        **{"project": project, "wave": wave.number, "name": name, "language": "nb", "nodes": nodes, **changes}
    )


def tick() -> None:
    """What the ticking task does about messages."""
    inviting.invite_all(clock.now())
    outbox.send_due(timedelta(minutes=1))


def answer(person: Person) -> None:
    """Let somebody have answered."""
    urn = Urn.objects.get(wave__project=person.project_id, wave__number=person.wave)
    secret = secret_of(person.project_id, person.wave)
    whose = whose_of(secret, person)
    Spent.objects.create(mark=mark_of(secret, code_of(person)), whose=whose, urn=urn)


def rows(prefix: str = "") -> dict[str, str]:
    return dict(Message.objects.filter(key__startswith=prefix).values_list("to", "state"))


def wait_for_all() -> None:
    Message.objects.filter(state=SendState.WAITING).update(due=clock.now() - timedelta(seconds=1))


@contextmanager
def host(name: str) -> Iterator[Client]:
    """A browser that names another host than ours."""
    yield Client(HTTP_HOST=name, HTTP_X_FORWARDED_HOST=name)
