"""The pages about an open round, as people see them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from collection.following.october import CLOSES, OPENS, at
from look.conftest import page_of  # noqa: F401 -- its browser
from look.seeing import look_at

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
