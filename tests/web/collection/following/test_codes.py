"""Codes that were handed out, on the page that shows how far a wave is: a surplus is seen by whoever may see the page."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from collection.following.october import CLOSES, OPENS, SIZES, at, by_code, said
from django.urls import reverse
from django_scopes import scopes_disabled

from samspill.language import say
from samspill.terms import Language
from samspill_web.collection import handed_out
from samspill_web.collection.ballots.codes import codes_of
from samspill_web.collection.channels.occasion import occasion_of
from samspill_web.collection.channels.slips.services import make_bag
from samspill_web.collection.following.stages import FOLLOWING
from samspill_web.collection.models import Ballot, Person, Spent, Urn
from samspill_web.kernel import clock

pytestmark = pytest.mark.django_db

TUESDAY = OPENS + timedelta(days=1)
WHY = "Tre nye i vikariat <3"
SHOWN = WHY.replace("<", "&lt;")
TITLE = say("following.codes.title", Language.NB)
PLANNED = 11
"""People of the PPT in the plan; nine are on its list."""


@pytest.fixture
def bag(cast):
    def make(wave, node="ppt", number=10, reason=WHY):
        with scopes_disabled():
            return make_bag(occasion_of(wave.project), node, number, reason, by=cast.owner)

    return make


def lines(html: str) -> list[str]:
    found = re.search(r'(?s)<section aria-labelledby="codes">(.*?)</section>', html)
    return re.findall(r"<li>(.*?)</li>", found[1]) if found else []


def test_nothing_is_said_where_codes_and_people_agree(settled, go, page):
    for moment in (at(OPENS, 5), at(OPENS, 7), at(CLOSES + timedelta(days=1), 7)):
        go(moment)
        assert TITLE not in page()


def test_a_surplus_is_told_with_numbers_and_reason_in_every_phase(settled, go, page, bag):
    bag(settled)
    line = f"PPT: {PLANNED} personer planlagt, {SIZES['ppt'] + 10} koder delt ut. Begrunnelse: «{SHOWN}»."
    for moment in (at(OPENS, 5), at(OPENS, 7), at(CLOSES + timedelta(days=1), 7)):
        go(moment)
        assert lines(page()) == [line]
    with scopes_disabled():
        Urn.objects.update(shut=clock.now())
    html = page()
    assert lines(html) == [line]
    for text in ("lead", "what", "who"):
        assert say(f"following.codes.{text}", Language.NB) in html


def test_slips_made_while_people_answer_are_told_however_few(settled, go, page, bag):
    go(at(OPENS, 7))
    bag(settled, number=1)
    (line,) = lines(page())
    assert line == (
        f"PPT: {PLANNED} personer planlagt, {SIZES['ppt'] + 1} koder delt ut. Én av kodene står på en lapp som ble laget "
        f"etter at runden åpnet. Begrunnelse: «{SHOWN}»."
    )


def test_more_people_than_planned_are_told_without_a_reason(settled, go, page):
    with scopes_disabled():
        for number in range(20):
            Person.objects.create(project=settled.project, wave=settled.number, name=f"N{number}", language="nb", nodes=["ppt"])
    go(at(OPENS, 7))
    (line,) = lines(page())
    assert line == (
        f"PPT: {PLANNED} personer planlagt, {SIZES['ppt'] + 20} koder delt ut. "
        "Det trengs ingen begrunnelse for å legge til personer på listen."
    )


@pytest.mark.parametrize("who", ["owner", "consultant", "representative", "partner", "group_leader"])
def test_whoever_may_see_the_page_sees_the_groups_that_concern_them(settled, go, page, bag, who):
    """Those who take part for the people who answer see all of it."""
    assert who in FOLLOWING
    for node in ("ppt", "nav_ungdom", "helsesykepleiere"):
        bag(settled, node, 30)
    go(at(OPENS, 7))
    seen = {line.split(":")[0] for line in lines(page(who))}
    every = {"PPT", "Ungdomsteamet i NAV", "Helsesykepleiere"}
    assert seen == {"partner": {"Ungdomsteamet i NAV"}, "group_leader": {"Helsesykepleiere"}}.get(who, every)


@pytest.mark.parametrize("language", Language)
def test_it_is_told_in_every_language(settled, go, bag, client_of, cast, language):
    bag(settled)
    go(at(OPENS, 7))
    client = client_of(cast.representative)
    client.post(reverse("set_language"), {"language": language.value})
    html = client.get(reverse("collect", args=[cast.project.pk])).content.decode()
    assert say("following.codes.title", language) in html
    (line,) = lines(html)
    assert SHOWN in line
    assert str(SIZES["ppt"] + 10) in line


def test_codes_handed_out_are_not_codes_used(settled, go, page, bag, people, answer):
    """Who has answered changes nothing of it: neither the number nor the sentence."""
    made = bag(settled, number=14)
    go(at(OPENS, 6, 1))
    before = lines(page())
    with scopes_disabled():
        handed = handed_out.told_of(settled)
        for code in codes_of(made)[:6]:
            by_code(code, "ppt")
    for person in people("ppt")[:4]:
        answer(person)
    assert lines(page()) == before
    with scopes_disabled():
        assert handed_out.told_of(settled) == handed
        Spent.objects.all().delete()
        Ballot.objects.all().delete()
        assert handed_out.told_of(settled) == handed


def test_whoever_is_erased_or_withdrawn_changes_no_number(settled, go, page, bag, people, client_of, cast):
    """A number that moved would tell that somebody has gone; a code that may have been used is not forgotten."""
    bag(settled)
    go(at(OPENS, 6, 1))
    before = said(page())
    first, second = people("ppt")[:2]
    client = client_of(cast.owner)
    for person, what in ((first, "erase"), (second, "withdraw")):
        address = reverse(f"roster_{what}", args=[cast.project.pk, person.pk])
        assert client.post(address, {"sure": "on"}).status_code == 302
    assert lines(page()) == lines(before)
    assert lines(before)
