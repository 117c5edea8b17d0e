"""Kill −9 at every step of taking in an answer, and count: nothing that was thanked for is lost, nothing is double.

`python tests/faults/killing.py --kills 1000 --least 50000` runs it on SQLite, with `--postgres` on a server of its own.

A child process that knows Django already serves real HTTP on a socket with the whole stack of middleware. It is killed, by a
signal at a random moment or by itself at a named step (before the mark, between mark and ballot, before the commit, after it
and before the thank-you), and the next child takes over. Whoever was not thanked sends the same again, as a browser does. In
the end the ballots are opened with the key and compared with what was thanked for.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from cluster import cluster

HERE = Path(__file__).resolve().parent
STEPS = ("before_mark", "after_mark", "after_ballot", "before_commit", "after_commit", "before_answer", "draft")
SENDERS = 6
PATIENCE = 20.0


@dataclass
class Run:
    """What has been sent, thanked for and killed so far."""

    port: int
    stage: dict
    draw: random.Random
    queue: list[int]
    thanked: list[int] = field(default_factory=list)
    again: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)
    over: threading.Event = field(default_factory=threading.Event)

    def next(self) -> int | None:
        with self.lock:
            return self.queue.pop() if self.queue else None

    def thank(self, number: int) -> None:
        with self.lock:
            self.thanked.append(number)


def serve(listening: socket.socket, step: str, after: int) -> None:
    """Serve in a child process; at the named step of the n-th answer it kills itself."""
    from socketserver import ThreadingMixIn
    from wsgiref.simple_server import ServerHandler, WSGIRequestHandler, WSGIServer

    from samspill_web.config.wsgi import application

    class Handler(WSGIRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingMixIn, WSGIServer):
        daemon_threads = True

        def __init__(self) -> None:
            super().__init__(("127.0.0.1", 0), Handler, bind_and_activate=False)
            self.socket = listening
            self.server_name, self.server_port = "127.0.0.1", listening.getsockname()[1]
            self.setup_environ()
            self.set_app(application)

    ServerHandler.http_version = "1.0"
    if step:
        arm(step, after)
    Server().serve_forever()


def arm(step: str, after: int) -> None:
    """Let this process kill itself at a step of the n-th answer."""
    from django.db import connection
    from django.db.backends.base.base import BaseDatabaseWrapper

    from samspill_web.collection.models import Ballot, Draft, Spent

    left = [after]

    def die() -> None:
        left[0] -= 1
        if left[0] <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

    del connection
    if step in {"before_mark", "after_mark"}:
        _around(Spent, "save", before=die if step == "before_mark" else None, after=die if step == "after_mark" else None)
    elif step == "after_ballot":
        _around(Ballot, "save", after=die)
    elif step in {"before_commit", "after_commit"}:
        _around(
            BaseDatabaseWrapper,
            "_commit",
            before=die if step == "before_commit" else None,
            after=die if step == "after_commit" else None,
        )
    elif step == "before_answer":
        from samspill_web.collection.views import survey

        kept = survey.submit.keep

        def keep(*arguments: object) -> object:
            outcome = kept(*arguments)
            die()
            return outcome

        survey.submit.keep = keep
    elif step == "draft":
        manager = type(Draft.objects)
        _around(manager, "bulk_create", after=die)


def _around(owner: type, name: str, before: object = None, after: object = None) -> None:
    original = getattr(owner, name)

    def wrapped(*arguments: object, **named: object) -> object:
        if before:
            before()
        found = original(*arguments, **named)
        if after:
            after()
        return found

    setattr(owner, name, wrapped)


def send_all(run: Run) -> None:
    """Send one sheet after the other until somebody thanks; a line that breaks is sent again, as a browser does."""
    from base64 import b64encode

    while (number := run.next()) is not None:
        person = run.stage["people"][number]
        sheet = sheet_of(run.stage, number)
        body = urlencode({**sheet, "code": person["code"]}, doseq=True)
        draft = urlencode({"code": person["code"], "blob": b64encode(bytes(run.stage["room"] + 28)).decode()})
        drafting, began = run.draw.random() < 0.1, time.monotonic()
        while True:
            if time.monotonic() - began > PATIENCE:
                run.again["gave up"] += 1
                raise SystemExit("nobody answers")
            try:
                if drafting:
                    post(run.port, "/s/draft/", draft)
                    drafting = False
                status, answer = post(run.port, "/s/send/", body)
                state = json.loads(answer)["state"] if status == 200 else ""
            except (OSError, ValueError, http.client.HTTPException) as error:
                run.again[type(error).__name__] += 1
                time.sleep(0.01)
                continue
            if state == "kept":
                break
            run.again[f"status {status}"] += 1
            time.sleep(0.01)
        run.thank(number)


def post(port: int, path: str, body: str) -> tuple[int, bytes]:
    """Send one request on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def sheet_of(stage: dict, number: int) -> dict:
    """Return answers that tell whose they are, for this test alone: the number in base 5 over the first questions."""
    node = stage["people"][number]["node"]
    sheet = dict(stage["forms"][node])
    names = [name for name in sheet if ":" in name and not name.startswith("contact:")]
    for place in range(7):
        sheet[names[place]] = str(1 + number // 5**place % 5)
    return sheet


def number_of(stage: dict, answers: object) -> tuple[str, int]:
    """Read whose answers a sheet holds."""
    sheet = stage["forms"][answers.node]
    names = [name for name in sheet if ":" in name and not name.startswith("contact:")]
    number = 0
    for place in range(7):
        item, _, node = names[place].partition(":")
        number += (int(answers.ties[node][item]) - 1) * 5**place
    return answers.node, number


def main() -> int:
    """Kill, count, and return 1 where something was lost or double."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--postgres", action="store_true")
    arguments.add_argument("--kills", type=int, default=1_000)
    arguments.add_argument("--least", type=int, default=50_000, help="answers that are thanked for")
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="samspill-kill-"))
    os.environ.update(SAMSPILL_DATA=str(folder), SAMSPILL_SECRET="faults" * 8, OPENBLAS_NUM_THREADS="1")
    with ExitStack() as around:
        around.callback(shutil.rmtree, folder)
        if given.postgres:
            os.environ["SAMSPILL_DATABASE_URL"] = around.enter_context(cluster(folder)).address
        script = [sys.executable, str(HERE / "stage.py"), "--people", str(given.least)]
        made = subprocess.run(script, check=True, capture_output=True)
        return _run(given, json.loads(made.stdout))


def _run(given: argparse.Namespace, stage: dict) -> int:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "samspill_web.config.settings"
    django.setup()
    from django.db import connections
    from django.test import Client

    from samspill_web.collection.ballots.doors import holder_of

    # Codes, addresses and templates are known before the first child is born; each is born with the same knowledge.
    if holder_of(stage["people"][0]["code"]) is None or Client().get("/s/", headers={"host": "127.0.0.1"}).status_code != 200:
        raise SystemExit("the survey does not answer")

    connections.close_all()
    listening = socket.create_server(("127.0.0.1", 0), backlog=256)
    draw = random.Random(given.seed)  # noqa: S311 -- moments to kill at
    run = Run(listening.getsockname()[1], stage, draw, list(range(given.least)))
    children = _children(listening, given, draw)
    senders = [threading.Thread(target=send_all, args=(run,)) for _ in range(SENDERS)]
    child = next(children)
    for each in senders:
        each.start()
    killed: Counter[str] = Counter()
    per_kill = max(1, given.least // given.kills)
    while any(each.is_alive() for each in senders):
        target = len(run.thanked) + per_kill
        while any(each.is_alive() for each in senders) and len(run.thanked) < target and not _ended(child.pid):
            time.sleep(0.002)
        if not any(each.is_alive() for each in senders):
            break
        child.kill()
        killed[child.step or "by a signal"] += 1
        child = next(children)
    child.kill()
    for each in senders:
        each.join()
    return _count(stage, run, killed)


@dataclass
class Child:
    """A server process, and the step at which it kills itself."""

    pid: int
    step: str
    ended: bool = False

    def kill(self) -> None:
        if not self.ended:
            try:
                os.kill(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)
            except (ProcessLookupError, ChildProcessError):
                pass


def _children(listening: socket.socket, given: argparse.Namespace, draw: random.Random) -> Iterator[Child]:
    turn = 0
    while True:
        step = STEPS[turn // 2 % len(STEPS)] if turn % 2 else ""
        after = draw.randint(1, max(2, given.least // given.kills)) if step != "draft" else draw.randint(1, 4)
        turn += 1
        pid = os.fork()
        if pid == 0:
            try:
                serve(listening, step, after)
            finally:
                os._exit(1)
        yield Child(pid, step)


def _ended(pid: int) -> bool:
    found, _ = os.waitpid(pid, os.WNOHANG)
    return found != 0


def _count(stage: dict, run: Run, killed: Counter[str]) -> int:
    from django_scopes import scopes_disabled

    from samspill_web.collection import keys
    from samspill_web.collection.ballots.answers import Answers
    from samspill_web.collection.ballots.sealing import unseal
    from samspill_web.collection.models import Ballot, Draft, Spent
    from samspill_web.collection.services import key_file
    from samspill_web.projects.models import Wave

    with scopes_disabled():
        wave = Wave.objects.get()
        private = keys.read(key_file(wave.project, wave.number))
        found = Counter(
            number_of(stage, Answers.from_bytes(unseal(private, sealed)))
            for sealed in Ballot.objects.values_list("sealed", flat=True)
        )
        spent, drafts = Spent.objects.count(), Draft.objects.count()
    wanted = Counter((stage["people"][number]["node"], number) for number in run.thanked)
    lost, double = wanted - found, found - wanted
    print(f"killed {killed.total()}: {dict(killed)}")
    print(f"thanked for {len(run.thanked)}, sent again after {dict(run.again)}")
    print(f"ballots {found.total()}, spent codes {spent}, drafts left {drafts}, lost {lost.total()}, double {double.total()}")
    return int(bool(lost or double or spent != len(run.thanked)))


if __name__ == "__main__":
    sys.exit(main())
