"""Look at a page as people do: wide and narrow, in light and dark, by machine rules for accessibility."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LEAST_TARGET = 44

# Controls that stand by themselves; a link inside a sentence is as high as its line.
SMALL = """
least => [...document.querySelectorAll("button, summary, select, textarea, .ds-button, input:not([type=hidden])")]
  .filter(each => each.checkVisibility() && !each.matches("[type=checkbox], [type=radio]"))
  .filter(each => each.getBoundingClientRect().width > 1 && each.getBoundingClientRect().height < least - 0.5)
  .map(each => `${each.outerHTML.slice(0, 90)}: ${each.getBoundingClientRect().height}`)
"""
BROAD = """
() => document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] :
  [...document.body.querySelectorAll("*")].filter(each => each.checkVisibility())
  .filter(each => each.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5)
  .map(each => each.outerHTML.slice(0, 90)).slice(0, 5)
  .concat(`${document.documentElement.scrollWidth} px`)
"""


def press(button: Locator) -> None:
    """Press what sends a form, and wait for the page that comes back: without scripts nothing else tells that it has come."""
    with button.page.expect_navigation():
        button.click()


def look_at(page: Page, *, colours: bool = True) -> None:
    """Assert that a page has no fault that a machine can see, at 1280 and 320 px, in light and dark.

    No violation of axe, nothing to scroll sideways (on a phone not even with letters of double size), targets of 44 px, one
    main heading, and a title. Colours are what takes longest, and are the same in every language.
    """
    for viewport in (WIDE, NARROW):
        page.set_viewport_size(viewport)  # type: ignore[arg-type]
        page.emulate_media(color_scheme="light")
        none(faults(page, colours=colours), viewport)
        none(page.evaluate(BROAD), viewport)
        none(page.evaluate(SMALL, LEAST_TARGET), viewport)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    none(page.evaluate(BROAD), "letters of double size on a phone")
    page.evaluate("document.documentElement.style.fontSize = ''")
    if colours:
        page.emulate_media(color_scheme="dark")
        none(faults(page, ["color-contrast"]), "dark")
    assert page.locator("h1").count() == 1
    assert page.title().strip()[:1] not in {"", "–"}, "the title of a page begins with what the page is"


def none(found: list[str], where: object) -> None:
    """Assert that nothing was found, and say what and where."""
    assert not found, f"{where}:\n" + "\n".join(found)


def faults(page: Page, rules: list[str] | None = None, *, colours: bool = True) -> list[str]:
    """Return what axe finds, one line a fault."""
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": RULES}
    options = {"runOnly": only, "resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": colours}}}
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate("options => axe.run(options).then(({violations}) => violations)", options)
    return [f"{rule['id']}: {node['html'][:160]} {node['failureSummary']}" for rule in found for node in rule["nodes"]]
