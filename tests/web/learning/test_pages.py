"""The pages of the help: open to all, without a cookie, in the language of their address."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from samspill.language import say
from samspill.terms import Language
from samspill_web.learning.enums import Guide
from samspill_web.learning.guide import text

pytestmark = pytest.mark.django_db
HREF = re.compile(r'href="([^"]+)"')


def addresses(language: Language) -> list[str]:
    pages = [reverse("help_page", args=[language.value, guide.value]) for guide in Guide]
    beside = [reverse(name, args=[language.value]) for name in ("survey_help", "survey_words")]
    looked = reverse("help_search", args=[language.value])
    return [reverse("help_contents", args=[language.value]), looked, f"{looked}?q=ppt", f"{looked}?q=%3Cb%3E", *pages, *beside]


@pytest.mark.parametrize("language", Language)
def test_every_page_opens_for_everybody_without_a_cookie(client: Client, language: Language) -> None:
    for url in addresses(language):
        answer = client.get(url, headers={"accept-language": "fi"})
        assert answer.status_code == 200
        assert not answer.cookies, url
        assert f'<html lang="{language.value}"' in answer.content.decode()
    assert not client.cookies


@pytest.mark.parametrize("language", Language)
def test_every_link_on_a_page_leads_to_a_page_and_a_place_on_it(client: Client, language: Language) -> None:
    pages: dict[str, str] = {}
    for url in addresses(language):
        body = client.get(url).content.decode()
        for link in HREF.findall(body):
            path, _, anchor = link.partition("#")
            if not path.startswith(("/help/", "/s/help/", "")) or path.startswith(("/static/", "/account/")):
                continue
            path = path or url
            if path not in pages:
                answer = client.get(path)
                assert answer.status_code == 200, (url, link)
                pages[path] = answer.content.decode()
            assert not anchor or f'id="{anchor}"' in pages[path], (url, link)


@pytest.mark.parametrize("path", ["/help/fi/", "/help/nb/nothing/", "/help/xx/employee/", "/s/help/fi/", "/s/help/fi/words/"])
def test_what_is_not_there_is_not_found(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_front_leads_to_the_readers_language(client: Client) -> None:
    assert client.get("/help/", headers={"accept-language": "da"}).headers["Location"] == "/help/da/"


def test_beside_the_survey_nothing_leads_out_of_it_and_no_script_runs(client: Client) -> None:
    for name in ("survey_help", "survey_words"):
        answer = client.get(reverse(name, args=["nb"]))
        body = answer.content.decode()
        assert {link for link in HREF.findall(body) if not link.startswith(("#", "/s/help/", "/static/"))} == set()
        assert "<script" not in body
        assert answer["Referrer-Policy"] == "no-referrer"


def test_the_help_beside_the_survey_asks_nobody_who_they_are(client: Client, cast, django_assert_num_queries) -> None:
    client.force_login(cast.owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    with django_assert_num_queries(0):
        answer = client.get(reverse("survey_help", args=["da"]))
    assert cast.owner.email not in answer.content.decode()
    assert not answer.cookies


def test_every_page_leads_to_the_help(client: Client) -> None:
    for path in ("/", "/account/login/", "/accessibility/", "/nowhere/"):
        assert 'href="/help/nb/"' in client.get(path, headers={"accept-language": "nb"}).content.decode(), path


def test_what_somebody_looked_for_is_shown_as_it_was_written(client: Client) -> None:
    body = client.get(reverse("help_search", args=["en"]), {"q": '"><script>x</script>'}).content.decode()
    assert "<script>x" not in body
    assert "&lt;script&gt;" in body
    assert say("learning.search.none", Language.EN, asked="").partition("“")[0] in body


@pytest.mark.parametrize("language", Language)
def test_words_are_shown_with_what_belongs_together(client: Client, language: Language) -> None:
    body = client.get(reverse("help_page", args=[language.value, "words"])).content.decode()
    section = text(Guide.WORDS, language).section("holds")
    assert section is not None
    assert f'id="holds" tabindex="-1">{section.heading}</h3>' in body
    assert 'href="#on-the-way"' in body
