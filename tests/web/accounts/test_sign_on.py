"""Single sign-on: only invited people, only addresses that the provider may speak of, never past the second factor."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from accounts.provider import running
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from samspill_web.accounts.models import Membership, User
from samspill_web.config.environment import Provider
from samspill_web.config.sso import social_apps

pytestmark = pytest.mark.django_db
FEIDE = "https://n.feide.no/claims/userid_sec"


@pytest.fixture(scope="module")
def server():
    with running() as provider:
        yield provider


@pytest.fixture
def provider(server, settings):
    """The provider, not yet said of which kind it is."""
    server.claims, server.forged = {"sub": "1", "email": "kari@eksempel.no", "name": "Kari"}, {}
    server.asked.clear()
    server.headers.clear()

    def as_kind(kind: str, domains: tuple[str, ...] = ("eksempel.no",)):
        apps = social_apps([Provider(kind, "the-client", "the-secret", server.address, domains)])
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": apps}}
        return server

    return as_kind


def go(kind: str, client: Client | None = None, **data: str) -> tuple[Client, object]:
    """Go to the provider and come back as a browser does."""
    client = client or Client()
    out = client.post(reverse("openid_connect_login", args=[kind]), {"process": "login"} | data)
    assert out.status_code == 200, out
    query = parse_qs(urlsplit(out.context["address"]).query)
    return client, client.get(reverse("openid_connect_callback", args=[kind]), {"code": "c", "state": query["state"][0]})


@pytest.mark.parametrize("kind", ["entra", "feide", "oidc"])
def test_whoever_was_invited_comes_in(provider, person, is_in, kind):
    provider(kind).claims |= {"email_verified": True, FEIDE: ["feide:kari@eksempel.no"]}
    client, answer = go(kind)
    assert answer.status_code == 302
    assert is_in(client)
    assert SocialAccount.objects.get().user == person


@pytest.mark.parametrize("kind", ["entra", "feide", "oidc"])
def test_nobody_else_comes_in_and_nothing_is_made(provider, is_in, kind):
    provider(kind).claims |= {"email_verified": True, FEIDE: ["feide:kari@eksempel.no"]}
    client, answer = go(kind)
    assert "account/signup_closed.html" in [template.name for template in answer.templates]
    assert not is_in(client)
    assert not User.objects.exists()
    assert client.get("/account/signup/").status_code == 404


@pytest.mark.parametrize("verified", [False, "false", None, 0, ""])
def test_an_address_that_is_not_verified_takes_over_nothing(provider, person, is_in, verified):
    provider("oidc").claims |= {} if verified is None else {"email_verified": verified}
    assert not is_in(go("oidc")[0])
    person.refresh_from_db()
    assert person.has_usable_password()


def test_entra_is_believed_about_its_own_domains_alone(provider, is_in):
    victim = User.objects.create_user("sjef@annen-kommune.no", "Sjef")
    provider("entra").claims |= {"email": victim.email, "email_verified": True}
    assert not is_in(go("entra")[0])
    provider("entra", ("annen-kommune.no",))
    assert is_in(go("entra")[0])


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {FEIDE: []},
        {FEIDE: ["feide:ond@annen-skole.no"]},
        {FEIDE: ["feide:ond@annen-skole.no", "feide:kari@eksempel.no"]},
        {FEIDE: ["nin:01019912345"]},
        {"https://n.feide.no/claims/eduPersonPrincipalName": "ond@annen-skole.no"},
    ],
)
def test_feide_is_believed_about_people_of_the_home_organisations_alone(provider, person, is_in, claims):
    provider("feide").claims |= {"email_verified": True} | claims
    assert not is_in(go("feide")[0])
    person.refresh_from_db()
    assert person.has_usable_password()


def test_an_address_is_matched_whatever_its_case_and_no_other_is(provider, person, is_in):
    provider("entra").claims["email"] = "KARI@Eksempel.NO"
    assert is_in(go("entra")[0])
    for lookalike in ("kari@eksempel.no.ond.no", "kari@ond.no@eksempel.no", "kari@eksempel.no ", "kari\u0131@eksempel.no"):
        SocialAccount.objects.all().delete()
        provider("entra").claims |= {"email": lookalike, "sub": lookalike}
        client, _ = go("entra")
        assert not is_in(client) or lookalike.strip() == person.email


def test_afterwards_the_provider_s_own_number_leads_to_the_account(provider, person, is_in):
    provider("entra")
    go("entra")
    provider("entra").claims["email"] = "nytt-navn@eksempel.no"
    assert is_in(go("entra")[0])
    provider("entra").claims |= {"sub": "2", "email": "ukjent@eksempel.no"}
    assert not is_in(go("entra")[0])


@pytest.mark.parametrize("forged", [{"iss": "https://ond.no"}, {"aud": "another-client"}, {"exp": 1}])
def test_a_token_for_somebody_else_or_of_yesterday_is_refused(provider, person, is_in, forged):
    provider("entra").forged = forged
    client, answer = go("entra")
    assert answer.status_code in {200, 401}
    assert "socialaccount/authentication_error.html" in [template.name for template in answer.templates]
    assert not is_in(client)


def test_an_answer_that_nobody_asked_for_is_refused(provider, person, is_in):
    provider("entra")
    client = Client()
    client.get(reverse("openid_connect_callback", args=["entra"]), {"code": "c", "state": "guessed"})
    assert not is_in(client)
    _, answer = go("entra")
    state = answer.wsgi_request.GET["state"]
    client.get(reverse("openid_connect_callback", args=["entra"]), {"code": "c", "state": state})
    assert not is_in(client)


def test_the_client_shows_its_secret_and_proves_that_it_began(provider, person):
    server = provider("feide")
    server.claims |= {FEIDE: ["feide:kari@eksempel.no"]}
    out = Client().post(reverse("openid_connect_login", args=["feide"]), {"process": "login"})
    query = parse_qs(urlsplit(out.context["address"]).query)
    assert query["code_challenge_method"] == ["S256"]
    assert set(query["scope"][0].split()) == {"openid", "profile", "email", "userid-feide"}
    assert query["redirect_uri"] == ["http://testserver/account/oidc/feide/login/callback/"]
    go("feide")
    assert server.asked[-1]["code_verifier"]
    assert server.headers[-1]["Authorization"].startswith("Basic ")


def test_opening_the_address_of_a_sign_on_leads_nowhere_yet(provider):
    provider("entra")
    assert Client().get(reverse("openid_connect_login", args=["entra"])).status_code == 200


def test_the_page_that_leads_on_needs_no_script_and_a_form_leads_to_us_alone(provider, server):
    provider("entra")
    out = Client().post(reverse("openid_connect_login", args=["entra"]), {"process": "login"})
    page = out.content.decode()
    assert f'<meta http-equiv="refresh" content="0; url={server.address}/authorize?' in page
    assert f'href="{server.address}/authorize?' in page
    assert "form-action 'self'" in out.headers["Content-Security-Policy"]


def test_a_provider_that_is_down_is_told_of(settings):
    apps = social_apps([Provider("entra", "c", "s", "http://127.0.0.1:9", ("eksempel.no",))])
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": apps}}
    answer = Client().post(reverse("openid_connect_login", args=["entra"]), {"process": "login"})
    assert answer.status_code == 502


def test_the_second_step_is_asked_for_after_a_sign_on_too(provider, person, is_in, code_of):
    TOTP.activate(person, generate_totp_secret())
    provider("entra")
    client, answer = go("entra")
    assert answer.url == reverse("mfa_authenticate")
    assert not is_in(client)
    client.post(answer.url, {"code": code_of(person)})
    assert is_in(client)


@pytest.mark.parametrize("trusted", [True, False])
def test_a_sign_on_counts_as_two_steps_only_where_the_settings_say_so(provider, cast, person, settings, trusted, log_in):
    settings.SECOND_FACTOR_BY_SSO = trusted
    Membership.objects.create(tenant=cast.tenant, user=person, role="administrator")
    url = reverse("people", args=[cast.tenant.pk])
    assert log_in(person)[0].get(url).status_code == 302
    provider("entra")
    client, _ = go("entra")
    assert client.get(url).status_code == (200 if trusted else 302)


def test_a_sign_on_of_another_person_in_the_same_browser_counts_for_nothing(provider, cast, person, settings, client_of):
    settings.SECOND_FACTOR_BY_SSO = True
    other = User.objects.create_user("ola@eksempel.no", "Ola")
    Membership.objects.create(tenant=cast.tenant, user=other, role="administrator")
    provider("entra")
    client, _ = go("entra")
    client.force_login(other, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(reverse("people", args=[cast.tenant.pk])).status_code == 302


@pytest.mark.parametrize("process", ["connect", "redirect"])
def test_a_sign_on_is_not_tied_to_whoever_happens_to_be_logged_in(provider, person, log_in, process):
    provider("entra").claims |= {"email": "ond@eksempel.no", "sub": "evil"}
    client, _ = log_in(person)
    client.post(reverse("account_reauthenticate"), {"password": "riktig-hest-batteri-stift"})
    _, answer = go("entra", client, process=process)
    assert not SocialAccount.objects.exists()
    assert answer.url == reverse("socialaccount_connections")


def test_nobody_inactive_comes_in(provider, person, is_in):
    User.objects.filter(pk=person.pk).update(is_active=False)
    provider("entra")
    assert not is_in(go("entra")[0])


def test_where_to_go_next_is_kept_and_stays_on_our_own_pages(provider, person):
    provider("entra")
    assert go("entra", next="/account/2fa/")[1].url == "/account/2fa/"
    assert go("entra", next="https://ond.no/")[1].url == reverse("home")


def test_buttons_are_there_for_what_is_set_up_alone(provider, settings):
    settings.SOCIALACCOUNT_PROVIDERS = {}
    page = Client().get(reverse("account_login")).content.decode()
    assert "/account/oidc/" not in page
    assert "Feide" not in page
    provider("feide")
    page = Client().get(reverse("account_login") + "?next=/account/2fa/").content.decode()
    assert page.count("/account/oidc/feide/login/") == 1
    assert "Entra" not in page
    assert '<input type="hidden" name="next" value="/account/2fa/">' in page


def test_sign_ons_that_are_not_set_up_are_not_found():
    assert Client().get(reverse("openid_connect_login", args=["entra"])).status_code == 404
    assert Client().get(reverse("openid_connect_callback", args=["entra"])).status_code == 404
