"""Somebody who answers the survey in a browser, as people do.

The same script runs in the tests and against any server with an open survey: ``python tests/e2e/answering.py
https://samspill.example.org CODE --size phone --offline --shots folder`` leaves a picture of each page.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Locator, Page, sync_playwright

SIZES = {"phone": {"width": 320, "height": 640}, "desk": {"width": 1280, "height": 900}}


@dataclass
class Answering:
    """Somebody at a browser with a code."""

    page: Page
    address: str
    code: str
    shots: Path | None = None
    seen: list[str] = field(default_factory=list)

    def come(self, link: str | None = None) -> Answering:
        """Open the link, and wait for the first page."""
        self.page.goto(link or f"{self.address}/s/#{self.code}")
        return self.wait()

    def wait(self) -> Answering:
        """Wait until there is a page to answer."""
        self.page.locator(".survey-page:not([hidden])").wait_for()
        return self

    @property
    def here(self) -> Locator:
        """The page of the survey that is shown."""
        return self.page.locator(".survey-page:not([hidden])")

    @property
    def kind(self) -> str:
        """What the page asks for."""
        return self.here.get_attribute("data-kind") or ""

    @property
    def key(self) -> str:
        """Which page it is."""
        return self.here.get_attribute("data-key") or ""

    @property
    def rows(self) -> list[Locator]:
        """The questions on the page."""
        return self.here.locator(".question:visible").all()

    @property
    def status(self) -> str:
        """What is said of where the answers are."""
        return self.page.locator(".save-status").inner_text()

    def look(self) -> None:
        """Remember the page, and leave a picture of it."""
        self.seen.append(self.key)
        if self.shots is not None:
            self.page.screenshot(path=self.shots / f"{len(self.seen):02d}-{self.key}.png", full_page=True)

    def choose(self, row: Locator, number: int = 0) -> None:
        """Choose one answer to a question."""
        row.locator("label.answer").nth(number).click()

    def fill(self, number: int = 0) -> None:
        """Answer everything on the page in the same way."""
        for row in self.rows:
            self.choose(row, number)

    def speak(self, language: str) -> None:
        """Choose a language on the first page, and wait for the page in it, where the languages are folded again."""
        self.page.locator(".language > summary").click()
        self.page.locator(f".tongue[value={language}]").click()
        self.page.locator(f"html[lang={language}] .language:not([open])").wait_for()

    def go_on(self) -> None:
        """Go to the next page."""
        self.page.locator(".moves .next").click()

    def go_back(self) -> None:
        """Go to the page before."""
        self.page.locator(".moves [value=back]").click()

    def go_to(self, kind: str, number: int | None = None) -> Answering:
        """Go on until a page of a kind comes, answering on the way where a number is given."""
        while self.kind != kind:
            if number is not None:
                self.fill(0 if self.kind == "contact" else number)
            self.look()
            self.go_on()
        self.look()
        return self

    def chosen(self) -> dict[str, list[str]]:
        """Return everything that is chosen, as it stands in the page."""
        found: dict[str, list[str]] = {}
        inputs = "[...document.querySelectorAll('.question:not([hidden]) input:checked')].map(each => [each.name, each.value])"
        for name, value in self.page.evaluate(inputs):
            found.setdefault(name, []).append(value)
        return found

    def send(self) -> None:
        """Send, on the last page."""
        assert self.kind == "summary", self.kind
        self.go_on()

    def thanked(self, *, timeout: float = 20_000) -> str:
        """Wait for the thanks; return what they say."""
        self.page.locator(".before").wait_for(state="attached", timeout=timeout)
        if self.shots is not None:
            self.page.screenshot(path=self.shots / f"{len(self.seen) + 1:02d}-thanks.png", full_page=True)
        return self.page.locator("main").inner_text()


def main() -> int:
    """Answer one survey to the end."""
    parser = argparse.ArgumentParser()
    parser.add_argument("address")
    parser.add_argument("code")
    parser.add_argument("--size", default="phone", choices=sorted(SIZES))
    parser.add_argument("--language", help="language to answer in, where it is not the one that the page comes in")
    parser.add_argument("--offline", action="store_true", help="lose the network halfway, reload, send, and get it back")
    parser.add_argument("--shots", type=Path)
    given = parser.parse_args()
    if given.shots:
        given.shots.mkdir(parents=True, exist_ok=True)
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        context = browser.new_context(viewport=SIZES[given.size])  # type: ignore[arg-type]
        person = Answering(context.new_page(), given.address.rstrip("/"), given.code, given.shots).come()
        if given.language:
            person.speak(given.language)
        person.go_to("question", 0)
        if given.offline:
            person.page.evaluate("navigator.serviceWorker.ready")
            person.page.wait_for_function("caches.match('/s/')")
            context.set_offline(offline=True)
            person.page.reload()
            person.wait()
        person.go_to("summary", 2)
        person.send()
        if given.offline:
            print(person.status)
            context.set_offline(offline=False)
        print(person.thanked())
        print(f"{len(person.seen)} pages")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
