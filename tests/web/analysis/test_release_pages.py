"""The result and its reports: made of the release alone, as files with safe names, and written down."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled

from samspill.disclosure.release_file import from_json
from samspill.terms import Audience, Language
from samspill_web.analysis import reports
from samspill_web.analysis.forms import KINDS
from samspill_web.analysis.models import Release
from samspill_web.analysis.selectors import understood
from samspill_web.collection.models import Ballot
from samspill_web.collection.services import key_file
from samspill_web.kernel.models import AuditEntry
from samspill_web.projects.models import Wave

pytestmark = pytest.mark.django_db(transaction=True)

MAGIC = {"pdf": b"%PDF-", "pptx": b"PK", "docx": b"PK", "xlsx": b"PK", "html": b"<!doctype html>", "csv": b"PK"}


@pytest.fixture(autouse=True)
def nothing_kept():
    reports.made.clear()


@pytest.fixture
def wave(released) -> Wave:
    return released(people=48)


def url(wave, **query) -> str:
    address = reverse("report", kwargs={"project_id": wave.project_id, "wave": wave.number})
    return f"{address}?{'&'.join(f'{name}={value}' for name, value in query.items())}"


def test_the_page_says_the_result_in_one_sentence_and_in_every_language(wave, cast, client_of):
    client, sentences = client_of(cast.partner), set()
    for language in Language:
        client.post(reverse("set_language"), {"language": language.value})
        page = client.get(reverse("release", args=[wave.project_id]))
        assert page.status_code == 200
        sentence = page.context["headline"].sentence
        assert sentence in page.content.decode()
        sentences.add(sentence)
        assert "analysis." not in page.content.decode().replace("analysis.css", "")
    assert len(sentences) >= 4
    assert any("samarbeid" in sentence for sentence in sentences)


@pytest.mark.parametrize("role", ["owner", "consultant", "partner", "representative", "group_leader", "reader"])
def test_whoever_has_a_part_in_the_mapping_finds_the_result_on_the_path(wave, cast, client_of, role):
    page = client_of(cast.people[role]).get(reverse("project", args=[wave.project_id]))
    assert reverse("release", args=[wave.project_id]) in page.content.decode()


def test_strangers_do_not(wave, cast, client_of, client):
    for each in (client_of(cast.outsider), client_of(cast.administrator)):
        assert each.get(reverse("release", args=[wave.project_id])).status_code == 404
        assert each.get(url(wave, audience="public", language="nb", kind="pdf")).status_code == 404
    assert client.get(url(wave, audience="public", language="nb", kind="pdf")).status_code == 302


def test_before_there_is_a_result_the_page_says_so(open_wave, cast, client_of):
    wave = open_wave()
    client = client_of(cast.representative)
    page = client.get(reverse("release", args=[wave.project_id]))
    assert page.status_code == 200
    assert "ikke klart" in page.content.decode()
    assert reverse("release", args=[wave.project_id]) not in client.get(f"/m/{wave.project_id}/").content.decode()
    assert client.get(url(wave, audience="public", language="nb", kind="pdf")).status_code == 404


@pytest.mark.parametrize("kind", [str(kind) for kind in KINDS])
def test_a_report_is_a_file_of_its_kind(wave, cast, client_of, kind):
    answer = client_of(cast.representative).get(url(wave, audience="leaders", language="da", kind=kind))
    assert answer.status_code == 200
    assert answer.content.startswith(MAGIC.get(kind, b""))
    assert "no-store" in answer["Cache-Control"]
    disposition = answer["Content-Disposition"]
    assert disposition.startswith("inline" if kind == "html" else "attachment")
    assert re.fullmatch(r'\w+; filename="[a-z0-9-]+(\.csv)?\.[a-z]+"', disposition)
    with scopes_disabled():
        entry = AuditEntry.objects.get(verb="report.exported")
    assert entry.data == {"wave": wave.number, "format": kind, "language": "da", "audience": "leaders"}


def test_the_page_to_read_is_drawn_with_its_own_style_and_nothing_else(wave, cast, client_of):
    answer = client_of(cast.owner).get(url(wave, audience="leaders", language="nb", kind="html"))
    style = answer.content.split(b"<style>")[1].split(b"</style>")[0]
    rules = answer["Content-Security-Policy"]
    assert f"style-src 'sha256-{b64encode(sha256(style).digest()).decode()}'" in rules
    assert "default-src 'none'" in rules
    assert "unsafe" not in rules
    assert answer.content.count(b"<style>") == 1


def test_a_report_of_one_group(wave, cast, client_of):
    client = client_of(cast.owner)
    page = client.get(reverse("release", args=[wave.project_id]))
    groups = [value for value, _ in page.context["form"].fields["audience"].choices if value.startswith("group:")]
    assert len(groups) == 8
    answer = client.get(url(wave, audience=groups[0], language="nb", kind="html"))
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("inline")


@pytest.mark.parametrize(
    "wrong",
    [{"audience": "group:nowhere"}, {"audience": "group"}, {"language": "xx"}, {"kind": "../../etc/passwd"}, {"kind": ""}],
)
def test_what_there_is_not_is_refused_with_the_page(wave, cast, client_of, wrong):
    query = {"audience": "leaders", "language": "nb", "kind": "pdf"} | wrong
    assert client_of(cast.owner).get(url(wave, **query)).status_code == 422
    with scopes_disabled():
        assert not AuditEntry.objects.filter(verb="report.exported").exists()


def test_the_public_edition_has_no_page_of_a_group(wave, cast, client_of):
    client = client_of(cast.owner)
    public = client.get(url(wave, audience="public", language="nb", kind="html")).content.decode()
    leaders = client.get(url(wave, audience="leaders", language="nb", kind="html")).content.decode()
    assert len(public) < len(leaders)
    assert reverse("report", kwargs={"project_id": wave.project_id, "wave": wave.number}) in client.get(
        reverse("release", args=[wave.project_id])
    ).content.decode().replace("&amp;", "&")


def test_everything_is_made_of_the_release_alone(wave, cast, client_of):
    """Without answers and key the same comes out."""
    client, address = client_of(cast.owner), url(wave, audience="leaders", language="nb", kind="html")
    before = client.get(address).content
    with scopes_disabled():
        Ballot.objects.all().delete()
        key_file(wave.project, wave.number).unlink()
    reports.made.clear()
    understood.cache_clear()
    assert client.get(address).content == before


def test_the_release_itself_can_be_had(wave, cast, client_of):
    answer = client_of(cast.owner).get(url(wave, audience="leaders", language="nb", kind="json"))
    with scopes_disabled():
        assert answer.content.decode() == Release.objects.get().text
    assert from_json(answer.content.decode()).waves[0].wave == wave.number


def test_a_report_is_made_once(wave, cast, client_of, monkeypatch):
    made = []
    real = reports._render
    monkeypatch.setattr(reports, "_render", lambda *args: made.append(args) or real(*args))
    client = client_of(cast.owner)
    first = client.get(url(wave, audience="public", language="nb", kind="docx")).content
    assert client.get(url(wave, audience="public", language="nb", kind="docx")).content == first
    assert len(made) == 1


def test_what_is_kept_in_memory_has_a_limit(monkeypatch):
    monkeypatch.setattr(reports, "KEPT", 10)
    for number in range(5):
        reports.made.keep(number, b"1234")
    assert [number for number in range(5) if reports.made.find(number)] == [3, 4]


def test_a_title_leads_nowhere(wave):
    with scopes_disabled():
        row = Release.objects.select_related("wave").get()
        row.wave.source = row.wave.source.replace('title = "', 'title = "../../etc/<script>\\\\', 1)
    name = reports.file_name(row, reports.Wanted("pdf", Language.NB, Audience.GROUP, "../x@y"))
    assert re.fullmatch(r"[a-z0-9-]+\.pdf", name)


def test_an_earlier_result_stays_to_be_seen(counted, next_wave, cast, client_of):
    first = counted(people=48)
    second = counted(people=48, wave=next_wave(people=48))
    client = client_of(cast.owner)
    page = client.get(reverse("release", args=[second.project_id]))
    assert page.context["row"].wave == second
    assert [row.wave for row in page.context["earlier"]] == [first]
    earlier = client.get(reverse("release_of_wave", kwargs={"project_id": first.project_id, "wave": first.number}))
    assert earlier.context["row"].wave == first
