"""The design in a browser: by keyboard alone, without scripts, wide and narrow."""

from __future__ import annotations

import os

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled
from look.conftest import page_of
from look.seeing import NARROW, WIDE, faults, look_at, press
from playwright.sync_api import expect
from projects.plans import at, with_sites

from samspill.terms import Need
from samspill_web.projects import services
from samspill_web.projects.matrix import matrix_of
from samspill_web.projects.models import Project
from samspill_web.projects.selectors import draft

__all__ = ["page_of"]
pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = os.environ.get("PICTURES_OF_PAGES")


@pytest.fixture
def project(cast) -> Project:
    return with_sites(cast)


def matrix(project: Project):
    with scopes_disabled():
        return matrix_of(draft(Project.objects.get(pk=project.pk)).table, may_edit=True)


def picture(page, name: str) -> None:
    if PICTURES:
        for size, viewport in (("wide", WIDE), ("narrow", NARROW)):
            page.set_viewport_size(viewport)
            page.screenshot(path=f"{PICTURES}/{name}-{size}.png", full_page=True)


def test_every_page_of_the_design_has_no_fault(cast, page_of, project):
    page = page_of(cast.owner)
    groups = matrix(project).groups
    addresses = {
        "groups": at("groups", project),
        "add": at("add_part", project, "group"),
        "organisation": at("add_part", project, "organisation"),
        "edit": at("edit_part", project, "group", groups[0].key),
        "merge": at("merge_groups", project),
        "split": at("split_group", project, groups[0].key),
        "needs": at("needs", project),
        "needs_of": at("needs_of", project, groups[0].key),
        "questions": at("questions", project),
        "history": at("history", project),
        "file": at("file", project),
    }
    for name, address in addresses.items():
        page.goto(address)
        picture(page, name)
        look_at(page)


def test_the_questionnaires_of_an_organisation_have_no_fault(cast, page_of):
    page = page_of(cast.administrator)
    for name in ("instruments", "bring_instrument"):
        page.goto(reverse(name, args=(cast.tenant.pk,)))
        picture(page, name)
        look_at(page)


@pytest.mark.parametrize("who", ["partner"])
def test_pages_of_those_who_only_look_have_no_fault(cast, page_of, project, who):
    page = page_of(cast.people[who])
    for name in ("groups", "needs", "questions", "history", "file"):
        page.goto(at(name, project))
        picture(page, f"{who}-{name}")
        look_at(page)


def test_a_need_is_set_by_keyboard_alone(cast, page_of, project):
    page = page_of(cast.owner)
    page.set_viewport_size(WIDE)
    page.goto(at("needs", project))
    groups = matrix(project).groups
    first = page.locator("table[data-matrix] button").first
    # One stop for Tab, whatever the number of cells.
    for _ in range(60):
        page.keyboard.press("Tab")
        if first.evaluate("each => each === document.activeElement"):
            break
    expect(first).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    cell = page.locator(":focus")
    rater, target, _ = cell.get_attribute("value").split(" ")
    # Past the own group, which is no button.
    assert (rater, target) == (groups[3].key, groups[2].key)
    for key, need in (("0", Need.NONE), ("2", Need.HIGH), ("1", Need.SOME), ("Enter", Need.HIGH)):
        page.keyboard.press(key)
        changed = page.locator(f'button[id="need-{rater}+{target}"][data-need="{need}"]')
        expect(changed).to_be_focused()
        expect(page.locator("#needs-said")).to_contain_text({"high": "mye", "none": "ikke", "some": "noe"}[need])
        assert matrix(project).need(rater, target) is need


def test_groups_are_merged_and_that_is_undone_by_keyboard_alone(cast, page_of, project):
    page = page_of(cast.owner)
    before = [group.key for group in matrix(project).groups]
    with scopes_disabled():
        table = draft(Project.objects.get(pk=project.pk)).table
    alike = [group["key"] for group in table["group"] if not group.get("each_site") and not group.get("sites")][:2]
    page.goto(at("merge_groups", project))

    def to(locator) -> None:
        for _ in range(80):
            if locator.evaluate("each => each === document.activeElement"):
                return
            page.keyboard.press("Tab")
        raise AssertionError(locator)

    for key in alike:
        to(page.locator(f'input[value="{key}"]'))
        page.keyboard.press("Space")
    to(page.locator('input[name="name_nb"]'))
    page.keyboard.type("Begge to")
    page.keyboard.press("Enter")
    expect(page.locator(".just-done")).to_be_visible()
    assert alike[1] not in [group.key for group in matrix(project).groups]
    to(page.locator(".just-done button"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Endringen er angret.")).to_be_visible()
    assert [group.key for group in matrix(project).groups] == before


def test_without_scripts_all_is_done_by_forms(cast, page_of, project):
    page = page_of(cast.owner, scripts=False)
    page.set_viewport_size(WIDE)
    page.goto(at("needs", project))
    cell = page.locator("table[data-matrix] button[data-need=some]").first
    rater, target, _ = cell.get_attribute("value").split(" ")
    press(cell)
    assert matrix(project).need(rater, target) is Need.HIGH
    press(page.get_by_role("button", name="Angre").first)
    assert matrix(project).need(rater, target) is Need.SOME
    page.goto(at("groups", project))
    field = page.locator("input[type=number]").first
    field.fill("33")
    press(page.get_by_role("button", name="Lagre antall personer"))
    assert page.locator("input[type=number]").first.input_value() == "33"
    page.locator(".part-actions summary").first.click()
    press(page.locator(".menu-list button").filter(has_text="Flytt ned").first)
    expect(page.locator(".just-done")).to_contain_text("ny rekkefølge")


def test_sizes_save_themselves_and_what_stands_beside_follows(cast, page_of, project):
    page = page_of(cast.owner)
    page.set_viewport_size(WIDE)
    page.goto(at("groups", project))
    field = page.locator("input[type=number]").first
    with page.expect_response(lambda answer: answer.url.endswith("/beside/")):
        field.fill("34")
        field.press("Tab")
    expect(page.locator(".save-status").first).to_contain_text("Lagret")
    page.reload()
    assert page.locator("input[type=number]").first.input_value() == "34"


def test_a_large_matrix_has_no_fault(cast, page_of, project):
    with scopes_disabled():
        made = [
            {"key": f"g{n}", "name": f"Gruppe nummer {n} med et langt navn", "organisation": f"o{n % 3}", "size": 9}
            for n in range(24)
        ]
        organisations = [{"key": f"o{n}", "name": f"Organisasjon {n}"} for n in range(3)]
        head = {"title": "Stor", "core_task": "t", "language": "nb"}
        table = {"mapping": head, "organisation": organisations, "group": made}
        services.edit(project, lambda _before: table, "file", by=cast.owner)
    page = page_of(cast.owner)
    page.set_viewport_size(WIDE)
    page.goto(at("needs", project))
    picture(page, "large")
    assert faults(page) == []
