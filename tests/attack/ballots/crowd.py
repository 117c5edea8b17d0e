"""People who answer over HTTP, each from an address of the own machine, in the ways that people have."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import dataclass
from http.client import HTTPConnection
from random import Random
from typing import Any
from urllib.parse import quote, urlencode

from own_server import Served

WAYS = ("browser", "browser", "paper", "twice", "returning")
"""How somebody answers: by a browser with drafts, without JavaScript, clicking twice, closing the telephone in between."""

VISITS = ("looks", "starts", "mistypes")
"""What somebody does who does not answer."""


def address_of(number: int) -> str:
    """Return the address that a person comes from; the attacker knows whose it is."""
    return f"127.{7 + number // 250}.{number % 250 + 1}.{number * 7 % 250 + 1}"


@dataclass(frozen=True)
class Met:
    """What the server answered."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def state(self) -> str:
        """What the server says of the survey."""
        return str(json.loads(self.text)["state"])


class Somebody:
    """A person with a telephone of their own."""

    def __init__(self, served: Served, number: int, chance: Random) -> None:
        self._port, self._draft = served.port, int(served.known["draft"])
        self.number, self.chance = number, chance
        self.told: dict[str, Any] = served.known["people"][number]
        self.met: list[Met] = []

    @property
    def browser(self) -> str:
        """The name of the browser, like no other's."""
        return f"Kanari/{self.number}.{self.told['pk']}"

    def ask(self, path: str, fields: dict[str, Any] | None = None, method: str = "", **headers: str) -> Met:
        """Send one request over a connection of its own."""
        connection = HTTPConnection("127.0.0.1", self._port, timeout=60, source_address=(address_of(self.number), 0))
        headers = {"User-Agent": self.browser, "Accept-Language": self.told["language"], **headers}
        body = None
        if fields is not None:
            body = urlencode(fields, doseq=True)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method or ("GET" if fields is None else "POST"), path, body, headers)
            answer = connection.getresponse()
            met = Met(answer.status, dict(answer.getheaders()), answer.read().decode(errors="replace"))
        finally:
            connection.close()
        self.met.append(met)
        return met

    def open(self) -> str:
        """Come in by the code."""
        return self.ask("/s/open/", {"code": self.told["code"]}).state

    def keep_draft(self) -> str:
        """Keep what a browser would have encrypted."""
        blob = b64encode(self.chance.randbytes(self._draft)).decode()
        return self.ask("/s/draft/", {"code": self.told["code"], "blob": blob}).state

    def send(self) -> str:
        """Send the answers."""
        return self.ask("/s/send/", self.told["given"] | {"code": self.told["code"]}).state

    def answer(self, way: str) -> None:
        """Answer in one of the ``WAYS``."""
        if way == "paper":
            self._by_pages()
            return
        assert self.open() == "open"
        # Browsers keep a draft at each page.
        for page in range(self.told["pages"] - 2):
            assert self.keep_draft() == "kept"
            if way == "returning" and page == 4:
                self.ask("/s/")
                assert self.open() == "open"
        for _ in range(2 if way == "twice" else 1):
            assert self.send() == "kept"
        if way == "returning":
            assert self.open() == "not_open"

    def _by_pages(self) -> None:
        form = self.told["given"] | {"code": self.told["code"]}
        assert self.ask(f"/s/{quote('#' + self.told['code'])}").status == 200
        for page in range(self.told["pages"] - 2):
            assert self.ask("/s/", form | {"page": page, "move": "next"}).status == 200
        thanked = self.ask("/s/", form | {"page": self.told["pages"] - 2, "move": "send"})
        assert thanked.status == 302
        assert self.ask(thanked.headers["location"]).status == 200

    def visit(self, way: str) -> None:
        """Come, and leave again."""
        if way == "mistypes":
            for _ in range(3):
                wrong = self.told["code"][:-1] + self.chance.choice("0123456789")
                if wrong != self.told["code"]:
                    self.ask("/s/", {"code": wrong})
            self.ask(f"/s/{quote('#' + self.told['code'])}", {"code": "0000"})
        assert self.open() == "open"
        if way == "starts":
            for _ in range(4):
                assert self.keep_draft() == "kept"
