"""A scripted consultant who goes from a closed round to a meeting and to three agreed actions, in a browser.

The same script runs in the tests and against any demonstration: ``python tests/e2e/talking.py http://127.0.0.1:8000 PASSWORD
CODE --lang nb --shots folder`` leaves a picture of each page, wide and narrow.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parent))
from preparing import Person, run

Words = Mapping[str, Any]
WORDS: Mapping[str, Words] = {
    "nb": {
        "place": "Kantina på rådhuset",
        "note": "Vi trenger at dere vet når vi har vakt.",
        "actions": ("Fem minutter om oppgavene våre på fredager", "En felles telefonliste", "Vi prøver et fast møte i høst"),
        "owner": "Anne Berg",
        "sign": "Alle vet hvem de skal ringe",
    },
    "en": {
        "place": "The canteen at the town hall",
        "note": "We need you to know when we are on call.",
        "actions": ("Five minutes about our tasks on Fridays", "One list of telephone numbers", "We try a regular meeting"),
        "owner": "Anne Berg",
        "sign": "Everybody knows whom to call",
    },
}


def whole_way(person: Person) -> None:
    """Read the result, show it, make a meeting, lead it, and agree three actions."""
    words, page = WORDS[person.language.value], person.page
    person.open_demonstration()
    person.go("release")
    person.look("result")
    with page.expect_navigation():
        page.locator("main").get_by_role("link", name=person.told("analysis.release.read")).click()
    person.look("overview")
    assert page.locator(".told .key-lines, .told ul.lines").count() > 0
    tie = _a_tie(person)
    _meeting(person, words)
    _agree(person, words, tie)


def _a_tie(person: Person) -> str:
    """Go by the matrix to the page of a tie; return the address of the form for an action about it."""
    page = person.page
    with page.expect_navigation():
        page.locator("nav.chapters").get_by_role("link", name=person.told("dashboards.chapter.matrix")).click()
    person.look("matrix")
    with page.expect_navigation():
        page.locator(".matrix a[href*='/tie-']").first.click()
    person.look("tie")
    assert person.told("actions.beside.nothing") in page.locator("main").inner_text()
    return str(page.locator("a[href*='/actions/new/']").get_attribute("href"))


def _meeting(person: Person, words: Words) -> None:
    """Make a meeting of 45 minutes, show its screens by keyboard alone, and write down what a group needs others to know."""
    page = person.page
    person.go("feedback_meeting")
    person.look("meetings")
    page.locator("main [name=plan]").first.check()
    person.press(person.told("dialogue.make.do"))
    person.look("meeting")
    person.fill(day=(date.today() + timedelta(days=14)).isoformat(), clock="09:00", place=words["place"])  # noqa: DTZ011
    person.press(person.told("dialogue.decide.do"))
    assert words["place"] in page.locator("main").inner_text()
    address = page.url
    page.goto(f"{address}present/")
    screens = page.locator("section.screen").count()
    assert screens >= 6
    # A screen that is higher than the window takes more than one press.
    for _ in range(4 * screens):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(100)
        if page.url.endswith(f"#screen-{screens}"):
            break
    assert page.url.endswith(f"#screen-{screens}")
    page.keyboard.press("Home")
    page.wait_for_timeout(100)
    assert page.url.endswith("#screen-1")
    person.look("screens")
    page.goto(address)
    with page.expect_navigation():
        page.locator("main").get_by_role("link", name=person.told("dialogue.notes.go")).click()
    page.locator("main [name=group]").first.select_option(index=1)
    person.fill(text=words["note"])
    person.press(person.told("dialogue.notes.do"))
    assert words["note"] in page.locator("main").inner_text()
    person.look("notes")


def _agree(person: Person, words: Words, tie: str) -> None:
    """Agree an action about a tie, one from what the result finds, and one that lacks an owner at first."""
    page, (first, second, third) = person.page, words["actions"]
    page.goto(tie)
    _write(person, words, first)
    person.press(person.told("actions.form.as_agreed"))
    person.go("actions")
    person.look("actions")
    with page.expect_navigation():
        page.locator("main a[href*='/actions/new/?']").first.click()
    _write(person, words, second)
    person.press(person.told("actions.form.as_agreed"))
    person.go("actions")
    with page.expect_navigation():
        page.locator("main").get_by_role("link", name=person.told("actions.new"), exact=True).first.click()
    _write(person, words, third, owner="")
    person.press(person.told("actions.form.as_agreed"))
    person.look("no-owner")
    assert page.locator("main [name=what]").input_value() == third
    person.fill(owner_name=words["owner"])
    person.press(person.told("actions.form.as_agreed"))
    person.go("actions")
    person.look("board")
    text = page.locator("main").inner_text()
    assert all(each in text for each in words["actions"])


def _write(person: Person, words: Words, what: str, owner: str | None = None) -> None:
    page = person.page
    person.fill(what=what, sign=words["sign"], due=(date.today() + timedelta(days=60)).isoformat())  # noqa: DTZ011
    page.locator("main [name=kind]").first.check()
    person.fill(owner_name=words["owner"] if owner is None else owner)


def _talked(person: Person) -> str:
    whole_way(person)
    return f"three actions after {len(person.seen)} pages"


if __name__ == "__main__":
    run(_talked)
