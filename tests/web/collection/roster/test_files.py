"""Files that people have: encodings, separators, quotes, exports of other programmes."""

from __future__ import annotations

import time
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from collection.roster.conftest import csv, people, workbook

HANGS = 30
"""Seconds of work that no file needs, on any machine: what takes so long goes through something again and again."""

pytestmark = pytest.mark.django_db

HEAD = ("Navn", "E-post", "Mobil", "Gruppe", "Sted")
ASE = ("Åse Ærø", "Ase@Eksempel.no", "91 23 45 67", "Lærere", "Nordby skole")


def test_nothing_is_kept_before_it_was_seen(importing):
    importing.look(csv(HEAD, ASE))
    assert importing.answer.status_code == 200
    assert "Åse Ærø" in importing.text
    assert "no-store" in importing.answer["Cache-Control"]
    assert people(importing.project) == {}
    assert importing.store().status_code == 302
    kept = people(importing.project)["Åse Ærø"]
    assert (kept.email, kept.phone, kept.nodes, kept.language) == ("ase@eksempel.no", "+4791234567", ["larere@nordby"], "nb")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_case_26_every_encoding_is_shown_right_before_anything_is_stored(importing, encoding, separator):
    importing.look(csv(HEAD, ASE, separator=separator, encoding=encoding))
    assert "Åse Ærø" in importing.text
    assert "Lærere (Nordby skole)" in importing.text
    importing.store()
    assert people(importing.project)["Åse Ærø"].nodes == ["larere@nordby"]


@pytest.mark.parametrize("name", ["Etternavn, fornavn", "Etternamn og fornamn", "Efternavn, fornavn", "Last name, first name"])
def test_a_name_in_one_column_and_what_hr_calls_a_language_are_known_by_their_headings(importing, name):
    importing.look(csv((name, "E-post", "Gruppe", "Målform"), ("Ærø, Åse", "ase@eksempel.no", "PPT", "engelsk")))
    importing.store()
    assert people(importing.project)["Ærø, Åse"].language == "en"


def test_case_27_a_mark_of_order_hides_no_heading(importing):
    importing.look(b"\xef\xbb\xbf" + csv(("E-post", "Gruppe"), ("ase@eksempel.no", "PPT")))
    assert importing.answer.context["look"].choice.columns == ("email", "group")
    importing.look(b"\xef\xbb\xbf\xef\xbb\xbf" + csv(("E-post", "Gruppe"), ("ase@eksempel.no", "PPT")))
    assert importing.answer.context["look"].choice.columns == ("email", "group")


def test_case_28_commas_inside_cells_of_a_file_with_semicolons(importing):
    importing.look(
        csv(HEAD, ("Nordmann, Ola, vikar", "ola@eksempel.no", "", "PPT", ""), ("Li, Eva", "eva@eksempel.no", "", "PPT", ""))
    )
    importing.store()
    assert set(people(importing.project)) == {"Nordmann, Ola, vikar", "Li, Eva"}


@pytest.mark.parametrize("heading", [("E-post",), ()])
def test_case_28_one_column_of_addresses(importing, heading):
    rows = [(heading,)] if heading else []
    importing.look(csv(*(row for (row,) in rows), ("ase@eksempel.no",), ("ola@eksempel.no",)))
    first = 2 if heading else 1
    assert importing.codes == [("no_group", first)]
    assert importing.store().status_code == 422
    importing.choose(everybody="ppt")
    assert importing.codes == []
    assert importing.store().status_code == 302
    kept = people(importing.project)
    assert [person.nodes for person in kept.values()] == [["ppt"]]
    assert importing.client.get(importing._url("roster")).context["listed"] == 2


def test_case_29_quotes_commas_and_line_breaks_in_names(importing):
    content = (
        'Navn,E-post,Gruppe\r\n"Ola ""Ola\'n"" Nordmann, Drift",ola@eksempel.no,PPT\r\n"Eva\r\nLi",eva@eksempel.no,PPT\r\n'
        '"=HYPERLINK(""http://ond.no"")",ond@eksempel.no,PPT\r\n<script>alert(1)</script>,xss@eksempel.no,PPT\r\n'
    )
    importing.look(content.encode())
    assert "<script>alert(1)" not in importing.text
    importing.store()
    names = {'Ola "Ola\'n" Nordmann, Drift', "Eva Li", '=HYPERLINK("http://ond.no")', "<script>alert(1)</script>"}
    assert set(people(importing.project)) == names
    page = importing.client.get(importing._url("roster")).content.decode()
    assert "Ola &quot;Ola&#x27;n&quot; Nordmann, Drift" in page
    assert "<script>alert(1)" not in page


LIMESURVEY = (
    "tid,firstname,lastname,email,emailstatus,token,language,validfrom,validuntil,invited,reminded,remindercount,completed,"
    "usesleft,attribute_1 <Avdeling>\n"
    '"1","Åse","Ærø","ase@eksempel.no","OK","hemmeligtoken1","en","","","N","N","0","N","1","PPT"\n'
    '"2","Ola","Nordmann","ola@eksempel.no","OK","hemmeligtoken2","nb","","","2026-01-05 10:00","N","0","N","1","Lærere, '
    'Nordby"\n'
)


def test_case_32_an_export_of_limesurvey(importing):
    importing.look(LIMESURVEY.encode("utf-8-sig"), "tokens_123.csv")
    chosen = dict(
        zip(importing.answer.context["look"].table.headings, importing.answer.context["look"].choice.columns, strict=True)
    )
    assert {key: value for key, value in chosen.items() if value} == {
        "firstname": "first",
        "lastname": "last",
        "email": "email",
        "language": "language",
        "attribute_1 <Avdeling>": "group",
    }
    assert "hemmeligtoken" not in importing.text
    assert importing.codes == [("group_unknown", 3)]
    (word,) = importing.answer.context["look"].words
    assert importing.form()[word.field] == "larere@nordby"
    importing.choose()
    assert importing.codes == []
    importing.store()
    kept = people(importing.project)
    assert (kept["Åse Ærø"].language, kept["Åse Ærø"].nodes) == ("en", ["ppt"])
    assert kept["Ola Nordmann"].nodes == ["larere@nordby"]


ENTRA = (
    "version:v1.0\n"
    "Name [displayName] Required,User name [userPrincipalName] Required,Initial password [passwordProfile] Required,"
    "Block sign in (Yes/No) [accountEnabled] Required,First name [givenName],Last name [surname],Job title [jobTitle],"
    "Department [department],Usage location [usageLocation],Office [physicalDeliveryOfficeName],Mobile phone [mobile]\n"
    "Åse Ærø,ase@eksempel.no,Sommer2026!,No,Åse,Ærø,Rådgiver,PPT,NO,Rådhuset,91234567\n"
)


@pytest.mark.parametrize("padded", [False, True])
def test_case_32_a_bulk_file_of_entra(importing, padded):
    importing.look((ENTRA.replace("v1.0", "v1.0,,,,,,,,,,") if padded else ENTRA).encode("utf-8-sig"), "UserCreateTemplate.csv")
    assert importing.codes == []
    assert "Sommer2026!" not in importing.text
    assert "Initial password [passwordProfile] Required" in importing.text
    importing.store()
    kept = people(importing.project)["Åse Ærø"]
    assert (kept.email, kept.phone, kept.nodes) == ("ase@eksempel.no", "+4791234567", ["ppt"])


def test_a_workbook_with_numbers_and_dates(importing):
    head = ("Navn", "Mobil", "Gruppe", "Borte til", "Natt", "Leder")
    importing.look(workbook(head, ("Åse", 91234567, "PPT", "2026-12-31", "ja", "Leder")), "liste.xlsx")
    assert importing.codes == []
    importing.store()
    kept = people(importing.project)["Åse"]
    assert (kept.phone, str(kept.away_until), kept.nights, kept.level) == ("+4791234567", "2026-12-31", True, "leader")


def test_formulas_of_a_workbook_stay_text(importing):
    importing.look(workbook(("Navn", "E-post", "Gruppe"), ("=1+1", "ase@eksempel.no", "PPT")), "liste.xlsx")
    importing.store()
    assert set(people(importing.project)) == {"=1+1"}


def bomb() -> bytes:
    target = BytesIO(workbook(("Navn",), ("Åse",)))
    with ZipFile(target, "a", ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet2.xml", b"0" * 300_000_000)
    return target.getvalue()


def with_entity() -> bytes:
    source, target = BytesIO(workbook(("Navn",), ("Åse",))), BytesIO()
    with ZipFile(source) as old, ZipFile(target, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name.endswith("sharedStrings.xml"):
                part = part.replace(b"<sst", b'<!DOCTYPE a [<!ENTITY b "c">]><sst', 1)
            new.writestr(name, part)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (bomb, "liste.xlsx", "pakker ut mye mer"),
        (with_entity, "liste.xlsx", "skadet"),
        (lambda: b"", "liste.csv", "tom"),
        (lambda: b"Navn;E-post\r\n", "liste.csv", "ingen personer"),
        (lambda: b"PK\x03\x04", "liste.csv", "innholdet"),
        (lambda: b"x", "liste.pdf", "kan ikke brukes her"),
        (lambda: b"Navn;E-post\r\n" + b"A;a@b.no\r\n" * 20_001, "liste.csv", "20000 rader"),
        (lambda: b";".join(b"k%d" % n for n in range(201)) + b"\r\n" + b";" * 200 + b"x\r\n", "liste.csv", "200 kolonner"),
    ],
)
def test_files_that_are_no_lists_are_refused_and_told_of(importing, content, name, says):
    whole = content()
    started = time.process_time()
    answer = importing.look(whole, name)
    assert answer.status_code == 422
    assert says in " ".join(answer.context["form"].errors["upload"][0].split())
    assert time.process_time() - started < HANGS


def test_a_file_over_two_megabytes_is_not_read(importing):
    assert importing.look(b"a" * 2_100_000).status_code == 413


@pytest.mark.parametrize("hostile", ["A" * 100_000, "=" * 100_000, "1 " * 50_000, "a@" * 50_000, "<" * 50_000, "[" * 50_000])
def test_long_strings_are_quick(importing, hostile):
    started = time.process_time()
    importing.look(csv((hostile, *HEAD), (hostile, *[hostile] * 5)))
    assert importing.answer.status_code in {200, 422}
    assert time.process_time() - started < HANGS


def test_a_wide_file_of_an_hr_programme_is_quick(importing):
    columns = 40
    rows = [[f"9{n:03d}{at:04d}" for at in range(columns)] for n in range(800)]
    started = time.process_time()
    importing.look(csv([f"Felt {at}" for at in range(columns)], *rows))
    assert importing.answer.status_code == 200
    assert time.process_time() - started < HANGS
