"""What the page of a result says of a round that came after it: planned, open, closed, counted or given up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from analysis.conftest import work
from django.urls import reverse
from django.utils import translation
from django_scopes import scopes_disabled

from samspill.design.edit.paths import set_value
from samspill.terms import Language
from samspill_web.analysis import services
from samspill_web.collection.following.stages import told_of
from samspill_web.kernel.speech import told
from samspill_web.projects import services as project_services
from samspill_web.projects.models import Wave
from samspill_web.projects.selectors import closing

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def result(cast, client_of):
    """What the page of the result says of a newer round, and where its link leads; as somebody sees it, of a round."""

    def read(wave: Wave, who: str = "owner", language: str = "nb") -> tuple[str, str]:
        client = client_of(cast.people[who])
        client.post(reverse("set_language"), {"language": language})
        page = client.get(reverse("release_of_wave", kwargs={"project_id": wave.project_id, "wave": wave.number}))
        assert page.status_code == 200
        newer = page.context["newer"]
        if newer is None:
            return "", ""
        if not newer.page:
            return newer.sentence, ""
        address = reverse(newer.page, args=[wave.project_id, *([newer.wave] if newer.wave else [])])
        shown = page.content.decode()
        assert newer.sentence in shown
        assert f'<a class="ds-link" href="{address}">{newer.link}</a>' in shown
        assert client.get(address).status_code == 200
        return newer.sentence, newer.page

    return read


def plan(cast, *path_and_value: object) -> None:
    *path, value = path_and_value
    with scopes_disabled():
        cast.project.refresh_from_db()
        project_services.edit(cast.project, lambda table: set_value(table, tuple(path), value), "calendar", by=cast.owner)


def test_the_last_result_says_nothing_while_nothing_is_planned(released, result):
    assert result(released()) == ("", "")


@pytest.mark.parametrize("language", Language)
def test_a_round_that_is_planned_is_told_with_its_day(released, result, cast, language):
    wave = released()
    with scopes_disabled():
        opens = closing(wave).date() + timedelta(days=100)
    calendar = {"opens": opens, "closes": opens + timedelta(days=20), "reminders": []}
    plan(cast, "calendar", calendar)
    said, page = result(wave, "representative", language.value)
    with translation.override(language.value):
        assert said == told("analysis.newer.planned_day", wave=wave.number + 1, day=opens)
    assert page == "ready"


def test_a_round_that_the_plan_names_is_told_before_it_has_a_day(released, result, cast):
    wave = released()
    plan(cast, "wave", [{"number": number} for number in range(2, wave.number + 2)])
    assert result(wave, "partner") == (told("analysis.newer.planned", wave=wave.number + 1), "ready")


@pytest.mark.parametrize(
    ("who", "page"),
    [
        ("owner", "closing"),
        ("consultant", "closing"),
        ("partner", "collect"),
        ("representative", "collect"),
        ("group_leader", "collect"),
        ("reader", ""),
    ],
)
def test_a_newer_round_is_told_from_its_launch_to_its_result(released, next_wave, over, result, time_machine, who, page):
    first = released()
    second = next_wave(people=1)
    for moment in (second.opens - timedelta(hours=1), second.opens + timedelta(hours=1)):
        time_machine.move_to(moment)
        with scopes_disabled():
            said = told_of(second).sentence
        assert result(first, who) == (said, "" if who == "reader" else "collect")
    over(second)
    assert result(first, who) == (told("analysis.newer.counting", wave=second.number), page)
    work()
    assert result(first, who) == (told("analysis.newer.counting", wave=second.number), page)


def test_a_newer_round_that_was_given_up_is_told(released, next_wave, over, result, cast):
    first = released()
    second = over(next_wave(people=1))
    with scopes_disabled():
        services.shut(second)
        services.give_up(second, "Få svar.", by=cast.owner)
    assert result(first) == (told("analysis.newer.given_up", wave=second.number), "closing")
    assert result(first, "representative") == (told("analysis.newer.given_up", wave=second.number), "collect")


def test_an_earlier_result_leads_to_the_newer_one(counted, next_wave, result):
    first = counted(people=48)
    second = counted(people=48, wave=next_wave(people=48))
    assert result(first) == (told("analysis.newer.done", wave=second.number), "release_of_wave")
    assert result(second) == ("", "")
