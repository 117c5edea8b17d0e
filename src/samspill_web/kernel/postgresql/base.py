"""The connection."""

from __future__ import annotations

from select import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Notices without a question of its own whether the database has hung up, which is looked at before each request.

    A server that ends says so and closes the line: something can be read while nothing was asked. A line that is dead without a
    word is found by the next question, as it would be by one that is asked only to find out.
    """

    def is_usable(self) -> bool:
        """Tell whether the connection can be used."""
        line = self.connection
        return line is not None and not line.closed and not select([line], [], [], 0)[0]
