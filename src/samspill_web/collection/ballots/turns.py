"""Writers of one process wait for each other here, not in SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from threading import Lock

from django.db import connection, transaction

_lock = Lock()


@contextmanager
def in_turn() -> Iterator[None]:
    """Write one statement, which is a transaction by itself.

    SQLite lets one writer in at a time, and those who find it busy sleep and try again: of many threads some wait for
    seconds. In a queue each waits for those before it, and no longer. PostgreSQL needs no such thing.
    """
    with _lock if connection.vendor == "sqlite" else nullcontext():
        yield


@contextmanager
def writing() -> Iterator[None]:
    """Write in one transaction."""
    with in_turn(), transaction.atomic():
        yield
