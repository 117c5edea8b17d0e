"""Making, showing, revoking and losing tokens; and that a token is kept nowhere."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.conf import settings as web_settings
from django.test import Client
from django.urls import reverse
from django_scopes import scopes_disabled
from look.seeing import look_at
from reports.api.conftest import role_of
from security.test_secrets import console, dump

from samspill.errors import UsageError
from samspill.terms import Language
from samspill_web.accounts.models import User
from samspill_web.analysis.tokens import services
from samspill_web.analysis.tokens.models import ApiToken
from samspill_web.kernel import clock
from samspill_web.kernel.models import AuditEntry
from samspill_web.projects import services as project_services
from samspill_web.projects.enums import ProjectRole
from samspill_web.projects.models import Role

__all__ = ["console"]

pytestmark = pytest.mark.django_db(transaction=True)

TOKEN = re.compile(r"samspill_[\w-]{43}")


def page_of(cast) -> str:
    return reverse("api_access", args=[cast.project.pk])


def made_by(client, cast, **fields) -> str:
    answer = client.post(page_of(cast), {"name": "Statistikk", "days": 90, **fields})
    assert answer.status_code == 200
    return TOKEN.search(answer.content.decode())[0]


def reads(token: str) -> int:
    return Client(headers={"authorization": f"Bearer {token}"}).get("/api/v1/mappings").status_code


def entries(verb: str) -> list[dict]:
    with scopes_disabled():
        return [entry.data for entry in AuditEntry.objects.filter(verb=verb).order_by("pk")]


def test_a_token_is_made_shown_once_and_reads(cast, client_of):
    client = client_of(cast.owner)
    answer = client.post(page_of(cast), {"name": "Statistikk", "days": 90})
    token = TOKEN.search(answer.content.decode())[0]
    assert "no-store" in answer["Cache-Control"]
    assert reads(token) == 200
    again = client.get(page_of(cast)).content.decode()
    assert token not in again
    assert f"samspill_{token[9:15]}…" in again
    assert entries("token.made") == [{"name": "Statistikk", "user": cast.owner.pk}]


def test_it_lasts_ninety_days_unless_one_says_otherwise_and_a_year_at_most(cast, client_of):
    client = client_of(cast.owner)
    assert 'value="90"' in client.get(page_of(cast)).content.decode()
    made_by(client, cast, days=365)
    for days in ("0", "366", "-1", "1.5", "", "mange"):
        answer = client.post(page_of(cast), {"name": "Et langt navn", "days": days})
        assert answer.status_code == 422
        assert "Skriv et helt antall dager fra 1 til 365." in answer.content.decode()
        assert "Et langt navn" in answer.content.decode(), "what was written stays"
    with scopes_disabled():
        row = ApiToken.objects.get()
        with pytest.raises(UsageError):
            services.make(role_of(cast, "owner"), "x", 366)
    assert row.expires - row.made == timedelta(days=365)


@pytest.mark.parametrize("name", ["", " ", "x" * 81, "skjult\u200btegn"])
def test_a_name_is_asked_for(cast, client_of, name):
    answer = client_of(cast.owner).post(page_of(cast), {"name": name, "days": 90})
    assert answer.status_code == 422
    with scopes_disabled():
        assert not ApiToken.objects.exists()


def test_nobody_has_more_than_they_can_keep_an_eye_on(cast, client_of, token_of):
    tokens = [token_of("owner") for _ in range(services.AT_MOST)]
    answer = client_of(cast.owner).post(page_of(cast), {"name": "En til", "days": 90})
    assert answer.status_code == 422
    assert f"Du har {services.AT_MOST} tilgangskoder" in answer.content.decode()
    with scopes_disabled():
        services.revoke(ApiToken.objects.first(), by=cast.owner)
    made_by(client_of(cast.owner), cast)
    assert len(set(tokens)) == services.AT_MOST


def test_a_token_is_revoked_once(cast, client_of):
    client = client_of(cast.owner)
    token = made_by(client, cast)
    with scopes_disabled():
        at = reverse("api_revoke", args=[cast.project.pk, ApiToken.objects.get().pk])
    assert client.get(at).status_code == 405
    assert reads(token) == 200
    for _ in range(2):
        page = client.post(at, follow=True).content.decode()
        assert "er trukket tilbake" in page
        assert at not in page
    assert reads(token) == 401
    assert len(entries("token.revoked")) == 1


def test_an_owner_sees_everybody_s_and_a_consultant_their_own(cast, client_of, token_of):
    token = token_of("consultant"), token_of("owner")
    rows = {}
    with scopes_disabled():
        for row in ApiToken.objects.select_related("role"):
            rows[row.role.role] = reverse("api_revoke", args=[cast.project.pk, row.pk])
    owner, consultant = client_of(cast.owner), client_of(cast.consultant)
    assert all(at in owner.get(page_of(cast)).content.decode() for at in rows.values())
    page = consultant.get(page_of(cast)).content.decode()
    assert rows["consultant"] in page
    assert rows["owner"] not in page
    assert consultant.post(rows["owner"]).status_code == 404
    assert client_of(cast.outsider).post(rows["owner"]).status_code == 404
    assert reads(token[1]) == 200
    assert owner.post(rows["consultant"]).status_code == 302
    assert reads(token[0]) == 401


def test_a_token_of_another_mapping_is_not_reached(cast, client_of, token_of):
    token_of("outsider")
    with scopes_disabled():
        foreign = ApiToken.objects.get()
    assert client_of(cast.owner).post(reverse("api_revoke", args=[cast.project.pk, foreign.pk])).status_code == 404
    foreign.refresh_from_db()
    assert foreign.revoked is None


def test_it_goes_with_the_role_and_does_not_come_back_with_it(cast, token_of, unscoped):
    token, role = token_of("consultant"), role_of(cast, "consultant")
    assert reads(token) == 200
    project_services.take_role(cast.project, role, by=cast.owner)
    assert reads(token) == 401
    Role.objects.create(project=cast.project, user=cast.consultant, role=ProjectRole.CONSULTANT)
    assert reads(token) == 401


def test_somebody_who_cannot_log_in_reads_nothing_and_the_owner_sees_why(cast, client_of, token_of):
    token = token_of("consultant")
    User.objects.filter(pk=cast.consultant.pk).update(is_active=False)
    assert reads(token) == 401
    assert "personen kan ikke lenger logge inn" in client_of(cast.owner).get(page_of(cast)).content.decode()


def test_the_day_of_its_last_use_is_kept_and_each_day_logged_once(cast, token_of, time_machine):
    token = token_of("owner")
    for _ in range(3):
        reads(token)
    with scopes_disabled():
        assert ApiToken.objects.get().used == clock.now().date()
    assert entries("token.used") == [{"name": "Statistikk", "user": cast.owner.pk}]
    time_machine.move_to(clock.now() + timedelta(days=1))
    reads(token)
    reads(token)
    assert len(entries("token.used")) == 2


def test_a_token_is_kept_nowhere(cast, client_of, console, caplog):
    client = client_of(cast.owner)
    token = made_by(client, cast)
    reads(token)
    for address in ("/api/v1/nowhere", f"/api/v1/mappings?token={token}", f"/api/v1/{token}", f"/m/{token}/"):
        Client(headers={"authorization": f"Bearer {token}"}).get(address)
        Client(headers={"authorization": f"Bearer {token}x"}).get(address)
    rows, log = dump(), "\n".join([*console.lines, caplog.text])
    assert "Unauthorized: /api/v1/mappings" in log, "nothing was written: the test sees nothing"
    secret = token.removeprefix("samspill_")
    for part in (secret, secret[8:30]):
        assert part not in rows
        assert part not in log


def test_a_guess_is_worth_nothing_without_the_machine_s_secret(cast, token_of, settings):
    token = token_of("owner")
    settings.SECRET_KEY = "another"
    assert reads(token) == 401


@pytest.mark.parametrize("language", [pytest.param(Language.NB, marks=pytest.mark.every_change), Language.EN])
def test_the_page_with_a_token_looks_well(cast, client_of, browser, live_server, token_of, language):
    """Made by the keyboard alone: the name, the days, the button."""
    token_of("owner")
    client = client_of(cast.owner)
    context = browser.new_context(base_url=live_server.url)
    carried = {web_settings.SESSION_COOKIE_NAME: client.cookies[web_settings.SESSION_COOKIE_NAME].value}
    carried[web_settings.LANGUAGE_COOKIE_NAME] = language.value
    context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in carried.items()])
    page = context.new_page()
    page.goto(page_of(cast))
    page.locator("#id_name").focus()
    page.keyboard.type("Statistikk i kommunen")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    token = TOKEN.search(page.locator("code.token").first.inner_text())[0]
    look_at(page)
    context.close()
    assert reads(token) == 200
