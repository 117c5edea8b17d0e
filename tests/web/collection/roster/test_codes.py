"""Codes that a group was handed by the list: whoever is new is not kept out, and no code that could be used is forgotten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from collection.roster.conftest import Import, csv
from django.urls import reverse
from django_scopes import scopes_disabled

from samspill.design.handed_out import HandedOut, most_codes
from samspill_web.collection import handed_out
from samspill_web.collection.ballots.codes import code_of
from samspill_web.collection.ballots.coming_in import Guest
from samspill_web.collection.ballots.doors import holder_of
from samspill_web.collection.ballots.plans import plan_of
from samspill_web.collection.enums import Standing
from samspill_web.collection.models import Person
from samspill_web.collection.roster import services
from samspill_web.collection.roster.services import FIELDS
from samspill_web.collection.roster.wave import Asking, asking
from samspill_web.kernel.models import AuditEntry
from samspill_web.projects.models import Wave

pytestmark = pytest.mark.django_db

EMPTY = {"email": "", "phone": "", "language": "nb", "level": "", "away_until": None, "nights": False}
PAGE = {"email": "", "phone": "", "language": "nb", "level": "", "away_until": ""}


@pytest.fixture
def wave(open_wave, unscoped) -> Wave:
    return open_wave()


@pytest.fixture
def add(cast) -> Callable[..., Person]:
    def make(wave: Wave, name: str, *nodes: str) -> Person:
        return services.add_person(asked(wave), {**EMPTY, "name": name}, list(nodes or ("ppt",)), by=cast.owner)

    return make


def asked(wave: Wave) -> Asking:
    found = asking(wave.project)
    assert found is not None
    assert found.number == wave.number
    return found


def codes(wave: Wave) -> dict[str, int]:
    groups = handed_out.of_groups(wave.project, plan_of(wave).mapping, wave.number, wave.opens)
    return {node: each.codes for node, each in groups.items() if each.codes}


def beyond_entries() -> list[dict]:
    return [entry.data for entry in AuditEntry.objects.filter(verb="codes.beyond").order_by("pk")]


def test_a_fake_person_who_is_erased_after_answering_is_still_counted(wave, add, cast):
    """The attack: somebody is put on the list, answered for, and erased, one after the other."""
    for number in range(4):
        person = add(wave, f"Ny {number}")
        assert holder_of(code_of(person)) is not None
        services.erase_person(asked(wave), person, by=cast.owner)
        assert codes(wave) == {"ppt": number + 1}
    assert not Person.objects.exclude(name="", email="", phone="", nodes=[]).exists()


def test_nothing_leads_from_what_is_kept_to_who_was_erased(wave, add, cast):
    person = add(wave, "Nina Ny")
    key, code = person.key, code_of(person)
    services.erase_person(asked(wave), person, by=cast.owner)
    left = Person.objects.get()
    assert left.key != key
    assert holder_of(code) is None
    assert (left.name, left.nodes, left.formerly, left.counted) == ("", [], ["ppt"], "")


@pytest.mark.parametrize("how", ["withdraw", "erase_person"])
def test_whoever_is_taken_off_after_the_opening_counts_and_before_does_not(wave, add, cast, time_machine, how):
    person = add(wave, "Ola")
    time_machine.move_to(wave.opens - timedelta(minutes=1), tick=False)
    early = add(wave, "Eva")
    getattr(services, how)(asked(wave), early, by=cast.owner)
    assert codes(wave) == {"ppt": 1}
    time_machine.move_to(wave.opens, tick=False)
    getattr(services, how)(asked(wave), person, by=cast.owner)
    assert codes(wave) == {"ppt": 1}
    assert not Person.objects.filter(name="Eva").exclude(standing=Standing.WITHDRAWN).exists()


def test_somebody_taken_back_after_the_opening_counts(wave, add, cast, time_machine):
    time_machine.move_to(wave.opens - timedelta(minutes=1), tick=False)
    person = add(wave, "Ola")
    services.withdraw(asked(wave), person, by=cast.owner)
    assert codes(wave) == {}
    time_machine.move_to(wave.opens, tick=False)
    services.take_back(asked(wave), person, by=cast.owner)
    assert codes(wave) == {"ppt": 1}
    services.withdraw(asked(wave), person, by=cast.owner)
    assert codes(wave) == {"ppt": 1}


def test_whoever_is_lent_to_a_group_counts_there_for_good(wave, add, cast):
    """The attack: somebody of a large group is moved into a small one, answered for, and moved back."""
    person = add(wave, "Ola", "larere")
    services.move_person(asked(wave), person, ["ppt"], by=cast.owner)
    services.move_person(asked(wave), person, ["larere"], by=cast.owner)
    assert codes(wave) == {"larere": 1, "ppt": 1}


def test_a_second_group_counts_as_well_since_its_people_can_answer_as_it(wave, add, cast):
    person = add(wave, "Ola", "larere")
    services.move_person(asked(wave), person, ["larere", "ppt"], by=cast.owner)
    services.move_person(asked(wave), person, ["larere"], by=cast.owner)
    assert codes(wave) == {"larere": 1, "ppt": 1}


def test_whoever_is_moved_by_a_file_counts_where_they_were(wave, add, cast, client_of):
    person = add(wave, "Ola", "larere")
    person.email = "ola@eksempel.no"
    person.save()
    brought = Import(client_of(cast.owner), wave.project)
    brought.look(csv(("Navn", "E-post", "Gruppe"), ("Ola", "ola@eksempel.no", "PPT")))
    assert brought.store().status_code == 302
    person.refresh_from_db()
    assert codes(wave)["ppt"] == 1
    services.move_person(asked(wave), person, ["barnevern"], by=cast.owner)
    assert codes(wave) == {"larere": 1, "ppt": 1, "barnevern": 1}


def test_moving_before_the_opening_leaves_nothing(wave, add, cast, time_machine):
    time_machine.move_to(wave.opens - timedelta(minutes=1), tick=False)
    person = add(wave, "Ola", "larere")
    services.move_person(asked(wave), person, ["ppt"], by=cast.owner)
    assert codes(wave) == {"ppt": 1}


def test_a_code_counts_where_the_survey_lets_it_answer(wave, add):
    """What is counted and what the survey allows are the same, also for groups that the plan does not ask."""
    plan = plan_of(wave)
    known = [str(node) for node in plan.mapping.rater_nodes(plan.wave)]
    for nodes in ([], ["borte"], ["ppt"], ["ppt", "larere"], ["borte", "larere"], ["larere", "borte", "ppt"]):
        guest = Guest(SimpleNamespace(nodes=tuple(nodes)), plan)
        assert tuple(handed_out.good_for(nodes, known)) == guest.hats


def test_who_was_counted_before_groups_were_kept_counts(wave):
    Person.objects.create(project=wave.project, wave=wave.number, language="nb", counted="ppt", standing=Standing.WITHDRAWN)
    assert codes(wave) == {"ppt": 1}


# ---- telling it ------------------------------------------------------------------------------------------------------------


def test_somebody_really_new_comes_in_and_the_log_tells_of_the_surplus(wave, add):
    planned = plan_of(wave).mapping.size(next(n for n in plan_of(wave).mapping.rater_nodes(wave.number) if str(n) == "ppt"), 1)
    for number in range(most_codes(planned)):
        add(wave, f"Person {number}")
    assert beyond_entries() == []
    add(wave, "Nina Ny")
    told = {"wave": wave.number, "node": "ppt", "planned": planned, "codes": most_codes(planned) + 1}
    assert beyond_entries() == [told]
    # Who changes something else has nothing to do with it.
    other = add(wave, "Ola", "larere")
    services.change_person(
        asked(wave), other, {**{name: getattr(other, name) for name in FIELDS}, "name": "Åse"}, by=other_by()
    )
    assert beyond_entries() == [told]
    services.move_person(asked(wave), other, ["ppt"], by=other_by())
    assert beyond_entries()[1:] == [told | {"codes": told["codes"] + 1}]


def other_by():
    from samspill_web.accounts.models import User

    return User.objects.get(email="consultant@eksempel.no")


def test_an_import_tells_each_group_once(wave, cast, client_of):
    rows = [(f"P{n}", f"p{n}@eksempel.no", "PPT") for n in range(40)]
    rows += [(f"B{n}", f"b{n}@eksempel.no", "Barnevernet") for n in range(40)]
    brought = Import(client_of(cast.owner), wave.project)
    brought.look(csv(("Navn", "E-post", "Gruppe"), *rows))
    answer = brought.store()
    assert answer.status_code == 302
    assert sorted(entry["node"] for entry in beyond_entries()) == ["barnevern", "ppt"]
    page = brought.client.get(answer["Location"]).content.decode()
    assert "Barnevernet og PPT har nå mer enn en femtedel flere koder enn planlagt." in page


def test_nothing_is_counted_or_told_before_the_launch(cast, mapping_before, client_of):
    client = client_of(cast.owner)
    for number in range(30):
        client.post(reverse("roster_add", args=[mapping_before.pk]), {**PAGE, "name": f"P{number}", "main": "ppt"})
    with scopes_disabled():
        assert Person.objects.count() == 30
        assert beyond_entries() == []
        assert not Person.objects.exclude(formerly=[]).exists()


@pytest.fixture
def mapping_before(ready_project):
    return ready_project


@pytest.mark.parametrize("who", ["owner", "partner"])
def test_whoever_adds_reads_what_will_be_seen_and_by_whom(wave, cast, client_of, who):
    client = client_of(cast.people[who])
    node = "ppt" if who == "owner" else "nav_ungdom"
    add, page = (reverse(name, args=[wave.project_id]) for name in ("roster_add", "roster"))
    rule = "Får en gruppe mer enn en femtedel flere koder enn planlagt"
    assert rule in client.get(add).content.decode()
    for number in range(30):
        answer = client.post(add, {**PAGE, "name": f"P{number}", "main": node})
        assert answer.status_code == 302
    html = client.get(page).content.decode()
    assert "har nå mer enn en femtedel flere koder enn planlagt" in html
    assert "tillitsvalgte" in html


def test_a_partner_is_told_of_their_own_groups_alone(wave, cast, add):
    for number in range(30):
        add(wave, f"P{number}", "ppt")
    role = cast.project.roles.get(user=cast.partner)
    assert [each.node for each in services.beyond(asked(wave))] == ["ppt"]
    own = asking(wave.project, role)
    assert services.beyond(own) == []
    assert all(isinstance(each, HandedOut) for each in services.beyond(asked(wave)))
