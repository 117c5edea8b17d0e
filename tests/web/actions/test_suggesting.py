"""What a result gives reason to do: findings that somebody may read, each leading to a form that it fills."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled

from samspill.reporting.names import Names
from samspill.reporting.wording import evidence
from samspill.terms import Finding, Language, Severity
from samspill_web.actions import suggesting
from samspill_web.actions.about import subject_of
from samspill_web.actions.suggesting import STRENGTHS, suggestions
from samspill_web.analysis.told import findings_for, latest_release, told_to

pytestmark = pytest.mark.django_db(transaction=True)


def all_of(found) -> list:
    return [*found.first, *found.more] if found else []


def test_each_leads_to_a_form_that_it_fills(subject, role_of, cast, client_of):
    client = client_of(cast.owner)
    with scopes_disabled():
        found = all_of(suggestions(subject, role_of("owner")))
    assert found
    for each in found:
        answer = client.get(each.address)
        initial = answer.context["form"].initial
        assert not answer.context["unknown"], each
        assert initial["rater"]
        assert initial["aim"] == ("keep" if each.keeps else "better")
    board = client.get(reverse("actions", args=[cast.project.pk])).content.decode()
    assert found[0].sentence in board


def test_a_strength_leads_to_keeping_and_spreading(subject, role_of, groups):
    a, b = groups["leader"], groups["other"]
    ties = ((a, b, "index", "holds"), (b, a, "index", "holds"))
    held = Finding("findings.holds_both", Severity.INFORMS, (a, b), {"a": a, "b": b, "few": False, "ties": ties})
    names = Names(subject.plan.mapping, subject.plan.instrument, Language.NB)
    (found,) = suggesting._of(subject, role_of("owner"), names, [held], STRENGTHS, [])
    assert found.keeps
    assert "aim=keep" in found.address
    assert urlencode({"tie": f"{a}>{b}"}) in found.address


def test_strengths_come_first(subject, role_of):
    with scopes_disabled():
        found = suggestions(subject, role_of("owner"))
    keeps = [each.keeps for each in found.first]
    assert keeps == sorted(keeps, reverse=True)


@pytest.mark.parametrize("name", ["group_leader", "partner"])
def test_nobody_is_told_of_ties_that_are_not_theirs(subject, role_of, name, wave):
    with scopes_disabled():
        row, role = latest_release(wave.project), role_of(name)
        found, everything = findings_for(row, role), findings_for(row, role_of("owner"))
        mapping = subject.plan.mapping
        own = {key for key, group in mapping.groups.items() if role.group == key or role.organisation == group.organisation}
        assert found
        assert len(found) < len(everything)
        for each in found:
            ties = evidence(each)
            assert each.code == "findings.helps" or ties
            assert all({*rater.split("+"), target} & own for rater, target, *_ in ties), each
        for each in all_of(suggestions(subject, role)):
            assert any(f"{key}" in each.address for key in own)


def test_readers_and_representatives_are_offered_none(subject, role_of):
    with scopes_disabled():
        assert suggestions(subject, role_of("reader")) is None
        assert suggestions(subject, role_of("representative")) is None


def test_what_somebody_is_told_is_what_their_reports_hold(subject, role_of, wave):
    """The whole for leaders' reports; else the outline, with dimensions of one's own ties alone."""
    with scopes_disabled():
        row = latest_release(wave.project)
        whole = told_to(row, role_of("owner"))
        assert {cell.dimension for cell in whole[0].waves[-1].cells} > {"index", "respect"}
        outline = told_to(row, role_of("reader"))
        assert {cell.dimension for part in outline for cell in part.waves[-1].cells} == {"index"}
        leader = role_of("group_leader")
        finer = [cell for part in told_to(row, leader) for cell in part.waves[-1].cells if cell.dimension != "index"]
    assert finer
    assert all(leader.group in {*cell.rater.split("+"), cell.target} for cell in finer)


def test_a_suggestion_says_that_an_action_is_written(subject, role_of, written):
    owner = role_of("owner")
    with scopes_disabled():
        first = next(each for each in all_of(suggestions(subject, owner)) if "%3E" in each.address)
        rater, target = first.address.partition("tie=")[2].partition("&")[0].split("%3E")
        assert first.written == 0
        written(rater=rater.replace("%2B", "+"), target=target.replace("%2B", "+"))
        again = next(each for each in all_of(suggestions(subject, owner)) if each.address == first.address)
    assert again.written == 1


def test_they_are_in_every_language(wave, role_of):
    with scopes_disabled():
        said = {
            language: [each.sentence for each in all_of(suggestions(subject_of(wave.project, language), role_of("owner")))]
            for language in Language
        }
    assert len({tuple(lines) for lines in said.values()}) == len(Language)
    assert STRENGTHS
