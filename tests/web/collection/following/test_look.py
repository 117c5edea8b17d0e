"""The pages about an open round, as people see them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from collection.following.october import CLOSES, OPENS, at
from django.urls import reverse
from django_scopes import scopes_disabled
from look.conftest import page_of  # noqa: F401 -- its browser
from look.seeing import look_at, press

from samspill_web.collection.channels.occasion import occasion_of
from samspill_web.collection.channels.slips.services import make_bag

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def half_way(settled, go, people, answer):
    """Half of the time is over; some groups have answered, some hardly."""
    go(at(OPENS, 6, 1))
    for node, count in {"larere": 6, "barnevern": 7, "oppfolging": 11, "ppt": 4}.items():
        for person in people(node)[:count]:
            answer(person)
    go(at(OPENS + timedelta(days=9), 12))
    return settled


@pytest.mark.parametrize("who", ["owner", "representative", "partner", "group_leader"])
def test_half_way(half_way, cast, page_of, who):  # noqa: F811
    page = page_of(cast.people[who])
    assert page.goto(f"/m/{cast.project.pk}/collect/").status == 200
    for fold in page.locator(".page details").all():
        fold.evaluate("each => each.open = true")
    look_at(page)


@pytest.mark.parametrize("path", ["", "collect/words/nn/"])
def test_the_overview_and_the_words(half_way, cast, page_of, path):  # noqa: F811
    page = page_of(cast.owner)
    assert page.goto(f"/m/{cast.project.pk}/{path}").status == 200
    look_at(page)


def test_before_and_after(settled, cast, go, page_of):  # noqa: F811
    page = page_of(cast.owner)
    for moment in (at(OPENS, 5), at(CLOSES + timedelta(days=1))):
        go(moment)
        assert page.goto(f"/m/{cast.project.pk}/collect/").status == 200
        look_at(page)


def test_codes_that_were_handed_out_and_what_their_maker_is_asked(half_way, cast, page_of):  # noqa: F811
    with scopes_disabled():
        for node, reason in (("ppt", "Tre nye i vikariat, og to som har byttet plass"), ("larere", "W" * 300)):
            make_bag(occasion_of(half_way.project), node, 20, reason, by=cast.owner)
    page = page_of(cast.representative)
    assert page.goto(reverse("collect", args=[cast.project.pk])).status == 200
    assert page.locator("[aria-labelledby=codes] li").count() == 2
    look_at(page)
    page = page_of(cast.owner)
    assert page.goto(reverse("slips", args=[cast.project.pk])).status == 200
    look_at(page)
    page.get_by_label("Antall lapper").fill("7")
    press(page.get_by_role("button", name="Lag lappene"))
    assert page.get_by_label("Begrunnelse").get_attribute("aria-invalid") == "true"
    assert page.get_by_label("Antall lapper").input_value() == "7"
    look_at(page)
