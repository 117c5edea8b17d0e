"""The list: seen, searched, counted, and changed one person at a time, also while the wave is open."""

from __future__ import annotations

import json
import re

import pytest
from collection.roster.conftest import Import, csv, people
from django.urls import reverse
from django_scopes import scopes_disabled

from samspill.terms import Language
from samspill_web.collection.ballots.codes import code_of, mark_of, whose_of
from samspill_web.collection.ballots.doors import holder_of
from samspill_web.collection.ballots.secret import secret_of
from samspill_web.collection.channels.email import declining
from samspill_web.collection.enums import Standing
from samspill_web.collection.models import Bag, Person, Spent, Urn
from samspill_web.collection.roster import services as services_of_list
from samspill_web.collection.roster.wave import asking
from samspill_web.kernel import clock
from samspill_web.kernel.models import AuditEntry, Message
from samspill_web.projects import services
from samspill_web.projects.readiness import examine_project

pytestmark = pytest.mark.django_db

NEW = {"name": "Nina Ny", "email": "Nina@Eksempel.no", "phone": "", "language": "nb", "level": "", "away_until": ""}


def url(name: str, *args: object) -> str:
    return reverse(name, args=args)


def names(answer) -> list[str]:
    return [line["person"].name for line in answer.context["people"]]


def test_people_are_found_by_group_way_and_text(importing, listed):
    listed("Åse", "ppt", email="ase@eksempel.no")
    listed("Ola", "larere@nordby", "ppt", phone="+4791234567")
    listed("Eva", "sfo@nordby")
    listed("Per", "sfo@nordby", standing=Standing.WITHDRAWN)
    page = url("roster", importing.project.pk)
    found = {query: names(importing.client.get(page + query)) for query in ("", "?group=ppt", "?q=åSE", "?q=91234567")}
    assert found == {"": ["Eva", "Ola", "Per", "Åse"], "?group=ppt": ["Ola", "Åse"], "?q=åSE": ["Åse"], "?q=91234567": ["Ola"]}
    for shown, expected in (("sms", ["Ola"]), ("letter", ["Eva"]), ("several", ["Ola"]), ("withdrawn", ["Per"])):
        assert names(importing.client.get(page, {"shown": shown})) == expected


def test_a_long_list_has_pages(importing, wave):
    Person.objects.bulk_create(
        Person(project=wave.project, wave=wave.number, name=f"P{n:03d}", language="nb", nodes=["ppt"]) for n in range(101)
    )
    page = url("roster", importing.project.pk)
    assert len(names(importing.client.get(page))) == 100
    assert names(importing.client.get(page, {"page": "2", "group": "ppt"})) == ["P100"]
    assert importing.client.get(page, {"page": "x" * 5_000}).status_code == 200


def test_groups_are_counted_against_the_plan(importing, listed, wave):
    for number in range(5):
        listed(f"P{number}", "ppt", email=f"p{number}@eksempel.no")
    for number in range(5):
        listed(f"L{number}", "larere@nordby", "ppt", email=f"l{number}@eksempel.no")
    Bag.objects.create(project=wave.project, wave=wave.number, node="sfo@nordby", number=2, made=clock.now())
    counts = {count.node: count for count in importing.client.get(url("roster", importing.project.pk)).context["counts"]}
    assert {key: (count.listed, count.slips, count.planned, count.differs, count.far) for key, count in counts.items()} == {
        "larere@nordby": (5, 0, 6, True, False),
        "larere@sorby": (0, 0, 8, True, True),
        "sfo@nordby": (0, 2, 5, True, True),
        "ppt": (5, 0, 5, False, False),
    }
    assert counts["ppt"].also == 5


def test_readiness_warns_of_nobody_and_of_numbers_far_from_the_plan(importing, listed, wave):
    def found():
        return {each.code: each for each in examine_project(wave.project).findings if each.code.startswith("roster.")}

    assert {code: str(each.severity) for code, each in found().items()} == {"roster.finding.nobody": "warns"}
    listed("Åse", "ppt", email="ase@eksempel.no")
    assert {code: str(each.severity) for code, each in found().items()} == {
        "roster.finding.listed": "informs",
        "roster.finding.sizes": "warns",
    }
    for node, size in (("larere@nordby", 6), ("larere@sorby", 7), ("sfo@nordby", 6), ("ppt", 4)):
        for number in range(size):
            listed(f"{node} {number}", node)
    assert set(found()) == {"roster.finding.listed"}
    gone = listed("Borte", "kantine")
    assert found()["roster.finding.gone"].severity == "blocks"
    page = importing.client.get(url("roster", wave.project.pk))
    assert page.context["homeless"] == [gone]
    assert importing.client.get(url("roster_person", wave.project.pk, gone.pk)).status_code == 200


def test_code_slips_alone_are_enough(wave):
    Bag.objects.create(project=wave.project, wave=wave.number, node="ppt", number=5, made=clock.now())
    assert "roster.finding.nobody" not in {each.code for each in examine_project(wave.project).findings}


def test_one_person_is_added_changed_moved_withdrawn_taken_back(importing, wave):
    client, project = importing.client, importing.project
    assert client.post(url("roster_add", project.pk), {**NEW, "main": "ppt"}).status_code == 302
    person = people(project)["Nina Ny"]
    assert (person.email, person.nodes, person.wave) == ("nina@eksempel.no", ["ppt"], wave.number)
    changed = {**NEW, "phone": "91 23 45 67", "language": "en", "level": "leader", "away_until": "2026-12-31", "nights": "on"}
    assert client.post(url("roster_person", project.pk, person.pk), changed).status_code == 302
    client.post(url("roster_move", project.pk, person.pk), {"main": "sfo@nordby", "second": "ppt", "third": "ppt"})
    person.refresh_from_db()
    assert (person.phone, person.language, person.level, person.nights) == ("+4791234567", "en", "leader", True)
    assert person.nodes == ["sfo@nordby", "ppt"]
    client.post(url("roster_withdraw", project.pk, person.pk))
    person.refresh_from_db()
    assert person.standing == Standing.WITHDRAWN
    client.post(url("roster_take_back", project.pk, person.pk))
    person.refresh_from_db()
    assert person.standing == Standing.ASKED
    verbs = ["added", "changed", "moved", "withdrawn", "taken_back"]
    entries = AuditEntry.objects.filter(verb__startswith="roster.").order_by("pk")
    assert [entry.verb.removeprefix("roster.") for entry in entries] == verbs
    assert all(entry.data == {"wave": wave.number, "person": person.pk} for entry in entries)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": "", "email": ""}, "Skriv navn, e-post eller mobil"),
        ({"email": "notanemail"}, "ikke en e-postadresse"),
        ({"email": "a@b.no, c@d.no"}, "én e-postadresse"),
        ({"email": "Ase@eksempel.no"}, "står allerede på listen"),
        ({"phone": "123"}, "ikke et telefonnummer"),
        ({"phone": "22 22 55 55"}, "fasttelefon"),
        ({"main": "bup"}, "Velg"),
        ({"name": "Ola\u202enavn"}, "tegn"),
    ],
)
def test_what_is_wrong_with_one_person_is_told_and_kept_as_typed(importing, listed, wrong, says):
    listed("Åse", email="ase@eksempel.no")
    answer = importing.client.post(url("roster_add", importing.project.pk), {**NEW, "main": "ppt", **wrong})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert set(people(importing.project)) == {"Åse"}


def test_case_25_people_are_added_moved_and_withdrawn_while_the_wave_is_open(open_wave, cast, client_of):
    with scopes_disabled():
        launched = open_wave(6)
        project, client = launched.project, client_of(cast.owner)
        nodes = Person.objects.filter(project=project).values_list("nodes", flat=True)
        first, other = nodes[0][0], nodes[1][0]
        assert client.post(url("roster_add", project.pk), {**NEW, "main": first}).status_code == 302
        person = Person.objects.get(project=project, name="Nina Ny")
        assert Message.objects.filter(key__contains=str(person.key), to="nina@eksempel.no").count() == 1
        code = code_of(person)
        assert holder_of(code).nodes == (first,)
        client.post(url("roster_move", project.pk, person.pk), {"main": other})
        assert holder_of(code).nodes == (other,)
        client.post(url("roster_withdraw", project.pk, person.pk))
        assert holder_of(code) is None
        client.post(url("roster_take_back", project.pk, person.pk))
        assert holder_of(code).nodes == (other,)
        content = csv(("Navn", "E-post", "Gruppe"), ("Ida", "ida@eksempel.no", first))
        assert importing_of(client, project, content).status_code == 302
        assert Message.objects.filter(to="ida@eksempel.no").count() == 1
        assert Message.objects.filter(to="nina@eksempel.no").count() == 1


def importing_of(client, project, content):
    brought = Import(client, project)
    brought.look(content)
    return brought.store()


def test_the_list_looks_the_same_whoever_has_answered_or_would_rather_not(open_wave, cast, client_of):
    with scopes_disabled():
        launched = open_wave(3)
        project, client = launched.project, client_of(cast.owner)
        everybody = list(Person.objects.filter(project=project).order_by("pk"))
        pages = [url("roster", project.pk), *(url("roster_person", project.pk, person.pk) for person in everybody)]
        pages += [url("roster_export", project.pk, person.pk) for person in everybody]
        before = [bare(client.get(page)) for page in pages]
        answered, declined, _ = everybody
        secret = secret_of(project.pk, launched.number)
        mark, whose = mark_of(secret, code_of(answered)), whose_of(secret, answered)
        Spent.objects.create(mark=mark, whose=whose, urn=Urn.objects.get(wave=launched))
        declined.standing = Standing.DECLINED
        declined.save()
        assert [bare(client.get(page)) for page in pages] == before


def test_who_said_no_has_said_so_after_being_taken_off_and_put_back(open_wave, cast, client_of):
    """And nobody who keeps the list can tell the two apart on the way."""
    with scopes_disabled():
        project, client = open_wave(2).project, client_of(cast.owner)
        no, _ = pair = list(Person.objects.filter(project=project).order_by("pk"))
        for name in ("Person 0", "Person 1"):
            Person.objects.filter(name=name).update(nodes=pair[0].nodes)
        declining.decline(no)

        def told(name: str, *, post: bool = True) -> None:
            """Do something to both, and see that the pages say the same of them."""
            answers = []
            for each in pair:
                address = url(name, project.pk, each.pk)
                answer = client.post(address, {"sure": "on"}, follow=True) if post else client.get(address)
                page = bare(answer).replace(f"/roster/{each.pk}/", "/roster/#/").replace(f"person{each.name[-1]}@", "#@")
                answers.append(page.replace(each.name, "#"))
            assert answers[0] == answers[1]

        for name in ("roster_withdraw", "roster_withdraw", "roster_take_back", "roster_withdraw", "roster_take_back"):
            told(name)
            told("roster_person", post=False)
            told("roster_export", post=False)
        standings = dict(Person.objects.filter(project=project).values_list("name", "standing"))
        assert standings == {"Person 0": "declined", "Person 1": "asked"}
        # Whoever takes the no back is asked again; being taken off and put back after that changes nothing either.
        declining.take_back(no)
        told("roster_withdraw")
        told("roster_take_back")
        assert set(Person.objects.filter(project=project).values_list("standing", "said_no")) == {("asked", False)}


def test_a_no_that_is_said_after_the_page_was_opened_is_kept(open_wave, cast):
    with scopes_disabled():
        project = open_wave(1).project
        seen = Person.objects.get(project=project)
        declining.decline(Person.objects.get(project=project))
        services_of_list.withdraw(asking(project), seen, by=cast.owner)
        services_of_list.take_back(asking(project), Person.objects.get(project=project), by=cast.owner)
        assert Person.objects.get(project=project).standing == Standing.DECLINED


def test_nothing_of_a_no_is_left_of_whoever_is_erased(open_wave, cast, client_of):
    with scopes_disabled():
        project, client = open_wave(1).project, client_of(cast.owner)
        person = Person.objects.get(project=project)
        declining.decline(person)
        client.post(url("roster_withdraw", project.pk, person.pk))
        client.post(url("roster_erase", project.pk, person.pk), {"sure": "on"})
        assert not Person.objects.get(project=project).said_no


def bare(answer) -> str:
    """Return a page without the token that each form gets anew."""
    return re.sub(r"[A-Za-z0-9]{64}", "", answer.content.decode())


def test_somebodys_own_copy_and_their_erasure(open_wave, cast, client_of):
    with scopes_disabled():
        launched = open_wave(2)
        project, client = launched.project, client_of(cast.owner)
        client.post(url("roster_add", project.pk), {**NEW, "main": Person.objects.filter(project=project)[0].nodes[0]})
        person = Person.objects.get(name="Nina Ny")
        answer = client.get(url("roster_export", project.pk, person.pk))
        kept = json.loads(answer.content)
        assert (kept["name"], kept["email"], kept["standing"]) == ("Nina Ny", "nina@eksempel.no", "asked")
        assert str(person.key) not in answer.content.decode()
        assert "attachment" in answer["Content-Disposition"]
        assert Message.objects.filter(to="nina@eksempel.no").exists()
        client.post(url("roster_erase", project.pk, person.pk))
        assert Person.objects.filter(pk=person.pk).exists()
        client.post(url("roster_erase", project.pk, person.pk), {"sure": "on"})
        # An empty row stays, since the code may have been used: see test_codes. Nothing of her is in it, and no page shows it.
        left = Person.objects.get(pk=person.pk)
        assert (left.name, left.email, left.phone, left.nodes, left.level) == ("", "", "", [], "")
        assert left.key != person.key
        assert client.get(url("roster_person", project.pk, person.pk)).status_code == 404
        assert names(client.get(url("roster", project.pk))) == ["Person 0", "Person 1"]
        assert not Message.objects.filter(to="nina@eksempel.no").exists()


def test_the_log_tells_whose_address_was_changed_while_the_round_is_open(open_wave, cast, client_of):
    with scopes_disabled():
        project, client = open_wave(2).project, client_of(cast.owner)
        first, second = Person.objects.order_by("pk")
        page = url("roster_person", project.pk, first.pk)
        about = {"name": first.name, "email": first.email, "language": "nb"}

        def verbs():
            told = AuditEntry.objects.filter(verb__in=["roster.changed", "roster.readdressed"]).order_by("pk")
            return [(entry.verb, entry.data["person"]) for entry in told]

        client.post(page, {**about, "name": "Et annet navn"})
        client.post(page, {**about, "email": "min-egen@eksempel.no"})
        client.post(url("roster_person", project.pk, second.pk), {"name": second.name, "email": "", "language": "nb"})
        assert verbs() == [("roster.changed", first.pk), ("roster.readdressed", first.pk), ("roster.readdressed", second.pk)]
        brought = Import(client, project)
        brought.look(csv(("Navn", "E-post", "Gruppe"), (second.name, "min-andre@eksempel.no", second.nodes[0])))
        assert brought.store().status_code == 302
        assert verbs()[-1] == ("roster.readdressed", str(second.pk))


def test_a_partner_sees_and_changes_their_own_people_alone(partner, listed):
    own, other = listed("Egen", "ppt", email="egen@eksempel.no"), listed("Annen", "sfo@nordby", email="annen@eksempel.no")
    client, project = partner.client, partner.project
    page = client.get(url("roster", project.pk))
    assert names(page) == ["Egen"]
    assert [count.node for count in page.context["counts"]] == ["ppt"]
    assert client.get(url("roster_person", project.pk, own.pk)).status_code == 200
    for name in ("roster_person", "roster_export"):
        assert client.get(url(name, project.pk, other.pk)).status_code == 404
    for name in ("roster_person", "roster_move", "roster_withdraw", "roster_take_back", "roster_erase"):
        assert client.post(url(name, project.pk, other.pk), {**NEW, "main": "ppt", "sure": "on"}).status_code == 404
    assert client.post(url("roster_add", project.pk), {**NEW, "main": "sfo@nordby"}).status_code == 422
    assert client.post(url("roster_move", project.pk, own.pk), {"main": "sfo@nordby"}).status_code == 422
    assert set(people(project)) == {"Egen", "Annen"}


def test_a_file_of_a_partner_touches_their_own_people_alone(partner, listed):
    listed("Egen", "ppt", email="egen@eksempel.no")
    listed("Annen", "sfo@nordby", email="annen@eksempel.no")
    partner.look(
        csv(
            ("Navn", "E-post", "Gruppe"),
            ("Ny", "ny@eksempel.no", "PPT"),
            ("Lærer", "larer@eksempel.no", "SFO"),
            ("Annen", "annen@eksempel.no", "PPT"),
        )
    )
    # That somebody is on another list already is told to the owner alone: see test_doubles.
    assert partner.codes == [("group_not_yours", 3)]
    assert partner.answer.context["absent"] == ["Egen"]
    partner.store(leave_out="on")
    with scopes_disabled():
        kept = {(person.name, *person.nodes) for person in Person.objects.filter(project=partner.project)}
    assert kept == {("Egen", "ppt"), ("Annen", "sfo@nordby"), ("Annen", "ppt"), ("Ny", "ppt")}


def test_a_partner_keeps_a_second_group_of_another_organisation(partner, listed):
    person = listed("Egen", "ppt", "sfo@nordby", email="egen@eksempel.no")
    partner.client.post(url("roster_move", partner.project.pk, person.pk), {"main": "ppt"})
    partner.look(csv(("Navn", "E-post", "Gruppe"), ("Egen", "egen@eksempel.no", "PPT")))
    assert partner.answer.context["unchanged_n"] == 1
    assert people(partner.project)["Egen"].nodes == ["ppt", "sfo@nordby"]


def test_a_list_waits_for_a_whole_plan(cast, client_of):
    with scopes_disabled():
        project = services.create(cast.tenant, "Ny", Language.NB, by=cast.owner)
    client = client_of(cast.owner)
    assert "Gjør ferdig gruppene først" in client.get(url("roster", project.pk)).content.decode()
    assert client.get(url("roster_file", project.pk)).status_code == 404


def test_the_path_leads_keepers_to_the_list(cast, client_of, mapping):
    for role, sees in (("owner", True), ("consultant", True), ("partner", True), ("representative", False)):
        page = client_of(getattr(cast, role)).get(url("start", mapping.pk)).content.decode()
        assert (url("roster", mapping.pk) in page) is sees, role
