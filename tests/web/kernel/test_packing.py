"""Static files are sent packed, always as they are on the disk, and to those alone who take them so."""

from __future__ import annotations

import gzip
import os
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

import samspill_web
from samspill_web.kernel.packing import packed

STATIC = Path(samspill_web.__file__).parent / "static"
TEXTS = sorted(
    file.relative_to(STATIC).as_posix() for kind in ("*.css", "*.js", "*.svg", "*.txt") for file in STATIC.rglob(kind)
)
TAKES = {"accept-encoding": "gzip, deflate, br"}


def body(answer: Any) -> bytes:
    return b"".join(answer)


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_sent_packed_and_is_the_same_when_it_is_unpacked(client: Client, name: str) -> None:
    answer = client.get(f"/static/{name}", headers=TAKES)
    sent = body(answer)
    assert answer["Content-Encoding"] == "gzip"
    assert int(answer["Content-Length"]) == len(sent)
    assert gzip.decompress(sent) == (STATIC / name).read_bytes()
    assert answer["Vary"] == "Accept-Encoding"


def test_who_does_not_take_it_packed_is_sent_the_file_as_it_is(client: Client) -> None:
    for headers in ({}, {"accept-encoding": "br"}, {"accept-encoding": "gzip;q=0, identity"}):
        answer = client.get("/static/survey.css", headers=headers)
        assert "Content-Encoding" not in answer
        assert body(answer) == (STATIC / "survey.css").read_bytes()
        # A cache on the way keeps the two apart.
        assert answer["Vary"] == "Accept-Encoding"


def test_a_part_of_a_file_is_of_the_file_as_it_is(client: Client) -> None:
    answer = client.get("/static/survey.css", headers={**TAKES, "range": "bytes=0-9"})
    assert (answer.status_code, body(answer)) == (206, (STATIC / "survey.css").read_bytes()[:10])


def test_what_a_browser_has_already_is_not_sent_again(client: Client) -> None:
    first = client.get("/static/survey.js", headers=TAKES)
    assert len(body(first)) == int(first["Content-Length"])
    again = client.get("/static/survey.js", headers={**TAKES, "if-none-match": first["ETag"]})
    assert (again.status_code, body(again)) == (304, b"")
    head = client.head("/static/survey.js", headers=TAKES)
    assert (head["Content-Length"], body(head)) == (first["Content-Length"], b"")
    assert client.post("/static/survey.js", headers=TAKES).status_code == 405


def test_what_is_packed_already_is_left_as_it_is(client: Client) -> None:
    answer = client.get("/static/built/Inter-Regular.woff2", headers=TAKES)
    assert "Content-Encoding" not in answer
    assert body(answer) == (STATIC / "built" / "Inter-Regular.woff2").read_bytes()


def test_a_file_that_has_changed_is_packed_anew(tmp_path: Path) -> None:
    file = tmp_path / "own.css"
    for turn, text in enumerate(("a { color: red }", "a { color: tan }")):
        file.write_text(text, encoding="utf-8")
        os.utime(file, ns=(turn, turn))
        assert gzip.decompress(packed(str(file))).decode() == text
