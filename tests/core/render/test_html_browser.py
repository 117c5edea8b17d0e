"""The page in a real browser: no barrier that axe can find, no sideways scrolling, all of it on paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from samspill.render.html import render
from samspill.reporting.document import Report


def opened(browser: Browser, folder: Path, report: Report, width: int, scheme: str = "light") -> tuple[Page, list[str]]:
    file = folder / "report.html"
    file.write_bytes(render(report))
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: asked.append(f"console: {message.text}"))
    page.goto(file.as_uri())
    return page, [url for url in asked if not url.startswith(("file:", "data:"))]


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "light"), (320, "dark"), (1280, "dark")])
def test_no_barriers_no_sideways_scrolling_no_requests(
    browser: Browser, tmp_path: Path, made_up_report: Report, width: int, scheme: str
) -> None:
    page, asked = opened(browser, tmp_path, made_up_report, width, scheme)
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    found = Axe().run(page).response["violations"]
    assert [(violation["id"], violation["nodes"][0]["html"]) for violation in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert asked == []
    assert page.evaluate("document.fonts.size > 0 && [...document.fonts].every(font => font.status === 'loaded')")
    page.close()


def test_the_matrix_is_a_table_on_wide_and_a_list_on_narrow_screens(
    browser: Browser, tmp_path: Path, plain_report: Report
) -> None:
    for width, shown, hidden in ((1280, ".wide", ".narrow"), (320, ".narrow", ".wide")):
        page, _ = opened(browser, tmp_path, plain_report, width)
        assert page.locator(shown).first.is_visible()
        assert not page.locator(hidden).first.is_visible()
        page.close()


def test_on_a_wide_screen_no_part_of_the_matrix_is_hidden(browser: Browser, tmp_path: Path, plain_report: Report) -> None:
    page, _ = opened(browser, tmp_path, plain_report, 1280)
    hidden = "part => part.scrollHeight - part.clientHeight > 1 && getComputedStyle(part).overflowY !== 'visible'"
    assert not page.locator(".scroll.wide").first.evaluate(hidden)
    page.close()


def test_on_a_phone_tables_are_read_without_scrolling_sideways_and_stay_tables(
    browser: Browser, tmp_path: Path, plain_report: Report
) -> None:
    page, _ = opened(browser, tmp_path, plain_report, 320)
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    table = page.locator("table.plain").first
    assert table.evaluate("table => table.getBoundingClientRect().right <= 320")
    cell = table.locator("td").first
    heading = table.locator("thead th").nth(1).inner_text()
    assert cell.evaluate("cell => getComputedStyle(cell, '::before').content").startswith(f'"{heading}"')
    # Who listens hears the heading once, from the table, and not from what the style puts before the cell.
    heard = table.aria_snapshot()
    assert f'columnheader "{heading}"' in heard
    assert "rowheader " in heard
    assert "cell " in heard
    assert not [line for line in heard.splitlines() if line.strip().startswith(f'- cell "{heading}')]
    page.close()


def test_few_landmarks_and_few_stops(browser: Browser, tmp_path: Path, plain_report: Report) -> None:
    page, _ = opened(browser, tmp_path, plain_report, 1280)
    tops = sum(section.parent is None for section in plain_report.sections)
    assert page.locator("section[aria-labelledby]").count() == tops
    # Only what may have to be scrolled can be stopped at: the matrix and pictures.
    stops = page.locator("main [tabindex='0']")
    assert stops.count() == page.locator(".scroll.wide, .picture").count()
    page.close()


def test_headers_of_the_matrix_stay_in_view(browser: Browser, tmp_path: Path, plain_report: Report) -> None:
    page, _ = opened(browser, tmp_path, plain_report, 800)
    page.set_viewport_size({"width": 800, "height": 400})
    region = page.locator(".scroll.wide")
    region.evaluate("region => { region.scrollLeft = 300; region.scrollTop = 200 }")
    left = region.bounding_box()
    row = page.locator(".matrix tbody tr:not(.heading) th").last.bounding_box()
    column = page.locator(".matrix thead th").last.bounding_box()
    assert left is not None
    assert row is not None
    assert column is not None
    assert abs(row["x"] - left["x"]) < 8
    assert abs(column["y"] - left["y"]) < 8
    page.close()


def test_keyboard_goes_past_the_contents_and_shows_where_it_is(browser: Browser, tmp_path: Path, plain_report: Report) -> None:
    page, _ = opened(browser, tmp_path, plain_report, 1280)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    skip = page.locator(".skip").bounding_box()
    assert skip is not None
    assert skip["y"] >= 0
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.close()


def test_hostile_texts_run_nothing(browser: Browser, tmp_path: Path, made_up_report: Report) -> None:
    page, asked = opened(browser, tmp_path, made_up_report, 1280)
    assert asked == []
    assert page.locator("script").count() == 0
    assert page.locator("h2", has_text="<script>alert(1)</script>").count() == 1
    page.close()


def test_on_paper_every_top_section_begins_a_page(browser: Browser, tmp_path: Path, plain_report: Report) -> None:
    import pikepdf

    page, _ = opened(browser, tmp_path, plain_report, 1280)
    file = tmp_path / "printed.pdf"
    page.pdf(path=str(file), prefer_css_page_size=True)
    page.close()
    with pikepdf.open(file) as printed:
        # The first group follows the words before the groups, on their page.
        beginning = sum(section.parent is None for section in plain_report.sections)
        assert beginning <= len(printed.pages) <= beginning + 1
        box = [float(side) for side in printed.pages[0].mediabox]
        assert box[2:] == pytest.approx([595, 842], abs=1.5)
