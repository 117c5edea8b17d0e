"""Pages for what went wrong say what happened, what is kept and what to do, in five languages."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from typing import NoReturn

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from samspill.language import say
from samspill.terms import Language
from samspill_web.config.urls import handler400, handler403, handler404, handler500, urlpatterns

NAMES = {"bad_request": 400, "forbidden": 403, "not_found": 404, "server_error": 500, "csrf": 403}


RAISED = {"bad_request": SuspiciousOperation, "forbidden": PermissionDenied, "server_error": ZeroDivisionError}


def breaks(how: str) -> Callable[[HttpRequest], NoReturn]:
    def view(_request: HttpRequest) -> NoReturn:
        raise RAISED[how]

    return view


class WithFaults:
    """The addresses of the workspace, and three that fail."""

    urlpatterns = (*urlpatterns, *(path(f"breaks/{how}/", breaks(how)) for how in RAISED))
    handler400, handler403, handler404, handler500 = handler400, handler403, handler404, handler500


ADDRESS = {name: f"/breaks/{name}/" for name in NAMES} | {"not_found": "/nowhere/", "csrf": "/language/"}


def answer(name: str, language: Language) -> HttpResponse:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies["django_language"] = language.value
    return (client.post if name == "csrf" else client.get)(ADDRESS[name])


@pytest.mark.django_db
@pytest.mark.urls(WithFaults())
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", NAMES)
def test_an_error_page_says_what_happened_what_is_kept_and_what_to_do(name: str, language: Language) -> None:
    response = answer(name, language)
    page = unescape(response.content.decode())
    assert response.status_code == NAMES[name]
    assert f'<html lang="{language}"' in page
    for part in ("title", "what", "kept", "do"):
        assert say(f"kernel.error.{name}.{part}", language) in page
    assert page.count("<h1") == 1


@pytest.mark.urls(WithFaults())
def test_the_page_for_our_own_faults_asks_no_database() -> None:
    # No mark django_db here: pytest-django fails every query.
    response = answer("server_error", Language.DA)
    assert response.status_code == 500
    assert say("kernel.error.server_error.title", Language.DA) in response.content.decode()


@pytest.mark.urls(WithFaults())
def test_it_is_shown_where_the_database_does_not_answer_somebody_who_is_logged_in(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_args: object) -> None:
        raise DatabaseError

    monkeypatch.setattr("django.contrib.auth.middleware.get_user", fails)
    client = Client(raise_request_exception=False)
    response = client.get("/", HTTP_ACCEPT_LANGUAGE="sv")
    assert response.status_code == 500
    assert say("kernel.error.server_error.do", Language.SV) in response.content.decode()


def test_a_request_that_is_too_large_is_refused_before_it_is_read(cast, client_of):
    from io import BytesIO

    from samspill_web.kernel.uploads import LARGEST

    client = client_of(cast.administrator)
    file = BytesIO(b"x" * (LARGEST + 1))
    file.name = "mapping.toml"
    answer = client.post(f"/o/{cast.tenant.pk}/bring/", {"file": file})
    assert answer.status_code == 413
    assert "Filen er for stor" in answer.content.decode()


def test_a_file_that_is_small_is_read(cast, client_of):
    from io import BytesIO

    file = BytesIO(b"# " + b"x" * 1_900_000)
    file.name = "mapping.toml"
    answer = client_of(cast.administrator).post(f"/o/{cast.tenant.pk}/bring/", {"file": file})
    assert answer.status_code == 422
