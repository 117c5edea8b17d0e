"""Slips: codes of a group in a bag, in an order that nobody can foresee, without any name."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import reverse
from django_scopes import scopes_disabled

from samspill.design.handed_out import HandedOut, most_codes
from samspill.errors import UsageError
from samspill.language import say
from samspill.terms import Language, Text
from samspill_web.collection.ballots import secret
from samspill_web.collection.ballots.codes import code_of, codes_of, printed
from samspill_web.collection.ballots.doors import forget, holder_of
from samspill_web.collection.channels.occasion import occasion_of
from samspill_web.collection.channels.slips.papers import slips
from samspill_web.collection.channels.slips.services import BAGS, LEAST, MOST, make_bag, proposed, withdraw_bag
from samspill_web.collection.models import Bag
from samspill_web.kernel.models import AuditEntry
from samspill_web.projects.launching import launch

WHY = "Seks er nye i vikariat"


@pytest.fixture(autouse=True)
def anew():
    """Look codes up anew: each test has its own database, with rows of the same numbers."""
    forget()
    yield
    forget()


@pytest.fixture
def owner(cast, client_of):
    return client_of(cast.owner)


@pytest.fixture
def bag(occasion, cast) -> Bag:
    return make_bag(occasion, str(occasion.nodes[0]), 20, WHY, by=cast.owner)


def at(occasion, name: str, *further: object) -> str:
    return reverse(name, args=[occasion.project.pk, *further])


def codes(error) -> list[str]:
    return [problem.code for problem in error.value.problems]


def bare(text: str) -> str:
    return "".join(text.split())


def test_a_group_gets_a_fifth_more_than_it_has_people(occasion, cast):
    found = [proposed(HandedOut("ppt", people, 0)) for people in (0, 1, 4, 5, 6, 10, 11, 416, 417, 9_999)]
    assert found == [0, 2, 5, 6, 8, 12, 14, 500, 500, 500]
    node = occasion.nodes[0]
    assert make_bag(occasion, str(node), None, by=cast.owner).number == most_codes(occasion.plan.sizes[node])


def test_every_code_is_there_once_and_no_name(occasion, bag, listed, pages_of):
    person = listed("Kari Nordmann")
    pages = pages_of(slips(occasion, bag, Language.NB))
    text = "".join(pages)
    assert len(pages) == 2
    for code in codes_of(bag):
        assert text.count(printed(code)) == 1
        assert holder_of(code).nodes == (bag.node,)
    assert bare(person.name) not in text
    assert text.count(bare(occasion.name(bag.node, Language.NB))) >= 20
    assert text.count(bare(occasion.until(Language.NB))) == 20


def test_the_order_is_another_each_time_and_never_that_of_the_making(occasion, bag, pages_of):
    orders = []
    for _ in range(3):
        text = "".join(pages_of(slips(occasion, bag, Language.NB)))
        orders.append(sorted(codes_of(bag), key=lambda code, text=text: text.index(printed(code))))
    made = codes_of(bag)
    assert len({tuple(order) for order in [*orders, made]}) == 4
    assert all(sorted(order) == sorted(made) for order in orders)


def test_each_way_in_stands_beside_its_own_code(occasion, bag, monkeypatch):
    from samspill_web.collection.channels.slips import papers

    seen = {}
    monkeypatch.setattr(papers, "typeset", lambda _template, data: seen.update(data) or b"")
    monkeypatch.setattr(papers, "code_drawing", lambda link: link)
    slips(occasion, bag, Language.NB)
    assert all(slip["code_drawing"].endswith("#" + slip["code"].replace("-", "")) for slip in seen["slips"])
    assert len(seen["slips"]) == 20


@pytest.mark.parametrize("number", [1, 14, 15, MOST])
def test_fourteen_on_a_sheet(occasion, cast, pages_of, number):
    made = make_bag(occasion, str(occasion.nodes[0]), number, WHY, by=cast.owner)
    assert len(pages_of(slips(occasion, made, Language.NB))) == -(-number // 14)


def test_long_and_hostile_names_stay_on_their_slip(occasion, bag, pages_of, places_of):
    for name in ('#read("/etc/passwd") *x* $y$', "Ungdomshelsetjenestekoordinatorene " * 6, "W" * 300):
        mapping = occasion.plan.mapping
        group = replace(mapping.groups[occasion.nodes[0].group], name=Text(dict.fromkeys(Language, name)))
        mapping = replace(mapping, title=Text(dict.fromkeys(Language, name)), groups={**mapping.groups, group.key: group})
        made = slips(replace(occasion, plan=replace(occasion.plan, mapping=mapping)), bag, Language.NB)
        pages = pages_of(made)
        assert len(pages) == 2
        assert all(printed(code) in "".join(pages) for code in codes_of(bag))
        assert bare(name)[:12] in pages[0].replace("\u200b", "")
        # The two columns of slips, each within its own half.
        starts = [x for x, _, text in places_of(made, 0) if "-" in text and len(text) == 19]
        assert len(starts) == 14
        left = min(starts)
        assert all(min(abs(x - left), abs(x - left - 105)) < 0.5 for x in starts)


def test_a_sheet_can_be_read_aloud(occasion, bag, pdf_reading, tmp_path):
    made = slips(occasion, bag, Language.SV)
    file, tree = pdf_reading.read(made)
    assert str(file.Root.Lang) == "sv"
    assert len(tree.all("Figure")) == 20
    assert {figure.alt for figure in tree.all("Figure")} == {say("paper.letter.code_alt", Language.SV)}
    path = tmp_path / "slips.pdf"
    path.write_bytes(made)
    checked = subprocess.run(
        [Path(sys.executable).with_name("pdfua"), "check", path], capture_output=True, text=True, check=False
    )
    assert "PASS (no findings)" in checked.stdout


# ---- making and taking back ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("node", "number", "code"),
    [(None, 0, "slips.number_wrong"), (None, MOST + 1, "slips.number_wrong"), ("borte", 5, "slips.not_asked")],
)
def test_what_is_no_bag_is_refused(occasion, cast, node, number, code):
    with pytest.raises(UsageError) as error:
        make_bag(occasion, node or str(occasion.nodes[0]), number, by=cast.owner)
    assert codes(error) == [f"paper.{code}"]
    assert not Bag.objects.exists()


def test_a_group_has_so_many_bags_and_no_more(occasion, cast):
    node, other = (str(each) for each in occasion.nodes[:2])
    for _ in range(BAGS):
        make_bag(occasion, node, 5, WHY, by=cast.owner)
    with pytest.raises(UsageError) as error:
        make_bag(occasion, node, 5, WHY, by=cast.owner)
    assert codes(error) == ["paper.slips.full"]
    assert make_bag(occasion, other, 5, by=cast.owner)


def test_two_bags_share_no_code(occasion, cast, bag):
    other = make_bag(occasion, bag.node, 20, WHY, by=cast.owner)
    assert not set(codes_of(bag)) & set(codes_of(other))


def test_a_bag_that_is_taken_back_lets_nobody_in(occasion, cast, bag):
    made = codes_of(bag)
    assert all(holder_of(code) for code in made)
    withdraw_bag(bag, by=cast.owner)
    assert not any(holder_of(code) for code in made)
    assert AuditEntry.objects.filter(verb="bag.withdrawn").count() == 1


def test_none_is_taken_back_once_the_wave_has_opened(occasion, cast, bag, time_machine_at):
    time_machine_at(occasion.opens + timedelta(seconds=1))
    with pytest.raises(UsageError) as error:
        withdraw_bag(bag, by=cast.owner)
    assert codes(error) == ["paper.slips.open"]
    assert Bag.objects.filter(pk=bag.pk).exists()


@pytest.fixture
def time_machine_at():
    import time_machine

    travels = []

    def go(moment):
        travel = time_machine.travel(moment, tick=False)
        travel.start()
        travels.append(travel)

    yield go
    for travel in travels:
        travel.stop()


# ---- why -------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def group(occasion) -> tuple[str, int]:
    """A group and how many codes it may have before anybody asks why."""
    return str(occasion.nodes[0]), most_codes(occasion.plan.sizes[occasion.nodes[0]])


def test_more_codes_than_people_and_a_fifth_need_a_reason(occasion, cast, group):
    """The attack: slips for more than a group has people, to be filled in by whoever made them."""
    node, most = group
    make_bag(occasion, node, most - 1, by=cast.owner)
    with pytest.raises(UsageError) as error:
        make_bag(occasion, node, 2, by=cast.owner)
    assert codes(error) == ["paper.slips.reason.beyond"]
    assert error.value.problems[0].data == {"planned": occasion.plan.sizes[occasion.nodes[0]], "codes": most + 1}
    make_bag(occasion, node, 1, by=cast.owner)
    made = make_bag(occasion, node, 1, f"  {WHY}\n", by=cast.owner)
    assert made.reason == WHY
    assert [bag.reason for bag in Bag.objects.all()] == ["", "", WHY]


def test_people_on_the_list_count_with_the_slips_and_a_bag_without_a_number_leaves_them_out(occasion, cast, group, listed):
    node, most = group
    for number in range(most - 3):
        listed(f"Person {number}")
    with pytest.raises(UsageError) as error:
        make_bag(occasion, node, 4, by=cast.owner)
    assert codes(error) == ["paper.slips.reason.beyond"]
    assert make_bag(occasion, node, None, by=cast.owner).number == 3
    with pytest.raises(UsageError) as error:
        make_bag(occasion, node, None, by=cast.owner)
    assert codes(error) == ["paper.slips.reason.beyond"]
    assert make_bag(occasion, node, None, WHY, by=cast.owner).number == most


def test_groups_do_not_count_for_each_other(occasion, cast, group):
    node, most = group
    make_bag(occasion, node, most, by=cast.owner)
    assert make_bag(occasion, str(occasion.nodes[1]), None, by=cast.owner)


def test_a_bag_that_was_taken_back_leaves_room(occasion, cast, group):
    node, most = group
    withdraw_bag(make_bag(occasion, node, most, by=cast.owner), by=cast.owner)
    assert make_bag(occasion, node, most, by=cast.owner).reason == ""


def test_every_bag_needs_a_reason_while_people_answer(occasion, cast, group, time_machine_at):
    node, _ = group
    time_machine_at(occasion.opens)
    with pytest.raises(UsageError) as error:
        make_bag(occasion, node, 1, by=cast.owner)
    assert codes(error) == ["paper.slips.reason.open"]
    assert make_bag(occasion, node, 1, WHY, by=cast.owner).reason == WHY


@pytest.mark.parametrize("reason", ["ja", "flere", "a  b       c", "123456789"])
def test_a_reason_that_says_nothing_is_none(occasion, cast, group, reason):
    node, most = group
    for number in (1, most + 1):
        with pytest.raises(UsageError) as error:
            make_bag(occasion, node, number, reason, by=cast.owner)
        assert codes(error) == ["paper.slips.reason.short"]
    assert not Bag.objects.exists()


def test_the_log_tells_how_many_codes_and_why(occasion, cast, group):
    node, most = group
    planned = occasion.plan.sizes[occasion.nodes[0]]
    make_bag(occasion, node, most, by=cast.owner)
    make_bag(occasion, node, 4, WHY, by=cast.owner)
    first, second = (entry.data for entry in AuditEntry.objects.filter(verb="bag.made").order_by("pk"))
    told = {"wave": occasion.number, "node": node, "planned": planned}
    assert first == told | {"count": most, "codes": most}
    assert second == told | {"count": 4, "codes": most + 4, "reason": WHY}


# ---- the page --------------------------------------------------------------------------------------------------------------


def test_the_page_makes_prints_and_takes_back(occasion, owner, pages_of, settings, caplog):
    node = str(occasion.nodes[0])
    assert owner.post(at(occasion, "make_bag"), {"node": node, "number": ""}).status_code == 302
    (bag,) = Bag.objects.all()
    page = owner.get(at(occasion, "slips"))
    assert [each[0].pk for each in page.context["bags"]] == [bag.pk]
    answer = owner.post(at(occasion, "print_slips", bag.pk), {"language": "nb"})
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    text = "".join(pages_of(answer.content))
    assert all(printed(code) in text for code in codes_of(bag))
    kept = [str(row) for model in apps.get_models() for row in model._base_manager.values()]
    kept += [path.read_bytes().decode("latin-1") for path in settings.KEYS.parent.rglob("*") if path.is_file()]
    kept += [caplog.text, str(dict(owner.session)), owner.get(at(occasion, "slips")).content.decode()]
    assert not any(code in row or printed(code) in row for code in codes_of(bag) for row in kept)
    assert AuditEntry.objects.get(verb="slips.printed").data == {"wave": bag.wave, "node": node, "count": bag.number}
    assert owner.post(at(occasion, "withdraw_bag", bag.pk)).status_code == 302
    assert not Bag.objects.exists()


@pytest.mark.parametrize(
    "values", [{"number": "0"}, {"number": "501"}, {"number": "1e9"}, {"number": "9" * 10_000}, {"node": "borte"}, {"node": ""}]
)
def test_a_wrong_number_or_group_is_told_and_kept(occasion, owner, values):
    answer = owner.post(at(occasion, "make_bag"), {"node": str(occasion.nodes[0]), "number": "5", **values})
    assert answer.status_code == 422
    assert not Bag.objects.exists()


def test_nothing_typed_is_lost_where_the_reason_is_missing(occasion, owner, group):
    node, most = str(occasion.nodes[1]), most_codes(occasion.plan.sizes[occasion.nodes[1]])
    for reason, code, fields in (
        ("", "beyond", {"codes": most + 7, "planned": occasion.plan.sizes[occasion.nodes[1]]}),
        ("vikarer", "short", {"n": LEAST}),
        ("x" * 301, "long", {"n": 300}),
    ):
        answer = owner.post(at(occasion, "make_bag"), {"node": node, "number": str(most + 7), "reason": reason})
        assert answer.status_code == 422
        form = answer.context["form"]
        assert form.errors == {"reason": [say(f"paper.slips.reason.{code}", Language.NB, **fields)]}
        assert [form[name].value() for name in ("node", "number", "reason")] == [node, str(most + 7), reason]
        assert 'href="#id_reason"' in answer.content.decode()
    answer = owner.post(at(occasion, "make_bag"), {"node": node, "number": str(most + 7), "reason": WHY + " <b>"})
    assert answer.status_code == 302
    page = owner.get(at(occasion, "slips")).content.decode()
    assert f"{WHY} &lt;b&gt;" in page


def test_the_reason_is_always_asked_for_and_never_required_by_the_browser(occasion, owner):
    page = owner.get(at(occasion, "slips"))
    drawn = str(page.context["form"]["reason"])
    assert "required" not in drawn
    assert say("paper.slips.reason.help", Language.NB) in page.content.decode()


def test_unseen_signs_in_a_reason_are_refused(occasion, owner):
    answer = owner.post(at(occasion, "make_bag"), {"node": str(occasion.nodes[0]), "number": "", "reason": WHY + "\u202e"})
    assert answer.status_code == 422
    assert not Bag.objects.exists()


def test_nothing_is_said_of_taking_back_when_it_is_too_late(occasion, owner, bag, cast, client_of, time_machine):
    page = owner.get(at(occasion, "slips")).content.decode()
    assert say("paper.slips.withdraw_what", Language.NB) in page
    time_machine.move_to(occasion.wave.opens + timedelta(hours=1), tick=False)
    page = client_of(cast.owner).get(at(occasion, "slips")).content.decode()
    assert say("paper.slips.withdraw_what", Language.NB) not in page
    assert say("paper.slips.print_again", Language.NB) in page


@pytest.mark.parametrize(
    ("browser", "language"), [("en-GB,en;q=0.9", "en"), ("fi,no;q=0.5", "nb"), ("fi", "nb"), ("", "nb"), ("*;q=x", "nb")]
)
def test_a_slip_opens_in_the_language_of_the_browser_until_another_is_chosen(
    occasion, bag, client, time_machine, browser, language
):
    time_machine.move_to(occasion.wave.opens + timedelta(hours=1), tick=False)
    form = {"code": printed(codes_of(bag)[0])}
    for address in ("/s/", "/s/open/"):
        page = client.post(address, form, headers={"Accept-Language": browser})
        assert page.status_code == 200
        told = page.json()["language"] if address == "/s/open/" else page.context["language"]
        assert told == language
        chosen = client.post(address, form | {"language": "nb"}, headers={"Accept-Language": "en"})
        assert (chosen.json()["language"] if address == "/s/open/" else chosen.context["language"]) == "nb"


def test_somebody_on_the_list_is_asked_in_the_language_of_the_list(occasion, listed, client, time_machine):
    code = printed(code_of(listed("Kari", language="nb")))
    time_machine.move_to(occasion.wave.opens + timedelta(hours=1), tick=False)
    assert client.post("/s/open/", {"code": code}, headers={"Accept-Language": "en"}).json()["language"] == "nb"


def test_people_on_the_list_are_told_of(occasion, owner, bag, listed):
    listed("Kari")
    listed("Ola", nodes=[str(occasion.nodes[1])])
    assert [each[2] for each in owner.get(at(occasion, "slips")).context["bags"]] == [1]
    assert say("paper.slips.listed", Language.NB, n=1) in owner.get(at(occasion, "slips")).content.decode()


def test_nothing_of_another_organisation(occasion, cast, client_of, bag):
    outsider = client_of(cast.outsider)
    for name in ("print_slips", "withdraw_bag"):
        assert outsider.post(at(occasion, name, bag.pk)).status_code == 404
        assert outsider.post(reverse(name, args=[cast.foreign_project.pk, bag.pk])).status_code == 404
    with scopes_disabled():
        assert Bag.objects.filter(pk=bag.pk).exists()


def test_no_slips_before_the_launch_or_without_the_secret(cast, owner, ready_project, within):
    project = ready_project
    page = owner.get(reverse("slips", args=[project.pk]))
    assert page.context["launched"] is False
    assert owner.post(reverse("make_bag", args=[project.pk]), {"node": "x"}).status_code == 302
    launch(project, by=cast.owner)
    occasion = occasion_of(project)
    bag = make_bag(occasion, str(occasion.nodes[0]), 5, by=cast.owner)
    secret.forget(project.pk, occasion.number)
    answer = owner.post(reverse("print_slips", args=[project.pk, bag.pk]), follow=True)
    assert say("paper.no_secret", Language.NB) in answer.content.decode()
    assert not AuditEntry.objects.filter(verb="slips.printed").exists()


def test_a_plan_that_is_not_whole_is_told(cast, client_of):
    page = client_of(cast.outsider).get(reverse("slips", args=[cast.foreign_project.pk]))
    assert say("paper.nothing_yet", Language.NB) in page.content.decode()
