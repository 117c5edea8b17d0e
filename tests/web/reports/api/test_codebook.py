"""The code book in the workspace and in the API: for those who may have data, the same in both, and naming nobody."""

from __future__ import annotations

import json

import pytest
from django.conf import settings
from django.urls import reverse
from django_scopes import scopes_disabled
from look.seeing import look_at

from samspill.language import say
from samspill.render.codebook import codebook_of, to_json
from samspill.terms import Language
from samspill_web.analysis import fetching, reports
from samspill_web.analysis.books import KINDS
from samspill_web.analysis.models import Release
from samspill_web.analysis.selectors import understood
from samspill_web.collection.ballots.plans import plan_of
from samspill_web.projects.enums import ProjectRole

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nothing_kept():
    reports.made.clear()


def page(wave) -> str:
    return reverse("codebook", args=[wave.project_id, wave.number])


def in_api(wave, language: str = "") -> str:
    asked = f"?language={language}" if language else ""
    return f"/api/v1/mappings/{wave.project_id}/releases/{wave.number}/codebook{asked}"


@pytest.mark.parametrize("language", Language)
def test_programmes_get_the_book_of_the_core(wave, programme, language):
    answer = programme("owner").get(in_api(wave, language.value))
    with scopes_disabled():
        row = Release.objects.select_related("wave").get(wave=wave)
        plan = plan_of(row.wave)
    book, _ = codebook_of(understood(row.text), plan.mapping, plan.instrument, language)
    assert answer.content.decode() == to_json(book)


def test_its_language_is_that_of_the_programme_unless_it_asks_for_another(wave, programme):
    client = programme("owner", **{"accept-language": "sv"})
    first, other = client.get(in_api(wave)), client.get(in_api(wave, "en"))
    assert (first.json()["language"], other.json()["language"]) == ("sv", "en")
    assert first["ETag"] != other["ETag"]
    wrong = client.get(in_api(wave, "fi"))
    assert (wrong.status_code, wrong.json()["code"]) == (422, "parameter")
    assert "language" in wrong.json()["title"]


def test_who_may_not_have_the_release_has_no_book_by_a_token(wave, programme):
    for name in ("partner", "group_leader", "reader", "outsider"):
        assert programme(name).get(in_api(wave)).status_code == 404


@pytest.mark.parametrize("role", [role.value for role in ProjectRole])
def test_everybody_in_the_mapping_reads_its_page(wave, cast, client_of, role):
    client = client_of(cast.people[role])
    result = client.get(reverse("release", args=[wave.project_id])).content.decode()
    assert page(wave) in result
    assert (reverse("api_access", args=[wave.project_id]) in result) is (role in {"owner", "consultant"})
    answer = client.get(page(wave))
    assert answer.status_code == 200
    assert say("codebook.title.scales", Language.NB) in answer.content.decode()
    assert "cells.csv" in answer.content.decode()


def test_where_no_data_may_be_had_there_is_no_book(wave, cast, client_of, monkeypatch):
    from samspill_web.reports.api import codebook_views

    monkeypatch.setattr(codebook_views, "may_fetch", lambda *_: False)
    client = client_of(cast.owner)
    assert client.get(page(wave)).status_code == 404
    assert client.get(f"{page(wave)}pdf/").status_code == 404


def test_it_can_be_taken_along(wave, cast, client_of):
    client = client_of(cast.reader)
    for kind in KINDS:
        answer = client.get(reverse("codebook_file", args=[wave.project_id, wave.number, kind]))
        assert answer.status_code == 200
        assert answer["Content-Disposition"] == f'attachment; filename="codebook-{wave.number}-nb.{kind}"'
        assert f'{page(wave)}{kind}/"' in client.get(page(wave)).content.decode()
    assert json.loads(answer.content)["language"] == "nb"
    assert client.get(f"{page(wave)}exe/").status_code == 404
    assert client.get(reverse("codebook", args=[wave.project_id, 77])).status_code == 404


def test_the_table_of_the_analysis_is_asked(wave, cast, client_of, monkeypatch):
    """Dates and roles are decided in one place."""
    monkeypatch.setitem(fetching.WHOLE, ProjectRole.READER, ())
    assert client_of(cast.reader).get(page(wave)).status_code == 404


def test_the_page_looks_well(wave, cast, client_of, browser, live_server):
    client = client_of(cast.owner)
    context = browser.new_context(base_url=live_server.url, locale="nb-NO")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    shown, refused = context.new_page(), []
    shown.on("console", lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None)
    assert shown.goto(page(wave)).status == 200
    first = shown.locator(".book details").first
    first.locator("summary").press("Enter")
    assert first.locator("table").is_visible()
    look_at(shown)
    assert refused == []
    context.close()
