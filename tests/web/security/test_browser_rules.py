"""What a browser is told on every answer, and that no other site can act in somebody's name or send people away."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as django_settings
from django.core import mail
from django.test import Client
from django.urls import get_resolver, reverse
from django_scopes import scope

from samspill_web.accounts.links import token_for
from samspill_web.collection.services import open_trial
from samspill_web.collection.trying import link_of
from samspill_web.kernel import outbox
from samspill_web.projects import services
from samspill_web.projects.enums import ProjectRole

pytestmark = pytest.mark.django_db
EVIL = "evil.example"
ELSEWHERE = (
    f"https://{EVIL}/",
    f"//{EVIL}/",
    f"///{EVIL}",
    f"/\\{EVIL}",
    f"\\\\{EVIL}",
    f"/\t/{EVIL}",
    f"http:///{EVIL}",
    f"https:{EVIL}",
    "javascript:alert(1)",
    "data:text/html,x",
    f"/%09/{EVIL}",
    f"https://testserver@{EVIL}/",
    f"\x01//{EVIL}",
)
CSRF_OF_OTHERS = {
    *("decline", "take_back", "saml_acs", "saml_sls"),
    *("survey", "survey_repaired", "survey_open", "survey_draft", "survey_send"),
    *("stop_reminders", "take_up_reminders"),
}
"""Where another server's page, or a mail programme's one click, has to send a form to us: what it says is signed
(tests/web/accounts/test_saml.py, tests/web/collection/channels/test_mail.py,
tests/web/actions/test_digest.py). And the survey, where nothing that a browser
keeps says who somebody is: what opens it is in the form itself (tests/web/collection/ballots/test_survey.py)."""


REFERRERS = {"same-origin", "strict-origin", "no-referrer"}
"""None of them tells another site more of an address than its host."""


def addresses(patterns=None, before: str = ""):
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        route = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from addresses(pattern.url_patterns, route)
        else:
            yield pattern.name, route, hasattr(pattern.callback, "access")


def filled(route: str, cast) -> str:
    values = {
        "tenant_id": cast.tenant.pk,
        "project_id": cast.project.pk,
        "language": "nb",
        "kind": "group",
        "way": "up",
        "key": "x",
        "to": "employees",
        "token": "x",
        "provider_id": "feide",
        "organization_slug": "saml",
    }
    route = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", route).replace("^", "").replace("$", "")
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values.get(found[1], 1)), route)


@pytest.fixture
def tokens(cast):
    with scope(tenant=cast.tenant.pk):
        trial = link_of(open_trial(cast.project, by=cast.owner)).removeprefix(django_settings.ADDRESS)
    return {"try": trial, "link": reverse("link", args=[token_for(cast.reader)])}


def test_no_form_of_another_site_is_taken(cast, client_of, tokens):
    """Every address, as somebody who may do all of it, without the token that only our own pages hold."""
    clients = {
        name: client_of(cast.people[name], enforce_csrf_checks=True)
        for name in ("owner", "administrator", "partner", "privacy_officer")
    }
    clients["anonymous"] = Client(enforce_csrf_checks=True)
    taken = [
        (who, name)
        for name, route, _ in addresses()
        if name not in CSRF_OF_OTHERS
        for who, client in clients.items()
        if client.post(tokens.get(name) or filled(route, cast), {"x": "1"}).status_code not in {403, 404, 405}
    ]
    assert taken == []


@pytest.mark.parametrize("origin", [f"https://{EVIL}", "null", "https://testserver.evil.example"])
def test_not_even_with_the_token_from_another_origin(cast, client_of, origin):
    client = client_of(cast.owner, enforce_csrf_checks=True)
    page = client.get(reverse("ready", args=[cast.project.pk])).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    for sent in ({"HTTP_ORIGIN": origin}, {"HTTP_ORIGIN": origin, "HTTP_X_CSRFTOKEN": token}):
        answer = client.post(reverse("check", args=[cast.project.pk]), {"csrfmiddlewaretoken": token}, **sent)
        assert answer.status_code == 403
    assert client.post(reverse("check", args=[cast.project.pk]), {"csrfmiddlewaretoken": token}).status_code == 302


def every_answer(cast, client_of, tokens):
    for who in ("owner", "administrator", "privacy_officer", "reader", None):
        client = client_of(cast.people[who]) if who else Client()
        for name, route, _ in addresses():
            address = tokens.get(name) or filled(route, cast)
            yield who, f"GET {name}", client.get(address)
            if name != "account_logout":
                yield who, f"POST {name}", client.post(address)
    yield None, "nowhere", Client().get("/no/such/page")
    yield None, "slash", Client().get("/health")
    yield None, "host", Client(headers={"host": "evil.example"}).get("/")
    yield None, "csrf", Client(enforce_csrf_checks=True).post("/language/")


def test_every_answer_carries_the_rules(cast, client_of, tokens):
    wrong = []
    for who, what, answer in every_answer(cast, client_of, tokens):
        rules = answer.headers.get("Content-Security-Policy", "")
        if not answer.headers.get("Content-Type", "").startswith("text/html") and answer.status_code == 200:
            rules = rules or "default-src 'none'; frame-ancestors 'none'"
        good = (
            "default-src 'none'" in rules
            and "frame-ancestors 'none'" in rules
            and "unsafe" not in rules
            and answer.headers.get("X-Content-Type-Options") == "nosniff"
            and answer.headers.get("Referrer-Policy") in REFERRERS
            and answer.headers.get("X-Frame-Options") == "DENY"
        )
        if not good:
            wrong.append((who, what, answer.status_code))
    assert wrong == []


def test_what_is_about_somebody_is_kept_by_no_cache(cast, client_of, tokens):
    """On a shared machine the next person presses Back; a cache on the way must not hand one person's page to another."""
    kept = {
        what
        for who, what, answer in every_answer(cast, client_of, tokens)
        if who is not None and "no-store" not in answer.headers.get("Cache-Control", "") and not is_anybodys(what, answer)
    }
    assert sorted(kept) == []


SAME_FOR_ALL = {
    "api_openapi": (),
    "survey_help": ("nb",),
    "survey_words": ("nb",),
}
"""What may be kept, with what an address of it needs: it is held to be the same whoever asks."""


@pytest.mark.parametrize("name", SAME_FOR_ALL)
def test_what_may_be_kept_is_the_same_for_all(cast, client_of, name):
    asked = [each.get(reverse(name, args=SAME_FOR_ALL[name])) for each in (Client(), client_of(cast.owner))]
    assert [answer.status_code for answer in asked] == [200, 200]
    assert asked[0].content == asked[1].content
    assert [answer.cookies.output() for answer in asked] == ["", ""]


def is_anybodys(what: str, answer) -> bool:
    """Tell whether an answer is the same for all, or of the survey, which knows nobody, and no page: a script, or none."""
    if what.removeprefix("GET ") in SAME_FOR_ALL:
        return True
    return " survey" in what and (answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"))


def test_whoever_is_logged_in_is_nobody_in_the_survey(cast, client_of, django_assert_num_queries):
    pages = []
    for client in (Client(), client_of(cast.owner)):
        with django_assert_num_queries(0):
            pages.append(client.get("/s/"))
    assert pages[0].content == pages[1].content
    assert [page.cookies.output() for page in pages] == ["", ""]
    assert not hasattr(pages[1].wsgi_request, "session")
    assert not hasattr(pages[1].wsgi_request, "user")


def test_cookies_are_for_our_server_alone(cast):
    client = Client()
    page = client.get(reverse("account_login"))
    assert page.cookies[django_settings.CSRF_COOKIE_NAME]["httponly"]
    by_password(client, cast.reader)
    client.post(reverse("set_language"), {"language": "da"})
    assert {django_settings.SESSION_COOKIE_NAME, django_settings.CSRF_COOKIE_NAME} <= set(client.cookies)
    for name, cookie in client.cookies.items():
        assert cookie["samesite"] == "Lax", name
        assert not cookie["domain"], name
    session = client.cookies[django_settings.SESSION_COOKIE_NAME]
    assert session["httponly"]
    assert not session["max-age"], "closing the browser ends it"
    assert not session["expires"]


@pytest.mark.parametrize("to", ELSEWHERE)
def test_nobody_is_led_elsewhere(cast, client_of, to):
    host = {"HTTP_X_FORWARDED_HOST": EVIL}
    answers = [
        Client().post(reverse("set_language"), {"language": "da", "next": to}, **host),
        Client().post(reverse("set_language"), {"language": "da"}, HTTP_REFERER=to, **host),
        client_of(cast.reader).post(reverse("account_logout"), {"next": to}, **host),
        client_of(cast.reader).get(reverse("account_login"), {"next": to}, **host),
        Client().post(f"{reverse('link', args=[token_for(cast.reader)])}", {"next": to}, **host),
        client_of(cast.owner).post(reverse("undo", args=[cast.project.pk, 1]), {"back": to}, **host),
    ]
    for answer in answers:
        where = answer.headers.get("Location", "/")
        assert where.startswith("/"), where
        assert not where.startswith(("//", "/\\")), where


def test_a_path_that_looks_like_a_host_is_no_way_out(client):
    for path in (f"//{EVIL}/m/1", f"//{EVIL}/guide", f"/%5C{EVIL}/guide", f"//{EVIL}/account"):
        where = client.get(path).headers.get("Location", "/")
        assert not where.startswith(("//", "/\\", "http")), where


@pytest.mark.parametrize(
    "heads",
    [
        {"HTTP_HOST": EVIL},
        {"HTTP_X_FORWARDED_HOST": EVIL},
        {"HTTP_FORWARDED": f"host={EVIL}"},
        {"HTTP_HOST": f"testserver:80@{EVIL}"},
        {"SERVER_NAME": EVIL},
    ],
)
def test_a_poisoned_host_comes_into_no_mail_and_no_page(cast, client_of, heads):
    client = client_of(cast.owner)
    invited = {"email": "ny@eksempel.no", "name": "Ny Person", "role": "reader"}
    client.post(reverse("project_people", args=[cast.project.pk]), invited, **heads)
    Client().post(reverse("ask_for_link"), {"email": cast.reader.email}, **heads)
    client_of(cast.administrator).post(
        reverse("people", args=[cast.tenant.pk]), {**invited, "email": "to@eksempel.no", "role": "member"}, **heads
    )
    client.post(reverse("open_trial", args=[cast.project.pk]), **heads)
    pages = [
        client.get(reverse("trial", args=[cast.project.pk]), **heads).content.decode(),
        Client().get("/", **heads).content.decode(),
    ]
    outbox.send_due()
    for text in (*pages, *(message.message().as_string() for message in mail.outbox)):
        assert EVIL not in text


def test_mails_name_our_own_address(cast):
    with scope(tenant=cast.tenant.pk):
        services.give_role(cast.project, "ny@eksempel.no", "Ny Person", ProjectRole.READER, by=cast.owner)
    outbox.send_due()
    (message,) = mail.outbox
    assert f"{django_settings.ADDRESS}/account/link/" in message.body


def test_a_session_from_before_is_worth_nothing_after(cast):
    """Somebody who planted a session in a browser does not share it once its owner has come in."""
    for come_in in (by_password, by_link):
        client = Client()
        client.get("/")
        client.post(reverse("set_language"), {"language": "nb"})
        session = client.session
        session["planted"] = "yes"
        session.save()
        client.cookies[django_settings.SESSION_COOKIE_NAME] = planted = session.session_key
        come_in(client, cast.reader)
        assert client.cookies[django_settings.SESSION_COOKIE_NAME].value != planted
        thief = Client()
        thief.cookies[django_settings.SESSION_COOKIE_NAME] = planted
        assert thief.get(reverse("profile")).status_code == 302
        assert client.get(reverse("profile")).status_code == 200


def by_password(client, user):
    user.set_password("riktig-hest-batteri-stift")
    user.save()
    Authenticator.objects.filter(user=user).delete()
    client.post(reverse("account_login"), {"login": user.email, "password": "riktig-hest-batteri-stift"})


def by_link(client, user):
    user.refresh_from_db()
    client.post(reverse("link", args=[token_for(user)]))


def test_a_session_ends_for_good(cast, client_of):
    client = client_of(cast.reader)
    held = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    client.post(reverse("account_logout"))
    again = Client()
    again.cookies[django_settings.SESSION_COOKIE_NAME] = held
    assert again.get(reverse("profile")).status_code == 302
