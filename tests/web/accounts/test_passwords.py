"""Passwords: long, kept by Argon2, guessed five times at most, and said the same whether the address is known or not."""

from __future__ import annotations

import re

import pytest
from django.conf import settings as web_settings
from django.contrib.auth.hashers import identify_hasher, make_password
from django.test import Client
from django.urls import reverse

from samspill.language import say
from samspill.terms import Language
from samspill_web.accounts import links
from samspill_web.accounts.models import User
from samspill_web.config import settings as real_settings

pytestmark = pytest.mark.django_db
NEW = "en-helt-annen-lang-frase"


def test_passwords_are_kept_by_argon2_alone():
    assert real_settings.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    assert identify_hasher(make_password("x", hasher="argon2")).algorithm == "argon2"


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    ("password", "code"),
    [("kort-passord", None), ("kort-passor", "short"), ("q1w2e3r4t5y6", "common"), ("kari@eksempel.no", "similar")],
)
def test_what_a_password_must_be_is_said_in_all_languages(person, language, password, code):
    client = Client()
    client.cookies[web_settings.LANGUAGE_COOKIE_NAME] = language.value
    client.post(reverse("link", args=[links.token_for(person)]))
    answer = client.post(reverse("account_set_password"), {"password1": password, "password2": password})
    if code is None:
        assert answer.status_code == 302
        return
    assert answer.status_code == 422
    assert answer.context["form"].errors["password1"] == [say(f"accounts.password.{code}", language, n=12)]


def test_two_that_differ_are_refused_in_our_words(person):
    client = Client()
    client.post(reverse("link", args=[links.token_for(person)]))
    answer = client.post(reverse("account_set_password"), {"password1": NEW, "password2": NEW + "x"})
    assert answer.context["form"].errors["password2"] == [say("accounts.password.not_same", Language.NB)]


def test_a_link_lets_somebody_who_forgot_set_a_new_password(person, log_in, is_in):
    client = Client()
    client.post(reverse("link", args=[links.token_for(person)]))
    assert client.post(reverse("account_set_password"), {"password1": NEW, "password2": NEW}).url == reverse("profile")
    assert is_in(client)
    assert is_in(log_in(person, NEW)[0])
    assert not is_in(log_in(person)[0])


def test_without_a_link_the_old_password_is_needed(person, log_in):
    client, _ = log_in(person)
    answer = client.post(reverse("account_set_password"), {"password1": NEW, "password2": NEW})
    assert answer.url == reverse("account_change_password")
    wrong = client.post(answer.url, {"oldpassword": "feil", "password1": NEW, "password2": NEW})
    assert wrong.context["form"].errors["oldpassword"] == [say("accounts.refused.enter_current_password", Language.NB)]
    person.refresh_from_db()
    assert not person.check_password(NEW)


def test_a_new_password_ends_other_sessions(person, log_in, is_in):
    thief, _ = log_in(person)
    person.refresh_from_db()
    client = Client()
    client.post(reverse("link", args=[links.token_for(person)]))
    assert is_in(thief)
    client.post(reverse("account_set_password"), {"password1": NEW, "password2": NEW})
    assert is_in(client)
    assert not is_in(thief)


def test_the_session_ends_with_the_browser_and_its_key_changes(person):
    client = Client()
    client.get(reverse("account_login"))
    session = client.session
    session["planted"] = "x"
    session.save()
    client.cookies["sessionid"] = before = session.session_key
    client.post(reverse("account_login"), {"login": person.email, "password": "riktig-hest-batteri-stift"})
    cookie = client.cookies["sessionid"]
    assert cookie.value != before
    assert cookie["max-age"] == ""
    assert cookie["httponly"]


def attempts(email: str, number: int) -> list[tuple[int, str]]:
    found = []
    for _ in range(number):
        answer = Client().post(reverse("account_login"), {"login": email, "password": "feil-feil-feil"})
        found.append(
            (
                answer.status_code,
                re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]*', "", answer.content.decode()).replace(email, ""),
            )
        )
    return found


def test_known_and_unknown_addresses_are_answered_alike(person):
    known, unknown = attempts(person.email, 7), attempts("ukjent@eksempel.no", 7)
    assert [code for code, _ in known] == [200, 200, 200, 200, 429, 429, 429]
    assert known == unknown


def test_somebody_without_a_password_is_answered_alike_too(person):
    User.objects.create_user("uten@eksempel.no", "Uten")
    assert attempts("uten@eksempel.no", 2) == attempts("ukjent@eksempel.no", 2)


def test_locked_out_the_right_password_does_not_help_but_a_link_does(person, is_in):
    attempts(person.email.upper(), 3)
    attempts(person.email, 2)
    client = Client()
    right = {"login": person.email, "password": "riktig-hest-batteri-stift"}
    assert client.post(reverse("account_login"), right).status_code == 429
    assert not is_in(client)
    client.post(reverse("link", args=[links.token_for(person)]))
    assert is_in(client)


@pytest.mark.parametrize("language", Language)
def test_the_page_for_too_many_attempts_speaks_all_languages(person, language):
    attempts(person.email, 5)
    client = Client()
    client.cookies[web_settings.LANGUAGE_COOKIE_NAME] = language.value
    answer = client.post(reverse("account_login"), {"login": person.email, "password": "feil"})
    assert answer.status_code == 429
    assert say("accounts.error.locked.do", language) in answer.content.decode()


def test_attempts_from_elsewhere_count_by_address_and_a_forged_header_does_not_help(person, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    codes = [
        Client()
        .post(reverse("account_login"), {"login": person.email, "password": "feil"}, headers={"x-forwarded-for": f"10.0.0.{n}"})
        .status_code
        for n in range(6)
    ]
    assert codes[-1] == 429


def test_behind_a_proxy_neighbours_are_not_locked_out(person, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for n in range(12):
        data = {"login": f"noen{n}@eksempel.no", "password": "feil"}
        Client().post(reverse("account_login"), data, headers={"x-forwarded-for": "10.0.0.1"})
    right = {"login": person.email, "password": "riktig-hest-batteri-stift"}
    assert Client().post(reverse("account_login"), right, headers={"x-forwarded-for": "10.0.0.2"}).status_code == 302


def test_where_to_go_next_stays_on_our_own_pages(person):
    right = {"login": person.email, "password": "riktig-hest-batteri-stift"}
    for bad in ("https://ond.no/", "//ond.no/", "/\\ond.no", "javascript:alert(1)"):
        assert Client().post(reverse("account_login"), right | {"next": bad}).url == reverse("home")
    assert Client().post(reverse("account_login"), right | {"next": "/account/"}).url == "/account/"


def test_nobody_inactive_comes_in(person, log_in, is_in):
    User.objects.filter(pk=person.pk).update(is_active=False)
    client, answer = log_in(person)
    assert not is_in(client)
    assert client.get(answer.url).status_code == 200 if answer.status_code == 302 else answer.status_code == 200
