"""A scripted consultant who prepares a mapping in a browser as a new user would, is stopped by the gate, and launches it.

The same script runs in the tests and against any demonstration: ``python tests/e2e/preparing.py http://127.0.0.1:8000 PASSWORD
CODE --lang en --shots folder`` leaves a picture of each page, wide and narrow.
"""

from __future__ import annotations

import argparse
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from samspill.language import say
from samspill.terms import Language

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
REASON = {"nb": "Vi har snakket om det og tar det med oss.", "en": "We have talked about it and know it."}
GROUPS = {
    "nb": (("Sykehuset", "Sykepleiere på sengepost", 14), ("Sykehuset", "Leger", 9), ("Kommunen", "Hjemmetjenesten", 22)),
    "en": (("The hospital", "Ward nurses", 14), ("The hospital", "Doctors", 9), ("The municipality", "Home care", 22)),
}
WORDS: Mapping[str, Mapping[str, str]] = {
    "nb": {
        "title": "Trygg hjem",
        "ambition": "Ingen blir sendt hjem uten at noen tar imot",
        "resource": "To fagdager i vår",
        "goal": "Alle har en plan før de reiser",
        "owner": "Enhetsleder i hjemmetjenesten",
        "seen": "Vi spør dem som er kommet hjem",
        "task": "trygg hjemreise for eldre pasienter",
        "who": "Hjemmetjenesten",
        "on_whom": "sykepleierne på sengepost",
        "when": "en pasient skal hjem",
        "people": "eldre som bor alene",
        "agreed": "Kommunalsjef helse",
        "follow": "Prosessveileder",
        "assessed": "Personvernombudet",
        "how": "På personalmøtet",
    },
    "en": {
        "title": "Safely home",
        "ambition": "Nobody is sent home without somebody to receive them",
        "resource": "Two days together this spring",
        "goal": "Everybody has a plan before they leave",
        "owner": "Head of home care",
        "seen": "We ask those who have come home",
        "task": "a safe way home for older patients",
        "who": "Home care",
        "on_whom": "the ward nurses",
        "when": "a patient goes home",
        "people": "older people who live alone",
        "agreed": "Director of health",
        "follow": "The consultant",
        "assessed": "The privacy officer",
        "how": "At the staff meeting",
    },
}


@dataclass
class Person:
    """Somebody at a browser, who reads one language."""

    page: Page
    language: Language
    shots: Path | None = None
    seen: list[str] = field(default_factory=list)

    @property
    def words(self) -> Mapping[str, str]:
        """What this person writes."""
        return WORDS[self.language.value]

    def told(self, code: str, **fields: object) -> str:
        """Return a text of the workspace in the person's language."""
        return say(code, self.language, **fields)

    def look(self, name: str) -> None:
        """Look at the page, wide and narrow."""
        self.seen.append(name)
        assert self.page.locator("h1").count() == 1, name
        if self.shots is None:
            return
        for viewport in (NARROW, WIDE):
            self.page.set_viewport_size(viewport)  # type: ignore[arg-type]
            file = self.shots / f"{len(self.seen):02d}-{name}-{viewport['width']}.png"
            self.page.screenshot(path=file, full_page=True)

    def press(self, text: str, where: str = "main") -> None:
        """Press the button that says so."""
        with self.page.expect_navigation():
            self.page.locator(where).get_by_role("button", name=text).first.click()

    def save(self) -> None:
        """Press the button that saves, and see that it is said."""
        before = self.page.url
        with self.page.expect_navigation():
            self.page.locator("main form button[type=submit]:visible").last.click()
        assert self.page.locator("[aria-invalid=true], .ds-error-summary").count() == 0, (
            before,
            self.page.locator("main").inner_text(),
        )

    def fill(self, **fields: str) -> None:
        """Write into fields."""
        for name, value in fields.items():
            self.page.fill(f"main [name='{name.replace('__', '-')}']", value)

    def go(self, step: str) -> None:
        """Go to a page by the path that is always in view."""
        link = self.page.get_by_role("navigation", name=self.told("projects.path.label")).get_by_role(
            "link", name=re.compile(rf"^\W*{re.escape(self.told(f'projects.page.{step}.title'))}")
        )
        with self.page.expect_navigation():
            link.first.click()

    def log_in(self, email: str, password: str, code: str) -> None:
        """Come in with a password and a second factor."""
        self.page.goto("/")
        self.choose_language()
        self.look("welcome")
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("link", name=self.told("workspace.welcome.login")).click()
        self.look("log-in")
        for field_name, value in (("login", email), ("password", password), ("code", code)):
            self.page.fill(f"[name={field_name}]", value)
            if field_name != "login":
                with self.page.expect_navigation():
                    self.page.keyboard.press("Enter")

    def choose_language(self) -> None:
        """Choose the language of pages by the menu on top."""
        choice = self.page.locator(f"header button[name=language][value={self.language.value}]")
        self.page.locator("header details:has(button[name=language]) > summary").click()
        with self.page.expect_navigation():
            choice.click()

    def open_demonstration(self) -> None:
        """Open the mapping with rounds behind it that the demonstration comes with: the first that it made."""
        links = self.page.locator("main h2 a[href^='/m/']")
        addresses = [str(link.get_attribute("href")) for link in links.all()]
        self.page.goto(min(addresses, key=lambda address: int(address.strip("/").removeprefix("m/"))))

    def begin(self) -> None:
        """Begin a mapping with a title."""
        self.look("home")
        with self.page.expect_navigation():
            self.page.locator("a[href$='/begin/']").first.click()
        self.fill(title=self.words["title"])
        self.page.select_option("main [name=language]", self.language.value)
        self.look("begin")
        self.press(self.told("workspace.begin.go"))

    def agree(self) -> None:
        """Write the start, the core task and who agrees."""
        words, tag = self.words, self.language.value
        start = {"ambitions-0-what": "ambition", "resources-0-what": "resource", "goals-0-what": "goal"}
        start |= {"goals-0-owner": "owner", "goals-0-seen_by": "seen"}
        self.fill(**{f"{name}_{tag}": words[word] for name, word in start.items()})
        self.look("start")
        self.save()
        self.go("core_task")
        names = {
            "core_task": "task",
            "test_who": "who",
            "test_on_whom": "on_whom",
            "test_when": "when",
            "test_people": "people",
        }
        self.fill(**{f"{name}_{tag}": words[word] for name, word in names.items()})
        self.look("core-task")
        self.save()
        self.go("agreement")
        today = date.today().isoformat()  # noqa: DTZ011
        self.fill(**{f"agreed-0-who_{tag}": words["agreed"], "agreed-0-on": today})
        self.look("agreement")
        self.save()

    def plan(self) -> None:
        """Write organisations and groups, and who needs whom."""
        tag = self.language.value
        self.go("groups")
        self.look("groups-empty")
        for organisation in dict.fromkeys(name for name, _, _ in GROUPS[tag]):
            self._add("organisation", {f"name_{tag}": organisation})
        for organisation, name, size in GROUPS[tag]:
            self._add("group", {f"name_{tag}": name, "size": str(size)}, organisation)
        self.look("groups")
        self.go("needs")
        cells = self.page.locator("table[data-matrix] button")
        for number in range(cells.count()):
            with self.page.expect_response(re.compile("/needs/set/")):
                cells.nth(number).click()
        self.look("needs")
        self.go("questions")
        self.look("questions")

    def _add(self, kind: str, fields: Mapping[str, str], organisation: str | None = None) -> None:
        self.page.goto(f"{self._project()}groups/add/{kind}/")
        self.fill(**fields)
        if organisation is not None:
            self.page.select_option("main [name=organisation]", label=organisation)
        self.save()

    def _project(self) -> str:
        found = re.match(r"(.*/m/\d+/)", self.page.url)
        assert found is not None, self.page.url
        return found[1]

    def be_stopped(self) -> Sequence[str]:
        """Ask whether the mapping is ready; return what is missing."""
        self.go("ready")
        self.look("ready-before")
        self.press(self.told("projects.ready.ask"))
        self.look("ready-stopped")
        assert self.page.get_by_role("button", name=self.told("projects.ready.launch")).count() == 0
        return self.page.locator("section[aria-labelledby=blocking] h3").all_inner_texts()

    def mend(self) -> None:
        """Mend what blocks: dates, follow-up, key; and the privacy and information that only warn."""
        words, tag = self.words, self.language.value
        self.go("calendar")
        self.fill(opens=(date.today() + timedelta(days=21)).isoformat())  # noqa: DTZ011
        self.page.locator("[name=propose]").click()
        self.page.wait_for_function("document.querySelector('[name=closes]').value !== ''")
        meeting = date.fromisoformat(self.page.input_value("[name=closes]")) + timedelta(days=14)
        self.fill(**{"feedback_meeting": meeting.isoformat(), f"follow_up_{tag}": words["follow"]})
        self.look("calendar")
        self.save()
        self.go("privacy")
        self.fill(**{"dpia": date.today().isoformat(), f"dpia_by_{tag}": words["assessed"]})  # noqa: DTZ011
        self.look("privacy")
        self.save()
        self.go("informing")
        self.page.select_option("main [name=inform-0-whom]", "employees")
        self.fill(**{f"inform-0-who_{tag}": words["agreed"], f"inform-0-how_{tag}": words["how"]})
        self.look("informing")
        self.save()
        self.go("key")
        self.press(self.told("collection.key.make"))
        self.look("key-sheet")
        self.press(self.told("collection.sheet.done"))
        self.look("key")

    def try_with_three(self) -> None:
        """Make a trial link, go through it once as a respondent, and leave a remark."""
        self.go("trial")
        self.press(self.told("collection.trial.open"))
        self.look("trial")
        back = self.page.url
        self.page.goto(self.page.locator(".link-to-copy a").get_attribute("href") or "")
        self.look("survey-welcome")
        self.press(self.told("collection.survey.next"))
        while self.page.get_by_role("button", name=self.told("collection.survey.send")).count() == 0:
            for group in self.page.locator(".question").all():
                group.locator("label.answer").first.click()
            self.page.locator("details.remark-box summary").click()
            self.page.fill("[name=remark]", self.words["how"])
            self.look(f"survey-{len(self.seen)}")
            self.press(self.told("collection.survey.next"))
        self.look("survey-summary")
        self.press(self.told("collection.survey.send"))
        self.look("survey-thanks")
        self.page.goto(back)
        self.look("trial-remarks")

    def launch(self) -> None:
        """Give a reason for each warning, and launch."""
        self.go("ready")
        self.look("ready-mended")
        while self.page.locator(".with-reason:not(:has(.reason))").count():
            card = self.page.locator(".with-reason:not(:has(.reason))").first
            card.locator("summary").click()
            card.locator("[name=reason]").fill(REASON[self.language.value])
            with self.page.expect_navigation():
                card.locator("button[type=submit]").click()
        self.look("ready-to-launch")
        self.press(self.told("projects.ready.launch"))
        self.look("launched")


def whole_way(person: Person) -> Sequence[str]:
    """Go the whole way from an empty mapping to a launched one; return what the gate stopped it for."""
    person.begin()
    person.agree()
    person.plan()
    stopped = person.be_stopped()
    person.mend()
    person.try_with_three()
    person.launch()
    return stopped


def run(script: Callable[[Person], str]) -> None:
    """Go a way in a demonstration, as the command line asks, and print what the script says in the end."""
    parser = argparse.ArgumentParser()
    parser.add_argument("address")
    parser.add_argument("password", help="as the demonstration prints it")
    parser.add_argument("code", help="as the demonstration prints it")
    parser.add_argument("--lang", default="nb", choices=sorted(WORDS))
    parser.add_argument("--shots", type=Path)
    given = parser.parse_args()
    if given.shots:
        given.shots.mkdir(parents=True, exist_ok=True)
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        locale = {"nb": "nb-NO", "en": "en-GB"}[given.lang]
        page = browser.new_context(base_url=given.address, locale=locale, viewport=WIDE).new_page()  # type: ignore[arg-type]
        person = Person(page, Language(given.lang), given.shots)
        person.log_in("kari@eksempel.no", given.password, given.code)
        print(script(person))
        browser.close()


def _prepared(person: Person) -> str:
    stopped = [f"stopped: {what}" for what in whole_way(person)]
    return "\n".join([*stopped, f"launched after {len(person.seen)} pages"])


if __name__ == "__main__":
    run(_prepared)
