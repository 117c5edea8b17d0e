"""Who needs whom: a matrix of sentences, and the same one group at a time."""

from __future__ import annotations

import re
import time

import pytest
from django_scopes import scopes_disabled
from projects.plans import at, table, with_sites

from samspill.terms import Language, Need
from samspill_web.projects import services
from samspill_web.projects.matrix import differing, matrix_of
from samspill_web.projects.models import Project

HTMX = {"HX-Request": "true"}


def need(project: Project, rater: str, target: str) -> Need:
    return matrix_of(table(project), may_edit=False).need(rater, target)


@pytest.fixture
def project(cast) -> Project:
    return with_sites(cast)


@pytest.fixture
def pair(project) -> tuple[str, str]:
    """Two groups between which nothing has been said."""
    matrix = matrix_of(table(project), may_edit=False)
    found = [(a.key, b.key) for a in matrix.groups for b in matrix.groups if a is not b and (a.key, b.key) not in matrix.ties]
    return found[0]


def test_every_cell_is_a_button_whose_name_is_a_sentence(client, project):
    page = client.get(at("needs", project)).content.decode()
    count = len(table(project)["group"])
    labels = re.findall(r'<button type="submit" class="need"[^>]*aria-label="([^"]+)"', page)
    assert len(labels) == count * (count - 1)
    assert all(re.fullmatch(r".+ trenger .+: (mye|noe|ikke)\. Trykk for å endre", label) for label in labels), labels[:3]
    assert page.count('class="tie own"') == count
    assert '<caption id="matrix-caption">' in page


def test_one_press_saves_one_cell_without_scripts(client, project, pair):
    before = table(project)
    sent = {"tie": f"{pair[0]} {pair[1]} high", "seen": project.version}
    answer = client.post(at("set_need", project), sent)
    assert answer.status_code == 302
    assert answer["Location"] == at("needs", project)
    assert need(project, *pair) is Need.HIGH
    assert {key: part for key, part in table(project).items() if key != "tie"} == {
        key: part for key, part in before.items() if key != "tie"
    }


def test_with_htmx_only_what_differs_comes_back(client, project, pair):
    sent = {"tie": f"{pair[0]} {pair[1]} high", "seen": project.version}
    answer = client.post(at("set_need", project), sent, headers=HTMX)
    page = answer.content.decode()
    assert page.count("<button hx-swap-oob") == 1
    assert f'id="need-{pair[0]}+{pair[1]}"' in page
    assert f'value="{project.version + 1}" id="id_seen"' in page
    assert "plan-changed" in answer["HX-Trigger-After-Settle"]
    assert f'value="{pair[0]} {pair[1]} none"' in page


def test_what_others_changed_meanwhile_comes_too(cast, client_of, project, pair):
    one, other = client_of(cast.owner), client_of(cast.consultant)
    back = (pair[1], pair[0])
    was = need(project, *back)
    theirs = Need.NONE if was is not Need.NONE else Need.SOME
    one.post(at("set_need", project), {"tie": f"{back[0]} {back[1]} {theirs}", "seen": project.version})
    page = other.post(
        at("set_need", project), {"tie": f"{pair[0]} {pair[1]} high", "seen": project.version}, headers=HTMX
    ).content.decode()
    assert page.count("<button hx-swap-oob") == 2
    assert need(project, *back) is theirs
    assert need(project, *pair) is Need.HIGH


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_two_who_change_the_same_cell_are_told(cast, client_of, project, pair, headers):
    one, other = client_of(cast.owner), client_of(cast.consultant)
    one.post(at("set_need", project), {"tie": f"{pair[0]} {pair[1]} high", "seen": project.version})
    answer = other.post(at("set_need", project), {"tie": f"{pair[0]} {pair[1]} none", "seen": project.version}, headers=headers)
    assert "Noen andre har endret den samme ruten" in answer.content.decode()
    assert need(project, *pair) is Need.HIGH
    again = {"tie": f"{pair[0]} {pair[1]} none", "seen": project.version + 1}
    other.post(at("set_need", project), again, headers=headers)
    assert need(project, *pair) is Need.NONE


def test_where_the_groups_are_others_the_page_is_loaded_anew(client, cast, project, pair):
    with scopes_disabled():
        extra = {"key": "nye", "name": "Nye", "organisation": table(project)["organisation"][0]["key"], "size": 9}
        services.edit(project, lambda found: {**found, "group": [*found["group"], extra]}, "groups", by=cast.consultant)
    sent = {"tie": f"{pair[0]} {pair[1]} high", "seen": project.version}
    answer = client.post(at("set_need", project), sent, headers=HTMX)
    assert answer["HX-Refresh"] == "true"
    assert need(project, *pair) is Need.HIGH


@pytest.mark.parametrize("tie", ["", "a b", "a b c", "larere larere high", "borte larere high", "x" * 5000])
def test_a_cell_that_is_not_there_changes_nothing(client, project, tie):
    before = table(project)
    assert client.post(at("set_need", project), {"tie": tie, "seen": project.version}).status_code in (404, 422)
    assert table(project) == before


@pytest.mark.parametrize("seen", ["", "-1", "99", "nan", "1" * 400])
def test_a_version_that_never_was_counts_as_the_present_one(client, project, pair, seen):
    answer = client.post(at("set_need", project), {"tie": f"{pair[0]} {pair[1]} high", "seen": seen})
    assert answer.status_code == 302
    assert need(project, *pair) is Need.HIGH


def test_the_last_change_is_undone_beside_the_matrix_and_then_the_one_before(client, project, pair):
    first, second = pair, (pair[1], pair[0])
    was = need(project, *second)
    other = Need.NONE if was is not Need.NONE else Need.HIGH
    client.post(at("set_need", project), {"tie": f"{first[0]} {first[1]} high"})
    client.post(at("set_need", project), {"tie": f"{second[0]} {second[1]} {other}"})
    for pair_now, before in ((second, was), (first, Need.SOME)):
        found = client.get(at("needs", project)).context["undo"]
        client.post(at("undo", project, found[0]), {"back": "needs"})
        assert need(project, *pair_now) is before
    assert client.get(at("needs", project)).context["undo"] is None


def test_one_group_at_a_time_saves_all_its_answers_and_goes_on(client, project):
    matrix = matrix_of(table(project), may_edit=False)
    rater, following = matrix.groups[0].key, matrix.groups[1].key
    sent = {f"need@{group.key}": "high" for group in matrix.groups if group.key != rater}
    answer = client.post(at("needs_of", project, rater), {**sent, "seen": project.version, "then": "next"})
    assert answer["Location"] == at("needs_of", project, following)
    assert {need(project, rater, group.key) for group in matrix.groups if group.key != rater} == {Need.HIGH}
    last = matrix.groups[-1].key
    assert client.get(at("needs_of", project, last)).context["after"] is None
    wrong = client.post(at("needs_of", project, rater), {**sent, f"need@{following}": "kanskje", "seen": project.version + 1})
    assert wrong.status_code == 422


def test_rows_stand_by_organisation_and_then_as_the_owner_ordered(project):
    found = table(project)
    order = [one["key"] for one in found["organisation"]]
    wanted = sorted(found["group"], key=lambda group: order.index(group["organisation"]))
    assert [group.key for group in matrix_of(found, may_edit=True).groups] == [group["key"] for group in wanted]


@pytest.mark.parametrize("who", ["partner", "representative"])
def test_those_who_only_look_read_the_matrix(cast, client_of, project, pair, who):
    client = client_of(cast.people[who])
    page = client.get(at("needs", project)).content.decode()
    assert 'name="tie"' not in page
    assert " trenger " in page
    assert 'type="radio"' not in client.get(at("needs_of", project, pair[0])).content.decode()
    before = table(project)
    for address in (at("set_need", project), at("needs_of", project, pair[0])):
        assert client.post(address, {"tie": f"{pair[0]} {pair[1]} high"}).status_code == 403
    assert table(project) == before


@pytest.mark.parametrize("language", list(Language))
def test_the_page_is_in_five_languages(cast, client_of, project, language):
    cast.owner.choose_language(language.value)
    client = client_of(cast.owner)
    assert client.get(at("needs", project)).status_code == 200


def large(groups: int) -> dict:
    made = [{"key": f"g{n}", "name": f"Gruppe {n} & co", "organisation": f"o{n % 4}", "size": 9} for n in range(groups)]
    ties = [
        {"rater": f"g{n}", "target": f"g{(n * 7 + 3) % groups}", "need": "high"} for n in range(groups) if (n * 6 + 3) % groups
    ]
    return {
        "mapping": {"title": "T", "core_task": "t", "language": "nb"},
        "organisation": [{"key": f"o{n}", "name": f"O{n}"} for n in range(4)],
        "group": made,
        "tie": ties,
    }


def test_sixteen_hundred_cells_are_made_in_less_than_eighty_milliseconds():
    found = large(40)
    times = []
    for _ in range(5):
        start = time.process_time()
        rows = "".join(matrix_of(found, may_edit=True).rows)
        times.append(time.process_time() - start)
    assert rows.count("<button") == 40 * 39
    assert min(times) < 0.08, times


def test_differing_names_pairs_and_nothing_else():
    before, after = large(6), large(6)
    after["tie"] = [*after["tie"][1:], {"rater": "g0", "target": "g5", "need": "none"}]
    gone = (before["tie"][0]["rater"], before["tie"][0]["target"])
    one, other = (matrix_of(found, may_edit=True) for found in (before, after))
    assert set(differing(one, other)) == {gone, ("g0", "g5")}
    assert differing(one, matrix_of(large(7), may_edit=True)) is None
