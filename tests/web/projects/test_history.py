"""What has been done with a plan, and taking it back."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scopes_disabled
from projects.plans import at

from samspill.terms import Language
from samspill_web.projects import services
from samspill_web.projects.history import in_words
from samspill_web.projects.models import Project
from samspill_web.projects.selectors import draft


def title(project: Project) -> str:
    with scopes_disabled():
        return draft(Project.objects.get(pk=project.pk)).table["mapping"]["title"]


def rename(project: Project, name: str, by: object) -> None:
    with scopes_disabled():
        services.edit(project, lambda found: {**found, "mapping": {**found["mapping"], "title": name}}, "core_task", by=by)


@pytest.fixture
def mine(cast) -> Project:
    with scopes_disabled():
        return services.create(cast.tenant, "Første", Language.NB, by=cast.owner)


def test_changes_are_told_newest_first(client, cast, mine):
    rename(mine, "Andre", cast.owner)
    page = client.get(at("history", mine)).content.decode()
    assert page.index("Owner endret kjerneoppgaven") < page.index("Owner begynte på kartleggingen")
    assert "Navnet på kartleggingen: fra Første til Andre" in page


def test_a_change_is_taken_back_and_later_ones_stay(client, cast, mine):
    rename(mine, "Andre", cast.owner)
    with scopes_disabled():
        services.edit(mine, lambda found: {**found, "organisation": [{"key": "o", "name": "O"}]}, "groups", by=cast.owner)
    client.post(at("undo", mine, 2))
    with scopes_disabled():
        table = draft(Project.objects.get(pk=mine.pk)).table
    assert table["mapping"]["title"] == "Første"
    assert table["organisation"] == [{"key": "o", "name": "O"}]


def test_where_later_changes_touch_the_same_both_are_shown(client, cast, mine):
    rename(mine, "Andre", cast.owner)
    rename(mine, "Tredje", cast.owner)
    answer = client.post(at("undo", mine, 2))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "<q>Tredje</q>" in page
    assert "<q>Første</q>" in page
    assert title(mine) == "Tredje"


def test_the_database_is_asked_as_often_for_one_row_and_three(client, cast, mine):
    client.get(at("history", mine))
    counts = []
    for name in (None, "Andre", "Tredje", "Fjerde"):
        if name:
            rename(mine, name, cast.owner)
        with CaptureQueriesContext(connection) as queries:
            client.get(at("history", mine))
        counts.append(len(queries))
    assert len(set(counts)) == 1, counts


def test_a_long_history_comes_in_pages(client, cast, mine):
    for number in range(14):
        rename(mine, f"Tittel {number}", cast.owner)
    first = client.get(at("history", mine)).content.decode()
    assert "Tittel 13" in first
    assert "begynte på kartleggingen" not in first
    second = client.get(at("history", mine) + "?page=2").content.decode()
    assert "begynte på kartleggingen" in second
    assert "Navnet på kartleggingen: fra Tittel 3 til Tittel 4" in first + second
    assert client.get(at("history", mine) + "?page=<b>").status_code == 200


@pytest.mark.parametrize("who", ["partner", "representative"])
def test_those_who_only_look_see_it_and_undo_nothing(cast, client_of, project, who):
    rename(project, "Nytt", cast.owner)
    client = client_of(cast.people[who])
    assert "Angre" not in client.get(at("history", project)).content.decode()
    assert client.post(at("undo", project, 2)).status_code == 403
    assert title(project) == "Nytt"


def test_places_are_told_by_name():
    before = {
        "organisation": [{"key": "o", "name": "Skole"}],
        "site": [{"key": "n", "name": "Nordby"}],
        "group": [{"key": "l", "name": "Lærere", "organisation": "o", "each_site": True, "size": {"n": 20}}],
    }
    group = {**before["group"][0], "size": {"n": 24}, "asked": False}
    ppt = {"key": "ppt", "name": "PPT", "organisation": "o"}
    after = {**before, "group": [group, ppt], "tie": [{"rater": "l", "target": "ppt", "need": "high"}]}
    assert in_words(before, after) == (
        "Gruppen Lærere: antall personer, Nordby: fra 20 til 24",
        "Gruppen Lærere: blir spurt: nei",
        "Gruppen PPT er lagt til",
        "Lærere trenger PPT: mye",
    )


def test_a_text_in_several_languages_is_told_once():
    before = {"mapping": {"title": {"nb": "A", "en": "B"}, "people": {"nb": "C", "en": "D"}}}
    after = {"mapping": {"title": {"nb": "A2", "en": "B2"}, "people": {"nb": "C", "en": "D2"}}}
    assert in_words(before, after) == (
        "Navnet på kartleggingen: fra A til A2",
        "Hvem oppgaven er for (engelsk): fra D til D2",
    )
