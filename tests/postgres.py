"""Find a PostgreSQL server for the tests, and print its address; in CI there must be one.

``SAMSPILL_TEST_POSTGRES`` names it, else the server on this machine is tried, by socket and by loopback.
"""

from __future__ import annotations

import os
import sys

import psycopg

TRIED = ("postgres://postgres@127.0.0.1/postgres", "postgres:///postgres?user=postgres")


def find() -> str | None:
    """Return the address of the first server that answers."""
    named = os.environ.get("SAMSPILL_TEST_POSTGRES")
    for address in (named,) if named else TRIED:
        try:
            psycopg.connect(address, connect_timeout=3).close()
        except psycopg.OperationalError as error:
            sys.stderr.write(f"no PostgreSQL at {address}: {error}\n")
        else:
            return address
    return None


if __name__ == "__main__":
    found = find()
    if found is None:
        sys.stderr.write("No PostgreSQL server was found: the tests of the workspace run on SQLite alone.\n")
        sys.exit(1 if os.environ.get("CI") else 0)
    sys.stdout.write(f"{found}\n")
