"""Attack 6: an answer, a code and a browser like no other's are found in no copy, log, journal, cache or mail about a fault."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from random import Random
from urllib.parse import quote

import psycopg
import pytest
from crowd import Somebody, address_of
from needles import answers_in_forms, in_forms, planted, search
from own_postgres import Cluster
from own_server import Served
from played import DATABASES, workspace

PEOPLE = 16
FAULTS = 9
"""People that something happens to; the others answer."""


@dataclass
class Scene:
    """A workspace after all that can go wrong, and those who were there."""

    served: Served
    people: list[Somebody]
    kind: str


@pytest.fixture(scope="module", params=DATABASES)
def scene(request: pytest.FixtureRequest, cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with workspace(request.param, cluster, tmp_path_factory.mktemp("canary"), PEOPLE, ("faults",)) as served:
        people = [Somebody(served, number, Random(number)) for number in range(PEOPLE)]  # noqa: S311
        for each in people:
            each.told["given"]["canary"] = [f"KANARIFUGL{each.number:03}STILLE"]
        go_wrong(served, people)
        for each, way in zip(people[FAULTS:], ("browser", "paper", "twice", "returning") * 2, strict=False):
            each.answer(way)
        yield Scene(served, people, request.param)


def go_wrong(served: Served, people: list[Somebody]) -> None:
    """Do to the first people all that can be done, and check that it was done."""
    codes = [each.told["code"] for each in people]
    form = [each.told["given"] | {"code": code} for each, code in zip(people, codes, strict=True)]
    # A fault of ours, with and without JavaScript, and at an address that holds the code.
    path = f"/s/{quote('#' + codes[0].replace('-', ''))}"
    assert people[0].ask("/s/send/", form[0] | {"fault": "broken"}).status == 500
    assert people[0].ask(path, form[0] | {"fault": "broken", "move": "send"}).status == 500
    # An answer that no question has, a draft that is none, a code that is wrong by a letter.
    name = next(name for name in form[1] if ":" in name and not name.startswith("contact"))
    assert people[1].ask("/s/send/", form[1] | {name: "KANARIFUGL001STILLE"}).status == 422
    assert people[1].ask("/s/draft/", {"code": codes[1], "blob": "S0FOQVJJRlVHTA=="}).status == 422
    assert people[1].ask("/s/", form[1] | {"code": codes[1][:-1]}).status == 422
    # Too large, too many fields, not UTF-8, half a form, another host, methods that nobody uses.
    assert people[2].ask("/s/send/", form[2] | {"x": "KANARIFUGL002STILLE" * 60_000}).status == 413
    assert people[2].ask(path, form[2] | {f"f{each}": "KANARIFUGL002STILLE" for each in range(5_100)}).status == 400
    for each in (
        f"/s/{quote('#' + codes[3])}",
        f"/s/?code={codes[3]}",
        f"/s/{codes[3]}/",
        f"/x/{codes[3]}/",
        f"/s/thanks/{codes[3]}/",
    ):
        for method in ("GET", "POST", "PUT", "DELETE"):
            people[3].ask(each, form[3] if method != "GET" else None, method)
        people[3].ask(each, Host="elsewhere.example", Referer=f"{served.known['people'][3]['link']}")
        people[3].ask(each, {"code": "0000"}, Cookie=f"sessionid={codes[3].lower()}; csrftoken={codes[3]}", Referer=each)
    # Nobody can write meanwhile.
    with locked(served):
        assert people[4].ask("/s/send/", form[4]).status == 503
        people[4].ask("/s/draft/", {"code": codes[4], "blob": "A" * 7_208})
    # The line breaks after half a request, and two windows send at once.
    cut_off(served, f"code={codes[5]}&{name}=KANARIFUGL005STILLE")
    both = [threading.Thread(target=people[6].ask, args=("/s/send/", form[6])) for _ in range(4)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    # Those who were met by a fault come to the end after all.
    assert [people[each].send() for each in (0, 1, 4)] == ["kept"] * 3


@contextmanager
def locked(served: Served) -> Iterator[None]:
    """Hold the database so that nobody else can write an answer."""
    if served.database is None:
        database = sqlite3.connect(served.data / "samspill.sqlite3", isolation_level=None, timeout=30)
        database.execute("BEGIN IMMEDIATE")
        yield
        database.execute("ROLLBACK")
        database.close()
        return
    with psycopg.connect(served.database, autocommit=True) as setting:
        setting.execute("ALTER ROLE postgres SET lock_timeout = '700ms'")
        # Connections of the server that were open before have their old patience: they are hung up.
        others = "pid <> pg_backend_pid() AND datname = current_database()"
        setting.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")  # noqa: S608
    with psycopg.connect(served.database) as holding:
        holding.execute("LOCK TABLE collection_ballot IN ACCESS EXCLUSIVE MODE")
        yield
        holding.rollback()
    with psycopg.connect(served.database, autocommit=True) as setting:
        setting.execute("ALTER ROLE postgres RESET lock_timeout")


def cut_off(served: Served, body: str) -> None:
    """Promise more than is sent, and hang up."""
    import socket

    with socket.create_connection(("127.0.0.1", served.port)) as line:
        head = "POST /s/send/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        line.sendall(f"{head}Content-Length: 9999\r\n\r\n{body}".encode())
        time.sleep(0.5)


def everything(scene: Scene, cluster: Cluster) -> list[Path]:
    """Return all files that hold what the workspace or its database wrote, and a dump."""
    folder = scene.served.log.parent
    time.sleep(1)
    found = [path for path in folder.rglob("*") if path.is_file() and scene.served.keys not in path.parents]
    if scene.kind == "sqlite":
        dump = folder / "dump.sql"
        database = sqlite3.connect(f"file:{scene.served.data / 'samspill.sqlite3'}?mode=ro", uri=True)
        dump.write_text("\n".join(database.iterdump()))
        database.close()
        return [*found, dump]
    assert scene.served.database is not None
    with psycopg.connect(scene.served.database, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        row = connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone()
        rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        dump = folder / "dump.txt"
        told = (connection.execute(f'SELECT t::text FROM "{table}" t').fetchall() for (table,) in rows)  # type: ignore[arg-type]  # noqa: S608
        dump.write_text("\n".join(text for (text,) in chain.from_iterable(told)))
        asked = connection.execute(
            "SELECT query FROM pg_stat_activity UNION ALL SELECT most_common_vals::text FROM pg_stats"
        ).fetchall()
        (folder / "statistics.txt").write_text("\n".join(str(text) for (text,) in asked))
    assert row is not None
    own = [path for path in (cluster.data / "base" / str(row[0])).iterdir() if path.is_file()]
    return [*found, dump, folder / "statistics.txt", *own, *(cluster.data / "pg_wal").glob("0*"), cluster.log]


def answered(scene: Scene) -> list[Somebody]:
    """Return people who answered enough to be known by it."""
    return [each for each in scene.people if len(each.told["given"]) > 25][:6]


def test_no_answer_is_found_anywhere(scene: Scene, cluster: Cluster, figures: list[str]) -> None:
    parts = {part for each in answered(scene) for part in answers_in_forms(each.told["sheet"], each.told["given"])}
    needles = {form for part in parts for form in in_forms(part)}
    needles |= in_forms("KANARIFUGL") | {form for number in range(PEOPLE) for form in in_forms(f"KANARIFUGL{number:03}STILLE")}
    files = everything(scene, cluster)
    assert len(needles) > 2_000
    assert len(files) > 3
    found = search(files, needles)
    size = sum(path.stat().st_size for path in files if path.exists())
    figures.append(
        f"{scene.kind} canaries: {len(needles)} needles of answers in {len(files)} files, {size:,} bytes: {len(found)} found"
    )
    assert found == {}


def test_no_code_no_link_and_no_browser_is_found_anywhere(scene: Scene, cluster: Cluster, figures: list[str]) -> None:
    needles: set[bytes] = set()
    for each in scene.people:
        code = each.told["code"]
        for text in (
            code,
            code.replace("-", ""),
            code.replace("-", "").lower(),
            each.told["link"],
            each.browser,
            address_of(each.number),
        ):
            needles |= in_forms(text)
    found = search(everything(scene, cluster), needles)
    figures.append(f"{scene.kind} canaries: {len(needles)} needles of codes, links, browsers and addresses: {len(found)} found")
    assert found == {}


def test_no_name_is_in_a_log_or_a_mail_about_a_fault(scene: Scene, cluster: Cluster) -> None:
    """Names stand in the list, and nowhere that operators look."""
    with (
        sqlite3.connect(scene.served.data / "samspill.sqlite3")
        if scene.kind == "sqlite"
        else psycopg.connect(str(scene.served.database)) as connection
    ):
        rows = connection.execute("SELECT id, name, phone, CAST(key AS varchar(40)) FROM collection_person").fetchall()
    connection.close()
    assert len(rows) == PEOPLE
    needles = {form for row in rows for text in row for form in in_forms(str(text))}
    log = scene.served.log.read_text(errors="replace")
    assert log.count("RuntimeError: broken") >= 2, "the fault was not met: the test has seen nothing"
    logs = [scene.served.log, *([cluster.log] if scene.kind == "postgresql" else [])]
    faults = [
        path for path in scene.served.data.rglob("*") if path.is_file() and "Traceback" in path.read_text(errors="replace")
    ]
    assert search([*logs, *faults], needles) == {}


@pytest.mark.parametrize("way", planted("KANARIFUGL042STILLE"))
def test_the_search_finds_what_is_hidden(tmp_path: Path, way: str) -> None:
    hidden = tmp_path / "hidden"
    hidden.write_bytes(b"\0\xff" * 50 + planted("KANARIFUGL042STILLE")[way] + b"\0" * 9)
    assert search([hidden], in_forms("KANARIFUGL042STILLE"))
    assert not search([hidden], in_forms("KANARIFUGL043STILLE"))


@pytest.mark.parametrize("kind", DATABASES)
def test_answers_that_are_not_sealed_are_found(kind: str, cluster: Cluster, tmp_path: Path) -> None:
    with workspace(kind, cluster, tmp_path, PEOPLE, ("plain",)) as served:
        people = [Somebody(served, number, Random(number)) for number in range(PEOPLE)]  # noqa: S311
        scene = Scene(served, people, kind)
        for each in answered(scene):
            each.answer("browser")
        parts = {part for each in answered(scene) for part in answers_in_forms(each.told["sheet"], each.told["given"])}
        found = search(everything(scene, cluster), {form for part in parts for form in in_forms(part)})
    assert any(Path(name).name.startswith("dump") for name in found)
    assert len(found) >= 2, "the database's own files hold it too"
