"""The page for everybody who was invited: without logging in, by a link, for a while, and unnoticed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scopes_disabled
from look.seeing import look_at

from samspill.terms import Language
from samspill_web.analysis import showing
from samspill_web.analysis.models import Showing
from samspill_web.kernel import clock
from samspill_web.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def link(released) -> str:
    wave = released(people=48)
    return reverse("staff_result", args=[f"link-{wave.pk}"])


def test_nobody_is_asked_who_they_are_and_nothing_is_kept_of_them(link):
    client = Client()
    with scopes_disabled():
        before = AuditEntry.objects.count()
    answer = client.get(link)
    assert answer.status_code == 200
    assert client.cookies == {}
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]
    with scopes_disabled():
        assert AuditEntry.objects.count() == before


def test_all_pages_can_be_reached_and_no_group_has_one(link):
    client, waiting, pages = Client(), [f"{link}?language=da"], {}
    while waiting:
        address = waiting.pop()
        if address not in pages:
            answer = client.get(address)
            assert answer.status_code == 200, address
            pages[address] = answer.content.decode() if answer["Content-Type"].startswith("text/html") else ""
            waiting += re.findall(r'href="(/r/[^"#]+)"', pages[address])
    parts = {address.partition("?")[0].removeprefix(link) for address in pages}
    assert {"", "map/", "matrix/", "report/", "method/"} <= parts
    assert not [part for part in parts if part.startswith(("group", "tie", "finding-"))]
    # Whoever has chosen a language keeps it.
    assert all(address.endswith("?language=da") for address in pages)
    assert all('<html lang="da"' in page for page in pages.values() if page)


@pytest.mark.parametrize("part", ["groups", "group-1", "tie-1-2", "findings", "nowhere"])
def test_what_is_for_leaders_is_not_there(link, part):
    assert Client().get(f"{link}{part}/").status_code == 404


def test_other_links_lead_nowhere(link, cast):
    assert Client().get(reverse("staff_result", args=["guessed"])).status_code == 404
    assert Client().get(reverse("staff_report", args=["guessed"])).status_code == 404
    with scopes_disabled():
        found = Showing.objects.select_related("wave__project").get()
        renewed = showing.renew_link(found.wave, by=cast.owner)
    assert Client().get(link).status_code == 404
    assert Client().get(reverse("staff_result", args=[renewed.link])).status_code == 200


def test_it_opens_on_its_day_and_closes_after_ninety(link, time_machine):
    with scopes_disabled():
        made = Showing.objects.get().everybody
    for part in ("", "map/", "report/"):
        time_machine.move_to(made - timedelta(minutes=1))
        soon = Client().get(link + part)
        assert (soon.status_code, "Resultatet vises snart" in soon.content.decode()) == (200, True)
        assert 'class="told' not in soon.content.decode()
        time_machine.move_to(made + timedelta(days=90, minutes=-1))
        assert Client().get(link + part).status_code == 200
        time_machine.move_to(made + timedelta(days=90))
        over = Client().get(link + part)
        assert (over.status_code, "Siden er stengt" in over.content.decode()) == (410, True)


def test_the_report_is_that_for_all_staff(link):
    answer = Client().get(f"{link}report/?language=en")
    assert answer["Content-Type"] == "application/pdf"
    assert "staff" in answer["Content-Disposition"]
    assert answer.content.startswith(b"%PDF")


@pytest.mark.parametrize("language", ["xx", "nb&x=1", "<script>"])
def test_a_language_that_there_is_not_is_left_out(link, language):
    page = Client().get(link, {"language": language}).content.decode()
    assert "<script>" not in page
    assert "language=xx" not in page
    assert '<html lang="nb"' in page


@pytest.mark.long
@pytest.mark.parametrize("language", [Language.NB, Language.EN])
def test_it_looks_well(link, browser, live_server, language, time_machine):
    context = browser.new_context(base_url=live_server.url, locale="nb-NO")
    page, refused = context.new_page(), []
    page.on("console", lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None)
    for part in ("", "matrix/", "map/", "method/"):
        assert page.goto(f"{link}{part}?language={language.value}").status == 200
        look_at(page)
    with scopes_disabled():
        Showing.objects.update(everybody=clock.now() + timedelta(days=1))
    assert page.goto(f"{link}?language={language.value}").status == 200
    look_at(page)
    assert refused == []
    context.close()
