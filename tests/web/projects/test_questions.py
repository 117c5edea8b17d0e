"""What is asked: questionnaire, additions, languages, own group, and how people are spoken of."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled

from samspill.instrument.load import module_keys, shipped_keys
from samspill_web.projects import services
from samspill_web.projects.models import Project
from samspill_web.projects.selectors import draft


def head(project: Project) -> dict:
    with scopes_disabled():
        return draft(Project.objects.get(pk=project.pk)).table["mapping"]


def at(project: Project) -> str:
    return reverse("questions", args=(project.pk,))


def sent(client, project: Project, **changed: object) -> dict:
    form = client.get(at(project)).context["form"]
    values = {name: form[name].value() for name in form.fields if name != "people"}
    return {name: value for name, value in {**values, **changed}.items() if value is not None}


def test_each_questionnaire_says_what_it_is(client, empty):
    page = client.get(at(empty)).content.decode()
    for key in (*shipped_keys(), *module_keys()):
        assert f'value="{key}"' in page
    for word in ("Handler om", "Kilde", "Lisens", "spørsmål.", "Utkast", "sekunder"):
        assert word in page, word


def test_saving_what_stands_changes_nothing(client, empty):
    before = head(empty)
    assert client.post(at(empty), sent(client, empty)).status_code == 302
    assert head(empty) == before


def test_choices_are_saved(client, empty):
    changed = {"modules": ["conditions"], "languages": ["en", "da"], "own_group": "no", "people_nb": "barna"}
    client.post(at(empty), sent(client, empty, instrument="relational-coordination", **changed))
    found = head(empty)
    assert found["instrument"] == "relational-coordination"
    assert found["modules"] == ["conditions"]
    assert found["languages"][0] == "nb"
    assert set(found["languages"]) == {"nb", "da", "en"}
    assert found["own_group"] is False
    assert found["people"] == "barna"


def test_how_many_groups_are_asked_about_is_saved_and_taken_away(client, empty):
    assert "ask_at_most" not in head(empty)
    client.post(at(empty), sent(client, empty, ask_at_most=6))
    assert head(empty)["ask_at_most"] == 6
    client.post(at(empty), sent(client, empty, ask_at_most=""))
    assert "ask_at_most" not in head(empty)


@pytest.mark.parametrize("wrong", ["2", "-1", "3.5", "mange"])
def test_fewer_groups_than_three_are_refused_in_words(client, empty, wrong):
    answer = client.post(at(empty), sent(client, empty, ask_at_most=wrong))
    assert answer.status_code == 422
    assert "Skriv et helt tall fra 3 og oppover" in answer.content.decode()
    assert "ask_at_most" not in head(empty)


def test_the_page_tells_the_minutes_that_a_limit_saves(client, project):
    client.post(at(project), sent(client, project, ask_at_most=3))
    told = re.search(
        r"tar undersøkelsen opptil (\d+) minutter. Med 3 grupper tar den høyst (\d+)", client.get(at(project)).content.decode()
    )
    assert told
    assert int(told[1]) > int(told[2])


@pytest.mark.parametrize("wrong", [{"instrument": "../../etc/passwd"}, {"modules": ["borte"]}, {"languages": ["xx"]}])
def test_what_there_is_not_cannot_be_chosen(client, empty, wrong):
    before = head(empty)
    answer = client.post(at(empty), sent(client, empty, people_nb="barna «x»", **wrong))
    assert answer.status_code == 422
    assert "barna «x»" in answer.content.decode()
    assert head(empty) == before


def test_the_page_beside_says_what_it_means(client, project):
    page = client.get(at(project)).content.decode()
    assert "minutter å svare" in page
    assert "Hva planen betyr" in page


def test_a_plan_that_lacks_something_says_so(cast, client_of, empty):
    with scopes_disabled():
        made = {"organisation": [{"key": "o", "name": "O"}], "group": [{"key": "g", "name": "G", "organisation": "o"}]}
        services.edit(empty, lambda found: {**found, **made}, "groups", by=cast.owner)
    page = client_of(cast.owner).get(at(empty)).content.decode()
    assert "Når dette er på plass" in page


@pytest.mark.parametrize("who", ["partner", "representative"])
def test_those_who_only_look_see_what_is_asked(cast, client_of, project, who):
    client = client_of(cast.people[who])
    page = client.get(at(project)).content.decode()
    assert 'type="radio"' not in page
    assert "Handler om" in page
    before = head(project)
    assert client.post(at(project), {"instrument": "relational-coordination"}).status_code == 403
    assert head(project) == before
