"""A wave from its last answer to its release: what the core makes of the same answers in a file, once, whatever happens."""

from __future__ import annotations

import csv
import random
from importlib.metadata import version
from pathlib import Path
from uuid import uuid4

import pytest
from analysis.conftest import form_of, send, work
from django_scopes import scopes_disabled
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from samspill.disclosure.freeze import freeze
from samspill.disclosure.release_file import from_json, to_json
from samspill.ratings.read import read
from samspill.scoring.score import score
from samspill_web.analysis import running, services, tasks
from samspill_web.analysis.counting import release as counting_release
from samspill_web.analysis.enums import CountState
from samspill_web.analysis.models import Counting, Release
from samspill_web.collection.ballots.codes import code_of, paper_code_of
from samspill_web.collection.ballots.plans import plan_of
from samspill_web.collection.models import Ballot, Person, Spent, Urn
from samspill_web.collection.services import key_file
from samspill_web.kernel import clock, ticking
from samspill_web.kernel.models import AuditEntry
from samspill_web.projects.models import FrozenError

pytestmark = pytest.mark.django_db(transaction=True)


def release_of(wave) -> Release:
    with scopes_disabled():
        return Release.objects.get(wave=wave)


def counting_of(wave) -> Counting:
    with scopes_disabled():
        return Counting.objects.get(wave=wave)


def written(wave, folder: Path) -> Path:
    """Write what the bots have sent as a file of ratings, by hand: nothing of the counting is used."""
    plan = plan_of(wave)
    keys = list(plan.instrument.items)
    head = ["wave", "respondent", "rater_group", "rater_site", "target_group", "target_site", "contact", *keys]
    with scopes_disabled():
        people = list(Person.objects.filter(project=wave.project, wave=wave.number).order_by("pk"))
    lines = []
    for number, person in enumerate(people):
        form = form_of(wave, person.nodes[0], number)
        group, _, site = person.nodes[0].partition("@")
        who = {"wave": wave.number, "respondent": f"r{number}", "rater_group": group, "rater_site": site}
        said = {name.removeprefix("contact:"): value for name, value in form.items() if name.startswith("contact:")}
        for target in [*said, *([person.nodes[0]] if plan.mapping.own_group else [])]:
            target_group, _, target_site = target.partition("@")
            about = {key: form[f"{key}:{target}"] for key in keys if f"{key}:{target}" in form}
            answers = {} if said.get(target) in {"no", "wanted"} else {key: one(value) for key, value in about.items()}
            place = {"target_group": target_group, "target_site": target_site, "contact": said.get(target, "")}
            lines.append(who | place | answers)
        own = {key: [code for code in form[key] if code != "?"] or ["?"] for key in keys if key in form}
        lines.append(who | {key: ";".join(codes) for key, codes in own.items()})
    file = folder / "ratings.csv"
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, head, restval="")
        writer.writeheader()
        writer.writerows(lines)
    return file


def one(value: object) -> object:
    return value[0] if isinstance(value, list) else value


def by_the_core(wave, folder: Path, history=None) -> str:
    plan = plan_of(wave)
    ratings = read(written(wave, folder), plan.mapping, plan.instrument)
    scores = score(ratings, plan.mapping, plan.instrument)
    made = freeze(scores, plan.mapping, plan.instrument, version=version("samspill"), ratings=ratings, history=history)
    return to_json(made)


def test_the_release_is_what_the_core_makes_of_the_same_answers(counted, tmp_path):
    wave = counted(people=60, sending=send)
    assert release_of(wave).text == by_the_core(wave, tmp_path)
    made = from_json(release_of(wave).text)
    assert [each.wave for each in made.waves] == [wave.number]
    assert any(cell.published for cell in made.waves[0].cells)
    assert counting_of(wave).state == CountState.DONE


def test_case_5_everything_that_was_sent_is_counted(answered, over, monkeypatch):
    wave, seen = over(answered()), []
    real = counting_release.table_of

    def table_of(sheets, plan):
        ratings, refused = real(sheets, plan)
        seen.append((len(sheets), ratings.frame["respondent"].n_unique(), refused))
        return ratings, refused

    monkeypatch.setattr(counting_release, "table_of", table_of)
    work()
    with scopes_disabled():
        assert seen == [(Spent.objects.count(), Spent.objects.count(), ())]
    assert counting_of(wave).whole
    assert counting_of(wave).damaged == []


def test_a_second_wave_goes_on_from_the_first(counted, next_wave, tmp_path):
    first = counted(people=60)
    second = counted(wave=next_wave(people=60))
    history = from_json(release_of(first).text)
    made = from_json(release_of(second).text)
    assert release_of(second).text == by_the_core(second, tmp_path, history)
    assert made.waves[:1] == history.waves
    assert [each.wave for each in made.waves] == [first.number, second.number]
    assert made.waves[1].changes


def test_neither_the_order_of_rows_nor_when_they_came_is_in_a_release(counted):
    wave = counted()
    with scopes_disabled():
        rows = list(Ballot.objects.values_list("urn_id", "sealed"))
        random.Random(5).shuffle(rows)  # noqa: S311 -- an order, not a secret
        Ballot.objects.all().delete()
        for urn, sealed in rows:
            Ballot.objects.create(urn_id=urn, sealed=bytes(sealed))
        before = release_of(wave).text
        Release.objects.filter(wave=wave)._raw_delete("default")
        Counting.objects.filter(wave=wave).update(state=CountState.WAITING)
        running.count(wave.pk)
    assert release_of(wave).text == before


@pytest.mark.parametrize("damage", [b"", b"x" * 40, None])
def test_a_damaged_answer_is_named_and_stops_nothing(answered, over, damage, caplog):
    wave = over(answered())
    with scopes_disabled():
        hurt = Ballot.objects.order_by("key").first()
        # The last byte of the seal is turned, or the whole is something else.
        hurt.sealed = bytes(hurt.sealed)[:-1] + bytes([bytes(hurt.sealed)[-1] ^ 1]) if damage is None else damage
        hurt.save()
    work()
    assert counting_of(wave).state == CountState.DONE
    assert counting_of(wave).damaged == [str(hurt.key)]


@pytest.mark.parametrize(
    "sheet",
    [
        b"[]",
        b"{}",
        b"not JSON",
        b'{"node": "nowhere", "asked": [], "own": {}}',
        b'{"node": 7, "asked": [], "own": {}}',
        b'{"node": "larere", "asked": [], "own": {}, "ties": {"ppt": {"respect": "99"}}}',
        b'{"node": "larere", "asked": [], "own": {}, "ties": {"ppt": {"respect": 4}}}',
        b'{"node": "larere", "asked": [], "own": {}, "unknown": 1}',
    ],
)
def test_a_sheet_that_no_survey_gives_is_left_out_and_named(answered, over, sheet):
    from samspill_web.analysis.selectors import key_of
    from samspill_web.collection.ballots.sealing import seal

    wave = over(answered())
    with scopes_disabled():
        strange = Ballot.objects.create(urn_id=wave.pk, sealed=seal(key_of(wave), sheet))
    work()
    assert counting_of(wave).state == CountState.DONE
    assert counting_of(wave).damaged == [str(strange.key)]
    # There is one more than the ways in that were used.
    assert not counting_of(wave).whole


def test_two_who_count_at_once_make_one_release(answered, over, monkeypatch):
    wave = over(answered())
    services.shut_due(clock.now())
    real = running.make_release

    def meanwhile(*args):
        monkeypatch.setattr(running, "make_release", real)
        running.count(wave.pk)
        assert not exists(wave), "another counted though one was at it"
        return real(*args)

    monkeypatch.setattr(running, "make_release", meanwhile)
    running.count(wave.pk)
    assert exists(wave)


def exists(wave) -> bool:
    with scopes_disabled():
        return Release.objects.filter(wave=wave).exists()


def test_who_comes_late_with_the_same_release_leaves_the_first(answered, over, monkeypatch):
    """A worker that was thought dead and ends after another has counted."""
    wave = over(answered())
    services.shut_due(clock.now())
    real = running.make_release

    def slow(*args):
        monkeypatch.setattr(running, "make_release", real)
        with scopes_disabled():
            Counting.objects.update(beat=clock.now() - running.SILENT * 2)
        running.count(wave.pk)
        assert exists(wave)
        return real(*args)

    monkeypatch.setattr(running, "make_release", slow)
    running.count(wave.pk)
    assert counting_of(wave).state == CountState.DONE
    with scopes_disabled():
        assert AuditEntry.objects.filter(verb="wave.released").count() == 1


class KilledError(BaseException):
    """What no code catches, as a kill."""


@pytest.mark.parametrize("step", ["open", "check", "score", "protect", "store"])
def test_a_worker_killed_at_any_step_is_taken_up_again(answered, over, monkeypatch, time_machine, step):
    wave = over(answered())
    services.shut_due(clock.now())
    tasks.ask_for(wave.pk)
    real = running._beat

    def dies(of, at):
        real(of, at)
        if at == step:
            raise KilledError

    monkeypatch.setattr(running, "_beat", dies)
    with pytest.raises(KilledError):
        running.count(wave.pk)
    # What a killed worker leaves behind: its task is running, and never ends.
    DBTaskResult.objects.filter(task_path=tasks.count.module_path).update(
        status=TaskResultStatus.RUNNING, started_at=clock.now(), worker_ids=["gone"]
    )
    monkeypatch.setattr(running, "_beat", real)
    work()
    assert not exists(wave)
    assert counting_of(wave).state == CountState.RUNNING
    time_machine.shift(ticking.LEASE.total_seconds() + 1)
    work()
    assert exists(wave)
    assert counting_of(wave).state == CountState.DONE


def test_whoever_sends_by_two_ways_is_counted_once_and_nothing_is_missing(answered, over):
    wave = answered()
    with scopes_disabled():
        person = Person.objects.order_by("pk").first()
        sheets = Ballot.objects.count()
        assert send(paper_code_of(person), form_of(wave, person.nodes[0], 1)) == "kept"
        assert Ballot.objects.count() == sheets
    over(wave)
    work()
    assert exists(wave)
    assert counting_of(wave).whole


def test_an_answer_within_the_grace_is_taken_and_one_after_it_is_not(answered, over, time_machine, open_wave):
    wave = open_wave(people=BOTS_AND_TWO)
    with scopes_disabled():
        people = list(Person.objects.order_by("pk"))
        codes = [code_of(person) for person in people]
    for number, (person, code) in enumerate(zip(people[2:], codes[2:], strict=True)):
        assert send(code, form_of(wave, person.nodes[0], number)) == "kept"
    time_machine.move_to(wave.closes + services.GRACE / 2)
    work()
    assert send(codes[0], form_of(wave, people[0].nodes[0], 0)) == "kept"
    over(wave)
    work()
    assert send(codes[1], form_of(wave, people[1].nodes[0], 0)) == "closed"
    with scopes_disabled():
        assert Ballot.objects.count() == Spent.objects.count() == BOTS_AND_TWO - 1
    # Who has answered in time is told the same as who has not: else a code would tell whether it was used.
    assert send(codes[0], form_of(wave, people[0].nodes[0], 0)) == "closed"


BOTS_AND_TWO = 26


def test_a_wave_is_asked_for_once(answered, over):
    wave = over(answered())
    for _ in range(3):
        tasks.close_waves(clock.now())
    assert DBTaskResult.objects.filter(task_path=tasks.count.module_path).count() == 1
    with scopes_disabled():
        assert AuditEntry.objects.filter(verb="wave.closed").count() == 1
        assert Urn.objects.get(wave=wave).shut is not None


def test_a_lost_key_is_waited_for(answered, over, tmp_path):
    wave = over(answered())
    with scopes_disabled():
        file = key_file(wave.project, wave.number)
    away = file.rename(tmp_path / "away")
    work()
    assert counting_of(wave).state == CountState.NO_KEY
    work()
    assert not exists(wave)
    away.rename(file)
    work()
    assert exists(wave)


def test_what_the_audit_stops_is_told_without_a_number(answered, over, monkeypatch):
    from samspill.errors import DisclosureError, Problem

    def refuses(*args, **kwargs):
        number = "larere → ppt, respect = 3.14159"
        raise DisclosureError(Problem("disclosure.audit_few", data={"wave": 1, "number": number, "k": 5}))

    monkeypatch.setattr(counting_release, "freeze", refuses)
    wave = over(answered())
    work()
    counting = counting_of(wave)
    assert counting.state == CountState.FAILED
    assert counting.problems == [{"code": "analysis.not_counted.refused", "data": {"rules": ["audit_few"]}}]
    with scopes_disabled():
        assert Ballot.objects.count() == 24


CANARY = "canary-3.14159"


def test_an_error_that_quotes_an_answer_is_written_nowhere(answered, over, monkeypatch, caplog):
    def breaks(*args, **kwargs):
        raise ValueError(CANARY)

    monkeypatch.setattr(counting_release, "score", breaks)
    wave = over(answered())
    work()
    assert counting_of(wave).state == CountState.FAILED
    assert counting_of(wave).problems[0]["code"] == "analysis.not_counted.broken"
    assert "is not counted: ValueError" in caplog.text
    assert CANARY not in caplog.text
    assert CANARY not in str(counting_of(wave).problems)
    assert CANARY not in str(list(DBTaskResult.objects.values()))


def test_what_failed_is_counted_again_when_somebody_asks(answered, over, monkeypatch, cast):
    def breaks(*args, **kwargs):
        raise ValueError

    monkeypatch.setattr(counting_release, "score", breaks)
    wave = over(answered())
    work()
    monkeypatch.undo()
    work()
    assert counting_of(wave).state == CountState.FAILED
    with scopes_disabled():
        services.count_again(wave, by=cast.owner)
    work()
    assert exists(wave)


def test_too_few_answers_give_no_release(answered, over):
    wave = over(answered(people=4))
    work()
    assert counting_of(wave).problems == [{"code": "analysis.not_counted.too_few", "data": {"k": 5}}]
    assert not exists(wave)


def test_nobody_answered(open_wave, over):
    wave = over(open_wave())
    work()
    assert [each["code"] for each in counting_of(wave).problems] == ["analysis.not_counted.too_few"]


def test_a_wave_waits_for_the_one_before_it(answered, over, next_wave, cast, tmp_path):
    first = over(answered())
    with scopes_disabled():
        key_file(first.project, first.number).rename(tmp_path / "lost")
    work()
    second = over(answered(wave=next_wave()))
    work()
    assert counting_of(second).problems == [{"code": "analysis.not_counted.earlier", "data": {"wave": first.number}}]
    with scopes_disabled():
        services.give_up(first, "Nøkkelen er borte.", by=cast.owner)
        services.count_again(second, by=cast.owner)
    work()
    assert [each.wave for each in from_json(release_of(second).text).waves] == [second.number]


def test_a_release_is_never_changed(counted):
    made = release_of(counted())
    with scopes_disabled():
        for change in (made.save, made.delete, Release.objects.all().delete, lambda: Release.objects.update(text="")):
            with pytest.raises(FrozenError):
                change()
        with pytest.raises(FrozenError):
            Release.objects.bulk_create([Release(wave_id=uuid4().int % 99, text="", made=clock.now())])
