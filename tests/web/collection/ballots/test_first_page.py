"""The first page of the survey: who asks, whom to ask, in which language, and what is promised in words that people use."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled

from samspill.language import say
from samspill.terms import Language, PolicyName
from samspill_web.collection.ballots.plans import plan_of
from samspill_web.collection.sender import Sender, sender_of
from samspill_web.collection.survey import Respondent, pages
from samspill_web.collection.trying import link_of
from samspill_web.projects.enums import ProjectRole
from samspill_web.projects.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave(open_wave):
    return open_wave(people=2)


def without_scripts(browser, code: str, **more: str) -> str:
    return browser.post("/s/", {"code": code, "move": "stay", **more}).content.decode()


def with_scripts(browser, code: str, **more: str) -> str:
    return browser.post("/s/open/", {"code": code, **more}).json()["html"]


def text_of(html: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", html).split())


def own(wave, user, role: ProjectRole = ProjectRole.OWNER) -> None:
    with scopes_disabled():
        Role.objects.filter(project=wave.project, user=user).delete()
        Role.objects.create(project=wave.project, user=user, role=role)


# Who asks, and whom to ask


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("opened", [without_scripts, with_scripts])
def test_who_asks_stands_first_and_whom_to_ask_last(wave, codes, browser_of_nobody, opened, language):
    html = opened(browser_of_nobody, codes()[0], language=language.value)
    first = re.split(r'<section class="survey-page" data-kind="contact"|<div class="moves"', html)[0]
    text = text_of(first)
    begins = text.index(say("collection.survey.welcome.from", language, who="Eksempel kommune"))
    why = text.index(say("collection.survey.welcome.about", language))
    ends = text.index(f"{say('collection.survey.welcome.ask', language, who='Owner')} owner@eksempel.no")
    assert begins < why < ends
    assert text.endswith("owner@eksempel.no")
    assert '<a class="ds-link" href="mailto:owner@eksempel.no">' in first


def test_another_contact_is_told_at_once_though_the_sheet_is_kept(wave, cast, codes, browser_of_nobody):
    assert "owner@eksempel.no" in with_scripts(browser_of_nobody, codes()[0])
    own(wave, cast.consultant)
    own(wave, cast.owner, ProjectRole.READER)
    for opened in (with_scripts, without_scripts):
        html = opened(browser_of_nobody, codes()[0])
        assert "consultant@eksempel.no" in html
        assert "owner@eksempel.no" not in html
    cast.consultant.name = ""
    cast.consultant.save()
    text = text_of(with_scripts(browser_of_nobody, codes()[0]))
    assert f"{say('collection.survey.welcome.write', Language.NB)} consultant@eksempel.no" in text


def test_another_name_of_the_organisation_is_told_at_once(wave, cast, codes, browser_of_nobody):
    with_scripts(browser_of_nobody, codes()[0])
    cast.tenant.name = "Ny <b>kommune</b>"
    cast.tenant.save()
    html = with_scripts(browser_of_nobody, codes()[0])
    assert "Fra Ny &lt;b&gt;kommune&lt;/b&gt;" in html
    assert "Eksempel kommune" not in html


def test_whoever_launched_the_wave_is_asked_and_the_first_of_the_owners_where_nobody_did(wave, cast):
    own(wave, cast.consultant)
    who = Sender("Eksempel kommune", "Owner", "owner@eksempel.no")
    assert sender_of(wave.project_id, cast.owner.pk) == who
    assert sender_of(wave.project_id, cast.consultant.pk).email == "consultant@eksempel.no"
    assert sender_of(wave.project_id).email == "consultant@eksempel.no"


def test_without_an_owner_the_organisation_is_named_and_nobody_to_ask(wave, cast, codes, browser_of_nobody):
    with scopes_disabled():
        Role.objects.filter(project=wave.project, role=ProjectRole.OWNER).delete()
    assert sender_of(wave.project_id, wave.by_id) == Sender("Eksempel kommune")
    html = with_scripts(browser_of_nobody, codes()[0])
    assert "Fra Eksempel kommune" in html
    assert "mailto:" not in html


def test_it_is_looked_up_in_one_query(wave, cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        sender_of(wave.project_id, wave.by_id)


def test_a_survey_that_is_over_tells_whom_to_ask(wave, codes, browser_of_nobody, time_machine):
    time_machine.move_to(wave.closes.replace(year=wave.closes.year + 1))
    assert "mailto:owner@eksempel.no" in without_scripts(browser_of_nobody, codes()[0])
    assert "mailto:owner@eksempel.no" in with_scripts(browser_of_nobody, codes()[0])


def test_a_wrong_code_tells_of_nobody(wave, browser_of_nobody):
    assert "mailto:" not in with_scripts(browser_of_nobody, "ABCD-EFGH-JKMN-PQRS")


def test_who_prepares_or_tries_the_survey_sees_the_same(cast, client_of, client, unscoped):
    from samspill_web.collection.services import open_trial

    preview = client_of(cast.owner).get(reverse("preview", args=[cast.project.pk, "nb"])).content.decode()
    trial = client.get(link_of(open_trial(cast.project, by=cast.owner))).content.decode()
    for html in (preview, trial):
        assert "Fra Eksempel kommune" in html
        assert "mailto:owner@eksempel.no" in html


# In which language


def test_languages_are_folded_into_a_line_that_names_the_one_that_is_read(wave, codes, browser_of_nobody):
    for opened in (without_scripts, with_scripts):
        html = opened(browser_of_nobody, codes()[0], language="da")
        fold = re.search(r'<details class="language">(.*?)</details>', html, re.DOTALL)[1]
        summary, _, choices = fold.partition("</summary>")
        assert text_of(summary) == "Sprog: Dansk"
        own_names = re.findall(r'<button class="tongue"[^>]* lang="(\w\w)"[^>]*>([^<]+)<', choices)
        assert own_names == [
            ("nb", "norsk bokmål"),
            ("nn", "norsk nynorsk"),
            ("da", "dansk"),
            ("sv", "svenska"),
            ("en", "English"),
        ]


# What is promised


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("policy", PolicyName)
def test_protection_begins_with_what_it_means_to_the_person(wave, policy, language):
    plan = plan_of(wave)
    plan = replace(plan, mapping=replace(plan.mapping, policy=replace(plan.mapping.policy, name=policy)))
    page = pages(plan, Respondent(plan.mapping.rater_nodes(1)[0], language))[0]
    (folded,) = [block for block in page.blocks if block.folded]
    first = folded.sentences[0]
    # What the setting is called is a word of those who prepare a mapping.
    assert ":" not in first
    you = {"nb": "du|ditt", "nn": "du|ditt", "da": "du|dit", "sv": "du|ditt", "en": "you|your"}[language]
    assert re.search(rf"\b({you})\b", first.lower())


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("opened", [without_scripts, with_scripts])
def test_the_help_opens_beside_the_survey_in_the_chosen_language(wave, codes, browser_of_nobody, opened, language):
    html = opened(browser_of_nobody, codes()[0], language=language.value)
    link = re.search(r'<a[^>]+href="(/s/help/[^"]+)"[^>]*>', html)
    assert link[1] == f"/s/help/{language.value}/"
    assert 'target="_blank" rel="noopener noreferrer"' in link[0]
    answer = browser_of_nobody.get(link[1])
    assert answer.status_code == 200
    assert not answer.cookies
