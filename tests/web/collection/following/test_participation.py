"""Bands are counted once a day, stay as they are until the next morning, and tell of nobody (P7, CASES 25, 36, 37)."""

from __future__ import annotations

import ast
import logging
from datetime import timedelta
from pathlib import Path

import pytest
from collection.following.october import OPENS, SIZES, at, by_code, said
from django.urls import reverse
from django_scopes import scopes_disabled

from samspill_web.collection import following
from samspill_web.collection.ballots import secret
from samspill_web.collection.ballots.codes import codes_of
from samspill_web.collection.channels import inviting
from samspill_web.collection.enums import Standing
from samspill_web.collection.following.participation import count_if_due, invited_in
from samspill_web.collection.models import Bag, Participation, Person
from samspill_web.kernel import clock

pytestmark = pytest.mark.django_db

TUESDAY = OPENS + timedelta(days=1)
WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY, MONDAY, NEXT_TUESDAY = (OPENS + timedelta(days=n) for n in range(2, 9))


def bands() -> dict[str, str]:
    with scopes_disabled():
        return dict(Participation.objects.values_list("node", "band"))


def days() -> set:
    with scopes_disabled():
        return set(Participation.objects.values_list("day", flat=True))


def test_with_the_opening_everything_stands_at_nothing(settled, go, page):
    go(at(OPENS, 5, 59))
    assert bands() == {}
    go(at(OPENS, 6, 1))
    assert bands() == {node: "few" if size < 7 else "under_k" for node, size in SIZES.items()}
    assert "Slik var det da runden åpnet" in page()


def test_answers_of_the_first_day_are_not_counted_that_day_even_by_a_late_start(settled, go, people, answer):
    for person in people("larere"):
        go(at(OPENS, 8), chore=False)
        answer(person)
    go(at(OPENS, 15))
    assert bands()["larere"] == "under_k"
    go(at(TUESDAY, 6, 0))
    assert bands()["larere"] == "most"


def test_the_page_stands_still_all_day_and_moves_the_next_morning(settled, go, page, people, answer):
    go(at(OPENS, 6, 1))
    go(at(TUESDAY, 6, 0))
    seen = {said(page())}
    waiting = people("larere")
    for hour in range(7, 24):
        go(at(TUESDAY, hour))
        answer(waiting.pop())
        seen.add(said(page()))
    go(at(WEDNESDAY, 5, 59))
    seen.add(said(page()))
    assert len(seen) == 1
    assert "Færre enn 5 har svart." in seen.pop()
    go(at(WEDNESDAY, 6, 0))
    after = said(page())
    assert "De fleste har svart, minst fire av fem." in after
    assert "Slik var det om morgenen onsdag 14. oktober 2026." in after


def test_each_band_is_reached_and_no_number_of_people_stands_on_the_page(settled, go, page, people, answer):
    go(at(OPENS, 6, 1))
    for node, count in {"larere": 6, "barnevern": 6, "oppfolging": 11, "ppt": 4, "ungdomskontakter": 6}.items():
        for person in people(node)[:count]:
            answer(person)
    go(at(TUESDAY, 6))
    found = bands()
    expected = {"larere": "some", "barnevern": "half", "oppfolging": "most", "ppt": "under_k", "ungdomskontakter": "few"}
    assert {node: found[node] for node in expected} == expected
    html = page()
    assert "Halvparten eller flere har svart i 2 av 7 grupper" in html
    assert "Vi kan ennå ikke si at halvparten av alle har svart." in html


def test_no_count_after_a_day_off(settled, go, people, answer):
    for day in (OPENS, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY):
        go(at(day, 6, 1))
        assert days() == {day}
    for person in people("larere"):
        answer(person)
    for day in (SUNDAY, MONDAY):
        go(at(day, 12))
        assert days() == {SATURDAY}
    assert bands()["larere"] == "under_k"
    go(at(NEXT_TUESDAY, 6, 1))
    assert bands()["larere"] == "most"


def test_counting_twice_changes_nothing_and_nothing_is_counted_after_the_close(settled, go, people, answer):
    go(at(OPENS, 6, 1))
    go(at(TUESDAY, 6, 1))
    with scopes_disabled():
        assert not count_if_due(settled, clock.now())
        before = list(Participation.objects.order_by("pk").values_list())
    go(at(TUESDAY, 9))
    with scopes_disabled():
        assert list(Participation.objects.order_by("pk").values_list()) == before
    for person in people("larere"):
        answer(person)
    with scopes_disabled():
        type(settled.urn).objects.update(shut=clock.now())
    go(at(WEDNESDAY, 6, 1))
    assert days() == {TUESDAY}


def test_who_is_away_all_the_time_or_withdrawn_is_not_in_the_base(settled, go):
    with scopes_disabled():
        teachers = Person.objects.filter(email__startswith="larere")
        ids = list(teachers.values_list("pk", flat=True))
        Person.objects.filter(pk__in=ids[:4]).update(away_until=OPENS + timedelta(days=90))
        Person.objects.filter(pk__in=ids[4:6]).update(standing=Standing.WITHDRAWN)
        Person.objects.filter(pk__in=ids[6:8]).update(away_until=OPENS + timedelta(days=3))
        Person.objects.filter(pk__in=ids[8:9]).update(standing=Standing.DECLINED)
    go(at(OPENS, 6, 1))
    with scopes_disabled():
        assert invited_in(settled)["larere"] == 20 - 6


def test_whoever_is_erased_moves_no_band_and_nothing_of_them_is_kept(settled, go, people, answer, client_of, cast):
    go(at(OPENS, 6, 1))
    answered, silent = people("larere")[:5], people("larere")[5:7]
    for person in answered:
        answer(person)
    go(at(TUESDAY, 6, 1))
    assert bands()["larere"] == "some"
    for person, day in ((answered[0], WEDNESDAY), (silent[0], THURSDAY)):
        page = reverse("roster_person", args=[settled.project_id, person.pk])
        assert client_of(cast.owner).post(f"{page}erase/", {"sure": "on"}).status_code == 302
        go(at(day, 6, 1))
        client = client_of(cast.owner)
        assert bands()["larere"] == "some"
        assert client.get(page).status_code == 404
        assert person.email not in client.get(reverse("roster", args=[settled.project_id])).content.decode()
        with scopes_disabled():
            left = Person.objects.get(pk=person.pk)
            assert (left.name, left.email, left.phone, left.nodes, left.level) == ("", "", "", [], "")
            assert invited_in(settled)["larere"] == SIZES["larere"]


def test_case_25_whoever_is_moved_or_withdrawn_moves_no_band(settled, go, people, answer):
    """Somebody who may change the list cannot find out whether one person has answered."""
    go(at(OPENS, 6, 1))
    for person in people("ppt")[:4]:
        answer(person)
    answered, silent = people("larere")[:2]
    answer(answered)
    go(at(TUESDAY, 6, 1))
    assert bands()["ppt"] == "under_k"
    found = []
    for person, day in ((answered, WEDNESDAY), (silent, THURSDAY)):
        with scopes_disabled():
            Person.objects.filter(pk=person.pk).update(nodes=["ppt"])
        go(at(day, 6, 1))
        found.append(bands())
        with scopes_disabled():
            Person.objects.filter(pk=person.pk).update(nodes=["larere"], standing=Standing.WITHDRAWN)
    go(at(FRIDAY, 6, 1))
    assert found == [found[0], found[0]]
    assert bands() == found[0]


def test_newcomers_are_counted_when_there_are_k_of_them(settled, go, people, answer):
    go(at(OPENS, 6, 1))
    for person in people("ppt")[:4]:
        answer(person)
    _add(settled, "ppt", 1)
    answer(people("ppt")[-1])
    go(at(TUESDAY, 6, 1))
    assert bands()["ppt"] == "under_k"
    _add(settled, "ppt", 4)
    go(at(WEDNESDAY, 6, 1))
    assert bands()["ppt"] == "some", "five of fourteen"


def _add(wave, node: str, number: int) -> None:
    with scopes_disabled():
        for _ in range(number):
            place = Person.objects.count()
            Person.objects.create(
                project=wave.project,
                wave=wave.number,
                name=f"Ny {place}",
                email=f"ny{place}@eksempel.no",
                language="nb",
                nodes=[node],
            )


def test_two_hats_count_in_the_main_group_whatever_they_answer_as(settled, go, people, answer):
    with scopes_disabled():
        for person in people("larere")[:6]:
            Person.objects.filter(pk=person.pk).update(nodes=["larere", "ppt"])
    go(at(OPENS, 6, 1))
    for person in people("larere")[:6]:
        answer(person, "ppt")
    go(at(TUESDAY, 6, 1))
    assert (bands()["larere"], bands()["ppt"]) == ("some", "under_k")


def test_slips_count_in_their_group(launched, go):
    wave = launched(sizes={node: size for node, size in SIZES.items() if node != "ppt"})
    with scopes_disabled():
        bag = Bag.objects.create(project=wave.project, wave=wave.number, node="ppt", number=14, made=clock.now())
        go(at(OPENS, 6, 1))
        assert invited_in(wave)["ppt"] == 11, "no more than the plan knows of"
        for code in codes_of(bag)[:6]:
            by_code(code, "ppt")
    go(at(TUESDAY, 6, 1))
    assert bands()["ppt"] == "half"


def test_a_wave_without_its_secret_keeps_its_bands_and_the_others_are_counted(settled, go, caplog):
    go(at(OPENS, 6, 1))
    secret.forget(settled.project_id, settled.number)
    with caplog.at_level(logging.WARNING, logger="samspill.following"):
        go(at(TUESDAY, 6, 1))
    assert days() == {OPENS}
    assert len(caplog.records) == 1


@pytest.mark.parametrize("policy", ["standard", "research"])
def test_other_policies_show_no_more(launched, go, page, policy):
    launched(privacy={"policy": policy})
    go(at(OPENS, 6, 1))
    assert bands() == {node: "few" if size < 7 else "under_k" for node, size in SIZES.items()}
    assert "Færre enn 5 har svart." in page()


def test_no_page_or_chore_beside_the_count_asks_which_ways_in_are_used():
    asking = set()
    for file in Path(following.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and {alias.name for alias in node.names} & {"Spent", "spent", "submit"}:
                asking.add(file.name)
    assert asking == {"participation.py"}


def test_what_is_asked_of_the_database_does_not_grow_with_the_people(open_wave, django_assert_max_num_queries):
    wave = open_wave(people=60, away_until=OPENS)
    with scopes_disabled():
        with django_assert_max_num_queries(20):
            count_if_due(wave, clock.now())
        with django_assert_max_num_queries(30):
            inviting.invite_all(clock.now())
        with django_assert_max_num_queries(30):
            inviting.remind(wave.urn, clock.now().date())
