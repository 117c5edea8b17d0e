"""CASES 33: no export and no answer of the web has the name of anybody who was asked."""

from __future__ import annotations

import pytest
from analysis.conftest import keep, work
from analysis.fetched import report, text_of
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django_scopes import scopes_disabled
from look.addresses import addresses

from samspill_web.analysis import services
from samspill_web.analysis.fetching import WHOLE
from samspill_web.analysis.forms import KINDS
from samspill_web.analysis.models import Release
from samspill_web.analysis.selectors import understood
from samspill_web.collection import destroying
from samspill_web.collection.ballots.codes import code_of
from samspill_web.collection.ballots.plans import plan_of
from samspill_web.collection.models import Person

pytestmark = pytest.mark.django_db(transaction=True)

OF_THE_LIST = frozenset({"roster", "roster_person", "roster_export", "letters", "deliveries"})
"""Pages for those who keep the list and send: they are there to show names, as long as there is a list."""

WITHOUT_LIST = ("representative", "group_leader", "reader", "member", "administrator", "privacy_officer")


def marks(number: int) -> dict[str, str]:
    """What tells somebody: none of it stands anywhere by chance."""
    return {"name": f"Åse Zxqvist{number:02d}", "email": f"zxq{number:02d}@hemmelig.example", "phone": f"+479517{number:04d}"}


def told_by(text: str) -> list[str]:
    """Return what of those who were asked stands in a text."""
    tokens = ["Zxqvist", "hemmelig.example", *(f"9517{number:04d}" for number in range(48))]
    folded = "".join(text.split()).casefold()
    return [token for token in tokens if token.casefold() in folded]


@pytest.fixture
def asked(next_wave):
    """A wave of named people who were invited, while it is open."""
    wave = next_wave(people=0, policy="research")
    with scopes_disabled():
        nodes = [str(node) for node in plan_of(wave).mapping.rater_nodes(wave.number)]
        for number in range(48):
            node = nodes[number % len(nodes)]
            Person.objects.create(project=wave.project, wave=wave.number, language="nb", nodes=[node], **marks(number))
    work()
    return wave


@pytest.fixture
def wave(asked, answered, over):
    """The same when all have answered, have said yes to research, and are counted."""
    answered(wave=asked, sending=lambda code, form: keep(code, form | {"research": "yes"}))
    over(asked)
    work()
    return asked


def visited(client: Client, wave, without: frozenset[str] = frozenset()) -> dict[str, str]:
    """Return what of people stands on each page that somebody is shown, of all that the resolver knows."""
    with scopes_disabled():
        person = Person.objects.filter(project=wave.project).values_list("pk", flat=True).first()
    values = {"project_id": wave.project_id, "tenant_id": wave.project.tenant_id, "wave": wave.number, "person_id": person or 1}
    values |= {"language": "nb", "size": "a4", "kind": "group", "key": "larere", "to": "employees", "rest": "%23", "token": "x"}
    values |= {"provider_id": "feide", "organization_slug": "saml", "way": "up"}
    found, seen = {}, 0
    for address in addresses():
        if address.name in without or address.name.startswith(("openid", "saml")):
            continue
        url = reverse(address.name, kwargs={name: values.get(name, 1) for name in address.parameters})
        answer = client.get(url)
        seen += answer.status_code == 200
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if told := told_by(text_of(content)):
            found[address.name] = ", ".join(told)
    assert seen > 5
    return found


def test_the_search_finds_what_is_there(asked, client_of, cast):
    """While people are asked there are names on the pages of the list, and on letters: what finds none elsewhere finds them."""
    client = client_of(cast.owner)
    found = visited(client, asked)
    assert set(found) >= {"roster", "roster_person", "roster_export", "letters"}
    assert set(found) <= OF_THE_LIST
    with scopes_disabled():
        chosen = list(Person.objects.values_list("pk", flat=True)[:2])
    letters = client.post(reverse("print_letters", args=[asked.project_id]), {"whom": "chosen", "person": chosen})
    assert "Zxqvist" in told_by(text_of(letters.content))


def test_the_search_reads_every_kind_of_file(wave, client_of, cast):
    client = client_of(cast.owner)
    for kind in ("pdf", "pptx", "docx", "xlsx", "html"):
        assert "ungepåveiinn" in "".join(text_of(report(client, wave, "leaders", kind).content).split()).casefold(), kind
    for kind in ("csv", "sav", "graphml", "json"):
        assert "barnevern" in text_of(report(client, wave, "leaders", kind).content), kind


def test_case_33_no_report_or_file_of_a_result_has_a_name(wave, client_of, cast):
    with scopes_disabled():
        unit = next(
            unit.id for unit in understood(Release.objects.get(wave=wave).text).waves[-1].groups if unit.state == "answered"
        )
    fetched = 0
    for role in WHOLE:
        client = client_of(cast.people[role])
        for audience in ("leaders", "staff", "public", f"group:{unit}"):
            # The owner takes every kind; of what others may take, which is the same bytes, one to read and one with data.
            for kind in map(str, KINDS) if role == "owner" else ("html", "csv"):
                answer = report(client, wave, audience, kind)
                fetched += answer.status_code == 200
                assert told_by(text_of(answer.content)) == [], (role, audience, kind)
    assert fetched > 40
    raw = client_of(cast.owner).get(reverse("research_file", kwargs={"project_id": wave.project_id, "wave": wave.number}))
    assert "respondent" in text_of(raw.content)
    assert told_by(text_of(raw.content)) == []


@pytest.mark.parametrize("role", WITHOUT_LIST)
def test_case_33_no_page_has_a_name_for_whoever_does_not_keep_the_list(wave, client_of, cast, role):
    assert visited(client_of(cast.people[role]), wave) == {}


def test_case_33_nor_for_those_who_keep_it_beside_the_list(wave, client_of, cast):
    for role in ("owner", "consultant", "partner"):
        assert set(visited(client_of(cast.people[role]), wave, OF_THE_LIST)) == set(), role


def test_case_33_the_survey_says_no_name_to_whoever_comes_with_a_code(wave, answered, client):
    with scopes_disabled():
        codes = [code_of(person) for person in Person.objects.filter(project=wave.project)[:5]]
    for code in codes:
        for path in ("/s/open/", "/s/", "/s/draft/", "/s/send/"):
            answer = client.post(path, {"code": code, "node": "larere"})
            assert told_by(text_of(answer.content)) == []


def test_case_33_once_the_list_is_deleted_no_page_and_no_row_has_a_name(wave, client_of, cast):
    with scopes_disabled():
        services.destroy(wave, by=cast.owner)
        destroying.forget_people(wave, by=cast.owner)
        rows = {model: str(list(model._base_manager.values())) for model in apps.get_models()}
    assert [model.__name__ for model, text in rows.items() if told_by(text)] == []
    for role in ("owner", "consultant", "partner"):
        assert visited(client_of(cast.people[role]), wave) == {}, role
