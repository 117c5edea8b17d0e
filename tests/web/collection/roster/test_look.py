"""A file taken in with a browser, with and without scripts, and how its pages look."""

from __future__ import annotations

import pytest
from collection.roster.conftest import csv, people
from django.urls import reverse
from look.conftest import page_of  # noqa: F401 -- its browser
from look.seeing import look_at, press

from samspill.terms import Language
from samspill_web.accounts.models import User
from samspill_web.collection.enums import Standing

pytestmark = pytest.mark.django_db(transaction=True)

ROWS = (
    ("Navn", "Fødselsnummer", "E-post", "Mobil", "Avdeling", "Sted", "Merknad"),
    ("Åse Ærø", "01019000083", "ase.med.et.langt.navn@eksempel.kommune.no", "91 23 45 67", "Lærere", "Nordby skole", ""),
    ("Åse Ærø", "01019000083", "ase.med.et.langt.navn@eksempel.kommune.no", "91 23 45 67", "PPT", "", ""),
    ("Ola Nordmann", "01019000083", "ola@eksempel.no", "", "Lærerne", "Nordby", "01019000083"),
    ("Eva Li", "01019000083", "", "", "SFO", "", ""),
    ("Per Hansen", "01019000083", "ikkeepost", "12", "PPT", "", ""),
    ("Kari Nord", "01019000083", "kari@eksempel.no", "", "Kantina", "", ""),
)


def bring(page, project) -> None:
    page.goto(reverse("roster_file", args=[project.pk]))
    page.set_input_files("input[type=file]", {"name": "liste.csv", "mimeType": "text/csv", "buffer": csv(*ROWS)})
    page.click("form.fields button[type=submit]")
    page.wait_for_selector("input[name=sealed]", state="attached")


@pytest.mark.parametrize("language", Language)
def test_the_look_at_a_file_is_well_in_every_language(cast, mapping, listed, page_of, language):  # noqa: F811
    listed("Jon", "sfo@nordby", email="jon@eksempel.no")
    listed("Åse", "ppt", email="ase.med.et.langt.navn@eksempel.kommune.no")
    User.objects.update(language=language.value)
    page = page_of(cast.owner)
    bring(page, mapping)
    page.evaluate("document.querySelectorAll('.page details').forEach(each => each.open = true)")
    look_at(page, colours=language is Language.NB)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_file_is_taken_in(cast, mapping, page_of, scripts):  # noqa: F811
    page = page_of(cast.owner, scripts=scripts)
    bring(page, mapping)
    store = page.locator(f"button[formaction='{reverse('roster_store', args=[mapping.pk])}']")
    store.click()
    assert page.locator("[role=alert]").first.is_visible()
    assert people(mapping) == {}
    page.check("#leave_out")
    press(store)
    assert page.locator("h1").inner_text() == "Noen rader ble hoppet over"
    if scripts:
        look_at(page)
    page.locator(".page a.ds-button").click()
    page.wait_for_url(f"**{reverse('roster', args=[mapping.pk])}")
    assert set(people(mapping)) == {"Åse Ærø", "Ola Nordmann", "Eva Li"}


def test_the_list_and_one_person_look_well(cast, mapping, listed, page_of):  # noqa: F811
    long = "etnavnsomerlangtogikkekandeles" * 2
    listed(long, "larere@nordby", "ppt", email=f"{long}@eksempel.kommune.no", nights=True)
    listed("Av", "ppt", standing=Standing.WITHDRAWN)
    person = listed("Jon Uten", "kantine")
    page = page_of(cast.owner)
    for name, further in (("roster", ()), ("roster_person", (person.pk,)), ("roster_add", ()), ("roster_file", ())):
        assert page.goto(reverse(name, args=[mapping.pk, *further])).status == 200
        look_at(page)
