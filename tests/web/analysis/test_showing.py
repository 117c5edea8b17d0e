"""From when a result is shown, and to whom: leaders their own group first, everybody at most two working days later."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from analysis.conftest import work
from django.core import mail
from django.urls import reverse
from django_scopes import scopes_disabled

from samspill.design.calendar import day_off, working_days
from samspill.errors import UsageError
from samspill.terms import Country, Language
from samspill_web.analysis import showing, telling
from samspill_web.analysis.enums import Stage
from samspill_web.analysis.fetching import audiences_of, units_of, widest
from samspill_web.analysis.models import Release, Showing
from samspill_web.collection.enums import Standing
from samspill_web.collection.models import Person
from samspill_web.kernel import clock
from samspill_web.kernel.models import AuditEntry, Message
from samspill_web.projects.models import Role

pytestmark = pytest.mark.django_db(transaction=True)

OSLO = ZoneInfo("Europe/Oslo")
PREPARE = {"owner", "consultant"}


@pytest.fixture
def row(released, unscoped) -> Release:
    wave = released(people=48)
    Showing.objects.all().delete()
    return Release.objects.select_related("wave__project").get(wave=wave)


@pytest.fixture
def days(row) -> list[date]:
    """Working days from tomorrow on."""
    ahead = working_days(clock.today(OSLO) + timedelta(days=1), Country.NO)
    return [next(ahead) for _ in range(30)]


def role(row: Release, name: str) -> Role:
    return Role.objects.get(project=row.wave.project, role=name)


def codes(error: pytest.ExceptionInfo[UsageError]) -> set[str]:
    return {problem.code.rsplit(".", 1)[1] for problem in error.value.problems}


def test_the_proposal_is_what_the_rules_allow(row, cast):
    groups, everybody = showing.proposed(row)
    found = showing.set_days(row, groups, everybody, by=cast.owner)
    assert (found.groups.astimezone(OSLO).hour, found.everybody.astimezone(OSLO).hour) == (8, 8)
    between = [day for day in working_days(groups + timedelta(days=1), Country.NO) if day <= everybody]
    assert len(between) == showing.AHEAD
    entry = AuditEntry.objects.get(verb="result.days_set")
    assert entry.data == {"wave": row.wave.number, "groups": groups.isoformat(), "everybody": everybody.isoformat()}


@pytest.mark.parametrize("later", range(4))
def test_leaders_are_two_working_days_ahead_at_most(row, cast, days, later):
    if later <= showing.AHEAD:
        assert showing.set_days(row, days[0], days[later], by=cast.owner).told is None
    else:
        with pytest.raises(UsageError) as error:
            showing.set_days(row, days[0], days[later], by=cast.owner)
        assert codes(error) == {"apart"}


def test_days_that_cannot_be_are_refused_and_nothing_is_kept(row, cast, days):
    free = next(day for day in (days[0] + timedelta(days=step) for step in range(9)) if day_off(day, Country.NO))
    yesterday = clock.today(OSLO) - timedelta(days=1)
    late = next(day for day in days if day > (row.made + showing.LATEST).astimezone(OSLO).date())
    for groups, everybody, wrong in (
        (yesterday, days[0], {"past"}),
        (free, free, {"weekend"}),
        (days[1], days[0], {"order"}),
        (late, late, {"late"}),
        (yesterday, free, {"past", "weekend"}),
    ):
        with pytest.raises(UsageError) as error:
            showing.set_days(row, groups, everybody, by=cast.owner)
        assert codes(error) == wrong
        assert all(problem.place.key in {"groups", "everybody"} for problem in error.value.problems)
    assert not Showing.objects.exists()
    assert not AuditEntry.objects.filter(verb="result.days_set").exists()


def test_a_day_that_has_come_stays(row, cast, days, time_machine):
    first = showing.set_days(row, days[0], days[1], by=cast.owner)
    moved = showing.set_days(row, days[0], days[2], by=cast.owner)
    assert (moved.link, moved.groups) == (first.link, first.groups)
    time_machine.move_to(moved.groups + timedelta(minutes=1))
    with pytest.raises(UsageError) as error:
        showing.set_days(row, days[1], days[2], by=cast.owner)
    assert codes(error) == {"fixed_groups"}
    # Everybody can still come earlier, and never later than they were to.
    assert showing.set_days(row, days[0], days[1], by=cast.owner).everybody < moved.everybody
    with pytest.raises(UsageError) as error:
        showing.set_days(row, days[0], days[4], by=cast.owner)
    assert codes(error) == {"apart"}
    time_machine.move_to(moved.everybody)
    with pytest.raises(UsageError) as error:
        showing.set_days(row, days[0], days[3], by=cast.owner)
    assert codes(error) == {"fixed_everybody"}


def test_today_means_at_once(row, cast, time_machine, days):
    time_machine.move_to(showing.moment(row.wave, days[3], showing.HOUR) + timedelta(hours=5))
    before = clock.now()
    found = showing.set_days(row, days[3], days[3], by=cast.owner)
    assert before <= found.groups == found.everybody <= clock.now()
    assert showing.stage_of(row.wave) is Stage.EVERYBODY


def test_who_sees_what_at_each_stage(row, cast, days, time_machine):
    """Before the days only those who prepare; then own groups; then the whole, each by the table."""
    seen = {}

    def look(stage: str) -> None:
        for name in ("owner", "consultant", "representative", "partner", "group_leader", "reader"):
            held = role(row, name)
            seen[stage, name] = (set(audiences_of(row, held)), set(units_of(row, held)), widest(row, held))

    look("unset")
    found = showing.set_days(row, days[0], days[2], by=cast.owner)
    look("preparing")
    time_machine.move_to(found.groups)
    look("groups")
    time_machine.move_to(found.everybody)
    look("everybody")
    for name in ("representative", "partner", "group_leader", "reader"):
        for stage in ("unset", "preparing"):
            assert seen[stage, name] == (set(), set(), None)
        audiences, units, first = seen["groups", name]
        assert (audiences, first) == (set(), None)
        assert units == (seen["everybody", name][1] if name in {"partner", "group_leader"} else set())
        assert seen["everybody", name][0]
    assert seen["groups", "group_leader"][1]
    for name in PREPARE:
        assert all(each == after for each, after in pairwise(seen[stage, name] for stage in ("unset", "groups", "everybody")))
        assert len(seen["unset", name][0]) == 3


def test_pages_and_files_keep_to_the_days(row, cast, client_of, days, time_machine):
    wave, project = row.wave.number, row.wave.project_id
    headline = client_of(cast.owner).get(reverse("release", args=[project])).context["headline"].sentence
    found = showing.set_days(row, days[0], days[2], by=cast.owner)

    def opened(name: str) -> set[str]:
        client = client_of(cast.people[name])
        pages = {
            "release": reverse("release", args=[project]),
            "whole": reverse("result_part", args=[project, wave, "overview"]),
            "own": reverse("result_group", args=[project, wave, 1, "own"]),
            "file": f"{reverse('report', args=[project, wave])}?audience=public&language=nb&kind=html",
        }
        answers = {which: client.get(address, follow=which == "own") for which, address in pages.items()}
        assert (headline in answers["release"].content.decode()) == (answers["whole"].status_code == 200)
        return {which for which, answer in answers.items() if answer.status_code == 200} - {"release"}

    everyone = ("representative", "partner", "group_leader", "reader")
    assert {name: opened(name) for name in everyone} == {name: set() for name in everyone}
    soon = client_of(cast.group_leader).get(reverse("release", args=[project])).content.decode()
    assert "Du ser din egen gruppe fra" in soon
    time_machine.move_to(found.groups)
    assert {name: opened(name) for name in everyone} == {
        "representative": set(), "partner": {"own"}, "group_leader": {"own"}, "reader": set(),
    }  # fmt: skip
    time_machine.move_to(found.everybody)
    assert {name: opened(name) for name in everyone} == {
        "representative": {"whole", "own", "file"},
        "partner": {"whole", "own", "file"},
        "group_leader": {"whole", "own", "file"},
        "reader": {"whole", "file"},
    }


def test_the_owner_sets_the_days_and_the_consultant_looks(row, cast, client_of, days):
    address = reverse("showing", args=[row.wave.project_id, row.wave.number])
    wanted = {"groups": days[0].isoformat(), "everybody": days[1].isoformat()}
    consultant = client_of(cast.consultant)
    assert b'name="groups"' not in consultant.get(address).content
    assert consultant.post(address, wanted).status_code == 403
    assert not Showing.objects.exists()
    owner = client_of(cast.owner)
    page = owner.post(address, {"groups": days[0].isoformat(), "everybody": days[5].isoformat()})
    assert page.status_code == 422
    assert "senest to virkedager" in page.content.decode()
    assert days[5].isoformat() in page.content.decode()
    assert owner.post(address, {"groups": "i morgen", "everybody": ""}).status_code == 422
    assert owner.post(address, wanted).status_code == 302
    found = Showing.objects.get()
    assert telling.link_of(found) in consultant.get(address).content.decode()
    renew = reverse("renew_link", args=[row.wave.project_id, row.wave.number])
    assert consultant.post(renew).status_code == 403
    assert owner.post(renew).status_code == 302
    assert Showing.objects.get().link != found.link


def test_no_link_can_be_guessed(row, cast, days):
    links = set()
    for _ in range(50):
        showing.set_days(row, days[0], days[1], by=cast.owner)
        links.add(showing.renew_link(row.wave, by=cast.owner).link)
    assert len(links) == 50
    assert min(map(len, links)) >= 32


@pytest.fixture
def shown(answered, over, cast, time_machine, unscoped):
    """A wave with people, whose result everybody sees from now on."""

    def make(people: int = 24):
        wave = over(answered(people))
        said_no, gone = Person.objects.filter(project=wave.project).order_by("pk")[:2]
        Person.objects.filter(pk=said_no.pk).update(standing=Standing.DECLINED)
        Person.objects.filter(pk=gone.pk).update(standing=Standing.WITHDRAWN)
        work()
        mail.outbox.clear()
        row = Release.objects.select_related("wave__project").get(wave=wave)
        found = showing.set_days(row, *showing.proposed(row), by=cast.owner)
        time_machine.move_to(found.everybody - timedelta(minutes=5))
        work()
        assert mail.outbox == []
        time_machine.move_to(found.everybody + timedelta(minutes=1))
        return wave, {said_no.email, gone.email}

    return make


def test_everybody_who_was_invited_gets_the_link_once(shown, cast):
    wave, left_out = shown()
    work()
    work()
    addresses = [to for sent in mail.outbox for to in sent.to]
    listed = set(Person.objects.filter(project=wave.project).values_list("email", flat=True))
    assert sorted(addresses) == sorted(listed - left_out)
    link = telling.link_of(Showing.objects.get())
    for sent in mail.outbox:
        assert all(body.count(link) == 1 for body in (sent.body, sent.alternatives[0].content))
        assert cast.owner.email in sent.body
    # No row tells who has said no, and no row holds the link.
    rows = Message.objects.filter(kind=telling.KIND)
    assert {row.state for row in rows} == {"sent"}
    assert link.rsplit("/", 2)[-2] not in " ".join(str(row.__dict__) for row in rows)


def test_the_list_goes_once_the_link_is_sent(shown, time_machine):
    wave, _ = shown()
    work()
    time_machine.move_to(Showing.objects.get().told + timedelta(days=2))
    work()
    assert Person.objects.filter(project=wave.project).exists()
    time_machine.shift(timedelta(days=8))
    work()
    assert not Person.objects.filter(project=wave.project).exists()
    assert not Message.objects.filter(kind=telling.KIND).exists()


@pytest.mark.parametrize("language", Language)
def test_the_message_is_whole_in_every_language(shown, language):
    shown()
    Person.objects.update(language=language.value)
    work()
    sent = mail.outbox[0]
    assert sent.extra_headers["Content-Language"] == language.value
    assert "{" not in sent.body + sent.subject


def test_of_two_who_tell_at_once_one_does(shown):
    wave, _ = shown()
    telling.tell_all(clock.now())
    first = Message.objects.filter(kind=telling.KIND).count()
    with scopes_disabled():
        telling._tell(wave)
    assert Message.objects.filter(kind=telling.KIND).count() == first > 0
