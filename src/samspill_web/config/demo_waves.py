"""The waves of the demonstration: two that are over and one that is open, each gone through as people would.

Nothing is put in from the side: people are on a list, their sheets are sealed and kept, waves are shut, counted and destroyed
by the same services, only at moments that are past.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from samspill.cli.demo_data import EFFECTS, SEED
from samspill.design.edit.paths import set_value
from samspill.design.plan import Plan
from samspill_web.accounts.models import User
from samspill_web.analysis import running
from samspill_web.analysis import services as analysis
from samspill_web.analysis.made_up import answer
from samspill_web.analysis.models import Release, Showing
from samspill_web.analysis.showing import proposed, renew_link, set_days
from samspill_web.collection.following.participation import count_if_due
from samspill_web.collection.models import Person
from samspill_web.collection.services import confirm_key, make_key
from samspill_web.kernel import clock
from samspill_web.projects import services
from samspill_web.projects.drafts import Table, draft_of
from samspill_web.projects.launching import first_check, launch
from samspill_web.projects.models import Project, Wave
from samspill_web.projects.readiness import digest, examine_project

HOST = "eksempel.no"
ZONE = ZoneInfo("Europe/Oslo")
OPENED = (timedelta(days=400), timedelta(days=210), timedelta(days=6))
"""How long ago each wave opened."""

OPEN_FOR = timedelta(days=21)
ANSWERED = 0.45
"""Share of those who will answer that has done so in the wave that is open."""

FIRST = (
    "Anne", "Bjørn", "Camilla", "Dag", "Eli", "Farid", "Grete", "Håkon", "Ingrid", "Jamal", "Kristin", "Lars", "Maria", "Nils",
    "Oddny", "Pernille", "Rune", "Siri", "Trond", "Unni", "Vegard", "Yasmin", "Øystein", "Åse",
)  # fmt: skip
LAST = (
    "Andersen", "Bakke", "Dahl", "Eide", "Fossum", "Grønli", "Haugen", "Iversen", "Johansen", "Kvam", "Lie", "Moen", "Næss",
    "Olsen", "Pedersen", "Rød", "Solberg", "Tangen", "Ulven", "Vik", "Ødegård", "Åsen",
)  # fmt: skip


def go_through(project: Project, owner: User) -> None:
    """Go through two waves of a mapping, and half of a third."""
    waves: Any = draft_of(project.source).table["wave"]
    for number, ago in enumerate(OPENED, start=1):
        opens = _monday(clock.now() - ago)
        over = number < len(OPENED)
        with clock.at(opens - timedelta(days=7)):
            wave = _launched(project, owner, number, waves, opens)
        _follow(wave, until=opens)
        with clock.at(opens + timedelta(hours=2)):
            answer(wave, 1.0 if over else ANSWERED, SEED, effects=EFFECTS)
        if over:
            _count(wave, owner)
        else:
            _follow(wave, until=clock.now())


def _monday(moment: datetime) -> datetime:
    """Return six o'clock on the Monday of a week."""
    day = moment.astimezone(ZONE).date()
    return datetime.combine(day - timedelta(days=day.weekday()), time(6), ZONE)


def _launched(project: Project, owner: User, number: int, later: Any, opens: datetime) -> Wave:
    services.edit(project, lambda table: _ahead(table, number, later, opens), "calendar", by=owner)
    project.refresh_from_db()
    first_check(project, by=owner)
    confirm_key(make_key(project, number, by=owner), by=owner)
    for finding in examine_project(project).warnings:
        services.give_reason(project, finding.code, digest(finding), "Vi har snakket om det i styringsgruppa.", by=owner)
    plan = examine_project(project).plan
    if plan is None:
        raise AssertionError("the demonstration's plan is whole")
    _list(project, plan)
    return launch(project, by=owner)


def _ahead(table: Table, number: int, later: Any, opens: datetime) -> Table:
    """Set the dates of a wave, and what has changed since the one before."""
    day = opens.date()
    reminders = [day + timedelta(days=days) for days in (7, 14)]
    calendar = {**table.get("calendar", {}), "opens": day, "closes": day + OPEN_FOR, "reminders": reminders}
    table = set_value(table, ("calendar",), calendar)
    table = set_value(table, ("start", "feedback_meeting"), day + OPEN_FOR + timedelta(days=21))
    changes = [{**later[0], "number": wave} for wave in range(2, number + 1)]
    return set_value(table, ("wave",), changes or None)


def _list(project: Project, plan: Plan) -> None:
    people = list[Person]()
    for node in plan.mapping.rater_nodes(plan.wave):
        for _ in range(plan.sizes[node]):
            at = len(people)
            name = f"{FIRST[at % len(FIRST)]} {LAST[at * 7 % len(LAST)]}"
            email = f"{name.lower().replace(' ', '.').translate(str.maketrans('æøå', 'aoa'))}.{at}@{HOST}"
            people.append(Person(project=project, wave=plan.wave, name=name, email=email, language="nb", nodes=[str(node)]))
    Person.objects.bulk_create(people)


def _follow(wave: Wave, until: datetime) -> None:
    """Count into bands on the morning of each day that has passed, as the worker would have done."""
    morning = wave.opens
    while morning <= until:
        with clock.at(morning):
            count_if_due(wave, morning)
        morning += timedelta(days=1)


def _count(wave: Wave, owner: User) -> None:
    with clock.at(wave.closes + analysis.GRACE + timedelta(minutes=1)):
        analysis.shut(wave)
        # What it was made from is destroyed by the next tick of the worker, since that is long due.
        running.count(wave.pk)
    with clock.at(wave.closes + timedelta(days=3)):
        row = Release.objects.select_related("wave__project").get(wave=wave)
        set_days(row, *proposed(row), by=owner)
    # Nobody is written to about a result of long ago; a link that works is made for who looks at the demonstration.
    renew_link(wave, by=owner)
    Showing.objects.filter(wave=wave).update(told=clock.now())
