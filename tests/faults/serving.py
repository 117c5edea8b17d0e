"""A workspace of its own, served as it is served for people: `samspill serve` on a free port, with an open wave."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

HERE = Path(__file__).resolve().parent
COMMAND = (sys.executable, "-c", "from samspill.cli.main import run; run()")
SECRET = "faults" * 8


@dataclass
class Served:
    """A running workspace."""

    port: int
    folder: Path
    environment: dict[str, str]
    stage: dict
    process: subprocess.Popen[bytes] | None = None

    def request(self, number: int, **more: str) -> bytes:
        """Return everything that somebody sends, as the bytes of one request."""
        person = self.stage["people"][number]
        body = urlencode({**self.stage["forms"][person["node"]], "code": person["code"], **more}, doseq=True).encode()
        head = (
            "POST /s/send/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    def send(self, number: int, patience: float = 20.0) -> tuple[int, str]:
        """Send somebody's answers; return the status and the state; (0, "") where the line broke."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), patience) as line:
                line.sendall(self.request(number))
                answer = b"".join(iter(lambda: line.recv(65_536), b""))
        except OSError:
            return 0, ""
        head, _, body = answer.partition(b"\r\n\r\n")
        if not head:
            return 0, ""
        try:
            state = json.loads(body)["state"]
        except (ValueError, TypeError, KeyError):
            state = ""
        return int(head.split(b" ", 2)[1]), state

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        with (self.folder / "served.log").open("ab") as log:
            arguments = [*COMMAND, "serve", "--port", str(self.port)]
            self.process = subprocess.Popen(arguments, env=self.environment, stderr=log, stdout=log)
        if not wait_for(self.port):
            raise TimeoutError((self.folder / "served.log").read_text())

    def stop(self) -> None:
        """Stop it."""
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)

    def count(self) -> dict[str, int]:
        """Count what lies in the urn, in a process of its own."""
        code = (
            "import django; django.setup(); from samspill_web.collection.models import Ballot, Draft, Spent; import json; "
            "print(json.dumps({each.__name__: each.objects.count() for each in (Ballot, Spent, Draft)}))"
        )
        own = {**self.environment, "DJANGO_SETTINGS_MODULE": "samspill_web.config.settings"}
        told = json.loads(subprocess.run([sys.executable, "-c", code], env=own, check=True, capture_output=True).stdout)
        return {"ballots": told["Ballot"], "spent": told["Spent"], "drafts": told["Draft"]}


def wait_for(port: int) -> bool:
    """Wait until a server answers; tell whether it does."""
    for _ in range(300):
        try:
            with socket.create_connection(("127.0.0.1", port), 1) as line:
                line.sendall(b"GET /health/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                if b"200" in line.recv(100):
                    return True
        except OSError:
            time.sleep(0.1)
    return False


@contextmanager
def served(folder: Path, people: int, database: str = "", *, start: bool = True) -> Iterator[Served]:
    """Make a workspace in a folder, with so many people asked, and serve it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = {name: value for name, value in os.environ.items() if not name.startswith(("SAMSPILL_", "DJANGO_"))}
    own |= {
        "SAMSPILL_DATA": str(folder), "SAMSPILL_SECRET": SECRET, "SAMSPILL_ADDRESS": f"http://127.0.0.1:{port}",
        "OPENBLAS_NUM_THREADS": "1", "LANG": "nb_NO.UTF-8",
    }  # fmt: skip
    if database:
        own["SAMSPILL_DATABASE_URL"] = database
    script = [sys.executable, str(HERE / "stage.py"), "--people", str(people)]
    made = subprocess.run(script, env=own, check=False, capture_output=True)
    if made.returncode:
        raise RuntimeError(made.stderr.decode()[-2000:])
    place = Served(port, folder, own, json.loads(made.stdout))
    try:
        if start:
            place.start()
        yield place
    finally:
        place.stop()
