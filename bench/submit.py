"""How many answers a small machine takes in: submits, and whole surveys (page, all questions, eight drafts, submit), durable commits.

Run with `python bench/submit.py`, and with `--database postgres://…/name` for PostgreSQL (the database is emptied). Goals on two cores, which
server and load share: 300 submits a second with p95 under 200 ms, and 50 whole surveys a second. What was thanked for is counted
in the database in the end: 0 lost, 0 double.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlencode

HERE = Path(__file__).resolve().parent.parent
GOAL_SUBMITS, GOAL_P95, GOAL_SURVEYS = 300, 0.200, 50
AT_ONCE = 32
DRAFTS = 8
SUBMITS, SURVEYS, WARM = 3_000, 600, 100


@dataclass
class Load:
    """Connections to one server, and how long each answer took."""

    port: int
    took: list[float] = field(default_factory=list)
    wrong: list[bytes] = field(default_factory=list)

    async def run(self, jobs: list[list[bytes]]) -> float:
        """Do all jobs, each a few requests one after the other, many at once; return the seconds that it took."""
        queue = list(reversed(jobs))
        self.took, self.wrong = [], []
        began = time.perf_counter()
        await asyncio.gather(*(self._worker(queue) for _ in range(AT_ONCE)))
        return time.perf_counter() - began

    async def _worker(self, queue: list[list[bytes]]) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        while queue:
            for request in queue.pop():
                began = time.perf_counter()
                writer.write(request)
                status, body = await _answer(reader)
                self.took.append(time.perf_counter() - began)
                if status != 200 or (request.startswith(b"POST") and b'"state": "kept"' not in body and b'"state": "open"' not in body):
                    self.wrong.append(body[:200])
        writer.close()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head.split(b" ", 2)[1])
    lower = head.lower()
    length = int(lower.split(b"content-length:")[1].split(b"\r\n")[0])
    return status, await reader.readexactly(length)


def post(path: str, fields: dict[str, object]) -> bytes:
    """Return a request as bytes."""
    body = urlencode(fields, doseq=True).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def get(path: str) -> bytes:
    """Return a request as bytes."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Language: nb\r\n\r\n".encode()


def submit(stage: dict, person: dict) -> list[bytes]:
    """Return the requests of somebody who only sends."""
    return [post("/s/send/", {**stage["forms"][person["node"]], "code": person["code"]})]


def whole(stage: dict, person: dict, room: int) -> list[bytes]:
    """Return the requests of somebody who answers from the first page to the last."""
    code = {"code": person["code"]}
    drafts = [post("/s/draft/", {**code, "blob": b64encode(bytes([turn]) * (room + 28)).decode()}) for turn in range(DRAFTS)]
    return [get("/s/"), post("/s/open/", code), *drafts, *submit(stage, person)]


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def tell(what: str, load: Load, jobs: int, seconds: float) -> None:
    """Print what was reached."""
    p95 = quantiles(load.took, n=20)[-1]
    print(f"{what:<14} {jobs / seconds:7.0f} a second   p50 {1000 * sorted(load.took)[len(load.took) // 2]:6.1f} ms   p95 {1000 * p95:6.1f} ms   wrong {len(load.wrong)}")
    for body in load.wrong[:3]:
        print("   ", body)


def main() -> int:
    """Measure, and return 1 where a goal was missed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--database", default="")
    arguments.add_argument("--workers", type=int, default=2)
    given = arguments.parse_args()
    folder = tempfile.mkdtemp(prefix="samspill-bench-")
    port = free_port()
    os.environ.update(SAMSPILL_DATA=folder, SAMSPILL_SECRET="bench" * 10, SAMSPILL_ADDRESS=f"http://127.0.0.1:{port}", OPENBLAS_NUM_THREADS="1")
    if given.database:
        os.environ["SAMSPILL_DATABASE_URL"] = given.database
    people = WARM + SUBMITS + SURVEYS
    script = [sys.executable, str(HERE / "tests/faults/stage.py"), "--people", str(people)]
    stage = json.loads(subprocess.run(script, check=True, capture_output=True).stdout)
    server = subprocess.Popen([Path(sys.executable).with_name("samspill"), "serve", "--port", str(port), "--workers", str(given.workers)], stderr=subprocess.DEVNULL)
    try:
        _wait(port)
        missed = asyncio.run(_measure(stage, port))
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)
    kept = _kept(given.database, folder)
    print(f"thanked for {people}, in the database {kept['ballots']} ballots and {kept['spent']} spent codes, {kept['drafts']} drafts left")
    return int(missed or kept != {"ballots": people, "spent": people, "drafts": 0})


async def _measure(stage: dict, port: int) -> bool:
    load, people = Load(port), stage["people"]
    await load.run([submit(stage, person) for person in people[:WARM]])
    some = people[WARM : WARM + SUBMITS]
    seconds = await load.run([submit(stage, person) for person in some])
    tell("submits", load, len(some), seconds)
    missed = len(some) / seconds < GOAL_SUBMITS or quantiles(load.took, n=20)[-1] > GOAL_P95 or bool(load.wrong)
    rest = people[WARM + SUBMITS :]
    jobs = [whole(stage, person, stage["room"]) for person in rest]
    seconds = await load.run(jobs)
    tell("whole surveys", load, len(rest), seconds)
    return missed or len(rest) / seconds < GOAL_SURVEYS or bool(load.wrong)


def _wait(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            time.sleep(1)
            return
    raise TimeoutError


def _kept(database: str, folder: str) -> dict[str, int]:
    tables = {"ballots": "collection_ballot", "spent": "collection_spent", "drafts": "collection_draft"}
    if database:
        import psycopg

        with psycopg.connect(database) as connection:
            return {name: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for name, table in tables.items()}
    import sqlite3

    connection = sqlite3.connect(Path(folder) / "samspill.sqlite3")
    return {name: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for name, table in tables.items()}


if __name__ == "__main__":
    sys.exit(main())
