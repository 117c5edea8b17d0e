"""How many answers a small machine takes in: submits, and whole surveys (page, all questions, eight drafts, submit).

Run with `python bench/submit.py`, and with `--postgres` on a PostgreSQL server of its own. Each commit is
on the disk before anybody is thanked. Goals on two cores, which server and load share: 300 submits a second with p95 under
200 ms, and 50 whole surveys a second. What was thanked for is counted in the database in the end: 0 lost, 0 double.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from base64 import b64encode
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "faults"))

from cluster import cluster
from serving import served

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
                if status != 200 or (
                    request.startswith(b"POST") and b'"state": "kept"' not in body and b'"state": "open"' not in body
                ):
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
    kind = "application/x-www-form-urlencoded"
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
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


def tell(what: str, load: Load, jobs: int, seconds: float) -> None:
    """Print what was reached."""
    p50, p95 = (1000 * quantiles(load.took, n=20)[place] for place in (9, -1))
    print(f"{what:<14} {jobs / seconds:6.0f} a second   p50 {p50:6.1f} ms   p95 {p95:6.1f} ms   wrong {len(load.wrong)}")
    for body in load.wrong[:3]:
        print("   ", body)


def main() -> int:
    """Measure, and return 1 where a goal was missed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--postgres", action="store_true", help="on a PostgreSQL server of its own")
    given = arguments.parse_args()
    people = WARM + SUBMITS + SURVEYS
    with ExitStack() as around:
        folder = Path(around.enter_context(tempfile.TemporaryDirectory(prefix="samspill-bench-")))
        data = folder / "data"
        data.mkdir()
        database = around.enter_context(cluster(folder)).address if given.postgres else ""
        place = around.enter_context(served(data, people, database))
        missed = asyncio.run(_measure(place.stage, place.port))
        kept = place.count()
    print(f"thanked for {people}; in the database {kept}")
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


if __name__ == "__main__":
    sys.exit(main())
