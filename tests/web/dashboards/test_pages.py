"""The result page by page: all of it can be reached, nobody reads more than their part, and no number is but the release's."""

from __future__ import annotations

import html
import re

import pytest
from django.core.cache import cache
from django.urls import reverse
from django_scopes import scopes_disabled

from samspill.terms import Language
from samspill_web.analysis.fetching import units_of
from samspill_web.analysis.models import Release
from samspill_web.collection.ballots.plans import plan_of
from samspill_web.collection.models import Ballot
from samspill_web.collection.services import key_file
from samspill_web.dashboards import results
from samspill_web.kernel.models import AuditEntry
from samspill_web.projects.models import Role, Wave

pytestmark = pytest.mark.django_db(transaction=True)

ROLES = ("owner", "consultant", "representative", "partner", "group_leader", "reader")
WHOLE = {"owner", "consultant", "representative"}
LINK = re.compile(r'href="(/m/\d+/result/[^"#]+)"')


@pytest.fixture(autouse=True)
def nothing_kept():
    results._made.cache_clear()
    cache.clear()


@pytest.fixture
def wave(released) -> Wave:
    return released(people=48)


def at(wave, part: str) -> str:
    return reverse("result_part", args=[wave.project_id, wave.number, part])


def crawled(client, wave) -> dict[str, str]:
    """Return every page of the result that somebody comes to from the page of the result, by address."""
    start = client.get(reverse("release", args=[wave.project_id])).content.decode()
    assert reverse("result", args=[wave.project_id, wave.number]) in start
    pages, waiting = {}, [at(wave, "overview")]
    while waiting:
        address = waiting.pop()
        if address in pages:
            continue
        answer = client.get(address, follow=address.endswith("/own/"))
        assert answer.status_code == 200, address
        pages[address] = answer.content.decode()
        waiting += LINK.findall(pages[address])
    return pages


def said(page: str) -> str:
    """What a page says, without its frame."""
    return re.split(r'<div class="told[^"]*">', page, maxsplit=1)[1]


@pytest.mark.parametrize("role", ROLES)
def test_each_role_comes_to_every_page_that_is_theirs(wave, cast, client_of, role):
    pages = crawled(client_of(cast.people[role]), wave)
    kinds = {re.sub(r"[\d-]+$", "", address.rstrip("/").rsplit("/", 1)[1]) for address in pages}
    assert {"overview", "matrix", "map", "profile", "organisations"} <= kinds
    assert ("tie" in kinds) == (role in WHOLE)
    assert ("findings" in kinds) == ("knowledge" in kinds) == (role in WHOLE) or role in {"partner", "group_leader"}
    of_groups = any("/group/" in address for address in pages)
    assert ("dimension" in kinds) == (role in WHOLE or of_groups)


@pytest.mark.parametrize("role", ["partner", "group_leader", "reader"])
def test_who_may_not_have_the_leaders_report_has_no_page_of_other_groups(wave, cast, client_of, role):
    client = client_of(cast.people[role])
    hidden = ("groups", "group-1", "tie-1-2", "findings", "finding-strengths", "ties", "change", "dimension-1", "knowledge")
    for part in hidden:
        assert client.get(at(wave, part)).status_code == 404, part
    with scopes_disabled():
        row = Release.objects.get(wave=wave)
        own = units_of(row, Role.objects.get(project=wave.project, user=cast.people[role]))
    assert bool(own) == (role != "reader")
    for number in range(len(own) + 3):
        answer = client.get(reverse("result_group", args=[wave.project_id, wave.number, number, "overview"]))
        assert answer.status_code == (200 if 1 <= number <= len(own) else 404)


def test_a_leader_comes_to_the_page_of_the_own_group_at_once(wave, cast, client_of):
    client = client_of(cast.group_leader)
    tabs = re.findall(r'<a href="([^"]*)"[^>]*>Deres egen', client.get(at(wave, "overview")).content.decode())
    assert tabs == [reverse("result_group", args=[wave.project_id, wave.number, 1, "own"])]
    answer = client.get(tabs[0], follow=True)
    page = answer.content.decode()
    assert re.search(r"/group/1/group-\d+/$", answer.redirect_chain[-1][0])
    assert re.search(r'aria-current="page">Deres egen', page)
    assert answer.redirect_chain[-1][0] not in re.sub(r"(?s)<nav class=.path.*?</nav>", "", said(page))


def test_strangers_come_to_none(wave, cast, client_of, client):
    for each in (client_of(cast.outsider), client_of(cast.administrator)):
        assert each.get(at(wave, "overview")).status_code == 404
    assert client.get(at(wave, "overview")).status_code == 302


@pytest.mark.parametrize("part", ["nowhere", "tie-0-0", "tie-1-99", "tie-", "tie-x-y", "group-99"])
def test_a_page_that_there_is_not_is_not_found(wave, cast, client_of, part):
    assert client_of(cast.owner).get(at(wave, part)).status_code == 404


def test_before_there_is_a_result_there_is_no_page(open_wave, cast, client_of):
    wave = open_wave(people=6)
    assert client_of(cast.owner).get(at(wave, "overview")).status_code == 404


def test_a_map_looks_at_what_the_address_says_and_at_everything_where_it_says_nothing_known(wave, cast, client_of):
    client = client_of(cast.owner)

    def heading(**asked: str) -> str:
        return re.findall(r"<h1[^>]*>(.*?)</h1>", client.get(at(wave, "map"), asked).content.decode())[0]

    with scopes_disabled():
        organisations = plan_of(wave).mapping.organisations
    first = next(iter(organisations))
    name = organisations[first].name.get_in(Language.NB)
    assert heading(side="respect") == "Respekt: alle samarbeidene på kartet"
    assert heading(side="respect", organisation=first) == html.escape(f"Respekt: samarbeidet innad i {name} og med de andre")
    assert heading(side="nowhere", organisation="<script>") == heading() != heading(side="respect")


def test_who_may_not_have_the_leaders_report_sees_no_map_of_one_side(wave, cast, client_of):
    client = client_of(cast.people["reader"])
    whole = said(client.get(at(wave, "map")).content.decode())
    page = client.get(at(wave, "map"), {"side": "respect"}).content.decode()
    assert said(page) == whole
    assert 'name="side"' not in page


def test_every_row_of_the_map_leads_leaders_to_its_tie(wave, cast, client_of):
    for asked in ({}, {"side": "familiarity"}):
        page = said(client_of(cast.owner).get(at(wave, "map"), asked).content.decode())
        rows = re.findall(r'<tr role="row"><th scope="row".*?</tr>', page, re.DOTALL)
        assert rows
        assert all("/tie-" in row for row in rows)
    page = said(client_of(cast.people["reader"]).get(at(wave, "map")).content.decode())
    assert "/tie-" not in page


def test_everything_is_made_of_the_release_alone(wave, cast, client_of):
    """Without answers and key the same comes out."""
    client = client_of(cast.owner)
    parts = ("overview", "matrix", "group-1")
    before = [said(client.get(at(wave, part)).content.decode()) for part in parts]
    with scopes_disabled():
        Ballot.objects.all().delete()
        key_file(wave.project, wave.number).unlink()
    results._made.cache_clear()
    assert [said(client.get(at(wave, part)).content.decode()) for part in parts] == before


def test_it_is_in_the_readers_language_and_nothing_is_without_words(wave, cast, client_of):
    client = client_of(cast.owner)
    for language in Language:
        client.post(reverse("set_language"), {"language": language.value})
        for part in ("overview", "matrix", "sure"):
            page = client.get(at(wave, part)).content.decode()
            assert "dashboards." not in page
            assert f'lang="{language.value}"' in page


def test_that_somebody_has_read_it_is_in_the_log_once_a_day(wave, cast, client_of):
    client = client_of(cast.owner)
    for part in ("overview", "matrix", "overview"):
        client.get(at(wave, part))
    with scopes_disabled():
        assert AuditEntry.objects.filter(verb="result.read").count() == 1


def test_a_page_asks_for_as_much_once_it_is_made(wave, cast, client_of, django_assert_max_num_queries):
    client = client_of(cast.owner)
    client.get(at(wave, "overview"))
    for part in ("overview", "matrix", "group-1", "finding-strengths"):
        with django_assert_max_num_queries(20):
            client.get(at(wave, part))


@pytest.mark.parametrize(("part", "section", "word"), [("matrix", "matrix", "no-contact"), ("overview", "reading", "holds")])
def test_a_page_leads_to_how_it_is_read_and_to_its_words(wave, cast, client_of, part, section, word):
    page = client_of(cast.owner).get(at(wave, part), headers={"accept-language": "nb"}).content.decode()
    assert f'href="/help/nb/leader/#{section}"' in page
    assert f'href="/help/nb/words/#{word}"' in page
