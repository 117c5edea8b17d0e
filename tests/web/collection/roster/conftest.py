"""A mapping with a few groups, its list, and files to fill it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django_scopes import scopes_disabled

from samspill_web.collection.models import Person
from samspill_web.collection.roster.wave import Asking, asking
from samspill_web.projects import services
from samspill_web.projects.models import Project

PLAN = """
[mapping]
title = "Trygg overgang"
core_task = "Barn får en trygg overgang"
instrument = "relational-capacity"
language = "nb"
languages = ["nb", "en"]

[[organisation]]
key = "skole"
name = "Skole"
[[organisation]]
key = "helse"
name = "Helse"
[[site]]
key = "nordby"
name = { nb = "Nordby skole", en = "Nordby school" }
[[site]]
key = "sorby"
name = "Sørby skole"
[[group]]
key = "larere"
name = { nb = "Lærere", en = "Teachers" }
organisation = "skole"
sites = ["nordby", "sorby"]
size = { nordby = 6, sorby = 8 }
[[group]]
key = "sfo"
name = { nb = "SFO", en = "After-school" }
organisation = "skole"
sites = ["nordby"]
size = { nordby = 5 }
[[group]]
key = "ppt"
name = "PPT"
organisation = "helse"
size = 5
[[group]]
key = "bup"
name = "BUP"
organisation = "helse"
size = 6
asked = false
"""


@pytest.fixture
def mapping(cast) -> Project:
    """The mapping of the cast, with the plan above."""
    with scopes_disabled():
        project = services.take_in(cast.tenant, PLAN, by=cast.owner)
        for role in cast.project.roles.exclude(user=cast.owner):
            role.pk, role.project, role.organisation = None, project, "helse" if role.organisation else ""
            role.save()
        return project


@pytest.fixture
def wave(mapping, unscoped) -> Asking:
    found = asking(mapping)
    assert found is not None
    return found


def csv(*rows: Sequence[str], separator: str = ";", encoding: str = "utf-8") -> bytes:
    return "".join(separator.join(row) + "\r\n" for row in rows).encode(encoding)


def workbook(*rows: Sequence[object]) -> bytes:
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return target.getvalue()


class Import:
    """Somebody with a file: looks at it, and keeps it."""

    def __init__(self, client: Client, project: Project) -> None:
        self.client, self.project = client, project
        self.answer: Any = None

    def look(self, content: bytes, name: str = "liste.csv") -> HttpResponse:
        upload = SimpleUploadedFile(name, content)
        self.answer = self.client.post(self._url("roster_file"), {"upload": upload})
        return self.answer

    def choose(self, address: str = "roster_look", **changes: object) -> HttpResponse:
        """Send the form of the page that is shown, with changes."""
        self.answer = self.client.post(self._url(address), {**self.form(), **changes})
        return self.answer

    def store(self, **changes: object) -> HttpResponse:
        return self.choose("roster_store", **changes)

    def form(self) -> dict[str, object]:
        reading = self.answer.context["reading"]
        values = {name: reading[name].value() or "" for name in reading.fields}
        return {**values, "sealed": self.answer.context["sealed"], "seen": self.answer.context["look"].digest}

    @property
    def text(self) -> str:
        return self.answer.content.decode()

    @property
    def codes(self) -> list[tuple[str, int | None]]:
        return [(each.code.removeprefix("roster."), each.place.row) for each in self.answer.context["look"].problems]

    @property
    def notes(self) -> list[str]:
        return [each.code.removeprefix("roster.") for each in self.answer.context["look"].notes]

    def _url(self, name: str) -> str:
        return reverse(name, args=[self.project.pk])


@pytest.fixture
def importing(cast, client_of, mapping) -> Import:
    return Import(client_of(cast.owner), mapping)


@pytest.fixture
def partner(cast, client_of, mapping) -> Import:
    return Import(client_of(cast.partner), mapping)


@pytest.fixture
def listed(wave) -> Callable[..., Person]:
    """Put somebody on the list."""

    def make(name: str, *nodes: str, **values: object) -> Person:
        values = {"language": "nb", "nodes": list(nodes or ("ppt",)), **values}
        return Person.objects.create(project=wave.project, wave=wave.number, name=name, **values)

    return make


def people(project: Project) -> dict[str, Person]:
    with scopes_disabled():
        return {person.name: person for person in Person.objects.filter(project=project)}
