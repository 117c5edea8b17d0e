"""The survey is looked at and tried before anybody is asked; nothing that is answered while trying is kept."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.test import Client
from django_scopes import scope

from samspill.terms import Language
from samspill_web.collection import services
from samspill_web.collection.models import Remark, Trial
from samspill_web.collection.survey import PageKind, Respondent, pages
from samspill_web.collection.trying import link_of, trial_of
from samspill_web.projects.readiness import examine_project


@pytest.fixture(autouse=True)
def within(cast):
    with scope(tenant=cast.tenant.pk):
        yield


@pytest.fixture
def plan(cast):
    return examine_project(cast.project).plan


@pytest.fixture
def address(cast) -> str:
    link = link_of(services.open_trial(cast.project, by=cast.owner))
    return re.sub(r"https?://[^/]+", "", link)


@pytest.mark.parametrize("language", list(Language))
def test_every_group_has_a_survey_in_every_language_without_a_hole(plan, language):
    for node in plan.mapping.rater_nodes(plan.wave):
        found = pages(plan, Respondent(node, language))
        assert found[0].kind is PageKind.WELCOME
        assert found[-1].kind is PageKind.THANKS
        texts = [text for page in found for text in (page.heading, *page.sentences, *(each.text for each in page.asked))]
        assert all(texts)
        assert not any("{" in text or "}" in text for text in texts)


def test_only_the_groups_somebody_works_with_are_asked_about(plan):
    node = plan.mapping.rater_nodes(plan.wave)[0]
    contact = next(page for page in pages(plan, Respondent(node, Language.NB)) if page.kind is PageKind.CONTACT)
    one = contact.asked[0].name.removeprefix("contact:")
    asked = [page for page in pages(plan, Respondent(node, Language.NB, contacts=(one,))) if page.kind is PageKind.QUESTION]
    names = {each.name.partition(":")[2] for page in asked for each in page.asked} - {""}
    assert names == {one, str(node)} if plan.mapping.own_group else {one}


def test_a_preview_shows_every_page_in_each_language_and_sends_nothing(cast, client_of, plan):
    browser = client_of(cast.representative)
    for language in plan.mapping.languages:
        for number in range(len(pages(plan, Respondent(plan.mapping.rater_nodes(plan.wave)[0], language)))):
            page = browser.get(f"/m/{cast.project.pk}/preview/{language}/?page={number}")
            assert page.status_code == 200
            assert f'lang="{language}"' in page.content.decode()
            assert 'method="post"' not in page.content.decode()
    assert browser.get(f"/m/{cast.project.pk}/preview/xx/").status_code == 404


def walk(browser: Client, address: str, remark: str = "") -> int:
    """Go to the end as a browser without scripts does: what the page holds is sent, with a choice for every question."""
    page = browser.get(address).content.decode()
    for steps in range(40):
        if 'name="move" value="send"' in page:
            thanks = browser.post(address, {**fields(page), "move": "send"})
            for _ in range(2):
                assert "moves" in browser.get(thanks.url).content.decode()
            return steps
        answers = dict(re.findall(r'type="radio" name="([^"]+)" value="([^"]+)"', page)[::-1])
        page = browser.post(address, {**fields(page), **answers, "remark": remark, "move": "next"}).content.decode()
    raise AssertionError(page)


def fields(page: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page):
        found.setdefault(name, []).append(value)
    return found


def test_a_trial_comes_to_the_end_counts_it_and_keeps_remarks_alone(cast, address):
    before = rows()
    steps = walk(Client(), address, remark="Hva menes med «oss»?")
    assert steps > 5
    trial = Trial.objects.get()
    assert trial.finished == 1
    assert set(Remark.objects.values_list("text", flat=True)) == {"Hva menes med «oss»?"}
    grown = {label for label, number in rows().items() if number != before.get(label, 0)}
    assert grown <= {"collection.Remark"}


def rows() -> dict[str, int]:
    from django_scopes import scopes_disabled

    with scopes_disabled():
        return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def test_only_the_last_page_counts_somebody(cast, address):
    browser = Client()
    for move in ("next", "back", "send"):
        browser.post(address, {"page": "1", "move": move})
    assert browser.get(f"{address}?done=1").status_code == 200
    assert Trial.objects.get().finished == 0


def test_a_closed_trial_and_a_false_link_say_so(cast, address):
    assert Client().get("/try/something:false/").status_code == 410
    services.close_trial(Trial.objects.get(), by=cast.owner)
    assert Client().get(address).status_code == 410
    assert Client().post(address, {"page": "1", "move": "next", "remark": "for sent"}).status_code == 410
    services.open_trial(cast.project, by=cast.owner)
    assert Client().get(address).status_code == 410
    assert trial_of(link_of(Trial.objects.get()).rstrip("/").rpartition("/")[2]) is not None
    assert not Remark.objects.exists()


def test_remarks_come_to_the_consultant_and_are_inert(cast, address, client_of):
    Client().post(address, {"page": "0", "move": "next", "remark": "<script>alert(1)</script>"})
    page = client_of(cast.consultant).get(f"/m/{cast.project.pk}/trial/").content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_fewer_than_three_warn(cast):
    def found():
        return {finding.code for finding in examine_project(cast.project).findings if "tried" in finding.code}

    assert found() == {"collection.finding.nobody_tried"}
    trial = services.open_trial(cast.project, by=cast.owner)
    for expected in ("not_tried", "not_tried", "tried"):
        services.finish(trial)
        assert found() == {f"collection.finding.{expected}"}
