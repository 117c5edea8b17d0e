"""``samspill serve`` as an operator starts it, with all that it says kept in a file; where a test wants it, with a leak."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from own_postgres import free_port

HERE = Path(__file__).parent
COMMAND = Path(sys.executable).with_name("samspill")
LEAKY = HERE / "leaky"


class PostOffice:
    """A mail server that takes everything and forgets all but the receivers: mail is read elsewhere, not on this machine."""

    def __init__(self) -> None:
        self.sent_to: list[str] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 -- aiosmtpd calls it
        """Take a message."""
        del server, session
        self.sent_to += envelope.rcpt_tos
        return "250 OK"


@dataclass(frozen=True)
class Served:
    """A running workspace: where it listens, its folder, its log, and what the people of its wave know."""

    port: int
    data: Path
    log: Path
    keys: Path
    database: str | None
    known: dict[str, Any]
    settings: dict[str, str]
    office: PostOffice


def environment(folder: Path, port: int, mail: int, database: str | None, leaks: tuple[str, ...]) -> dict[str, str]:
    """Return the settings of the workspace, and nothing of ours."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("SAMSPILL_", "DJANGO_"))}
    own |= {
        "SAMSPILL_DATA": str(folder / "data"),
        "SAMSPILL_KEYS": str(folder / "keys"),
        "SAMSPILL_ADDRESS": f"http://127.0.0.1:{port}",
        "SAMSPILL_MAIL_SERVER": f"smtp://127.0.0.1:{mail}",
        "LANG": "nb_NO.UTF-8",
    }
    if database:
        own["SAMSPILL_DATABASE_URL"] = database
    if leaks:
        own["BALLOT_LEAKS"] = ",".join(leaks)
        own["PYTHONPATH"] = os.pathsep.join([str(LEAKY), *filter(None, [own.get("PYTHONPATH")])])
    return own


@contextmanager
def own_server(
    folder: Path, people: int, seed: int, database: str | None = None, leaks: tuple[str, ...] = ()
) -> Iterator[Served]:
    """Make a wave, and serve it until the test is over."""
    port, mail, office = free_port(), free_port(), PostOffice()
    settings = environment(folder, port, mail, database, leaks)
    quiet = {name: value for name, value in settings.items() if name != "BALLOT_LEAKS"}
    stage = [sys.executable, str(HERE / "wave_on_stage.py"), str(people), str(seed)]
    made = subprocess.run(stage, env=quiet, capture_output=True, text=True, check=False, timeout=300)
    assert made.returncode == 0, made.stderr[-3_000:]
    log = folder / "server.log"
    taking_mail = Controller(office, hostname="127.0.0.1", port=mail)
    taking_mail.start()
    with log.open("wb") as lines:
        arguments = [str(COMMAND), "serve", "--port", str(port), "--workers", "2", "--no-migrate"]
        process = subprocess.Popen(arguments, env=settings, stdout=lines, stderr=lines)
    try:
        _wait(f"http://127.0.0.1:{port}/health/", log)
        yield Served(port, folder / "data", log, folder / "keys", database, json.loads(made.stdout), quiet, office)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        taking_mail.stop()


def _wait(address: str, log: Path) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 -- our own server
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(log.read_text(errors="replace")[-3_000:])
