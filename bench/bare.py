"""The least that taking in answers costs on a machine: no framework, no page, no look at who comes.

A sheet is sealed and put into the urn in one durable commit, a draft is kept, everything else is a fixed answer. Served by the
same server with as many processes as `samspill serve`, it tells how much of a machine's speed the workspace leaves.
"""

from __future__ import annotations

import os
import sqlite3
from base64 import b64decode
from collections.abc import Callable, Iterable
from threading import local
from typing import Any
from urllib.parse import parse_qs
from uuid import uuid4

import psycopg
from nacl.public import PrivateKey, SealedBox

ADDRESS = os.environ.get("BARE_DATABASE", "")
BOX = SealedBox(PrivateKey.generate().public_key)
PAGE, SHEET = os.urandom(2_500).hex().encode(), os.urandom(10_000).hex().encode()
"""About as long as the first page and all questions, packed."""

TABLES = (
    "CREATE TABLE ballot (key TEXT PRIMARY KEY, sealed {blob})",
    "CREATE TABLE spent (mark TEXT PRIMARY KEY)",
    "CREATE TABLE draft (mark TEXT PRIMARY KEY, blob {blob})",
)
_own = local()


def connect() -> Any:  # noqa: ANN401
    """Return a connection, which commits each statement on the disk; a file's name has no scheme."""
    if "://" in ADDRESS:
        return psycopg.connect(ADDRESS, autocommit=True)
    connection = sqlite3.connect(ADDRESS, isolation_level=None, timeout=20)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    return connection


def prepare() -> None:
    """Make the tables."""
    connection = connect()
    for table in TABLES:
        connection.execute(table.format(blob="BYTEA" if "://" in ADDRESS else "BLOB"))
    connection.close()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer one request."""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    answer = _answer(environ["PATH_INFO"], body)
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(answer)))])
    return [answer]


def _answer(path: str, body: bytes) -> bytes:
    if path in {"/s/", "/health/"}:
        return PAGE
    if path == "/s/open/":
        return b'{"state": "open"}' + SHEET
    code = parse_qs(body.decode())["code"][0]
    if path == "/s/draft/":
        _run("INSERT INTO draft VALUES (?, ?) ON CONFLICT (mark) DO UPDATE SET blob = excluded.blob", code, _blob(body))
    else:
        _run("BEGIN")
        _run("INSERT INTO spent VALUES (?)", code)
        _run("INSERT INTO ballot VALUES (?, ?)", str(uuid4()), BOX.encrypt(body))
        _run("DELETE FROM draft WHERE mark = ?", code)
        _run("COMMIT")
    return b'{"state": "kept"}'


def _blob(body: bytes) -> bytes:
    return b64decode(parse_qs(body.decode())["blob"][0])


def _run(statement: str, *values: object) -> None:
    if not hasattr(_own, "connection"):
        _own.connection = connect()
    _own.connection.execute(statement.replace("?", "%s") if "://" in ADDRESS else statement, values)


if __name__ == "__main__":
    prepare()
