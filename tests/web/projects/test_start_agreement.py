"""Who has agreed, to which text: asked again when it changes, and signed by nobody else."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine
from django_scopes import scope
from projects.start_pages import address, example, filled_in, mapping_of, now, table_of, visible

from samspill.design.edit.paths import set_value
from samspill.design.read import parse
from samspill.terms import Language
from samspill_web.kernel.models import AuditEntry
from samspill_web.projects import services
from samspill_web.projects.enums import ProjectRole
from samspill_web.projects.models import Role
from samspill_web.projects.signing import present, sign_offs

TODAY = datetime(2026, 11, 30, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def within(cast):
    with scope(tenant=cast.tenant.pk), time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def whole(cast):
    """The mapping of the reference; the partner speaks for its only organisation."""
    project = services.take_in(cast.tenant, example(), by=cast.owner)
    Role.objects.create(project=project, user=cast.partner, role=ProjectRole.PARTNER, organisation="oppvekst")
    Role.objects.create(project=project, user=cast.representative, role=ProjectRole.REPRESENTATIVE)
    return project


@pytest.fixture
def owner(cast, client_of):
    return client_of(cast.owner)


@pytest.fixture
def partner(cast, client_of):
    return client_of(cast.partner)


def save(client, project, **changes):
    return client.post(address(project, "agreement"), {**filled_in(client.get(address(project, "agreement"))), **changes})


def sign(client, project, of=None):
    return client.post(f"/m/{project.pk}/agreement/sign/", {"of": of or present(table_of(project))}, follow=True)


def agreed(project):
    return table_of(project)["start"]["agreed"]


def change_the_text(project, cast, text="En annen oppgave"):
    services.edit(project, lambda table: set_value(table, ("mapping", "core_task"), text), "test", by=cast.owner)


def test_somebody_is_asked_and_agrees_in_a_meeting(owner, whole):
    new = {"agreed-2-who_nb": "Ordføreren", "agreed-2-role_nb": "Medeier", "agreed-2-organisation": "oppvekst"}
    assert save(owner, whole, **new).status_code == 302
    assert agreed(whole)[2] == {"who": "Ordføreren", "role": "Medeier", "organisation": "oppvekst"}
    assert "Ordføreren, Medeier, Oppvekst, Eksempel kommune Er spurt" in visible(owner.get(address(whole, "agreement")))
    save(owner, whole, **{"agreed-2-on": "2026-11-25"})
    assert agreed(whole)[2]["on"] == date(2026, 11, 25)
    assert agreed(whole)[2]["of"] == present(table_of(whole))
    assert "Sa ja 25. november 2026" in visible(owner.get(address(whole, "agreement")))


def test_a_yes_to_an_earlier_text_stays_in_sight_and_is_asked_again(owner, whole, cast):
    save(owner, whole, **{"agreed-1-on": "2026-11-25"})
    first = agreed(whole)[1]["of"]
    change_the_text(whole, cast)
    page = visible(owner.get(address(whole, "agreement")))
    assert "Hovedtillitsvalgt Sa ja 25. november 2026 til en tidligere tekst." in page
    save(owner, whole, **{"agreed-1-role_nb": "Tillitsvalgt"})
    assert agreed(whole)[1]["of"] == first
    save(owner, whole, **{"agreed-1-who_nb": "Hovedtillitsvalgte"})
    assert (agreed(whole)[1]["who"], agreed(whole)[1]["of"]) == ("Hovedtillitsvalgte", first)
    assert save(owner, whole, **{"agreed-1-again": "on"}).status_code == 302
    assert agreed(whole)[1]["of"] == present(table_of(whole)) != first
    assert [each.state for each in sign_offs(now(whole))][1] == "agreed"


def test_another_day_is_a_new_yes(owner, whole, cast):
    save(owner, whole, **{"agreed-1-on": "2026-11-25"})
    change_the_text(whole, cast)
    save(owner, whole, **{"agreed-1-on": "2026-11-28"})
    assert agreed(whole)[1]["of"] == present(table_of(whole))


def test_a_yes_written_by_hand_counts_until_it_is_touched(owner, whole):
    save(owner, whole, **{"agreed-0-role_nb": "Eier"})
    assert "of" not in agreed(whole)[1]


def test_a_page_that_saved_itself_twice_keeps_what_was_agreed_to(owner, whole, cast):
    save(owner, whole, **{"agreed-1-on": "2026-11-25"})
    first = agreed(whole)[1]["of"]
    change_the_text(whole, cast)
    typed = filled_in(owner.get(address(whole, "agreement")))
    for name in ("A", "B"):
        typed |= {"agreed-1-who_nb": name, "seen": now(whole).version}
        owner.post(address(whole, "agreement"), typed, headers={"HX-Request": "true"})
    assert (agreed(whole)[1]["who"], agreed(whole)[1]["of"]) == ("B", first)


def test_a_partner_signs_for_the_own_organisation_in_the_own_name(partner, whole, cast):
    page = visible(partner.get(address(whole, "agreement")))
    assert "Si ja for Oppvekst, Eksempel kommune" in page
    assert "trygg overgang for barn som trenger ekstra støtte" in page
    assert "Du har sagt ja." in visible(sign(partner, whole))
    of = present(table_of(whole))
    assert agreed(whole)[2] == {"who": "Partner", "on": date(2026, 11, 30), "organisation": "oppvekst", "of": of}
    assert len(agreed(whole)) == 3
    entry = AuditEntry.objects.get(verb="project.sign")
    assert (entry.by_id, entry.project) == (cast.partner.pk, whole.pk)
    parse(now(whole).source)


def test_a_partner_who_was_asked_by_name_signs_there(partner, whole, owner):
    save(owner, whole, **{"agreed-2-who_nb": "partner ", "agreed-2-organisation": "oppvekst", "agreed-2-role_nb": "Medeier"})
    sign(partner, whole)
    assert len(agreed(whole)) == 3
    assert (agreed(whole)[2]["role"], agreed(whole)[2]["on"]) == ("Medeier", date(2026, 11, 30))


def test_signing_again_renews_the_own_yes(partner, whole, cast):
    sign(partner, whole)
    change_the_text(whole, cast)
    assert [each.state for each in sign_offs(now(whole))][2] == "earlier"
    sign(partner, whole)
    assert len(agreed(whole)) == 3
    assert [each.state for each in sign_offs(now(whole))][2] == "agreed"


def test_nobody_signs_a_text_that_they_have_not_seen(partner, whole, cast):
    read = present(table_of(whole))
    change_the_text(whole, cast)
    before = now(whole).version
    assert "Teksten er endret etter at du åpnet siden" in visible(sign(partner, whole, read))
    assert now(whole).version == before


def test_signing_a_plan_that_is_still_empty(cast, client_of):
    project = services.create(cast.tenant, "Ny", Language.NB, by=cast.owner)
    services.edit(project, lambda table: {**table, "organisation": [{"key": "a", "name": "A"}]}, "test", by=cast.owner)
    Role.objects.create(project=project, user=cast.partner, role=ProjectRole.PARTNER, organisation="a")
    sign(client_of(cast.partner), project)
    assert [entry["who"] for entry in agreed(project)] == ["Partner"]


@pytest.mark.parametrize("role", [role for role in ProjectRole if role is not ProjectRole.PARTNER])
def test_nobody_but_a_partner_signs_by_the_button(cast, client_of, role):
    before = now(cast.project).version
    client = client_of(getattr(cast, role.value))
    assert sign(client, cast.project).status_code == 403
    assert now(cast.project).version == before


def test_a_partner_of_an_organisation_that_is_gone_signs_for_nobody(cast, partner, whole):
    Role.objects.filter(project=whole, user=cast.partner).update(organisation="finnes-ikke")
    assert "Si ja for" not in visible(partner.get(address(whole, "agreement")))
    assert sign(partner, whole).status_code == 403


def test_a_sign_off_is_opened_by_post_alone(partner, whole):
    assert partner.get(f"/m/{whole.pk}/agreement/sign/").status_code == 405


def test_a_representative_sees_who_has_agreed(cast, client_of, whole):
    page = visible(client_of(cast.representative).get(address(whole, "agreement")))
    assert "Kommunalsjef oppvekst" in page
    assert "Si ja for" not in page


def test_two_who_sign_at_once_are_both_there(cast, partner, whole, client_of):
    Role.objects.create(project=whole, user=cast.member, role=ProjectRole.PARTNER, organisation="oppvekst")
    of = present(table_of(whole))
    sign(partner, whole, of)
    sign(client_of(cast.member), whole, of)
    assert [entry["who"] for entry in agreed(whole)][2:] == ["Partner", "Member"]
    assert mapping_of(whole).start.agreed[3].organisation == "oppvekst"
