"""Taking deleted rows out of the files of the database: a row that is deleted leaves its bytes behind until then."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, models


def overwrite_deleted() -> None:
    """Let this connection overwrite what it deletes, where the database can: SQLite."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")


def scrub(tables: Iterable[type[models.Model]]) -> bool:
    """Write the database anew without what was deleted; False where others were in the way, and it must be tried again.

    SQLite is written anew as a whole, and its journal is emptied. PostgreSQL writes the tables anew; what its own journal and
    its backups hold is gone when they are. Not to be called in a transaction.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy = cursor.fetchone()[0]
            return not busy
        for table in tables:
            name = table._meta.db_table  # noqa: SLF001 -- Django's documented way
            cursor.execute(f"VACUUM (FULL) {connection.ops.quote_name(name)}")
    return True
