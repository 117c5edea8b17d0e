"""Codes that were handed out, beside the result: on its page, in its reports, and after everything else is destroyed."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from analysis.conftest import show_all, work
from django.urls import reverse
from django_scopes import scopes_disabled

from samspill.design.handed_out import HandedOut
from samspill.language import say
from samspill.terms import Language
from samspill_web.analysis import reports, services
from samspill_web.analysis.models import Release
from samspill_web.analysis.selectors import understood
from samspill_web.collection import destroying, handed_out
from samspill_web.collection.channels.occasion import occasion_of
from samspill_web.collection.channels.slips.services import make_bag
from samspill_web.collection.models import Bag, Person, Urn
from samspill_web.projects.models import Wave
from samspill_web.projects.selectors import closing

pytestmark = pytest.mark.django_db(transaction=True)

WHY = "Tre nye i vikariat <3"
TITLE = say("following.codes.title", Language.NB)
IN_REPORT = say("report.method.handed_out", Language.NB)


@pytest.fixture(autouse=True)
def nothing_kept():
    reports.made.clear()


@pytest.fixture
def wave(open_wave, counted, cast) -> Wave:
    """A wave of whose groups one got slips while people answered, counted and shown."""
    opened = open_wave(people=24)
    with scopes_disabled():
        make_bag(occasion_of(opened.project), "ppt", 20, WHY, by=cast.owner)
    return show_all(counted(wave=opened))


@pytest.fixture
def sentence(wave) -> str:
    with scopes_disabled():
        (handed,) = handed_out.told_of(Wave.objects.get(pk=wave.pk))
    assert handed == HandedOut("ppt", handed.planned, handed.codes, 20, (WHY,))
    return (
        f"PPT: {handed.planned} personer planlagt, {handed.codes} koder delt ut. 20 av kodene står på lapper som ble laget "
        f"etter at runden åpnet. Begrunnelse: «{WHY}»."
    )


@pytest.fixture
def read(cast, client_of):
    def page(wave: Wave, who: str = "representative", **query: str) -> str:
        client = client_of(cast.people[who])
        if query:
            address = reverse("report", kwargs={"project_id": wave.project_id, "wave": wave.number})
            answer = client.get(address, {"language": "nb", "kind": "html", **query})
        else:
            answer = client.get(reverse("release", args=[wave.project_id]))
        assert answer.status_code == 200
        return unescape(answer.content.decode())

    return page


def test_the_page_of_the_result_says_it_to_everybody_who_sees_it(wave, sentence, read):
    for who in ("owner", "consultant", "representative", "partner"):
        html = read(wave, who)
        assert TITLE in html
        assert sentence in html


@pytest.mark.parametrize("audience", ["leaders", "staff", "group", "public"])
def test_the_method_of_each_report_says_it(wave, sentence, read, audience):
    if audience == "group":
        with scopes_disabled():
            found = understood(Release.objects.get(wave=wave).text).waves[-1].groups
        audience = next(f"group:{unit.id}" for unit in found if unit.state == "answered")
    html = read(wave, audience=audience)
    assert IN_REPORT in html
    assert sentence.partition(" Begrunnelse")[0] in html
    assert (WHY in html) is (audience != "public")


def test_nothing_is_said_where_codes_and_people_agree(released, read):
    wave = released()
    assert TITLE not in read(wave)
    assert IN_REPORT not in read(wave, audience="leaders")


def test_it_is_told_the_same_when_answers_bags_and_list_are_gone(wave, sentence, read, time_machine, cast):
    with scopes_disabled():
        before = handed_out.told_of(Wave.objects.get(pk=wave.pk))
        time_machine.move_to(closing(wave) + services.KEPT, tick=False)
        work()
        assert not Bag.objects.exists()
        assert Urn.objects.get(pk=wave.pk).certificate["codes"] == [each.to_json() for each in before]
        destroying.forget_people(Wave.objects.get(pk=wave.pk), by=cast.owner)
        assert not Person.objects.exists()
        assert handed_out.told_of(Wave.objects.get(pk=wave.pk)) == before
    reports.made.clear()
    assert sentence in read(wave)
    assert sentence in read(wave, audience="leaders")


def test_a_wave_that_is_given_up_tells_it_on(open_wave, over, cast, time_machine):
    """There is no result; where it was followed it is still told."""
    opened = open_wave(people=3)
    with scopes_disabled():
        make_bag(occasion_of(opened.project), "ppt", 2, WHY, by=cast.owner)
        over(opened)
        work()
        services.give_up(opened, "For få ville svare", by=cast.owner)
        (kept,) = handed_out.told_of(Wave.objects.get(pk=opened.pk))
    assert (kept.node, kept.late, kept.reasons) == ("ppt", 2, (WHY,))


def test_a_certificate_from_before_this_was_kept_tells_nothing(wave, read):
    with scopes_disabled():
        destroying.destroy(Wave.objects.get(pk=wave.pk), by=None)
        urn = Urn.objects.get(pk=wave.pk)
        del urn.certificate["codes"]
        urn.save()
    assert TITLE not in read(wave)


def test_what_is_kept_holds_numbers_of_codes_and_nothing_of_people_or_answers(wave):
    with scopes_disabled():
        destroying.destroy(Wave.objects.get(pk=wave.pk), by=None)
        (kept,) = Urn.objects.get(pk=wave.pk).certificate["codes"]
    assert set(kept) == {"node", "planned", "codes", "late", "reasons"}


def test_no_code_is_made_once_the_wave_has_closed(wave, time_machine):
    """What is told of a closed wave cannot change, so reports may be kept in memory."""
    with scopes_disabled():
        before = handed_out.told_of(Wave.objects.get(pk=wave.pk))
        assert occasion_of(wave.project) is None or occasion_of(wave.project).wave is None
        time_machine.shift(timedelta(days=1).total_seconds())
        assert handed_out.told_of(Wave.objects.get(pk=wave.pk)) == before
