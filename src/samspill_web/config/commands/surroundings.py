"""What the commands of the workspace share: the settings read, Django set up, the database brought up to date."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Mapping

from samspill.errors import Problem, UsageError
from samspill_web.config import environment

SETTINGS = "samspill_web.config.settings"

QUIET = {
    "log_statement": ("none", "ddl"),
    "log_min_duration_statement": ("-1",),
    "log_min_duration_sample": ("-1",),
    "log_transaction_sample_rate": ("0",),
}
"""Settings of PostgreSQL, and what they are where no question is logged."""

log = logging.getLogger("samspill.serve")


def set_up(more: Mapping[str, str] | None = None) -> environment.Environment:
    """Read the machine's settings and set Django up; ``more`` are those that a command brings itself.

    Raises
    ------
    UsageError
        A setting is wrong: told before anything is started.
    """
    os.environ.update(more or {})
    found = environment.read(os.environ)
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    import django

    django.setup()
    return found


def migrate() -> None:
    """Bring the database up to date.

    Raises
    ------
    UsageError
        ``config.no_database`` with the first line of what the database says.
    """
    from django.core.management import call_command
    from django.db import OperationalError

    try:
        call_command("migrate", interactive=False, verbosity=0)
    except OperationalError as error:
        reason = str(error).partition("\n")[0]
        raise UsageError(Problem("config.no_database", data={"reason": reason})) from error


def warn_of_statements() -> None:
    """Warn where PostgreSQL writes into its log what it is asked.

    Such lines hold the number of the person whose code was looked up, and right after it the mark that is spent: together they
    would tell who has answered.
    """
    from django.db import connection

    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for name, quiet in QUIET.items():
            cursor.execute("SELECT current_setting(%s, true)", [name])
            if cursor.fetchone()[0] not in (None, *quiet):
                log.warning("PostgreSQL logs statements (%s): its log tells who has answered. Set it to %s.", name, quiet[0])


def python(*arguments: str) -> list[str]:
    """Return a call of the same Python."""
    return [sys.executable, *arguments]
