"""How many answers a small machine takes in: submits, and whole surveys (page, all questions, eight drafts, submit).

Run with `python bench/submit.py`, and with `--postgres` on a PostgreSQL server of its own. Each commit is
on the disk before anybody is thanked. Goals on two cores, which server and load share: 300 submits a second with p95 under
200 ms, and 50 whole surveys a second. Then 5,000 are invited and half of them come within minutes, one by one at times drawn
by lot: thirty minutes' worth in `--minutes 3`. What was thanked for is counted in the database in the end: 0 lost, 0 double.

Machines differ, and shared ones from hour to hour. So the same requests are first put to `bare.py`, which does the least that
can be done, on the same database and server: the ratio is what the workspace leaves of a machine's speed.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import os
import socket
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlencode

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "faults"))

from cluster import cluster
from serving import served, wait_for

from samspill_web.config.commands.serve import THREADS

GOAL_SUBMITS, GOAL_P95, GOAL_SURVEYS = 300, 0.200, 50
INVITED, COMING = 5_000, 2_500
AT_ONCE = 32
DRAFTS = 8
SUBMITS, SURVEYS, WARM = 3_000, 600, 100
PACKED = "Accept-Encoding: gzip\r\n"
"""As browsers ask for it: packing is part of the work."""


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

    async def pace(self, jobs: list[list[bytes]], seconds: float, rng: np.random.Generator) -> None:
        """Do all jobs, each beginning at a time drawn by lot, whether those before it are done or not."""
        self.took, self.wrong = [], []
        await asyncio.gather(*(self._later(rng.uniform(0, seconds), job) for job in jobs))

    async def _later(self, wait: float, job: list[bytes]) -> None:
        await asyncio.sleep(wait)
        await self._worker([job])

    async def _worker(self, queue: list[list[bytes]]) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        while queue:
            for request in queue.pop():
                began = time.perf_counter()
                writer.write(request)
                status, body = await _answer(reader)
                self.took.append(time.perf_counter() - began)
                if status != 200 or (request.startswith(b"POST") and not _taken(body)):
                    self.wrong.append(body[:200])
        writer.close()


def _taken(body: bytes) -> bool:
    told = gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body
    return b'"state": "kept"' in told or b'"state": "open"' in told


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head.split(b" ", 2)[1])
    lower = head.lower()
    length = int(lower.split(b"content-length:")[1].split(b"\r\n")[0])
    return status, await reader.readexactly(length)


def post(path: str, fields: dict[str, object]) -> bytes:
    """Return a request as bytes."""
    body = urlencode(fields, doseq=True).encode()
    kind = "application/x-www-form-urlencoded"
    length = len(body)
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{PACKED}Content-Type: {kind}\r\nContent-Length: {length}\r\n\r\n"
    return head.encode() + body


def get(path: str) -> bytes:
    """Return a request as bytes."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{PACKED}Accept-Language: nb\r\n\r\n".encode()


def submit(stage: dict, person: dict) -> list[bytes]:
    """Return the requests of somebody who only sends."""
    return [post("/s/send/", {**stage["forms"][person["node"]], "code": person["code"]})]


def whole(stage: dict, person: dict, room: int) -> list[bytes]:
    """Return the requests of somebody who answers from the first page to the last."""
    code = {"code": person["code"]}
    drafts = [post("/s/draft/", {**code, "blob": b64encode(bytes([turn]) * (room + 28)).decode()}) for turn in range(DRAFTS)]
    return [get("/s/"), post("/s/open/", code), *drafts, *submit(stage, person)]


def tell(what: str, load: Load, jobs: int, seconds: float) -> None:
    """Print what was reached."""
    p50, p95 = (1000 * quantiles(load.took, n=20)[place] for place in (9, -1))
    print(f"{what:<18} {jobs / seconds:6.0f} a second   p50 {p50:6.1f} ms   p95 {p95:6.1f} ms   wrong {len(load.wrong)}")
    for body in load.wrong[:3]:
        print("   ", body)


def main() -> int:
    """Measure, and return 1 where a goal was missed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--postgres", action="store_true", help="on a PostgreSQL server of its own")
    arguments.add_argument("--minutes", type=float, default=3, help="in which half of 5,000 come (3)")
    given = arguments.parse_args()
    people = WARM + SUBMITS + SURVEYS + COMING
    with ExitStack() as around:
        folder = Path(around.enter_context(tempfile.TemporaryDirectory(prefix="samspill-bench-")))
        data = folder / "data"
        data.mkdir()
        database = around.enter_context(cluster(folder)).address if given.postgres else ""
        place = around.enter_context(served(data, WARM + SUBMITS + SURVEYS + INVITED, database))
        with bare(folder, database) as port:
            least = asyncio.run(_reach(place.stage, port, "bare "))
        reached = asyncio.run(_reach(place.stage, place.port, ""))
        for what, some, all_ in zip(("submits", "whole surveys"), reached.rates, least.rates, strict=True):
            print(f"{what}: {some / all_:.0%} of what the bare one reaches")
        # Whatever was reached: those who come are counted below.
        missed = asyncio.run(_come(place.stage, place.port, given.minutes)) or reached.missed
        kept = place.count()
    print(f"thanked for {people}; in the database {kept}")
    return int(missed or kept != {"ballots": people, "spent": people, "drafts": 0})


@contextmanager
def bare(folder: Path, database: str) -> Iterator[int]:
    """Serve the least that can be done, with as many processes as the workspace; return its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    here = Path(__file__).resolve().parent
    own = {**os.environ, "BARE_DATABASE": database or str(folder / "bare.sqlite3"), "PYTHONPATH": str(here)}
    subprocess.run([sys.executable, str(here / "bare.py")], env=own, check=True)  # noqa: S603
    workers = str((os.cpu_count() or 1) + 1)
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--port", str(port), "--workers", workers]
    with subprocess.Popen([*command, *THREADS, "--log-level", "warning", "bare:application"], env=own) as process:  # noqa: S603
        try:
            wait_for(port)
            yield port
        finally:
            process.terminate()


@dataclass(frozen=True)
class Reached:
    """Submits and whole surveys a second, and whether a goal was missed."""

    rates: tuple[float, float]
    missed: bool


async def _reach(stage: dict, port: int, whose: str) -> Reached:
    load, people = Load(port), stage["people"]
    await load.run([submit(stage, person) for person in people[:WARM]])
    some = people[WARM : WARM + SUBMITS]
    seconds = await load.run([submit(stage, person) for person in some])
    tell(f"{whose}submits", load, len(some), seconds)
    missed = len(some) / seconds < GOAL_SUBMITS or quantiles(load.took, n=20)[-1] > GOAL_P95 or bool(load.wrong)
    rest = people[WARM + SUBMITS : WARM + SUBMITS + SURVEYS]
    more = await load.run([whole(stage, person, stage["room"]) for person in rest])
    tell(f"{whose}whole surveys", load, len(rest), more)
    return Reached((len(some) / seconds, len(rest) / more), missed or len(rest) / more < GOAL_SURVEYS or bool(load.wrong))


async def _come(stage: dict, port: int, minutes: float) -> bool:
    load = Load(port)
    coming = stage["people"][WARM + SUBMITS + SURVEYS :][:COMING]
    await load.pace([whole(stage, person, stage["room"]) for person in coming], 60 * minutes, np.random.default_rng(1))
    tell(f"half of {INVITED}", load, len(coming), 60 * minutes)
    return bool(load.wrong)


if __name__ == "__main__":
    sys.exit(main())
