"""Waves that people have answered over HTTP, and the time after them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from answering import filled
from django.core.management import call_command
from django.test import Client
from django_scopes import scopes_disabled

from samspill.design.calendar import day_off
from samspill.design.edit.paths import set_value
from samspill_web.analysis import selectors, services
from samspill_web.analysis.enums import CountState
from samspill_web.analysis.models import Counting, Release, Showing
from samspill_web.collection.ballots import doors, submit
from samspill_web.collection.ballots.answers import understand
from samspill_web.collection.ballots.codes import code_of
from samspill_web.collection.ballots.coming_in import come_in
from samspill_web.collection.ballots.plans import plan_of
from samspill_web.collection.ballots.wrong_codes import wrong_codes
from samspill_web.collection.models import Person, Urn
from samspill_web.kernel import clock, ticking
from samspill_web.projects import services as project_services
from samspill_web.projects.launching import launch
from samspill_web.projects.models import Wave
from samspill_web.projects.selectors import closing

BOTS = 24


@pytest.fixture(autouse=True)
def nobody_known():
    doors.forget()
    wrong_codes.forget()
    selectors.understood.cache_clear()
    yield
    doors.forget()


def form_of(wave: Wave, node: str, seed: int) -> dict[str, object]:
    """What somebody sends: nearly everything answered, some of it "don't know", some groups unknown to them."""
    draw = Random(seed)  # noqa: S311 -- answers, not secrets
    form = filled(wave, node, seed)
    for name in list(form):
        if name.startswith("contact:") and draw.random() < 0.2:
            form[name] = draw.choice(["no", "wanted"])
        elif ":" in name and not name.startswith("contact:") and draw.random() < 0.05:
            del form[name]
    return form


def send(code: str, form: dict[str, object]) -> str:
    return Client().post("/s/send/", form | {"code": code}).json()["state"]


def keep(code: str, form: dict[str, object]) -> str:
    """Keep what somebody sends, without the way through HTTP."""
    given = {name: value if isinstance(value, list) else [value] for name, value in form.items()}
    guest = come_in(code, str, sending=True).guest
    who = guest.answering(form["node"], "nb")
    return submit.keep(guest.holder, understand(guest.plan, who, given, guest.holder.level))


@pytest.fixture
def answered(open_wave) -> Callable[..., Wave]:
    """A wave that bots have answered."""

    def make(people: int = BOTS, wave: Wave | None = None, sending: Callable[..., str] = keep) -> Wave:
        wave = wave or open_wave(people=people)
        with scopes_disabled():
            asked = list(Person.objects.filter(project=wave.project, wave=wave.number).order_by("pk"))
            codes = [code_of(person) for person in asked]
        for number, (person, code) in enumerate(zip(asked, codes, strict=True)):
            assert sending(code, form_of(wave, person.nodes[0], number)) == "kept"
        return wave

    return make


@pytest.fixture
def over(time_machine) -> Callable[[Wave], Wave]:
    """Go to the moment when the grace of a wave is over."""

    def go(wave: Wave) -> Wave:
        with scopes_disabled():
            time_machine.move_to(closing(wave) + services.GRACE + timedelta(seconds=1))
        return wave

    return go


def work() -> None:
    """Do what the ticking task and a worker do."""
    ticking.tick.call()
    call_command("db_worker", batch=True, verbosity=0, startup_delay=False, interval=0, queue_name="*")


@pytest.fixture
def next_morning(time_machine) -> Callable[[Wave], None]:
    """Go to the next day on which answers are counted into bands: not one that follows a day off, whatever today is."""

    def go(wave: Wave) -> None:
        calendar = plan_of(wave).mapping.calendar
        while True:
            time_machine.shift(timedelta(days=1))
            yesterday = clock.today(ZoneInfo(calendar.zone)) - timedelta(days=1)
            if day_off(yesterday, calendar.country) is None:
                return

    return go


@pytest.fixture
def counted(answered, over) -> Callable[..., Wave]:
    """A wave that has been answered, is over, and has been counted."""

    def make(people: int = BOTS, wave: Wave | None = None, sending: Callable[..., str] = keep) -> Wave:
        made = over(answered(people, wave, sending))
        work()
        return made

    return make


_text: dict[int, str] = {}


@pytest.fixture
def released(counted, open_wave, over) -> Callable[..., Wave]:
    """A wave with its release, seen by everybody: counted the first time, and put there for tests that only read it."""

    def make(people: int = 48) -> Wave:
        if people not in _text:
            wave = counted(people=people)
            with scopes_disabled():
                _text[people] = Release.objects.get(wave=wave).text
            return show_all(wave)
        wave = over(open_wave(people=people))
        with scopes_disabled():
            Urn.objects.filter(wave=wave).update(shut=clock.now())
            Counting.objects.create(wave=wave, state=CountState.DONE)
            Release.objects.create(wave=wave, text=_text[people], made=clock.now())
        return show_all(wave)

    return make


def show_all(wave: Wave) -> Wave:
    """Show a result to everybody, from now on."""
    now = clock.now()
    with scopes_disabled():
        Showing.objects.create(wave=wave, groups=now, everybody=now, link=f"link-{wave.pk}", linked=now, told=now)
    return wave


@pytest.fixture
def next_wave(cast, made_ready, time_machine) -> Callable[..., Wave]:
    """Launch another wave of the cast's mapping, with people on its list."""

    def make(people: int = BOTS, policy: str = "strict") -> Wave:
        project = cast.project
        with scopes_disabled():
            project.refresh_from_db()
            before = project.waves.order_by("-number").first()
            number = before.number + 1 if before else 2

            def another(table: dict) -> dict:
                waves = [*table.get("wave", []), *([{"number": number}] if before else [])]
                return set_value(set_value(table, ("wave",), waves), ("privacy", "policy"), policy)

            project_services.edit(project, another, "groups", by=cast.owner)
            made_ready(project)
            wave = launch(project, by=cast.owner)
            nodes = [str(node) for node in plan_of(wave).mapping.rater_nodes(wave.number)]
            for at in range(people):
                Person.objects.create(
                    project=project,
                    wave=number,
                    name=f"Person {at}",
                    email=f"person{at}@eksempel.no",
                    language="nb",
                    nodes=[nodes[at % len(nodes)]],
                )
        doors.forget()
        time_machine.move_to(max(wave.opens, clock.now()) + timedelta(hours=3))
        return wave

    return make


class Fresh:
    """A browser of somebody who has just come in, whenever that is: sessions end while the time passes."""

    def __init__(self, client_of: Callable[..., Client], user: object) -> None:
        self._client = lambda: client_of(user)

    def get(self, *args: object, **kwargs: object) -> object:
        return self._client().get(*args, **kwargs)

    def post(self, *args: object, **kwargs: object) -> object:
        return self._client().post(*args, **kwargs)


@pytest.fixture
def owner(cast, client_of) -> Fresh:
    return Fresh(client_of, cast.owner)


@pytest.fixture
def consultant(cast, client_of) -> Fresh:
    return Fresh(client_of, cast.consultant)
