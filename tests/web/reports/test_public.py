"""The edition for the public: there with every release, without anybody asking, and nothing about one group alone in it."""

from __future__ import annotations

import pytest
from analysis.fetched import text_of
from django.urls import reverse
from django_scopes import scopes_disabled
from reports.conftest import at, row_of, work

from samspill_web.analysis.reports import groups_of, understood
from samspill_web.kernel import clock
from samspill_web.kernel.models import AuditEntry
from samspill_web.reports import services, tasks
from samspill_web.reports.enums import MakeState, Purpose
from samspill_web.reports.models import Package, Piece

pytestmark = pytest.mark.django_db(transaction=True)

ROLES = ["owner", "consultant", "representative", "partner", "group_leader", "reader"]


@pytest.fixture
def public(wave) -> Package:
    tasks.make_what_waits(clock.now())
    while True:
        work()
        with scopes_disabled():
            found = Package.objects.get(purpose=Purpose.PUBLIC)
        if found.state == MakeState.DONE:
            return found


def test_it_is_made_by_itself_once_in_every_language_of_the_mapping(public, wave):
    services.order_public()
    with scopes_disabled():
        assert Package.objects.filter(purpose=Purpose.PUBLIC).count() == 1
        assert Package.objects.get(purpose=Purpose.PUBLIC).by is None
    assert {audience for _, _, audience, _ in public.wanted} == {"public"}
    assert {language for _, language, _, _ in public.wanted} == {"nb", "nn", "da", "sv", "en"}
    assert {kind for kind, _, _, _ in public.wanted} == {"pdf", "html", "docx"}


@pytest.mark.parametrize("role", ROLES)
def test_everybody_in_the_mapping_finds_it_at_an_address_that_stays(public, wave, cast, client_of, role):
    client = client_of(cast.people[role])
    assert at("public_edition", wave) in client.get(reverse("release", args=[wave.project_id])).content.decode()
    page = client.get(at("public_edition", wave)).content.decode()
    places = [place for place in range(1, public.total + 1) if at("public_file", wave, place) in page]
    assert len(places) == public.total == 15
    answer = client.get(at("public_file", wave, 1))
    assert answer.content.startswith(b"%PDF")
    assert answer["Content-Disposition"].endswith('-public-nb.pdf"')
    html = client.get(at("public_file", wave, 2))
    assert "default-src 'none'" in html["Content-Security-Policy"]
    with scopes_disabled():
        assert AuditEntry.objects.filter(verb="report.exported", by=cast.people[role]).count() == 2
    for nothing in (0, 99):
        assert client.get(at("public_file", wave, nothing)).status_code == 404


def test_it_has_no_page_of_a_group(public, wave):
    with scopes_disabled():
        pages = [bytes(piece.content) for piece in Piece.objects.filter(package=public, name__endswith="-nb.html")]
        row = row_of(wave)
        units = [unit.id for unit in understood(row.text).waves[-1].groups]
        names = groups_of(row, _nb(), units)
    assert len(pages) == 1
    assert names
    text = text_of(pages[0])
    assert 'class="depth-1 group' not in text
    assert 'class="depth-2 group' not in text


def _nb():
    from samspill.terms import Language

    return Language.NB


def test_it_stays_when_other_files_are_deleted(public, wave, time_machine):
    time_machine.shift(services.KEPT * 10)
    tasks.delete_old_files(clock.now())
    with scopes_disabled():
        assert Package.objects.filter(pk=public.pk).exists()


def test_before_it_is_made_the_page_says_so(wave, cast, client_of):
    client = client_of(cast.reader)
    page = client.get(at("public_edition", wave)).content.decode()
    assert "blir laget nå" in page
    assert client.get(at("public_file", wave, 1)).status_code == 404
