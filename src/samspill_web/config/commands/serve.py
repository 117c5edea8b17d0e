"""``samspill serve``: web server and task worker on one machine."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from types import FrameType
from typing import Annotated

import typer

from samspill.errors import Problem, UsageError
from samspill_web.config.commands.surroundings import migrate, python, set_up, warn_of_statements

TASKS_A_WORKER = 100
"""A worker is renewed after so many tasks: some libraries never give back their memory."""

THREADS = ("--blocking-threads", "1", "--backpressure", "64")
"""Requests at once in a process. Threads of one process wait for each other: with one in each, and one process more than there
are cores, a quarter more surveys are answered in the same time (bench/submit.py)."""

MOST = 9
"""Processes that are started where nobody says how many: each takes up to a quarter of a gigabyte."""

LEAST_LIFE = 5.0
"""Seconds. A process that ends sooner has not come up: it is not started again and again."""


def command(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Web server processes; else one more than there are cores.")
    ] = None,
    *,
    migrate_first: Annotated[bool, typer.Option("--migrate/--no-migrate", help="Bring the database up to date first.")] = True,
) -> None:
    """Serve the workspace: web server and task worker, until stopped. Settings come from the environment."""
    set_up()
    if migrate_first:
        migrate()
    run(host, port, workers or min((os.cpu_count() or 1) + 1, MOST))


def run(host: str, port: int, workers: int) -> None:
    """Keep web server and task worker running until somebody stops them, or the web server ends."""
    from samspill_web.kernel.ticking import keep_ticking

    _check_free(host, port)
    warn_of_statements()
    keep_ticking()
    web = [
        *python("-m", "granian", "--interface", "wsgi", "--no-ws", "--host", host, "--port", str(port)),
        *(
            "--workers",
            str(workers),
            *THREADS,
            "--respawn-failed-workers",
            "--log-level",
            "warning",
            "samspill_web.config.wsgi:application",
        ),
    ]
    worker = python("-m", "django", "db_worker", "--queue-name", "*", "--interval", "1", "--max-tasks", str(TASKS_A_WORKER))
    raise SystemExit(_watch(_Running.start(web), _Running.start(worker)))


def _check_free(host: str, port: int) -> None:
    """Raise ``config.port_taken`` where something listens already, before anything is started."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise UsageError(Problem("config.port_taken", data={"host": host, "port": str(port)})) from error


@dataclass
class _Running:
    arguments: list[str]
    process: subprocess.Popen[bytes]
    since: float

    @classmethod
    def start(cls, arguments: list[str]) -> _Running:
        # Our own programme with arguments of our own: nothing that a user wrote is among them.
        return cls(arguments, subprocess.Popen(arguments), time.monotonic())  # noqa: S603

    def renewed(self) -> _Running:
        if time.monotonic() - self.since < LEAST_LIFE:
            time.sleep(LEAST_LIFE)
        return self.start(self.arguments)


def _watch(web: _Running, worker: _Running) -> int:
    """Renew the worker whenever it ends; end when the web server does, or somebody says so."""
    stopped = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopped
        stopped = True

    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, stop)
    while not stopped and web.process.poll() is None:
        if worker.process.poll() is not None:
            worker = worker.renewed()
        time.sleep(0.2)
    for each in (worker, web):
        _end(each.process)
    return 0 if stopped else web.process.returncode or 1


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
