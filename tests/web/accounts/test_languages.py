"""Every page of coming in speaks all five languages, also when something is wrong: no word of allauth's or Django's is left."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from accounts.soft_key import SoftKey
from accounts.words import strangers
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from django.conf import settings as web_settings
from django.shortcuts import render
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from samspill.terms import Language
from samspill_web.accounts import links
from samspill_web.accounts.models import User
from samspill_web.config.environment import Provider
from samspill_web.config.sso import social_apps

pytestmark = pytest.mark.django_db
KNOWN = ("Kari Nordmann", "kari@eksempel.no", "Feide", "Microsoft Entra ID", "Telefonen", "Eksempel kommune")


@pytest.fixture(autouse=True)
def sign_on(settings):
    providers = [Provider("feide", "id", "secret", "https://auth.dataporten.no", ("eksempel.no",))]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": social_apps(providers)}}


@pytest.fixture(params=Language)
def language(request) -> Language:
    return request.param


@pytest.fixture
def visitor(language):
    def make() -> Client:
        client = Client()
        client.cookies[web_settings.LANGUAGE_COOKIE_NAME] = language.value
        return client

    return make


def check(language: Language, answers: dict[str, object], *more: str) -> None:
    left = {name: strangers(answer.content.decode(), language, (*KNOWN, *more)) for name, answer in answers.items()}
    assert {name: words for name, words in left.items() if words} == {}
    good = {200, 401, 404, 410, 422, 429}
    assert {name: answer.status_code for name, answer in answers.items() if answer.status_code not in good} == {}
    assert all(f'<html lang="{language.value}"' in answer.content.decode() for answer in answers.values())


def test_the_checker_finds_what_is_not_ours():
    page = "<body><h1>Passord</h1><p>This field is required.</p><input placeholder='Email address'></body>"
    assert strangers(page, Language.NB) == ["This field is required.", "Email address"]
    assert strangers("<p>Ikkje brukt enno.</p>", Language.NB) == ["Ikkje brukt enno."]
    assert strangers("<p>Ikke brukt ennå.</p>", Language.NN) == ["Ikke brukt ennå."]


def test_before_one_is_in(language, visitor, person):
    client, login, ask = visitor(), reverse("account_login"), reverse("ask_for_link")
    link = reverse("link", args=[links.token_for(person)])
    answers = {
        "login": client.get(login),
        "login empty": client.post(login, {}),
        "login no address": client.post(login, {"login": "kari", "password": "x"}),
        "login nul": client.post(login, {"login": "ka\0ri@eksempel.no", "password": "x\0"}),
        "login wrong": client.post(login, {"login": "kari@eksempel.no", "password": "x"}),
        "inactive": client.get(reverse("account_inactive")),
        "cancelled": client.get(reverse("socialaccount_login_cancelled")),
        "error": client.get(reverse("socialaccount_login_error")),
        "sign-on": client.get(reverse("openid_connect_login", args=["feide"])),
        "ask": client.get(ask),
        "ask empty": client.post(ask, {}),
        "ask wrong": client.post(ask, {"email": "x" * 300 + "@x"}),
        "sent": client.post(ask, {"email": "kari@eksempel.no"}),
        "link": client.get(link),
        "link false": client.get(reverse("link", args=["x"])),
    }
    answers |= {f"too often {n}": client.post(ask, {"email": "kari@eksempel.no"}) for n in range(4)}
    answers |= {f"locked {n}": client.post(login, {"login": "a@eksempel.no", "password": "x"}) for n in range(6)}
    check(language, answers)


def test_a_passkey_that_nobody_knows(language, visitor):
    client = visitor()
    for credential in (
        "",
        "no json",
        "{}",
        '{"id": "x"}',
        '{"id": 1, "rawId": [], "response": 7, "type": null}',
        '{"response": {}}',
        "null",
        "[]",
    ):
        answer = client.post(reverse("mfa_login_webauthn"), {"credential": credential}, follow=True)
        check(language, {credential: answer})


def test_signup_closed(language):
    request = RequestFactory().get("/")
    request.user = User()
    with translation.override(language.value):
        check(language, {"closed": render(request, "account/signup_closed.html"), "many": render(request, "429.html")})


def own_pages(client: Client, person: User) -> Iterator[tuple[str, object]]:
    """Yield the pages of somebody who has come in, each with what may be wrong on it."""
    for name, wrongs in {
        "profile": [{}, {"name": "x" * 200, "language": "xx"}, {"name": "\0", "language": "nb"}],
        "account_logout": [],
        "account_change_password": [
            {},
            {"oldpassword": "feil", "password1": "kort", "password2": "annet"},
            {"oldpassword": "feil", "password1": "kari@eksempel.no", "password2": "kari@eksempel.no"},
        ],
        "account_reauthenticate": [{}, {"password": "feil"}],
        "second_factor": [],
        "come_in_again": [],
        "socialaccount_connections": [{}, {"account": "0"}, {"account": "x"}],
        "mfa_index": [],
        "mfa_list_webauthn": [],
        "mfa_reauthenticate": [{}, {"code": "000000"}],
    }.items():
        yield name, client.get(reverse(name))
        for number, wrong in enumerate(wrongs):
            yield f"{name} wrong {number}", client.post(reverse(name), wrong)


def test_one_s_own_pages_before_two_steps(language, visitor, person):
    client = visitor()
    client.post(reverse("account_login"), {"login": person.email, "password": "riktig-hest-batteri-stift"})
    answers = {name: answer for name, answer in own_pages(client, person) if answer.status_code != 302}
    assert len(answers) > 14
    client.post(reverse("account_reauthenticate"), {"password": "riktig-hest-batteri-stift"})
    for name, wrongs in {
        "mfa_activate_totp": [{}, {"code": "000000"}],
        "mfa_add_webauthn": [
            {},
            {"credential": "no json"},
            {"credential": "{}"},
            {"credential": '{"id": "x"}', "name": "x" * 200},
        ],
        "mfa_generate_recovery_codes": [{}],
    }.items():
        answers[name] = client.get(reverse(name))
        answers |= {f"{name} wrong {number}": client.post(reverse(name), wrong) for number, wrong in enumerate(wrongs)}
    check(language, answers)


def test_one_s_own_pages_with_two_steps(language, visitor, person, code_of):
    TOTP.activate(person, generate_totp_secret())
    RecoveryCodes.activate(person)
    SocialAccount.objects.create(user=person, provider="feide", uid="1")
    client, step = visitor(), reverse("mfa_authenticate")
    client.post(reverse("account_login"), {"login": person.email, "password": "riktig-hest-batteri-stift"})
    answers = {
        "step": client.get(step),
        "step empty": client.post(step, {"code": ""}),
        "step wrong": client.post(step, {"code": "000000"}),
        "step key": client.post(step, {"credential": "{}"}),
    }
    client.post(step, {"code": code_of(person)})
    client.post(reverse("account_reauthenticate"), {"password": "riktig-hest-batteri-stift"})
    options = json.loads(json.dumps(dict(client.get(reverse("mfa_add_webauthn")).context["js_data"]["creation_options"])))
    added = {"name": "Telefonen", "credential": json.dumps(SoftKey().register(options)), "passwordless": "on"}
    answers["added"] = client.post(reverse("mfa_add_webauthn"), added, follow=True)
    key = person.authenticator_set.get(type="webauthn").pk
    answers |= {name: answer for name, answer in own_pages(client, person) if answer.status_code != 302}
    answers |= {
        "codes": client.get(reverse("mfa_view_recovery_codes")),
        "new codes": client.get(reverse("mfa_generate_recovery_codes")),
        "made codes": client.post(reverse("mfa_generate_recovery_codes"), follow=True),
        "rename": client.get(reverse("mfa_edit_webauthn", args=[key])),
        "rename empty": client.post(reverse("mfa_edit_webauthn", args=[key]), {"name": ""}),
        "rename long": client.post(reverse("mfa_edit_webauthn", args=[key]), {"name": "x" * 200}),
        "remove": client.get(reverse("mfa_remove_webauthn", args=[key])),
        "again key": client.get(reverse("mfa_reauthenticate_webauthn")),
        "again key wrong": client.post(reverse("mfa_reauthenticate_webauthn"), {"credential": "{}"}, follow=True),
        "off": client.get(reverse("mfa_deactivate_totp")),
        "removed": client.post(reverse("mfa_remove_webauthn", args=[key]), follow=True),
        "turned off": client.post(reverse("mfa_deactivate_totp"), follow=True),
    }
    check(language, answers)
    download = b"".join([client.get(reverse("mfa_download_recovery_codes")).content])
    assert download.decode().split() == [] or all(part.isdigit() for part in download.decode().split()) or b"<html" in download


def test_people_and_log(language, visitor, cast):
    User.objects.filter(pk__in=[cast.administrator.pk, cast.privacy_officer.pk]).update(language=language.value)
    client = visitor()
    client.force_login(cast.administrator, backend="allauth.account.auth_backends.AuthenticationBackend")
    url = reverse("people", args=[cast.tenant.pk])
    invited = {"email": "ny@eksempel.no", "name": "Kari Nordmann", "role": "member"}
    member = cast.member.pk
    answers = {
        "people": client.get(url),
        "empty": client.post(url, {}),
        "wrong": client.post(url, {"email": "x", "name": "x" * 300, "role": "owner"}),
        "invited": client.post(url, invited, follow=True),
        "last": client.post(
            reverse("change_member", args=[cast.tenant.pk, cast.administrator.pk]), {"role": "member"}, follow=True
        ),
        "role": client.post(reverse("change_member", args=[cast.tenant.pk, member]), {"role": "privacy_officer"}, follow=True),
        "bad role": client.post(reverse("change_member", args=[cast.tenant.pk, member]), {"role": "owner"}, follow=True),
        "removed": client.post(reverse("remove_member", args=[cast.tenant.pk, member]), follow=True),
    }
    client.force_login(cast.privacy_officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    log = reverse("audit_log", args=[cast.tenant.pk])
    answers |= {
        "log": client.get(log),
        "log again": client.get(log),
        "filter": client.get(log, {"verb": "audit.viewed", "page": "9"}),
    }
    names = [str(user) for user in cast.people.values()] + [user.email for user in cast.people.values()]
    check(language, answers, "ny@eksempel.no", cast.project.title, *names)
