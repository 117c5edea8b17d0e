"""A PostgreSQL of our own, so that all it writes can be read: its files, its journal and its log."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

SETTINGS = {
    "fsync": "off",  # nobody pulls the plug here; what is written is the same
    "wal_log_hints": "on",  # as with checksums: also what readers note on rows reaches the journal
    "autovacuum_naptime": "1s",
    "shared_buffers": "32MB",
    "max_connections": "40",
    "wal_keep_size": "2GB",
}


def programme(name: str) -> str:
    """Return where a programme of PostgreSQL lies: Debian keeps them off the path."""
    lying = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    found = shutil.which(name) or next(map(str, reversed(lying)), None)
    if found is None:
        raise FileNotFoundError(name)
    return found


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def as_postgres(*arguments: str) -> None:
    """Run a programme; for root as the user that PostgreSQL insists on."""
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*user, *arguments], check=True, stdout=subprocess.DEVNULL, cwd="/")


@dataclass(frozen=True)
class Cluster:
    """A server and its files."""

    folder: Path
    port: int

    @property
    def log(self) -> Path:
        """What the server logs."""
        return self.folder / "log"

    @property
    def data(self) -> Path:
        """Its files."""
        return self.folder / "data"

    def url(self, database: str) -> str:
        """Return the address of a database."""
        return f"postgres://postgres@127.0.0.1:{self.port}/{database}"

    def create(self, database: str, settings: Iterable[str] = ()) -> str:
        """Make a database with settings of its own, and return its address."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{database}"')
            for setting in settings:
                connection.execute(f'ALTER DATABASE "{database}" SET {setting}')
        return self.url(database)

    def journal(self, start: str, end: str) -> str:
        """Return what pg_waldump tells of a part of the journal."""
        shown = subprocess.run(
            [programme("pg_waldump"), "-p", str(self.data / "pg_wal"), "-s", start, "-e", end],
            capture_output=True,
            check=False,
            text=True,
            errors="replace",
        )
        return shown.stdout

    def bytes_of_journal(self, start: int, end: int) -> bytes:
        """Return the bytes of a part of the journal."""
        size, found = 16 << 20, b""
        while start < end:
            number, offset = divmod(start, size)
            name = f"{1:08X}{number // 256:08X}{number % 256:08X}"
            part = (self.data / "pg_wal" / name).read_bytes()[offset : offset + end - start]
            found, start = found + part, start + len(part)
        return found


@contextmanager
def own_postgres() -> Iterator[Cluster]:
    """Start a server, and take it away in the end."""
    folder, port = Path(tempfile.mkdtemp(prefix="samspill-postgres-")), free_port()
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    cluster = Cluster(folder, port)
    try:
        as_postgres(programme("initdb"), "-D", str(cluster.data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "-k", "-N")
        settings = {**SETTINGS, "port": str(port), "listen_addresses": "127.0.0.1", "unix_socket_directories": str(folder)}
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        control = (programme("pg_ctl"), "-D", str(cluster.data), "-w")
        as_postgres(*control, "-l", str(cluster.log), "-o", options, "start")
        try:
            yield cluster
        finally:
            as_postgres(*control, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)
