"""What somebody sees who copies database, logs and files of the workspace again and again (T3): all but the keys."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from abc import ABC, abstractmethod
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from own_postgres import Cluster
from own_server import Served

SETTLED = 4_096
"""Bytes of a page of SQLite."""
BLOCK = 8_192
"""And of PostgreSQL."""
HEADER = 24
"""Bytes of a block that change with any other."""


@dataclass(frozen=True)
class Row:
    """A row, where it lies, and what the database notes of transactions on it."""

    table: str
    place: str
    noted: tuple[str, ...]
    text: str

    @property
    def columns(self) -> dict[str, Any]:
        """What it holds."""
        found: dict[str, Any] = json.loads(self.text)
        return found


@dataclass(frozen=True)
class Glimpse:
    """What became new between two copies."""

    new: tuple[Row, ...]
    gone: tuple[Row, ...]
    log: str
    files: str
    queries: str
    journal: bytes
    records: str
    changed: bytes
    person_file: str
    sizes: dict[str, float]


@dataclass
class Copies:
    """All copies: the people as the first one lists them, what became new each time, and the rows of the last."""

    people: list[Row]
    addresses: dict[int, str]
    glimpses: list[Glimpse] = field(default_factory=list)
    last: list[Row] = field(default_factory=list)

    @property
    def keys(self) -> list[int]:
        """The numbers of the people's rows."""
        return [int(row.columns["id"]) for row in self.people]


class Copier(ABC):
    """Makes copies of one workspace."""

    def __init__(self, served: Served) -> None:
        self._served = served
        self._rows = self.rows()
        self._logged: dict[Path, int] = {}
        self._files: dict[Path, tuple[int, int]] = {}
        self._grown_log(), self._new_files()

    @abstractmethod
    def rows(self) -> Counter[Row]:
        """Return every row of every table."""

    @abstractmethod
    def _written(self) -> tuple[bytes, str, bytes]:
        """Return what was added to the journal, as bytes and as told by its reader, and the bytes around what changed."""

    person_file = ""

    def _queries(self) -> str:
        return ""

    def _logs(self) -> tuple[Path, ...]:
        return (self._served.log,)

    def copy(self) -> Glimpse:
        """Return what is new since the copy before."""
        rows = self.rows()
        new, gone = rows - self._rows, self._rows - rows
        self._rows = rows
        journal, records, changed = self._written()
        log, files = self._grown_log(), self._new_files()
        sizes = {
            "journal": float(len(journal)),
            "records": float(records.count("\n")),
            "changed": float(len(changed)),
            "log": float(len(log)),
            "files": float(len(files)),
            "rows": float(sum(new.values()) + sum(gone.values())),
        }
        return Glimpse(tuple(new), tuple(gone), log, files, self._queries(), journal, records, changed, self.person_file, sizes)

    def _grown_log(self) -> str:
        told = ""
        for path in self._logs():
            whole = path.read_bytes()
            told += whole[self._logged.get(path, 0) :].decode(errors="replace")
            self._logged[path] = len(whole)
        return told

    def _new_files(self) -> str:
        """Return names, times and contents of files that are new or changed; the database's own are read otherwise."""
        found: dict[Path, tuple[int, int]] = {}
        told: list[str] = []
        for path in sorted(self._served.data.rglob("*")):
            if path.is_dir() or path.name.startswith("samspill.sqlite3"):
                continue
            about = path.stat()
            found[path] = about.st_size, about.st_mtime_ns
            if self._files.get(path) != found[path]:
                told.append(f"{path} {about.st_mtime_ns}\n{path.read_bytes().decode(errors='replace')}")
        self._files = found
        return "\n".join(told)


def stretches(before: bytes, after: bytes, page: int, margin: int) -> bytes:
    """Return what stands within ``margin`` bytes of anything that changed, headers of pages left out."""
    parts: list[bytes] = []
    for start in range(0, max(len(before), len(after)), page):
        old, new = before[start : start + page], after[start : start + page]
        if old == new:
            continue
        places = [
            place
            for place, (one, other) in enumerate(zip(old.ljust(page, b"\0"), new.ljust(page, b"\0"), strict=True))
            if one != other
        ]
        near = sorted({place // 16 * 16 for place in places if place >= HEADER})
        parts += [new[max(0, place - margin) : place + 16 + margin] for place in near]
    return b"\xff".join(parts)


class SqliteCopier(Copier):
    """Copies a SQLite file with its journal, as a backup of files does."""

    def __init__(self, served: Served) -> None:
        self._path = served.data / "samspill.sqlite3"
        self._settled, self._frames = b"", 0
        self._salt = b""
        super().__init__(served)
        self._written()

    def rows(self) -> Counter[Row]:
        with sqlite3.connect(f"file:{self._path}?mode=ro", uri=True, timeout=30) as database:
            tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            found: Counter[Row] = Counter()
            for table in tables:
                cursor = database.execute(f'SELECT rowid AS "·", * FROM "{table}"')  # noqa: S608 -- names of tables
                names = [name for name, *_ in cursor.description][1:]
                for place, *row in cursor:
                    columns = dict(
                        zip(names, (value.hex() if isinstance(value, bytes) else value for value in row), strict=True)
                    )
                    found[Row(table, str(place), (), json.dumps(columns, default=str, ensure_ascii=False))] += 1
        database.close()
        return found

    def _written(self) -> tuple[bytes, str, bytes]:
        wal = self._path.with_name(self._path.name + "-wal")
        whole = wal.read_bytes() if wal.exists() else b""
        if whole[16:24] != self._salt or len(whole) < self._frames:
            self._salt, self._frames = whole[16:24], 0
        journal, self._frames = whole[self._frames :], len(whole)
        settled = self._settle()
        changed = stretches(self._settled, settled, SETTLED, 40)
        self._settled = settled
        # Pages that were written, by number: each frame begins with it.
        size = SETTLED + HEADER
        pages = [
            int.from_bytes(journal[at : at + 4], "big")
            for at in range(32 if len(journal) == len(whole) else 0, len(journal), size)
        ]
        return journal, "".join(f"page {page}\n" for page in pages), changed

    def _settle(self) -> bytes:
        """Return the file as it is when its journal is written back."""
        with tempfile.TemporaryDirectory() as folder:
            for path in self._path.parent.glob(self._path.name + "*"):
                if not path.name.endswith("-shm"):
                    shutil.copy(path, folder)
            copy = Path(folder, self._path.name)
            database = sqlite3.connect(copy)
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            database.close()
            return copy.read_bytes()


class PostgresCopier(Copier):
    """Copies a PostgreSQL database as the owner of its files: rows with what is noted on them, journal, log."""

    def __init__(self, served: Served, cluster: Cluster) -> None:
        assert served.database is not None
        self._cluster = cluster
        self._connection = psycopg.connect(served.database, autocommit=True)
        self._tables = [
            name for (name,) in self._connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        ]
        found = self._connection.execute("SELECT pg_relation_filepath('collection_person')").fetchone()
        assert found is not None
        self._path = self._cluster.data / str(found[0])
        self.person_file = self._path.name
        self._end, self._heap = self._now(), b""
        super().__init__(served)
        self._written()

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def rows(self) -> Counter[Row]:
        found: Counter[Row] = Counter()
        for table in self._tables:
            query = f'SELECT ctid::text, xmin::text, xmax::text, row_to_json(t)::text FROM "{table}" t'  # noqa: S608 -- names of tables
            for place, *noted, text in self._connection.execute(query):  # type: ignore[arg-type]
                found[Row(table, place, tuple(noted), text)] += 1
        return found

    def _now(self) -> str:
        found = self._connection.execute("SELECT pg_current_wal_insert_lsn()::text").fetchone()
        assert found is not None
        return str(found[0])

    def _written(self) -> tuple[bytes, str, bytes]:
        start, self._end = self._end, self._now()
        self._connection.execute("CHECKPOINT")
        heap = self._path.read_bytes()
        changed = stretches(self._heap, heap, BLOCK, 40) if self._heap else b""
        self._heap = heap
        journal = self._cluster.bytes_of_journal(number_of(start), number_of(self._end))
        return journal, self._cluster.journal(start, self._end), changed

    def _queries(self) -> str:
        asked = "SELECT query FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
        return "\n".join(query for (query,) in self._connection.execute(asked))

    def _logs(self) -> tuple[Path, ...]:
        return (*super()._logs(), self._cluster.log)


def number_of(lsn: str) -> int:
    """Return a place in the journal as a number.

    Examples
    --------
    >>> number_of("1/10")
    4294967312
    """
    high, low = lsn.split("/")
    return (int(high, 16) << 32) + int(low, 16)
