"""CASES 36 and 38: the least number of people holds where groups meet, and no total gives away a group that is too small."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from analysis.conftest import form_of, keep, work
from analysis.fetched import save_all
from django.db import transaction
from django.urls import reverse
from django_scopes import scopes_disabled

from samspill.disclosure.attack.known import Scale
from samspill.disclosure.attack.reading import read
from samspill.disclosure.attack.run import attack
from samspill.disclosure.release import CellState
from samspill.disclosure.release_file import from_json
from samspill_web.analysis import research
from samspill_web.analysis.counting.release import make_release
from samspill_web.analysis.models import Release
from samspill_web.analysis.selectors import understood
from samspill_web.collection.ballots import doors
from samspill_web.collection.ballots.codes import code_of
from samspill_web.collection.ballots.plans import plan_of
from samspill_web.collection.following import chores
from samspill_web.collection.models import Ballot, Person
from samspill_web.collection.services import key_file
from samspill_web.kernel import clock
from samspill_web.projects import services as project_services
from samspill_web.projects.launching import NotReadyError, launch
from samspill_web.projects.models import Wave

pytestmark = pytest.mark.django_db(transaction=True)

SALES, TECHNOLOGY = "psykisk_helse", "barnevern"
"""Groups of the cast's mapping that are called so here."""
LEAST = 5


def listed(wave: Wave, node: str, number: int) -> list[Person]:
    with scopes_disabled():
        return [
            Person.objects.create(
                project=wave.project, wave=wave.number, name=f"{node} {n}", email=f"{n}@{node}.no", language="nb", nodes=[node]
            )
            for n in range(number)
        ]


def cells(text: str) -> dict[tuple[str, str], set[CellState]]:
    """Return the states of all cells of a release, by who answers and who is asked about."""
    found: dict[tuple[str, str], set[CellState]] = {}
    for cell in from_json(text).waves[-1].cells:
        found.setdefault((cell.rater, cell.target), set()).add(cell.state)
    return found


def out_of(client, wave: Wave, folder: Path) -> Path:
    """Fetch all that the web gives out of a result, for leaders and for the public."""
    for audience in ("leaders", "public"):
        (folder / audience).mkdir()
        save_all(client, wave, folder / audience, audience)
    return folder


def test_case_36_few_who_know_a_group_are_not_shown_though_many_answered(open_wave, over, owner, tmp_path):
    """Six of a group answer, and the other is rated by forty: but four of the six work with it, and that is what counts."""
    wave = open_wave(people=48)
    with scopes_disabled():
        people = list(Person.objects.filter(project=wave.project).order_by("pk"))
    rater = people[0].nodes[0]
    others = [node for node in dict.fromkeys(person.nodes[0] for person in people) if node != rater]
    target, known = others[:2]
    said = 0
    for number, person in enumerate(people):
        form = {
            name: "yes" if name.startswith("contact:") else value
            for name, value in form_of(wave, person.nodes[0], number).items()
        }
        if person.nodes[0] == rater:
            said += 1
            form[f"contact:{target}"] = "yes" if said <= 4 else "no"
        with scopes_disabled():
            assert keep(code_of(person), form) == "kept"
    over(wave)
    work()
    with scopes_disabled():
        text = Release.objects.get(wave=wave).text
    found = cells(text)
    assert said == 6
    assert found[rater, target] == {CellState.HIDDEN}
    assert CellState.SHOWN in found[rater, known]
    shown = [node for node in others if node != target and CellState.SHOWN in found[node, target]]
    assert len(shown) >= 5, "those who rate it are many in all"
    told = read([out_of(owner, wave, tmp_path)])
    numbers = [each.value for each in told.numbers if (each.rater, each.target) == (rater, target)]
    assert numbers == [None] * len(numbers)
    assert any(each.value is not None for each in told.numbers if (each.rater, each.target) == (rater, known))
    outcome = attack(told, Scale())
    assert not outcome.recovered
    assert outcome.fewest is None or outcome.fewest.people[0] >= 5


@pytest.fixture
def sold(cast, settings, tmp_path, made_ready, time_machine) -> Callable[..., Wave]:
    """Open a wave with Sales and Technology of nine; ``joins`` is the group that Sales joins, if any."""

    def make(joins: str = "", size: int = 6) -> Wave:
        def smaller(table: dict) -> dict:
            for group in table["group"]:
                if group["key"] == SALES:
                    group.update(name="Salg", size=size, **({"fallback": joins} if joins else {}))
                    group.update({"small_reason": "Flere er de ikke."} if size < LEAST else {})
                elif group["key"] == TECHNOLOGY:
                    group.update(name="Teknologi", size=9)
                elif group.get("fallback") == SALES:
                    # Nobody else is to stand together with Sales.
                    group.pop("fallback")
            return table

        with scopes_disabled():
            project_services.edit(cast.project, smaller, "groups", by=cast.owner)
            cast.project.refresh_from_db()
            wave = launch(made_ready(cast.project), by=cast.owner)
        doors.forget()
        time_machine.move_to(wave.opens + timedelta(hours=3))
        return wave

    return make


def told_of(wave: Wave, given: dict[Person, dict[str, object]]) -> str:
    """Return the release of a wave if so many people had answered so; nothing of it is kept."""
    with scopes_disabled(), transaction.atomic():
        for person, form in given.items():
            assert keep(code_of(person), form) == "kept"
        ballots = [(str(key), bytes(sealed)) for key, sealed in Ballot.objects.values_list("key", "sealed")]
        private = research.keys.read(key_file(wave.project, wave.number))
        text = make_release(ballots, private, plan_of(wave), None, lambda _: None).text
        transaction.set_rollback(True)
    doors.forget()
    return text


def extreme(wave: Wave, person: Person, code: str) -> dict[str, object]:
    """What somebody sends who says one thing of everybody."""
    form = form_of(wave, person.nodes[0], 0)
    return {name: code if ":" in name and not name.startswith("contact:") else value for name, value in form.items()}


def test_case_38_sales_of_four_that_joins_nobody_is_not_even_asked(sold):
    with pytest.raises(NotReadyError) as refused:
        sold(size=4)
    assert [finding.code for finding in refused.value.findings] == ["design.finding.rater_under_k"]


def test_case_38_of_sales_and_technology_nothing_tells_what_sales_said(sold, over, owner, tmp_path):
    """Four, nine, thirteen in all: the release is the same, byte for byte, whatever the four said, so it cannot be computed."""
    wave = sold()
    sales, technology = listed(wave, SALES, 4), listed(wave, TECHNOLOGY, 9)
    nine = {person: form_of(wave, TECHNOLOGY, number) for number, person in enumerate(technology)}
    texts = {told_of(wave, nine | {person: extreme(wave, person, code) for person in sales}) for code in ("1", "3", "5")}
    assert len(texts) == 1
    (text,) = texts
    result = from_json(text).waves[-1]
    assert {unit.id: unit.state for unit in result.groups}[SALES] == "left_out"
    assert {state for (rater, _), states in cells(text).items() if rater == SALES for state in states} <= {CellState.HIDDEN}
    # Not even how many they are: that Sales answered at all changes no number, and no number of people, anywhere.
    without = from_json(told_of(wave, nine)).waves[-1]
    assert (without.respondents, without.overall, without.reliability) == (
        result.respondents,
        result.overall,
        result.reliability,
    )
    assert [cell for cell in without.cells if cell.rater != SALES] == [cell for cell in result.cells if cell.rater != SALES]
    for person, form in (nine | {person: extreme(wave, person, "5") for person in sales}).items():
        with scopes_disabled():
            assert keep(code_of(person), form) == "kept"
    over(wave)
    work()
    with scopes_disabled():
        assert Release.objects.get(wave=wave).text == text
    told = read([out_of(owner, wave, tmp_path)])
    assert [each for each in told.numbers if SALES in each.rater and each.value is not None] == []
    assert any(each.rater == TECHNOLOGY and each.value is not None for each in told.numbers)
    outcome = attack(told, Scale())
    assert not outcome.recovered


def test_case_38_where_sales_joins_technology_neither_is_shown_without_the_other(sold, over, owner, tmp_path):
    """Then the thirteen are shown, and nothing that the thirteen could be taken from."""
    wave = sold(joins=TECHNOLOGY, size=4)
    people = [*listed(wave, SALES, 4), *listed(wave, TECHNOLOGY, 9)]
    for number, person in enumerate(people):
        with scopes_disabled():
            assert keep(code_of(person), form_of(wave, person.nodes[0], number)) == "kept"
    over(wave)
    work()
    with scopes_disabled():
        result = understood(Release.objects.get(wave=wave).text)
    both = frozenset({SALES, TECHNOLOGY})
    raters = {frozenset(unit.members) for unit in result.waves[-1].groups if unit.state == "answered" and unit.is_rater}
    assert raters == {both}
    shown = {frozenset(cell.rater.split("+")) for cell in result.waves[-1].cells if cell.state is CellState.SHOWN}
    assert shown == {both}
    told = read([out_of(owner, wave, tmp_path)])
    alone = [each for each in told.numbers if each.rater in both and each.value is not None]
    assert alone == []
    assert not attack(told, Scale()).recovered


def test_case_38_how_many_have_answered_is_not_to_be_taken_from_a_total_either(sold, owner, next_morning):
    """While it is open: Sales is so few that nothing is said of it, and the whole is worked out from what is said."""
    wave = sold()
    sales, technology = listed(wave, SALES, 4), listed(wave, TECHNOLOGY, 9)
    chores.count_answers(clock.now())

    def seen(answering: list[Person]) -> str:
        with scopes_disabled(), transaction.atomic():
            for number, person in enumerate(answering):
                assert keep(code_of(person), form_of(wave, person.nodes[0], number)) == "kept"
            chores.count_answers(clock.now())
            page = owner.get(reverse("collect", args=[wave.project_id])).content.decode()
            transaction.set_rollback(True)
        doors.forget()
        return page[page.index('id="far"') : page.index("</section>", page.index('id="far"'))]

    next_morning(wave)
    pages = [seen([*technology, *sales[:number]]) for number in range(5)]
    assert len(set(pages)) == 1
    assert pages[0] != seen(sales)
