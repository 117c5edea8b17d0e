"""The API does what its own document says, whatever is asked: schemathesis draws requests from it, right and wrong ones."""

from __future__ import annotations

from collections import Counter

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode

from samspill_web.reports.api import guard

pytestmark = pytest.mark.django_db(transaction=True)

PATHS = (
    "/api/v1/mappings",
    "/api/v1/mappings/{mapping}/releases",
    "/api/v1/mappings/{mapping}/releases/{wave}",
    "/api/v1/mappings/{mapping}/releases/{wave}/codebook",
)
BOUNDED = settings(
    max_examples=20,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[*HealthCheck],
    report_multiple_bugs=False,
)


@pytest.fixture
def document(db, settings, monkeypatch):
    settings.ALLOWED_HOSTS = ["*"]
    monkeypatch.setattr(guard, "OF_A_TOKEN", "100000/m")
    monkeypatch.setattr(guard, "WRONG_TOKENS", "40/10m")
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler())


def test_the_document_is_valid_and_every_operation_is_tried(document):
    document.validate()
    assert [operation.ok().path for operation in document.get_all_operations()] == list(PATHS)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("token", ["good", "wrong", "none"])
@pytest.mark.parametrize("path", PATHS)
def test_what_is_asked_is_answered_as_the_document_says(document, token_of, path, token, mode):
    headers = {"good": {"Authorization": f"Bearer {token_of('owner')}"}, "wrong": {"Authorization": "Bearer samspill_x"}}.get(
        token
    )
    operation, seen = document[path]["GET"], Counter()
    if mode is GenerationMode.NEGATIVE and not list(operation.iter_parameters()):
        pytest.skip("nothing to get wrong")

    @BOUNDED
    @given(case=operation.as_strategy(generation_mode=mode))
    def tried(case):
        seen[case.call_and_validate(headers=headers).status_code] += 1

    tried()
    assert sum(seen.values()) > 0
    if token != "good":
        # A number that does not fit is told to nobody who has no token.
        assert set(seen) <= {401, 404, 429}


@pytest.mark.parametrize("path", PATHS)
def test_what_is_there_fits_the_document(document, wave, token_of, path):
    values = {"mapping": wave.project_id, "wave": wave.number}
    for who, status in (
        ("owner", 200),
        ("reader", 404 if path in PATHS[2:] else 200),
        ("outsider", 404 if "{" in path else 200),
    ):
        case = document[path]["GET"].Case(
            path_parameters={name: value for name, value in values.items() if f"{{{name}}}" in path}
        )
        # The client in the process does not unpack what it says it takes.
        headers = {"Authorization": f"Bearer {token_of(who)}", "Accept-Encoding": "identity"}
        answer = case.call_and_validate(headers=headers)
        assert answer.status_code == status, who
