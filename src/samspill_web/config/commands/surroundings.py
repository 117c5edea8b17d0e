"""What the commands of the workspace share: the settings read, Django set up, the database brought up to date."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from samspill.errors import Problem, UsageError
from samspill_web.config import environment

SETTINGS = "samspill_web.config.settings"


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


def python(*arguments: str) -> list[str]:
    """Return a call of the same Python."""
    return [sys.executable, *arguments]
