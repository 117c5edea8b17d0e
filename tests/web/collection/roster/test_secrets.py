"""What must never be kept: identity numbers and passwords, wherever they stand."""

from __future__ import annotations

import logging

import pytest
from collection.roster.conftest import csv, people, workbook
from django.apps import apps
from django_scopes import scopes_disabled

from samspill_web.collection.roster.identity import could_be, numbers_in
from samspill_web.collection.roster.sealed import unseal
from samspill_web.kernel.models import AuditEntry
from samspill_web.projects import services

pytestmark = pytest.mark.django_db

FNR = "01019000083"
CPR = "0101900002"


@pytest.mark.parametrize("text", ["01019000083", "010190 00083", "010190-00083", "Fnr: 010190 000 83.", "01.01.90.00083"])
def test_norwegian_numbers_are_known_however_they_are_written(text):
    assert len(numbers_in(text)) == 1


@pytest.mark.parametrize("text", ["0101900002", "010190-0002", "010190-1234", "8507099805", "850709-9805", "19850709-9805"])
def test_danish_and_swedish_numbers_are_known(text):
    assert len(numbers_in(text)) == 1


@pytest.mark.parametrize(
    "text",
    ["91234567", "+47 91 23 45 67", "+4520123456", "070-123 45 67", "2026-12-31", "974760673", "32019000083", "01019000084"],
)
def test_other_numbers_are_not_taken_for_identity_numbers(text):
    assert numbers_in(text) == []


def test_a_spreadsheet_drops_the_zero_in_front():
    assert could_be("1019000083")
    assert could_be("101900002")
    assert not could_be("91234567")


ROWS = (
    ("Navn", "Fødselsnummer", "Passord", "CPR", "Ansattnr", "Merknad", "E-post", "Gruppe"),
    ("Åse", FNR, "Sommer2026!", "010190-0002", FNR, "Vikar", "ase@eksempel.no", "PPT"),
    ("Ola", FNR, "Vinter2026!", CPR, FNR, f"Har {FNR[:6]} {FNR[6:]} som nummer", "ola@eksempel.no", "PPT"),
)


def everything_kept() -> str:
    with scopes_disabled():
        models = [model for model in apps.get_models() if model.__module__.startswith(("samspill_web.", "django."))]
        return repr([list(model._default_manager.all().values_list()) for model in models])


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_case_31_numbers_and_passwords_are_dropped_and_nowhere_kept(importing, cast, caplog, kind):
    caplog.set_level(logging.DEBUG)
    content = csv(*ROWS) if kind == "csv" else workbook(*ROWS)
    importing.look(content, f"liste.{kind}")
    pages = importing.text
    table = unseal(str(importing.form()["sealed"]), importing.project.pk, cast.owner.pk)
    assert table.headings == ("Navn", "Merknad", "E-post", "Gruppe")
    for heading in ("Fødselsnummer", "Passord", "CPR", "Ansattnr"):
        assert f"Kolonnen «{heading}»" in pages
    assert "I rad 3 sto det et fødselsnummer" in pages
    importing.choose()
    pages += importing.text
    importing.store()
    assert set(people(importing.project)) == {"Åse", "Ola"}
    for secret in (FNR, FNR[6:], CPR, "010190-0002", "Sommer2026!", "Vinter2026!"):
        assert secret not in pages
        assert secret not in table.to_json()
        assert secret not in everything_kept()
        assert secret not in caplog.text


def test_case_31_a_number_in_a_column_that_is_asked_for_is_not_even_told_as_an_error(importing):
    importing.look(
        csv(("Navn", "E-post", "Mobil", "Gruppe"), (f"Åse {FNR}", FNR, CPR, "PPT"), ("Ola", "x@y.no", "91234567", "PPT"))
    )
    assert FNR not in importing.text
    assert CPR not in importing.text
    importing.store()
    kept = people(importing.project)["Åse"]
    assert (kept.email, kept.phone) == ("", "")


def test_case_31_a_file_without_headings_shows_no_number_as_one(importing):
    importing.look(csv(("Åse", FNR, "ase@eksempel.no"), ("Ola", FNR, "ola@eksempel.no")))
    assert FNR not in importing.text


def test_swedish_mobiles_are_no_identity_numbers(importing, cast):
    with scopes_disabled():
        services.edit(importing.project, lambda table: {**table, "calendar": {"country": "SE"}}, "calendar", by=cast.owner)
    numbers = ["0701234567", "0701010109", "0702200007", "0701150002"]
    importing.look(csv(("Namn", "Mobil", "Gruppe"), *((f"Person {n}", number, "PPT") for n, number in enumerate(numbers))))
    assert importing.codes == []
    importing.store()
    assert sorted(person.phone for person in people(importing.project).values()) == sorted(f"+46{n[1:]}" for n in numbers)


def test_the_log_holds_numbers_and_no_names(importing):
    importing.look(csv(*ROWS))
    importing.store()
    with scopes_disabled():
        (entry,) = AuditEntry.objects.filter(verb="roster.imported")
    assert entry.data == {"wave": 1, "added": 2, "changed": 0, "left_out": 0}
