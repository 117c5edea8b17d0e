"""To the archive: whole or not at all, for owners alone, and never an answer, a key or a name from the list."""

from __future__ import annotations

import json
from base64 import b64encode, urlsafe_b64encode
from hashlib import sha256

import pytest
from analysis.fetched import text_of
from django.urls import reverse
from django_scopes import scopes_disabled
from reports.conftest import at, content_of, opened, work

from samspill.language import say
from samspill.terms import Language
from samspill_web.collection.ballots.codes import code_of
from samspill_web.collection.models import Ballot, Person
from samspill_web.collection.services import key_file
from samspill_web.kernel.models import AuditEntry
from samspill_web.projects.models import FrozenError
from samspill_web.reports import archive
from samspill_web.reports.enums import Purpose
from samspill_web.reports.models import Archived, Package, Piece
from samspill_web.reports.selectors import is_whole

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def client(wave, cast, client_of):
    return client_of(cast.owner)


@pytest.fixture(autouse=True)
def own_writers(monkeypatch):
    monkeypatch.setattr(archive, "_writers", list(archive._writers))


def made(client, wave) -> Package:
    assert client.post(at("make_archive", wave)).status_code == 302
    work()
    with scopes_disabled():
        return Package.objects.get(purpose=Purpose.ARCHIVE)


def test_one_zip_has_what_the_archive_needs_and_says_what_each_file_is(client, wave, cast):
    package = made(client, wave)
    answer = client.get(at("archive_file", wave))
    assert answer["Content-Disposition"] == f'attachment; filename="unge-pa-vei-inn-{wave.number}-arkiv.zip"'
    files = opened(answer)
    title = f"unge-pa-vei-inn-{wave.number}"
    assert list(files) == [
        "README.txt",
        f"leaders/{title}-leaders-nb.pdf",
        f"public/{title}-public-nb.pdf",
        "release.json",
        "start/mapping.toml",
        "start/start.txt",
        "start/sign-offs.csv",
        *(f"instrument/{key}.toml" for key, _ in wave.instrument),
        *(name for name in files if name.startswith("actions/")),
        "metadata.json",
    ]
    about = json.loads(files["metadata.json"])
    assert about["producer"] == "Eksempel kommune"
    assert about["title"] == "Unge på vei inn"
    assert about["round"] == wave.number
    assert about["period"] == {"from": wave.opens.date().isoformat(), "to": wave.closes.date().isoformat()}
    assert about["policy"]["name"] == "strict"
    assert about["versions"]["instrument"].startswith("relational-capacity ")
    assert about["versions"]["samspill_of_release"] == json.loads(files["release.json"])["samspill"]
    sums = {each["name"]: each["sha256"] for each in about["files"]}
    assert set(sums) == set(files) - {"README.txt", "metadata.json"}
    assert all(sha256(files[name]).hexdigest() == digest for name, digest in sums.items())
    assert "Ingen unge blir stående alene" in files["start/start.txt"].decode()
    assert "Kommunalsjefen for oppvekst" in files["start/sign-offs.csv"].decode()
    assert files["start/mapping.toml"].decode() == wave.source
    assert "metadata.json" in files["README.txt"].decode()
    for name in files:
        if name.endswith(".pdf"):
            assert b"<pdfaid:part>2</pdfaid:part>" in files[name].replace(b" ", b"") or b'pdfaid:part="2"' in files[name]
            assert b"pdfuaid" in files[name]
    with scopes_disabled():
        log = [entry.verb for entry in AuditEntry.objects.filter(verb__startswith="archive.").order_by("pk")]
    assert log == ["archive.ordered", "archive.downloaded"]
    assert package.total == len(files) - 2


def test_no_answer_no_key_and_nobody_of_the_list_goes_there(cast, client_of, counted):
    wave = counted(people=48)
    with scopes_disabled():
        people = list(Person.objects.filter(project=wave.project, wave=wave.number))
        secrets = [word for person in people for word in (person.name, person.email, code_of(person))]
        sealed = [bytes(row.sealed) for row in Ballot.objects.filter(urn=wave.pk)]
        keys = [str(row.key) for row in Ballot.objects.filter(urn=wave.pk)]
        private = key_file(wave.project, wave.number).read_bytes()
    assert people
    assert sealed
    assert len(private) == 32
    client = client_of(cast.owner)
    made(client, wave)
    content = content_of(client.get(at("archive_file", wave)))
    text = text_of(content)
    # The search reads what is in the files.
    assert "Unge på vei inn" in text
    assert "start/mapping.toml" in text
    secrets += [private.hex(), b64encode(private).decode(), urlsafe_b64encode(private).decode()]
    assert [word for word in (*secrets, *keys) if word in text] == []
    assert private not in content
    assert [row for row in sealed if row in content or row.hex() in text] == []


def test_owners_alone(client, wave, cast, client_of):
    made(client, wave)
    for role in ("consultant", "representative", "partner", "group_leader", "reader"):
        other = client_of(cast.people[role])
        assert other.get(at("archive", wave)).status_code == 403
        assert other.get(at("archive_file", wave)).status_code == 403
        assert other.post(at("make_archive", wave)).status_code == 403
        assert other.post(at("note_archived", wave)).status_code == 403
        assert at("archive", wave) not in other.get(reverse("release", args=[wave.project_id])).content.decode()
    assert at("archive", wave) in client.get(reverse("release", args=[wave.project_id])).content.decode()


def test_apps_add_their_own(client, wave):
    @archive.archives
    def actions(of, language):
        assert of.pk == wave.pk
        return [("more/notes.csv", say("reports.archive.file", language).encode())]

    made(client, wave)
    files = opened(client.get(at("archive_file", wave)))
    assert files["more/notes.csv"] == say("reports.archive.file", Language.NB).encode()
    assert "more/notes.csv" in [each["name"] for each in json.loads(files["metadata.json"])["files"]]


@pytest.mark.parametrize("wrong", ["../x.csv", "/etc/x.csv", "a/b/c.csv", "A.csv", "a\n.csv"])
def test_what_an_app_adds_wrongly_leaves_an_archive_that_is_not_whole(client, wave, wrong):
    archive.archives(lambda _wave, _language: [(wrong, b"x")])
    package = made(client, wave)
    with scopes_disabled():
        assert not is_whole(package)
        assert Piece.objects.get(package=package, content=None).trouble[0]["code"] == "reports.trouble.name"
    assert client.get(at("archive_file", wave)).status_code == 404
    assert client.post(at("note_archived", wave), {"reference": ""}).status_code == 422
    page = client.get(at("archive", wave)).content.decode()
    assert "ikke hel" in page
    assert at("archive_file", wave) not in page
    with scopes_disabled():
        assert not Archived.objects.exists()


def test_that_it_is_archived_is_a_fact_that_stays(client, wave, cast):
    assert client.post(at("note_archived", wave), {}).status_code == 404
    package = made(client, wave)
    assert client.post(at("note_archived", wave), {"reference": "x" * 121}).status_code == 422
    answer = client.post(at("note_archived", wave), {"reference": "2026/1234"}, follow=True)
    assert "2026/1234" in answer.content.decode()
    with scopes_disabled():
        fact = Archived.objects.get()
        assert (fact.wave_id, fact.by, fact.digest, fact.reference) == (wave.pk, cast.owner, package.digest, "2026/1234")
        with pytest.raises(FrozenError):
            Archived.objects.update(digest="")
        with pytest.raises(FrozenError):
            Archived.objects.all().delete()
        assert AuditEntry.objects.get(verb="release.archived").data["digest"] == package.digest
    # Made again it is the same, to the last byte.
    first = content_of(client.get(at("archive_file", wave)))
    assert sha256(first).hexdigest() == fact.digest
    again = made(client, wave)
    assert again.pk != package.pk
    assert again.digest == package.digest
