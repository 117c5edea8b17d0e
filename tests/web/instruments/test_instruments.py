"""The questionnaires of an organisation: those that ship, and its own."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled

from samspill.instrument.load import shipped_source
from samspill_web.instruments.models import OwnInstrument


@pytest.fixture
def own() -> str:
    return shipped_source("relational-capacity").replace('key = "relational-capacity"', 'key = "vart-eget"', 1)


def stored() -> list[tuple[str, bool]]:
    with scopes_disabled():
        return list(OwnInstrument.objects.values_list("key", "is_module"))


def at(name: str, cast) -> str:
    return reverse(name, args=(cast.tenant.pk,))


@pytest.fixture
def client(cast, client_of):
    return client_of(cast.administrator)


def test_all_that_ship_are_listed(client, cast):
    page = client.get(at("instruments", cast)).content.decode()
    assert "relational-capacity" in page
    assert "we-know" in page
    assert "Dere har ikke lagt inn noe eget" in page


def test_an_own_one_is_brought_and_a_new_version_keeps_the_key(client, cast, own):
    assert client.post(at("bring_instrument", cast), {"source": own}).status_code == 302
    assert stored() == [("vart-eget", False)]
    newer = own.replace('version = "', 'version = "9', 1)
    client.post(at("bring_instrument", cast), {"source": newer})
    assert stored() == [("vart-eget", False)]
    assert "versjon 9" in client.get(at("instruments", cast)).content.decode()


def test_a_module_is_told_apart(client, cast):
    module = shipped_source("conditions").replace('key = "conditions"', 'key = "egne-vilkar"', 1)
    client.post(at("bring_instrument", cast), {"source": module})
    assert stored() == [("egne-vilkar", True)]


def test_an_own_one_can_be_chosen_in_a_mapping(client, client_of, cast, own, project):
    client.post(at("bring_instrument", cast), {"source": own})
    assert 'value="vart-eget"' in client_of(cast.owner).get(reverse("questions", args=(project.pk,))).content.decode()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "Velg en fil"),
        ("[instrument]\nkey\n", "rad 2"),
        ("x = " + "[" * 2000 + "]" * 2000, "instrument.toml"),
        ("# " + "x" * 200_001, "for stor"),
        ('key = "x"', "instrument.toml, instrument"),
        (shipped_source("relational-capacity"), "hører til et skjema som følger med"),
        (shipped_source("relational-capacity").replace('key = "relational-capacity"', f'key = "{"x" * 99}"', 1), "høyst 60"),
        ("a = " + "9" * 5000, "instrument.toml"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_stored(client, cast, content, told):
    answer = client.post(at("bring_instrument", cast), {"source": content})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page, page[page.find("ds-error-summary") :][:900]
    assert stored() == []


def test_members_may_and_others_may_not(cast, client_of):
    assert client_of(cast.member).get(at("instruments", cast)).status_code == 200
    for who in ("outsider", "owner", "privacy_officer"):
        for name in ("instruments", "bring_instrument"):
            assert client_of(cast.people[who]).get(at(name, cast)).status_code == 404, (who, name)
