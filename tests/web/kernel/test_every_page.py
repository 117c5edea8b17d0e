"""What every page has: strict rules for the browser, a language that is remembered, and nothing from other machines."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

import samspill_web
from samspill.terms import Language

pytestmark = pytest.mark.django_db
SOURCE = Path(samspill_web.__file__).parent
OWN = [file for kind in ("*.html", "*.css", "*.js", "*.svg") for file in SOURCE.rglob(kind) if "built" not in file.parts]


def test_browsers_run_and_load_nothing_but_ours(client: Client) -> None:
    rules = dict(rule.split(" ", 1) for rule in client.get("/")["Content-Security-Policy"].split("; "))
    assert rules["default-src"] == rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert (
        rules["script-src"]
        == rules["style-src"]
        == rules["font-src"]
        == rules["connect-src"]
        == rules["form-action"]
        == "'self'"
    )
    assert "unsafe" not in str(rules)


@pytest.mark.parametrize("file", OWN, ids=lambda file: str(file.relative_to(SOURCE)))
def test_no_file_has_inline_script_or_style_or_comes_from_elsewhere(file: Path) -> None:
    text = file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?://|@import|url\(['\"]?//", text)
    if file.name == "mail.html":
        # A mail has no stylesheet but its own; it has no script, and asks nobody for anything.
        text = re.sub(r'\sstyle="[^"(]*"', "", text)
    if file.suffix == ".html":
        assert not re.search(
            r"\sstyle=|\son[a-z]+=|<style|<script(?! (?:src=|[^>]*type=\"application/json\"))|hx-on|javascript:|hx-vals=.js:",
            text,
        )


def test_built_files_ask_nobody_else() -> None:
    built = (SOURCE / "static" / "built" / "designsystemet.css").read_text(encoding="utf-8")
    assert "@import" not in built
    # A picture inside the file names the vocabulary of SVG, which nobody fetches.
    addresses = set(re.findall(r"url\(\s*['\"]?([a-z]+):", built))
    assert addresses == {"data"}
    assert "http://" not in built
    assert "https://" not in built


@pytest.mark.parametrize("language", Language)
def test_a_language_that_is_chosen_is_remembered(client: Client, language: Language) -> None:
    answer = client.post(reverse("set_language"), {"language": language.value, "next": "/accessibility/"})
    assert (answer.status_code, answer["Location"]) == (302, "/accessibility/")
    for address in ("/accessibility/", "/"):
        assert f'<html lang="{language}"' in client.get(address, HTTP_ACCEPT_LANGUAGE="da").content.decode()


def test_a_language_goes_with_the_person_to_another_machine(cast, client_of) -> None:
    client_of(cast.reader).post(reverse("set_language"), {"language": "sv", "next": "/"})
    cast.reader.refresh_from_db()
    assert cast.reader.language == "sv"
    assert '<html lang="sv"' in client_of(cast.reader).get("/accessibility/", HTTP_ACCEPT_LANGUAGE="da").content.decode()


def test_nobody_is_led_to_another_site(client: Client) -> None:
    answer = client.post(reverse("set_language"), {"language": "da", "next": "https://example.org/"})
    assert not answer["Location"].startswith("http")


def test_an_unknown_language_changes_nothing(cast, client_of) -> None:
    client = client_of(cast.reader)
    client.post(reverse("set_language"), {"language": "xx", "next": "/"})
    cast.reader.refresh_from_db()
    assert cast.reader.language == "nb"
    assert '<html lang="nb"' in client.get("/accessibility/").content.decode()


def test_the_menu_lets_one_log_out_by_post_alone(cast, client_of) -> None:
    client = client_of(cast.reader)
    page = client.get("/accessibility/").content.decode()
    assert f'<form method="post" action="{reverse("account_logout")}">' in page
    assert str(cast.reader) in page
    assert client.post(reverse("account_logout")).status_code == 302
    assert reverse("account_login") in client.get("/accessibility/").content.decode()


def test_a_demonstration_says_that_it_is_one(client: Client, settings: settings) -> None:
    settings.DEMO = False
    assert "demo-banner" not in client.get("/accessibility/").content.decode()
    settings.DEMO = True
    assert "demo-banner" in client.get("/accessibility/").content.decode()


def test_a_first_page_is_small() -> None:
    static = SOURCE / "static"
    packed = sum(
        len(gzip.compress((static / name).read_bytes()))
        for name in ("built/designsystemet.css", "samspill.css", "built/htmx.js", "samspill.js")
    )
    fonts = sum(file.stat().st_size for file in (static / "built").glob("*.woff2"))
    assert fonts > 0
    assert packed + fonts < 100_000
