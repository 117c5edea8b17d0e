"""Closing a wave by hand, the key in shares, giving up, and what the page tells of each."""

from __future__ import annotations

from datetime import timedelta

import pytest
from analysis.conftest import form_of, keep, send, work
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape
from django_scopes import scopes_disabled

from samspill.terms import Language
from samspill_web.analysis import services
from samspill_web.analysis.enums import CountState
from samspill_web.analysis.models import Counting, Release
from samspill_web.collection import ceremony
from samspill_web.collection.ballots.codes import code_of
from samspill_web.collection.following.stages import in_words, weekday
from samspill_web.collection.following.waves import zone_of
from samspill_web.collection.models import Ballot, Person, Spent, Urn
from samspill_web.kernel import clock
from samspill_web.kernel.models import AuditEntry, Message
from samspill_web.kernel.speech import told
from samspill_web.projects.models import Deadline
from samspill_web.projects.selectors import closing

pytestmark = pytest.mark.django_db(transaction=True)


def at(name: str, wave) -> str:
    number = {} if name == "closing" else {"wave": wave.number}
    return reverse(name, kwargs={"project_id": wave.project_id, **number})


def page(client, wave) -> str:
    answer = client.get(at("closing", wave))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_wave_is_closed_before_its_day_with_a_reason(open_wave, owner, time_machine):
    wave = open_wave(people=1)
    assert owner.post(at("end_wave", wave), {"reason": " "}).status_code == 422
    with scopes_disabled():
        assert not Deadline.objects.exists()
    assert owner.post(at("end_wave", wave), {"reason": "Alle har svart."}).status_code == 302
    with scopes_disabled():
        ended = Deadline.objects.get()
        assert ended.reason == "Alle har svart."
        assert clock.now() - timedelta(minutes=1) < ended.closes == ended.at
        assert AuditEntry.objects.get(verb="wave.ended").data == {"wave": wave.number, "reason": "Alle har svart."}
        code, node = code_of(Person.objects.get()), Person.objects.get().nodes[0]
    # Nobody begins any more; what is on its way is taken in for a while.
    assert owner.post("/s/open/", {"code": code}).json()["state"] == "closed"
    assert send(code, form_of(wave, node, 0)) == "kept"
    time_machine.shift(services.GRACE.total_seconds() + 1)
    work()
    with scopes_disabled():
        assert Urn.objects.get(wave=wave).shut is not None
    owner.post(at("end_wave", wave), {"reason": "Igjen."})
    with scopes_disabled():
        assert Deadline.objects.count() == 1


@pytest.fixture
def partly(open_wave, next_morning):
    """A wave on its second morning: all of one group have answered, three of another, nobody else."""
    wave = open_wave(people=96)
    work()
    with scopes_disabled():
        groups: dict[str, list[Person]] = {}
        for each in Person.objects.order_by("pk"):
            groups.setdefault(each.nodes[0], []).append(each)
        whole, some = list(groups.values())[:2]
        for number, each in enumerate([*whole, *some[:3]]):
            assert keep(code_of(each), form_of(wave, each.nodes[0], number)) == "kept"
    next_morning(wave)
    work()
    return wave


@pytest.mark.parametrize("language", Language)
def test_whoever_closes_early_reads_how_far_it_is_and_what_it_costs(partly, owner, cast, language):
    with scopes_disabled():
        cast.owner.language = language.value
        cast.owner.save()
    shown = page(owner, partly)
    text = shown[shown.index('id="end"') :]
    with scopes_disabled(), translation.override(language.value):
        early = (f"following.band.{band}" for band in ("most", "under_k"))
        wanted = [*(told(code, k=5) for code in early), told("analysis.end.unanswered"), told("analysis.end.few", k=5)]
        wanted += [told("analysis.end.deadline", closes=in_words(closing(partly), zone_of(partly)))]
        wanted += [told("following.cost.title"), told("following.as_of.day", day=weekday(clock.now().date()))]
    assert [line for line in wanted if escape(line) not in text] == []
    # What a group without enough answers is joined with, or that it is left out, as its plan says.
    assert text.count("<dt>") > 8


def test_before_anything_is_counted_the_page_says_that(open_wave, owner):
    assert told("following.as_of.not_yet") in page(owner, open_wave(people=1))


def test_a_wave_that_is_over_tells_nothing_of_closing_early(open_wave, over, owner):
    assert told("analysis.end.unanswered") not in page(owner, over(open_wave(people=1)))


def test_a_wave_that_has_not_opened_is_not_closed(open_wave, owner, time_machine):
    wave = open_wave()
    time_machine.move_to(wave.opens - timedelta(hours=1))
    owner.post(at("end_wave", wave), {"reason": "Nå."})
    with scopes_disabled():
        assert not Deadline.objects.exists()


def test_a_wave_that_is_shut_is_never_opened_again(answered, over):
    wave = over(answered(people=1))
    work()
    with scopes_disabled(), pytest.raises(Exception, match=str(wave.pk)) as raised:
        Deadline.objects.create(wave=wave, closes=clock.now() + timedelta(days=1), at=clock.now())
    assert type(raised.value).__name__ == "ShutError"


@pytest.fixture
def in_shares(monkeypatch, cast):
    """Keys of waves made in shares; the papers of each key by wave."""
    from samspill_web.collection import services as collection
    from samspill_web.collection.models import WaveKey

    papers: dict[int, tuple[str, ...]] = {}

    def make(project, wave, *, by):
        key, papers[wave] = ceremony.make_shares(project, wave, ["Kari", "Ola", "Eva"], by=by, seen="")
        for number in (1, 2, 3):
            ceremony.confirm_share(key, number, by=by, seen=key.public)
        return WaveKey.objects.get(pk=key.pk)

    monkeypatch.setattr(collection, "make_key", make)
    return papers


def test_a_key_in_shares_waits_for_two_of_them(in_shares, answered, over, consultant):
    wave = over(answered())
    papers = in_shares[wave.number]
    work()
    work()
    with scopes_disabled():
        assert Counting.objects.get().state == CountState.SHARES
    told = page(consultant, wave)
    assert "Kari" in told
    address = at("count_with_shares", wave)
    assert consultant.post(address, {"first": papers[0], "second": ""}).status_code == 422
    again = consultant.post(address, {"first": papers[0], "second": papers[0]})
    assert again.status_code == 422
    with scopes_disabled():
        assert not Release.objects.exists()
    assert consultant.post(address, {"first": papers[2], "second": papers[0]}).status_code == 302
    with scopes_disabled():
        assert Release.objects.get().wave == wave
        assert Counting.objects.get().state == CountState.DONE
        # What was typed is in no row that stays.
        rows = str([list(model.objects.values()) for model in (AuditEntry, Counting, Message)])
    letters = papers[0].replace(" ", "")
    assert letters not in rows
    assert papers[0] not in rows


def test_two_shares_of_another_key_open_nothing(in_shares, answered, over, consultant):
    from nacl.public import PrivateKey

    from samspill_web.collection import shares

    wave = over(answered())
    work()
    others = shares.split(PrivateKey.generate())
    answer = consultant.post(at("count_with_shares", wave), {"first": others[0], "second": others[1]})
    assert answer.status_code == 422
    with scopes_disabled():
        assert Counting.objects.get().state == CountState.SHARES


def test_whoever_gives_up_destroys_unread_and_says_why(answered, over, owner, consultant, tmp_path):
    wave = over(answered(people=3))
    work()
    address = at("give_up", wave)
    assert consultant.post(address, {"reason": "Få svar."}).status_code == 403
    assert owner.post(address, {"reason": ""}).status_code == 422
    with scopes_disabled():
        assert Ballot.objects.count() == 3
    assert owner.post(address, {"reason": "Få svar."}).status_code == 302
    with scopes_disabled():
        assert not Ballot.objects.exists()
        assert not Spent.objects.exists()
        urn = Urn.objects.get()
        assert urn.destroyed is not None
        assert urn.certificate["reason"] == "Få svar."
        assert urn.certificate["people"] == ""
    assert "uten resultat" in page(owner, wave)
    assert "Få svar." in owner.get(at("certificate", wave)).content.decode()
    work()
    with scopes_disabled():
        assert not Release.objects.exists()


def test_a_wave_with_a_result_is_not_given_up(counted, owner):
    wave = counted()
    owner.post(at("give_up", wave), {"reason": "Nei."})
    with scopes_disabled():
        assert Ballot.objects.exists()


@pytest.mark.parametrize("language", ["nb", "nn", "da", "sv", "en"])
def test_each_state_of_a_count_is_told_in_words(open_wave, over, owner, language):
    wave = open_wave(people=1)
    owner.post(reverse("set_language"), {"language": language})
    told = {"open": page(owner, wave)}
    over(wave)
    work()
    problems = [
        {"code": "analysis.not_counted.unopened", "data": {}},
        {"code": "analysis.not_counted.too_few", "data": {"k": 5}},
        {"code": "analysis.not_counted.refused", "data": {"rules": ["audit_few", "audit_answers"]}},
        {"code": "analysis.not_counted.broken", "data": {"where": "ValueError, score.py 12"}},
        {"code": "analysis.not_counted.earlier", "data": {"wave": 1}},
    ]
    with scopes_disabled():
        for state in set(CountState) - {CountState.DONE}:
            changes = {"state": state, "problems": problems if state == CountState.FAILED else [], "step": "score"}
            Counting.objects.update(**changes, beat=clock.now())
            told[state] = page(owner, wave)
    assert len(set(told.values())) == len(told)
    assert "audit_few" in told[CountState.FAILED]
    assert "ValueError" in told[CountState.FAILED]
    for text in told.values():
        assert "analysis." not in text.replace("analysis.css", "")


def test_only_the_step_and_no_number_is_told_while_it_counts(answered, over, owner):
    wave = over(answered(people=7))
    services.shut_due(clock.now())
    with scopes_disabled():
        Counting.objects.update(state=CountState.RUNNING, step="check", beat=clock.now())
    told = page(owner, wave)
    assert 'hx-trigger="every' in told
    assert 'aria-current="step"' in told
    assert "7" not in told[told.index('id="standing"') : told.index("</section>")].replace(f"/m/{wave.project_id}/", "")
