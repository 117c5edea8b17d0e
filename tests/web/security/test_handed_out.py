"""One editor who makes codes and answers with them: whatever is done to the list and the bags, nobody answers unseen.

With k − 1 answers of one's own in a small group, and one real one beside them, the group is shown and tells its maker what that
person answered. An editor cannot be kept from having codes, since somebody has to hand them out. So they are counted, and shown
to those who take part for the people who answer.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import timedelta
from random import Random

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled

from samspill.design.handed_out import most_codes
from samspill.errors import UsageError
from samspill_web.collection import handed_out
from samspill_web.collection.ballots import doors
from samspill_web.collection.ballots.answers import Answers
from samspill_web.collection.ballots.codes import code_of, codes_of, paper_code_of
from samspill_web.collection.ballots.coming_in import State, come_in
from samspill_web.collection.ballots.submit import keep
from samspill_web.collection.channels.occasion import occasion_of
from samspill_web.collection.channels.slips.services import make_bag, withdraw_bag
from samspill_web.collection.following import chores
from samspill_web.collection.models import Bag, Ballot, Person
from samspill_web.collection.roster import services
from samspill_web.collection.roster.selectors import KNOWN
from samspill_web.collection.roster.services import FIELDS
from samspill_web.collection.roster.wave import asking
from samspill_web.kernel import clock
from samspill_web.projects.models import Project, Wave

pytestmark = pytest.mark.django_db

NODES = ("ppt", "larere", "barnevern")
WHY = "Noen er nye i vikariat"
EMPTY = {"email": "", "phone": "", "language": "nb", "level": "", "away_until": None, "nights": False}


@pytest.fixture(autouse=True)
def nobody_known():
    doors.forget()
    yield
    doors.forget()


class Editor:
    """Somebody who may change the list and make bags, and answers with every code they can get hold of."""

    def __init__(self, wave: Wave, user: object, seed: int) -> None:
        self.wave, self.user, self.draw = wave, user, Random(seed)  # noqa: S311 -- a test, and no secret
        self.answered: Counter[str] = Counter()
        self.made = 0

    @property
    def asking(self):
        return asking(Project.objects.get(pk=self.wave.project_id))

    def person(self) -> Person | None:
        people = list(Person.objects.filter(KNOWN).order_by("pk"))
        return self.draw.choice(people) if people else None

    def nodes(self) -> list[str]:
        return self.draw.sample(NODES, self.draw.choice([1, 1, 2]))

    def add(self) -> None:
        self.made += 1
        services.add_person(self.asking, {**EMPTY, "name": f"Ny {self.made}"}, self.nodes(), by=self.user)

    def change(self) -> None:
        if person := self.person():
            changed = {**{name: getattr(person, name) for name in FIELDS}, "email": f"ny{self.draw.random()}@eksempel.no"}
            services.change_person(self.asking, person, changed, by=self.user)

    def move(self) -> None:
        if person := self.person():
            services.move_person(self.asking, person, self.nodes(), by=self.user)

    def erase(self) -> None:
        if person := self.person():
            services.erase_person(self.asking, person, by=self.user)

    def withdraw(self) -> None:
        if person := self.person():
            services.withdraw(self.asking, person, by=self.user)

    def take_back(self) -> None:
        if person := self.person():
            services.take_back(self.asking, person, by=self.user)

    def bag(self) -> None:
        # Of one group there are five bags and no more.
        with suppress(UsageError):
            make_bag(occasion_of(self.wave.project), self.draw.choice(NODES), self.draw.randint(1, 3), WHY, by=self.user)

    def unbag(self) -> None:
        for bag in Bag.objects.all()[:1]:
            # Not once people can answer.
            with suppress(UsageError):
                withdraw_bag(bag, by=self.user)

    def count(self) -> None:
        chores.count_answers(clock.now())

    def answer(self) -> None:
        """Answer with any code there is, printed or sent, as any group that it lets one answer as."""
        codes = [code for person in Person.objects.all() for code in (code_of(person), paper_code_of(person))]
        codes += [code for bag in Bag.objects.all() for code in codes_of(bag)]
        self.draw.shuffle(codes)
        for code in codes[:3]:
            entry = come_in(code, str)
            if entry.state is State.OPEN and entry.guest is not None:
                node = self.draw.choice(entry.guest.hats)
                before = Ballot.objects.count()
                keep(entry.guest.holder, Answers(node))
                self.answered[node] += Ballot.objects.count() - before

    def act(self) -> None:
        acts = ("add", "add", "change", "move", "move", "erase", "withdraw", "take_back", "bag", "unbag", "count")
        getattr(self, self.draw.choice(acts))()
        self.answer()


@pytest.mark.parametrize("seed", range(8))
def test_no_answer_comes_from_a_code_that_is_not_counted(open_wave, cast, time_machine, seed):
    with scopes_disabled():
        wave = open_wave()
        time_machine.move_to(wave.opens - timedelta(hours=1), tick=False)
        editor = Editor(wave, cast.owner, seed)
        for step in range(60):
            if step == 15:
                assert not editor.answered
                time_machine.move_to(wave.opens + timedelta(minutes=1), tick=False)
            if step == 40:
                time_machine.shift(timedelta(days=1).total_seconds())
            editor.act()
        groups = handed_out.of_groups(wave.project, editor.asking.mapping, wave.number, wave.opens)
        assert sum(editor.answered.values()) == Ballot.objects.count() > 5
        for node, number in editor.answered.items():
            assert number <= groups[node].codes, node


@pytest.mark.parametrize("how", ["slips", "erased", "moved", "second_group"])
def test_filling_a_small_group_up_to_k_is_seen_by_those_who_stand_for_its_people(open_wave, cast, client_of, how):
    """The whole attack: a group of few people, codes for k − 1 more, and what the representative then reads."""
    with scopes_disabled():
        wave = open_wave()
        plan = asking(wave.project).mapping
        node = "ungdomskontakter"
        planned = next(plan.size(each, wave.number) for each in plan.rater_nodes(wave.number) if str(each) == node)
        editor = Editor(wave, cast.owner, 0)
        real = [services.add_person(editor.asking, {**EMPTY, "name": f"P{at}"}, [node], by=cast.owner) for at in range(planned)]
        extra = most_codes(planned) - planned + 1
        if how == "slips":
            with pytest.raises(UsageError):
                make_bag(occasion_of(wave.project), node, extra, by=cast.owner)
            make_bag(occasion_of(wave.project), node, extra, WHY, by=cast.owner)
        for at in range(extra if how != "slips" else 0):
            first = [node] if how == "erased" else ["larere"]
            fake = services.add_person(editor.asking, {**EMPTY, "name": f"Ny {at}"}, first, by=cast.owner)
            if how == "moved":
                services.move_person(editor.asking, fake, [node], by=cast.owner)
                services.move_person(editor.asking, fake, ["larere"], by=cast.owner)
            if how == "second_group":
                services.move_person(editor.asking, fake, ["larere", node], by=cast.owner)
            services.erase_person(editor.asking, fake, by=cast.owner)
        assert len(real) == planned
    page = client_of(cast.representative).get(reverse("collect", args=[wave.project_id]))
    (line,) = page.context["codes"]
    assert line.startswith(f"Ungdomskontakter: {planned} personer planlagt, {planned + extra} koder delt ut.")
    assert line in page.content.decode()
