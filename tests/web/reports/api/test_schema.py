"""The OpenAPI document is a real reference: all that is sent fits it, every field is explained, and it asks nobody else."""

from __future__ import annotations

import json
import re
from dataclasses import fields, is_dataclass

import pytest
from django.test import Client
from django_scopes import scopes_disabled
from pydantic import ValidationError

from samspill.disclosure import release as core
from samspill.disclosure.release_file import from_json, to_json
from samspill.terms import CellState, PeopleBand, Policy
from samspill_web.analysis.models import Release
from samspill_web.reports.api.meanings import BOOK, LEAST
from samspill_web.reports.api.schema import ReleaseFile

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def document(db) -> dict:
    answer = Client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    return answer.json()


@pytest.fixture
def text(wave) -> str:
    with scopes_disabled():
        return to_json(from_json(Release.objects.get(wave=wave).text))


def test_a_release_is_what_the_schema_says(text):
    read = ReleaseFile.model_validate_json(text, strict=True)
    # What the file leaves out is what the schema lets be left out, and nothing comes back changed.
    assert json.loads(read.model_dump_json(exclude_unset=True)) == json.loads(text)


@pytest.mark.parametrize(
    ("place", "wrong"),
    [
        (("state",), "secret"),
        (("n_band",), "7"),
        (("value",), "4,0"),
        (("answers",), [1, 2]),
        (("interval",), [1.0]),
    ],
)
def test_what_is_no_release_does_not_fit(text, place, wrong):
    changed = json.loads(text)
    changed["waves"][0]["cells"][0][place[0]] = wrong
    with pytest.raises(ValidationError):
        ReleaseFile.model_validate(changed)


def test_every_record_of_the_core_is_in_the_document_with_every_field(document):
    shapes = document["components"]["schemas"]
    kinds = [kind for kind in (*vars(core).values(), Policy) if isinstance(kind, type) and is_dataclass(kind)]
    assert len(kinds) > 10
    for kind in set(kinds):
        names = {{"tie_class": "class"}.get(field.name, field.name) for field in fields(kind)}
        if kind is core.Cell:
            names = names - {"published"} | set(shapes["Published"]["properties"])
        assert set(shapes[kind.__name__]["properties"]) == names | ({"says"} if kind is Policy else set()), kind
        assert shapes[kind.__name__]["additionalProperties"] is False


def test_every_field_is_explained_and_nothing_else_is(document):
    shapes = document["components"]["schemas"]
    records = [(name, shape) for name, shape in shapes.items() if "properties" in shape]
    told = [part for _, shape in records for part in shape["properties"].values()]
    wrapped = {"mappings", "releases"}
    lacking = [
        (name, field)
        for name, shape in records
        for field, part in shape["properties"].items()
        if not part.get("description") and field not in wrapped
    ]
    assert lacking == []
    said = {part.get("description") for part in told}
    assert [key for key, meaning in BOOK.items() if meaning not in said] == []
    bounded = {(name, field) for name, shape in records for field in shape["properties"]}
    assert [key for key in LEAST if "." in key and tuple(key.split(".")) not in bounded] == []


def test_the_five_states_and_the_bands_are_told(document):
    shapes = document["components"]["schemas"]
    assert shapes["CellState"]["enum"] == [state.value for state in CellState]
    assert shapes["PeopleBand"]["enum"] == [band.value for band in PeopleBand]
    assert all(state.value in shapes["Cell"]["properties"]["state"]["description"] for state in CellState)


def test_the_document_names_no_other_host_and_says_how_to_come_in(document):
    assert not re.search(r"https?://", json.dumps(document))
    assert document["components"]["securitySchemes"] == {"Token": {"type": "http", "scheme": "bearer"}}
    for methods in document["paths"].values():
        assert set(methods) == {"get"}
        assert methods["get"]["security"] == [{"Token": []}]
        assert {"200", "401", "404", "422", "429"} == set(methods["get"]["responses"])


def test_the_document_is_not_sent_twice(db):
    first = Client().get("/api/v1/openapi.json")
    assert Client().get("/api/v1/openapi.json", headers={"if-none-match": first["ETag"]}).status_code == 304
