"""Scripted respondents: `python tests/e2e/respondents.py http://127.0.0.1:8000 CODE [CODE …]` answers page by page.

A script says what somebody chooses. It is played over HTTP, reading the forms of the pages as a browser without JavaScript
does, and the same script in Chromium (``in_browser``), pressing what a person presses. Both tell where they stopped and why.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from html.parser import HTMLParser
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

PAGES = 60
"""More than any survey has: whoever turns this many pages goes round in circles."""

Choose = Callable[[str, list[str], bool], list[str]]
"""What somebody answers: the field, its values, and whether several may be chosen."""


@dataclass
class Form:
    """A form as a page holds it."""

    action: str = ""
    hidden: list[tuple[str, str]] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)
    several: set[str] = field(default_factory=set)
    checked: dict[str, list[str]] = field(default_factory=dict)
    typed: list[str] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class Reader(HTMLParser):
    """Reads the form and the heading of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.form, self.heading, self._in_heading, self._select = Form(), "", False, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form.action = has.get("action", "")
        elif tag == "h1":
            self._in_heading = True
        elif tag == "select":
            self._select = has["name"]
        elif tag == "option" and self._select:
            self.form.choices.setdefault(self._select, []).append(has["value"])
            if "selected" in has:
                self.form.checked[self._select] = [has["value"]]
        elif tag == "button" and has.get("name"):
            self.form.buttons.append((has["name"], has.get("value", "")))
        elif tag == "input":
            self._input(has)

    def _input(self, has: dict[str, str]) -> None:
        name, value, kind = has.get("name", ""), has.get("value", ""), has.get("type", "text")
        if kind == "hidden":
            self.form.hidden.append((name, value))
        elif kind in {"radio", "checkbox"}:
            self.form.choices.setdefault(name, []).append(value)
            if kind == "checkbox":
                self.form.several.add(name)
            if "checked" in has:
                self.form.checked.setdefault(name, []).append(value)
        elif name:
            self.form.typed.append(name)

    def handle_endtag(self, tag: str) -> None:
        if tag == "h1":
            self._in_heading = False
        elif tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        if self._in_heading:
            self.heading += data


@dataclass
class End:
    """Where somebody stopped: the status of the last page, its heading, and the headings on the way."""

    status: int
    heading: str
    way: list[str]
    thanked: bool


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:  # a thank-you is told by its address
        return None


def fetch(address: str, fields: list[tuple[str, str]] | None = None) -> tuple[int, str, str]:
    """Fetch a page; return its status, its text and where it leads."""
    body = urlencode(fields).encode() if fields is not None else None
    try:
        with build_opener(_Stay).open(Request(address, body), timeout=30) as page:  # noqa: S310 -- our own server
            return page.status, page.read().decode(), ""
    except HTTPError as error:
        with error:
            return error.code, error.read().decode(), error.headers.get("Location", "")


def over_http(address: str, code: str, choose: Choose, *, spoil: dict[str, str] | None = None) -> End:
    """Answer page by page without JavaScript.

    ``spoil`` replaces fields before they are sent, as somebody would who tampers with the page.
    """
    fields, way = [("code", code)], list[str]()
    for _ in range(PAGES):
        status, text, leads_to = fetch(f"{address}/s/", fields)
        if leads_to:
            status, text, _ = fetch(f"{address}{leads_to}")
            return End(status, _read(text).heading.strip(), way, thanked=status == 200)
        page = _read(text)
        way.append(page.heading.strip())
        if status != 200:
            return End(status, way[-1], way, thanked=False)
        fields = list(_answered(page.form, choose, spoil or {}))
    raise RecursionError(way)


def _read(text: str) -> Reader:
    page = Reader()
    page.feed(text)
    return page


def _answered(form: Form, choose: Choose, spoil: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name, value in form.hidden:
        yield name, spoil.get(name, value)
    for name, values in form.choices.items():
        if name in {"node", "language"}:
            yield name, (form.checked.get(name) or values)[0]
            continue
        for value in choose(name, values, name in form.several):
            yield name, spoil.get(name, value)
    moves = [value for name, value in form.buttons if name == "move"]
    yield "move", "send" if "send" in moves else "next"


def in_browser(page: object, address: str, code: str, choose: Choose) -> End:
    """Answer in Chromium: the link is opened, everything is pressed as a person presses it."""
    page.goto(f"{address}/s/#{code}")
    way: list[str] = []
    for _ in range(PAGES):
        page.locator("h1:visible").first.wait_for()
        heading = page.locator("h1:visible").first.inner_text().strip()
        way.append(heading)
        names = page.eval_on_selector_all(
            "input[type=radio], input[type=checkbox]",
            "all => all.filter(i => i.closest('label') ? i.closest('label').offsetParent : i.offsetParent)"
            ".map(i => [i.name, i.value, i.type])",
        )
        fields: dict[str, list[str]] = {}
        several = {name for name, _, kind in names if kind == "checkbox"}
        for name, value, _ in names:
            fields.setdefault(name, []).append(value)
        for name, values in fields.items():
            for value in choose(name, values, name in several):
                page.check(
                    f'input[name="{name}"][value="{value}"]:visible, label:visible input[name="{name}"][value="{value}"]'
                )
        send = page.locator("button[value=send]:visible")
        if send.count():
            send.first.click()
            page.locator("button[value=send]:visible").first.wait_for(state="hidden")
            return End(200, page.locator("h1:visible").first.inner_text().strip(), way, thanked=True)
        button = page.locator("button[value=next]:visible")
        if not button.count():
            return End(0, heading, way, thanked=False)
        button.first.click()
    raise RecursionError(way)


def by_seed(seed: str) -> Choose:
    """Return somebody who works with most groups, answers most questions, and always the same for the same seed."""

    def choose(name: str, values: list[str], several: bool) -> list[str]:
        draw = sha256(f"{seed}:{name}".encode()).digest()
        if name.startswith("contact:"):
            return ["yes" if draw[0] % 4 else "no"]
        if draw[1] % 10 == 0:
            return []
        first = values[draw[2] % len(values)]
        return [first, values[(draw[2] + 1) % len(values)]][: 2 if several and len(values) > 1 else 1]

    return choose


def main() -> int:
    """Answer with each code, and return 1 where somebody was not thanked."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("address")
    arguments.add_argument("codes", nargs="+")
    given = arguments.parse_args()
    ends = [over_http(given.address, code, by_seed(code)) for code in given.codes]
    for end in ends:
        print(end.status, end.heading, "<", " · ".join(end.way))
    return int(not all(end.thanked for end in ends))


if __name__ == "__main__":
    sys.exit(main())
