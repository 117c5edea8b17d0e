"""A PostgreSQL server of its own, which a test may stop, kill and starve."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg


@dataclass
class Cluster:
    """A server in a folder, on a port of loopback. It commits as it does for people: on the disk before it says so."""

    folder: Path
    port: int
    programs: Path

    @property
    def address(self) -> str:
        """The address of its database."""
        return f"postgres://postgres@127.0.0.1:{self.port}/samspill"

    def start(self) -> None:
        """Start it; one that was killed recovers first."""
        self._control(
            "start", "-w", "-t", "60", "-l", str(self.folder.parent / "postgres.log"), "-o", f"-p {self.port} -k /tmp"
        )

    def stop(self, mode: str = "fast") -> None:
        """Stop it: ``fast``, or ``immediate`` as when the plug is pulled."""
        self._control("stop", "-w", "-m", mode)

    def _control(self, *arguments: str) -> None:
        as_user(str(self.programs / "pg_ctl"), "-D", str(self.folder), *arguments)


def as_user(*arguments: str) -> None:
    """Run a program of PostgreSQL, which refuses to be run by root."""
    command = ["runuser", "-u", "postgres", "--", *arguments] if Path.home() == Path("/root") else list(arguments)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@contextmanager
def cluster(place: Path) -> Iterator[Cluster]:
    """Make a server in a folder below a place, and take it away in the end."""
    programs = max(Path("/usr/lib/postgresql").glob("*/bin"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = Cluster(place / "cluster", port, programs)
    place.chmod(0o777)
    as_user(str(programs / "initdb"), "-D", str(own.folder), "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8")
    own.start()
    try:
        with psycopg.connect(f"postgres://postgres@127.0.0.1:{port}/postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE samspill")
        yield own
    finally:
        with suppress(subprocess.CalledProcessError):
            own.stop("immediate")
        shutil.rmtree(own.folder, ignore_errors=True)
