"""One person on the lists of two organisations: asked once, told to the owner; a partner who tries addresses learns nothing."""

from __future__ import annotations

import re

import pytest
from answering import filled
from collection.roster.conftest import csv
from django.urls import reverse
from django_scopes import scopes_disabled

from samspill_web.collection.ballots.codes import code_of, paper_code_of
from samspill_web.collection.ballots.doors import holder_of
from samspill_web.collection.channels import inviting
from samspill_web.collection.enums import Standing
from samspill_web.collection.following import participation
from samspill_web.collection.models import Ballot, Person
from samspill_web.kernel import clock
from samspill_web.kernel.models import Message
from samspill_web.projects.enums import ProjectRole
from samspill_web.projects.models import Role

pytestmark = pytest.mark.django_db

HEAD = ("Navn", "E-post", "Mobil", "Gruppe")
THERE, FREE = "annen@eksempel.no", "ledig@eksempel.no"
TAG = "Blir spurt fra en annen liste"


def url(name: str, *args: object) -> str:
    return reverse(name, args=args)


@pytest.fixture
def other(listed):
    """Somebody on the list of the school, whom the partner from the health service does not see."""
    return listed("Kim Annen", "sfo@nordby", email=THERE, phone="+4791111111")


def bare(answer, *hidden: str) -> str:
    """Return a page without what differs in any two requests, and without what was typed."""
    text = re.sub(r"name=\"sealed\" value=\"[^\"]*\"|[A-Za-z0-9]{64}|/roster/\d+/", "#", answer.content.decode())
    for each in hidden:
        text = text.replace(each, "#")
    return text


def of_partner(project) -> Person:
    with scopes_disabled():
        return Person.objects.get(project=project, nodes=["ppt"])


@pytest.mark.parametrize("phone", ["", "91111111"])
def test_a_partner_who_adds_an_address_learns_nothing_of_it(partner, other, phone):
    """What is answered is the same for an address that others have on their list and for one that nobody has, at every step."""
    seen = []
    for email in (THERE, FREE):
        answers = []
        new = {"name": "Kim Prøvd", "email": email, "phone": phone, "language": "nb", "main": "ppt"}
        answers.append(partner.client.post(url("roster_add", partner.project.pk), new, follow=True))
        person = of_partner(partner.project)
        pages = ("roster_person", "roster_export")
        answers += [partner.client.get(url(name, partner.project.pk, person.pk)) for name in pages]
        changed = {**new, "name": "Kim Endret"}
        answers.append(partner.client.post(url("roster_person", partner.project.pk, person.pk), changed, follow=True))
        for name in ("roster_withdraw", "roster_take_back"):
            answers.append(partner.client.post(url(name, partner.project.pk, person.pk), follow=True))
        answers.append(partner.client.get(url("roster", partner.project.pk)))
        erase = url("roster_erase", partner.project.pk, person.pk)
        answers.append(partner.client.post(erase, {"sure": "on"}, follow=True))
        seen.append([(answer.status_code, bare(answer, email)) for answer in answers])
    assert seen[0] == seen[1]


def test_a_file_of_a_partner_tells_nothing_either(partner, other):
    seen = []
    for email in (THERE, FREE):
        answers = [partner.look(csv(HEAD, ("Kim", email, "", "PPT"), ("Uten", "", "91111111", "PPT")))]
        answers.append(partner.store())
        answers.append(partner.client.get(url("roster", partner.project.pk)))
        answers.append(partner.look(csv(HEAD, ("Kim", email, "90000000", "PPT"))))
        answers.append(partner.store())
        answers.append(partner.client.get(url("roster", partner.project.pk)))
        seen.append([(answer.status_code, bare(answer, email)) for answer in answers])
        with scopes_disabled():
            Person.objects.filter(project=partner.project, nodes=["ppt"]).delete()
    assert seen[0] == seen[1]


def test_changing_an_address_to_one_that_others_have_tells_nothing(partner, other):
    for email, double in ((THERE, True), (FREE, False), (THERE, True)):
        values = {"name": "Kim", "email": email, "language": "nb", "main": "ppt"}
        with scopes_disabled():
            there = Person.objects.filter(project=partner.project, nodes=["ppt"]).first()
        address = url("roster_person", partner.project.pk, there.pk) if there else url("roster_add", partner.project.pk)
        assert partner.client.post(address, values).status_code == 302
        assert (of_partner(partner.project).email, of_partner(partner.project).double) == (email, double)


def test_what_a_partner_sees_on_their_own_list_is_refused_as_before(partner, listed):
    listed("Egen", "ppt", email="egen@eksempel.no")
    new = {"name": "Ny", "email": "egen@eksempel.no", "language": "nb", "main": "ppt"}
    answer = partner.client.post(url("roster_add", partner.project.pk), new)
    assert answer.status_code == 422
    assert "egen@eksempel.no står allerede på listen" in answer.content.decode()


def test_the_owner_is_told_of_both_and_by_nobody_else(partner, importing, other, cast, client_of):
    new = {"name": "Kim", "email": THERE, "language": "nb", "main": "ppt"}
    partner.client.post(url("roster_add", partner.project.pk), new)
    double = of_partner(partner.project)
    for client in (importing.client, client_of(cast.consultant)):
        page = client.get(url("roster", partner.project.pk)).content.decode()
        assert "Én person står på listen til to organisasjoner" in page
        assert page.count(TAG) == 1
        one = client.get(url("roster_person", partner.project.pk, double.pk)).content.decode()
        assert "SFO" in one
        assert url("roster_person", partner.project.pk, other.pk) in one
        assert "Se den andre oppføringen" not in client.get(url("roster_person", partner.project.pk, other.pk)).content.decode()
    page = partner.client.get(url("roster", partner.project.pk)).content.decode()
    assert TAG not in page
    assert "blir de spurt én gang" in page
    assert "Se den andre" not in partner.client.get(url("roster_person", partner.project.pk, double.pk)).content.decode()


def test_the_owner_moves_the_one_and_erases_the_other(partner, importing, other):
    new = {"name": "Kim", "email": THERE, "language": "nb", "main": "ppt"}
    partner.client.post(url("roster_add", partner.project.pk), new)
    double = of_partner(partner.project)
    # The owner may change what is known of the double meanwhile.
    about = {"name": "Kim A.", "email": THERE, "language": "nb"}
    assert importing.client.post(url("roster_person", partner.project.pk, double.pk), about).status_code == 302
    importing.client.post(url("roster_move", partner.project.pk, other.pk), {"main": "ppt"})
    importing.client.post(url("roster_erase", partner.project.pk, double.pk), {"sure": "on"})
    assert (of_partner(partner.project).pk, of_partner(partner.project).double) == (other.pk, False)
    assert "to organisasjoner" not in importing.client.get(url("roster", partner.project.pk)).content.decode()


@pytest.mark.parametrize("gone", ["roster_erase", "roster_withdraw", "readdressed"])
def test_a_double_is_asked_once_the_other_is_gone(partner, importing, other, gone):
    new = {"name": "Kim", "email": THERE, "language": "nb", "main": "ppt"}
    partner.client.post(url("roster_add", partner.project.pk), new)
    assert of_partner(partner.project).double
    if gone == "readdressed":
        about = {"name": "Kim", "email": "ny@eksempel.no", "language": "nb"}
        importing.client.post(url("roster_person", partner.project.pk, other.pk), about)
    else:
        importing.client.post(url(gone, partner.project.pk, other.pk), {"sure": "on"})
    assert not of_partner(partner.project).double
    if gone == "roster_withdraw":
        # Put back on the list they are asked where they are asked by now.
        importing.client.post(url("roster_take_back", partner.project.pk, other.pk))
        with scopes_disabled():
            assert Person.objects.get(pk=other.pk).double
            assert Person.objects.filter(project=partner.project, email=THERE, double=False).count() == 1


def test_of_three_one_is_asked_at_a_time(partner, importing, other, listed, mapping):
    for node in ("ppt", "larere@sorby"):
        listed("Kim", node, email=THERE, double=True)
    importing.client.post(url("roster_erase", partner.project.pk, other.pk), {"sure": "on"})
    with scopes_disabled():
        assert sorted(Person.objects.filter(project=mapping, email=THERE).values_list("double", flat=True)) == [False, True]


def test_a_file_of_the_owner_is_about_the_one_who_is_asked(partner, importing, other):
    new = {"name": "Kim Annen", "email": THERE, "language": "nb", "main": "ppt"}
    partner.client.post(url("roster_add", partner.project.pk), new)
    importing.look(csv(HEAD, ("Kim Annen", THERE, "92222222", "SFO")))
    importing.store()
    with scopes_disabled():
        assert Person.objects.get(pk=other.pk).phone == "+4792222222"
    assert of_partner(partner.project).phone == ""


def test_nothing_is_sent_to_a_double_and_both_are_one_in_the_answers(open_wave, cast, client_of):
    with scopes_disabled():
        wave = open_wave(1)
        first = Person.objects.get()
        partner = Role.objects.get(project=wave.project, role=ProjectRole.PARTNER)
        own = next(key for key, group in groups(wave).items() if group.organisation == partner.organisation)
        Person.objects.filter(pk=first.pk).update(nodes=[next(key for key in groups(wave) if key != own)])
        inviting.invite_all(clock.now())
        client = client_of(cast.partner)
        new = {"name": "Kim", "email": first.email, "language": "nb", "main": own}
        answer = client.post(url("roster_add", wave.project_id), new, follow=True)
        assert "får en invitasjon, eller" not in answer.content.decode()
        double = Person.objects.get(nodes=[own])
        assert double.double
        assert Message.objects.filter(to=first.email).count() == 1
        inviting.remind(wave.urn, clock.now().date(), everybody=True)
        assert not Message.objects.filter(key__contains=str(double.key)).exists()
        # Once the first is off the list, the other is asked: with a code of their own, and by one invitation.
        client_of(cast.owner).post(url("roster_withdraw", wave.project_id, first.pk))
        assert Message.objects.filter(key__contains=str(double.key)).count() == 1
        assert Person.objects.get(pk=first.pk).standing == Standing.WITHDRAWN


@pytest.fixture
def both(open_wave, cast, client_of):
    """A wave of one person who is asked on one list and is a double on the partner's: the wave and the two."""
    with scopes_disabled():
        wave = open_wave(1)
        first = Person.objects.get()
        partner = Role.objects.get(project=wave.project, role=ProjectRole.PARTNER)
        own = next(key for key, group in groups(wave).items() if group.organisation == partner.organisation)
        Person.objects.filter(pk=first.pk).update(nodes=[next(key for key in groups(wave) if key != own)])
        new = {"name": "Kim", "email": first.email, "language": "nb", "main": own}
        client_of(cast.partner).post(url("roster_add", wave.project_id), new)
        yield wave, Person.objects.get(pk=first.pk), Person.objects.get(nodes=[own])


def send(browser, wave, person: Person, code: str) -> str:
    return browser.post("/s/send/", filled(wave, person.nodes[0]) | {"code": code}).json()["state"]


@pytest.mark.parametrize("gone", ["roster_withdraw", "roster_erase"])
@pytest.mark.parametrize("way", [code_of, paper_code_of])
def test_one_answer_counts_of_somebody_who_is_asked_by_the_other_list_later(both, cast, client_of, client, gone, way):
    wave, first, double = both
    with scopes_disabled():
        # The codes of both are known to the process before anything changes.
        assert holder_of(code_of(first)).whose == holder_of(code_of(double)).whose
        assert send(client, wave, first, code_of(first)) == "kept"
        client_of(cast.owner).post(url(gone, wave.project_id, first.pk), {"sure": "on"})
        double.refresh_from_db()
        assert not double.double
        assert send(client, wave, double, way(double)) == "kept"
        assert Ballot.objects.count() == 1


def test_a_double_who_is_somebody_else_after_all_answers_for_themselves(both, cast, client_of, client):
    wave, first, double = both
    with scopes_disabled():
        assert send(client, wave, first, code_of(first)) == "kept"
        about = {"name": "Lo Ny", "email": "lo@eksempel.no", "language": "nb"}
        client_of(cast.owner).post(url("roster_person", wave.project_id, double.pk), about)
        double.refresh_from_db()
        assert (double.double, double.asked_as) == (False, None)
        assert send(client, wave, double, code_of(double)) == "kept"
        assert Ballot.objects.count() == 2


def test_who_has_been_asked_already_keeps_what_came_by_their_own_way(both, cast, client_of):
    wave, first, double = both
    with scopes_disabled():
        other = Person.objects.create(
            project=wave.project, wave=wave.number, name="Bo", email="bo@eksempel.no", nodes=double.nodes
        )
        whose = holder_of(code_of(other)).whose
        double.delete()
        about = {"name": "Bo", "email": first.email, "language": "nb"}
        client_of(cast.partner).post(url("roster_person", wave.project_id, other.pk), about)
        other.refresh_from_db()
        assert (other.double, other.asked_as) == (True, None)
        client_of(cast.owner).post(url("roster_withdraw", wave.project_id, first.pk))
        assert holder_of(code_of(other)).whose == whose


def test_somebody_on_two_lists_is_among_both_and_has_answered_where_they_were_first(both, client):
    wave, first, double = both
    with scopes_disabled():
        participation._settle(wave, first=True)
        assert [Person.objects.get(pk=each.pk).counted for each in (first, double)] == [first.nodes[0], double.nodes[0]]
        assert send(client, wave, first, code_of(first)) == "kept"
        assert dict(participation._answered(wave)) == {first.nodes[0]: 1}


def groups(wave):
    from samspill_web.collection.ballots.plans import plan_of

    mapping = plan_of(wave).mapping
    return {str(node): mapping.groups[node.group] for node in mapping.rater_nodes(wave.number)}
