"""What has been agreed about a tie stands beside its page of the result, for those who may know of it."""

from __future__ import annotations

import html
import re

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled

from samspill_web.actions.enums import Status
from samspill_web.analysis.models import Release
from samspill_web.analysis.selectors import understood

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(wave, cast, client_of):
    """The page of the first tie that the matrix leads to, as somebody reads it."""

    def read(who: str = "owner") -> str:
        client = client_of(cast.people[who])
        matrix = client.get(reverse("result_part", args=[wave.project_id, wave.number, "matrix"])).content.decode()
        (address, *_) = re.findall(r'href="(/m/\d+/result/\d+/tie-\d+-\d+/)"', matrix)
        return html.unescape(client.get(address).content.decode())

    return read


@pytest.fixture
def tie(wave, page) -> list[str]:
    found = re.search(r"/actions/new/\?tie=([^&]+)&", page())[1]
    ends = found.replace("%3E", ">").split(">")
    with scopes_disabled():
        release = understood(Release.objects.get(wave=wave).text)
    assert tuple(ends) in {(each.rater, each.target) for each in release.waves[-1].ties}
    return ends


def test_actions_of_both_ways_stand_beside_it_and_no_others(page, tie, written):
    assert "Ingenting er avtalt ennå." in page()
    there = written(what="Fem minutter hver på fredager", rater=tie[0], target=tie[1])
    back = written(what="Ring før du skriver", rater=tie[1], target=tie[0], status=Status.IDEA)
    written(what="Noe helt annet", rater="", target="")
    read = page()
    for action, status in ((there, "avtalt"), (back, "idé")):
        assert f'/actions/{action.pk}/"' in read
        assert re.search(rf"{re.escape(action.what)} \({status}\)", read, re.IGNORECASE)
    assert "Noe helt annet" not in read
    assert "Ingenting er avtalt" not in read


def test_the_button_fills_the_form(page, tie, cast, client_of):
    address = re.search(r'href="([^"]*/actions/new/[^"]*)"', page())[1]
    form = client_of(cast.owner).get(address).context["form"]
    said = {name: str(form[name].value()) for name in form.fields}
    assert set(tie) <= set(said.values())


def test_who_may_not_write_gets_no_button(page, tie):
    assert "/actions/new/" in page("consultant")
    assert "/actions/new/" not in page("representative")
