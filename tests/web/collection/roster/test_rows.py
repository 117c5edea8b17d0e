"""Rows that are wrong, rows about the same person, and importing again."""

from __future__ import annotations

import time

import pytest
from collection.roster.conftest import csv, people
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape
from django_scopes import scopes_disabled

from samspill.errors import UsageError
from samspill_web.collection.enums import Standing
from samspill_web.collection.models import Person, RosterMapping
from samspill_web.collection.roster.cells import email_of
from samspill_web.kernel.speech import told, wrongs

pytestmark = pytest.mark.django_db

HEAD = ("Navn", "E-post", "Mobil", "Gruppe", "Sted")


def row(name="", email="", phone="", group="PPT", site=""):
    return (name, email, phone, group, site)


def test_case_17_two_addresses_in_one_cell_are_told_with_the_row(importing):
    importing.look(csv(HEAD, row("Åse", "ase@eksempel.no"), row("Ola", '"ola@eksempel.no; ola@privat.no"')))
    assert importing.codes == [("email_two", 3)]
    assert "rad 3" in importing.text.lower()
    assert importing.store().status_code == 422
    assert people(importing.project) == {}
    importing.store(leave_out="on")
    assert set(people(importing.project)) == {"Åse"}


@pytest.mark.parametrize("language", ["nb", "nn", "da", "sv", "en"])
def test_rows_that_are_left_out_are_named_with_the_reason_before_and_after(importing, listed, language):
    listed("Per", "ppt", email="per@eksempel.no", standing=Standing.WITHDRAWN)
    importing.client.post(reverse("set_language"), {"language": language})
    rows = (row("Åse", "ase@eksempel.no"), row("Ola", "nei"), row("Eva", "", "123"), row("Kari", group="Kantina"))
    content = csv(HEAD, *rows, row("Per", "per@eksempel.no"), row("Liv", "", "", "Vaktmester"))
    importing.look(content)
    fields = {word.group: word.field for word in importing.answer.context["look"].words}
    importing.choose(**{fields["Vaktmester"]: "-"})
    with translation.override(language):
        reasons = [*map(escape, wrongs(UsageError(importing.answer.context["look"].problems)))]
        reasons += [
            escape(told("roster.preview.withdrawn", n=1, rows="6")),
            escape(told("roster.preview.not_part", n=1, rows="7")),
        ]
    assert len(reasons) == 5
    assert [number for number in (3, 4, 5) if not any(str(number) in reason for reason in reasons[:3])] == []
    assert [reason for reason in reasons if reason not in importing.text] == []
    answer = importing.store(leave_out="on")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert [reason for reason in reasons if reason not in importing.text] == []
    assert set(people(importing.project)) == {"Åse", "Per"}
    # Nothing of what stands in the rows is kept: it is in this one answer, and in no message that waits for the next page.
    assert "nei" not in str(dict(importing.client.session))
    following = importing.client.get(reverse("roster", args=[importing.project.pk])).content.decode()
    assert [reason for reason in reasons if reason in following] == []


def test_many_rows_that_are_left_out_are_not_all_named(importing):
    importing.look(csv(HEAD, *(row(f"P{number}", group="Kantina") for number in range(30))))
    fields = {word.group: word.field for word in importing.answer.context["look"].words}
    importing.choose(**{fields["Kantina"]: "-"})
    assert f"rad {', '.join(map(str, range(2, 22)))}, …." in importing.text


def test_where_no_row_is_left_out_nothing_is_said_of_it(importing):
    importing.look(csv(HEAD, row("Åse", "ase@eksempel.no")))
    importing.store()
    following = importing.client.get(reverse("roster", args=[importing.project.pk])).content.decode()
    assert "Lagret: 1 lagt til, 0 endret." in following


def test_case_21_addresses_are_trimmed_and_folded_and_what_is_none_is_refused(importing):
    importing.look(
        csv(
            HEAD,
            row("John", '" "" john@example.com "" "'),
            row("John", "JOHN@Example.COM"),
            row("Eva", "notanemail"),
            row("Per", "Per Li <per@example.com>"),
        )
    )
    assert importing.codes == [("email_wrong", 4)]
    assert importing.notes == ["same_twice"]
    importing.store(leave_out="on")
    assert {name: person.email for name, person in people(importing.project).items()} == {
        "John": "john@example.com",
        "Per": "per@example.com",
    }


def test_all_wrong_rows_are_told_at_once(importing):
    importing.look(
        csv(
            ("Navn", "E-post", "Mobil", "Gruppe", "Språk", "Leder", "Borte til", "Natt"),
            ("A", "nei", "", "PPT", "", "", "", ""),
            ("B", "", "123", "PPT", "", "", "", ""),
            ("C", "", "", "Kantina", "", "", "", ""),
            ("D", "", "", "PPT", "klingon", "", "", ""),
            ("E", "", "", "PPT", "", "kanskje", "", ""),
            ("F", "", "", "PPT", "", "", "31.02.2026", ""),
            ("G", "", "", "PPT", "", "", "", "kanskje"),
            ("", "", "", "PPT", "", "", "", ""),
            ("H", "", "", "", "", "", "", ""),
            ("I", "", "", "BUP", "", "", "", ""),
            ("J", "", "", "Lærere", "", "", "", ""),
            ("x" * 201, "", "", "PPT", "", "", "", ""),
        )
    )
    assert importing.codes == [
        ("email_wrong", 2),
        ("phone_wrong", 3),
        ("group_unknown", 4),
        ("language_wrong", 5),
        ("level_wrong", 6),
        ("away_wrong", 7),
        ("nights_wrong", 8),
        ("nobody_there", 9),
        ("no_group", 10),
        ("group_not_asked", 11),
        ("site_wanted", 12),
        ("name_long", 13),
    ]


def test_case_30_two_rows_of_one_person_are_one_invitation_with_one_main_group(importing):
    importing.look(csv(HEAD, row("Åse Ærø", "ase@eksempel.no"), row("Åse Ærø", "ase@eksempel.no", "", "SFO", "")))
    assert importing.notes == ["two_units"]
    assert "Det blir én invitasjon" in importing.text
    importing.store()
    person = people(importing.project)["Åse Ærø"]
    assert person.nodes == ["ppt", "sfo@nordby"]
    page = importing.client.get(importing._url("roster")).content.decode()
    assert "PPT (hovedgruppe), også SFO (Nordby skole)" in page


def test_case_30_a_main_group_that_somebody_chose_stays_at_the_next_import(importing, listed):
    listed("Åse", "sfo@nordby", "ppt", email="ase@eksempel.no")
    importing.look(csv(HEAD, row("Åse", "ase@eksempel.no"), row("Åse", "ase@eksempel.no", "", "SFO")))
    assert importing.answer.context["unchanged_n"] == 1
    importing.look(csv(HEAD, row("Åse", "ase@eksempel.no")))
    importing.store()
    assert people(importing.project)["Åse"].nodes == ["ppt"]


def test_case_16_who_has_no_address_is_taken_in_and_listed_with_a_next_step(importing):
    importing.look(csv(HEAD, row("Åse", "ase@eksempel.no"), row("Ola", "", "91234567"), row("Eva")))
    assert "verken e-post eller mobil" in importing.text
    importing.store()
    page = importing.client.get(importing._url("roster"), {"shown": "letter"})
    assert [line["person"].name for line in page.context["people"]] == ["Eva"]
    assert "skriv ut brev, eller gi en lapp med kode" in page.content.decode()
    assert dict(page.context["reached"]) == {"email": 1, "sms": 1, "letter": 1}


def test_one_address_of_two_names_is_told(importing):
    importing.look(csv(HEAD, row("Åse Ærø", "post@skole.no"), row("Ola Nordmann", "post@skole.no"), row("Eva", "eva@skole.no")))
    assert importing.codes == [("two_names", 2)]
    assert len(importing.answer.context["look"].understood.faults.rows()) == 2


def test_names_without_an_address_cannot_be_told_apart(importing):
    importing.look(csv(HEAD, row("Ola"), row("Ola"), row("Ola", "", "", "SFO")))
    assert importing.codes == [("twins", 2)]


def test_a_landline_is_not_kept_and_a_language_that_is_not_offered_is_told(importing):
    importing.look(csv(("Navn", "Mobil", "Gruppe", "Språk"), ("Åse", "22 22 55 55", "PPT", "dansk")))
    assert sorted(importing.notes) == ["landline", "language_not_offered"]
    importing.store()
    assert (people(importing.project)["Åse"].phone, people(importing.project)["Åse"].language) == ("", "nb")


def test_importing_again_shows_what_changes_and_removes_nobody(importing, listed):
    listed("Åse", email="ase@eksempel.no")
    listed("Ola", phone="+4791234567")
    listed("Eva")
    listed("Per", email="per@eksempel.no")
    listed("Kari", email="kari@eksempel.no", standing=Standing.WITHDRAWN)
    importing.look(
        csv(
            HEAD,
            row("Åse", "ASE@eksempel.no"),
            row("Ola", "ola@eksempel.no", "91 23 45 67"),
            row("Eva", "eva@eksempel.no"),
            row("Ny", "ny@eksempel.no"),
            row("Kari", "kari@eksempel.no"),
        )
    )
    context = importing.answer.context
    assert [context[name] for name in ("added_n", "changed_n", "unchanged_n", "absent_n")] == [1, 2, 2, 1]
    assert context["absent"] == ["Per"]
    before = {name: person.pk for name, person in people(importing.project).items()}
    importing.store()
    after = people(importing.project)
    assert {name: after[name].pk for name in before} == before
    assert (after["Ola"].email, after["Eva"].email) == ("ola@eksempel.no", "eva@eksempel.no")
    assert after["Kari"].standing == Standing.WITHDRAWN
    assert "Ny" in after


def test_an_empty_cell_takes_nothing_away(importing, listed):
    listed("Åse", email="ase@eksempel.no", phone="+4791234567", language="en", nights=True)
    importing.look(csv(("Navn", "E-post", "Mobil", "Gruppe"), ("Åse", "ase@eksempel.no", "", "PPT")))
    assert importing.answer.context["does_nothing"]
    importing.store()
    assert people(importing.project)["Åse"].phone == "+4791234567"


def test_addresses_that_change_places_are_kept(importing, listed):
    listed("Åse", phone="+4791234567", email="")
    listed("Ola", email="ola@eksempel.no", phone="")
    importing.look(csv(HEAD, row("Åse", "ase@eksempel.no", "91234567"), row("Ola N", "ola@eksempel.no", "92345678")))
    assert importing.store().status_code == 302
    assert people(importing.project)["Åse"].email == "ase@eksempel.no"


def test_what_was_not_seen_is_not_stored(importing, listed):
    importing.look(csv(HEAD, row("Åse", "ase@eksempel.no")))
    listed("Åse", email="ase@eksempel.no", phone="+4791234567")
    answer = importing.store()
    assert answer.status_code == 422
    assert "Noe er endret siden du så på det" in importing.text
    assert importing.store().status_code == 302
    assert len(people(importing.project)) == 1


def test_a_choice_that_was_not_looked_at_is_shown_first(importing):
    importing.look(csv(("A", "B", "Gruppe"), ("Åse", "Ærø", "PPT")))
    assert importing.codes == [("nobody_there", 2)]
    assert importing.store(**{"column-0": "first", "column-1": "last"}).status_code == 422
    assert people(importing.project) == {}
    importing.store()
    assert set(people(importing.project)) == {"Åse Ærø"}


def test_columns_and_words_are_remembered_for_the_next_file(importing):
    rows = (("Hvem", "Enhetsnavn"), ("Åse", "Pedagogisk psykologisk"), ("Ola", "Kantina"))
    importing.look(csv(*rows))
    importing.choose(**{"column-0": "name", "column-1": "group"})
    fields = {word.group: word.field for word in importing.answer.context["look"].words}
    importing.choose(**{fields["Pedagogisk psykologisk"]: "ppt", fields["Kantina"]: "-"})
    assert importing.answer.context["look"].understood.not_part == [3]
    assert "Rad 3 hører til en gruppe som ikke er med" in importing.text
    importing.store()
    with scopes_disabled():
        kept = RosterMapping.objects.get(project=importing.project).data
    assert kept["by_keeper"][""]["places"] == {"pedagogisk psykologisk": "ppt", "kantina": "-"}
    assert "Åse" not in repr(kept)
    importing.look(csv(*rows, ("Eva", "Pedagogisk psykologisk")))
    assert importing.codes == []
    assert (importing.answer.context["added_n"], importing.answer.context["unchanged_n"]) == (1, 1)


def test_what_a_partner_s_words_mean_is_not_taken_for_the_owner_s_or_the_other_way_round(importing, partner):
    heads, helpers = ("Hvem", "Enhetsnavn"), ("Ola", "Hjelperne")
    partner.look(csv(heads, helpers))
    partner.choose(**{"column-0": "name", "column-1": "group"})
    (word,) = partner.answer.context["look"].words
    partner.choose(**{word.field: "ppt"})
    partner.store()
    # The owner has said nothing yet: neither of the columns nor of the word.
    importing.look(csv(heads, ("Eva", "Hjelperne")))
    assert set(importing.answer.context["look"].choice.places) == set()
    importing.choose(**{"column-0": "name", "column-1": "group"})
    assert importing.codes == [("group_unknown", 2)]
    importing.choose(**{word.field: "sfo@nordby"})
    importing.store()
    assert people(importing.project)["Eva"].nodes == ["sfo@nordby"]
    # And the partner's word still means what the partner said.
    partner.look(csv(heads, ("Liv", "Hjelperne")))
    assert partner.codes == []
    partner.store()
    assert people(importing.project)["Liv"].nodes == ["ppt"]
    importing.look(csv(heads, ("Kari", "Hjelperne")))
    importing.store()
    assert people(importing.project)["Kari"].nodes == ["sfo@nordby"]


def test_words_that_were_kept_of_all_together_are_nobody_s(importing):
    with scopes_disabled():
        data = {"columns": {"hvem": "name"}, "places": {"hjelperne": "ppt"}}
        RosterMapping.objects.create(project=importing.project, data=data)
    importing.look(csv(("Navn", "Gruppe"), ("Eva", "Hjelperne")))
    assert importing.codes == [("group_unknown", 2)]
    importing.look(csv(("Navn", "Gruppe"), ("Eva", "PPT")))
    importing.store()
    with scopes_disabled():
        assert set(RosterMapping.objects.get(project=importing.project).data) == {"by_keeper"}


def test_two_headings_that_meant_the_same_in_two_files_are_not_both_taken(importing):
    importing.look(csv(("Hvem", "Gruppe"), ("Åse", "PPT")))
    importing.choose(**{"column-0": "name"})
    importing.store()
    importing.look(csv(("Person", "Gruppe"), ("Ola", "PPT")))
    importing.choose(**{"column-0": "name"})
    importing.store()
    importing.look(csv(("Person", "Hvem", "Gruppe"), ("Eva", "Li", "PPT")))
    assert importing.answer.context["look"].choice.columns == ("name", "", "group")


def test_a_word_much_like_a_group_is_proposed_and_not_taken(importing):
    importing.look(csv(HEAD, row("Åse", "ase@eksempel.no", "", "Lærerne", "Nordby")))
    (word,) = importing.answer.context["look"].words
    assert importing.form()[word.field] == "larere@nordby"
    assert importing.codes == [("group_unknown", 2)]
    assert importing.store().status_code == 422
    assert importing.store().status_code == 302


@pytest.mark.parametrize(
    ("group", "site", "node"),
    [
        ("lærere", "NORDBY SKOLE", "larere@nordby"),
        ("Teachers", "Nordby school", "larere@nordby"),
        ("larere", "sorby", "larere@sorby"),
        ("larere@sorby", "", "larere@sorby"),
        ("Lærere (Sørby skole)", "", "larere@sorby"),
        ("SFO", "", "sfo@nordby"),
        ("ppt", "hvor som helst", "ppt"),
    ],
)
def test_groups_are_known_by_key_and_name_in_any_language(importing, group, site, node):
    importing.look(csv(HEAD, row("Åse", "ase@eksempel.no", "", group, site)))
    importing.store()
    assert people(importing.project)["Åse"].nodes == [node]


def test_one_column_cannot_be_two_things(importing):
    importing.look(csv(HEAD, row("Åse", "ase@eksempel.no")))
    importing.choose(**{"column-0": "email"})
    assert importing.answer.status_code == 422
    assert "To kolonner er valgt" in importing.text


def test_what_is_sealed_opens_for_nobody_else(importing, cast, client_of):
    importing.look(csv(HEAD, row("Åse", "ase@eksempel.no")))
    form = importing.form()
    other = client_of(cast.consultant)
    assert other.post(importing._url("roster_store"), form).url == importing._url("roster_file")
    broken = {**form, "sealed": str(form["sealed"])[:-4] + "AAAA"}
    assert importing.client.post(importing._url("roster_store"), broken).url == importing._url("roster_file")
    assert importing.client.post(importing._url("roster_store"), {"sealed": "x"}).url == importing._url("roster_file")
    assert people(importing.project) == {}


def test_thousands_of_rows(importing):
    rows = [(f"Person {n}", f"person{n}@eksempel.no", f"9{n:07d}", "PPT", "") for n in range(3_000)]
    importing.look(csv(HEAD, *rows))
    assert importing.answer.status_code == 200
    importing.store(leave_out="on")
    with scopes_disabled():
        assert Person.objects.filter(project=importing.project).count() > 2_000


@pytest.mark.parametrize("text", ["<" + "@" * 100_000, "<" + "a@" * 50_000, "a<" + "@" * 50_000 + ">"])
def test_a_long_cell_that_is_nearly_an_address_takes_no_time(text):
    begun = time.process_time()
    with pytest.raises(ValueError, match="@"):
        email_of(text)
    assert time.process_time() - begun < 1
