"""Settings of the tests: SQLite, or PostgreSQL where SAMSPILL_DATABASE_URL names one; nothing leaves the machine."""

import os
import tempfile
from pathlib import Path
from typing import Any

os.environ.setdefault("SAMSPILL_SECRET", "for-tests-only-for-tests-only-for-tests-only")
os.environ.setdefault("SAMSPILL_DATA", tempfile.mkdtemp(prefix="samspill-tests-"))
os.environ.setdefault("SAMSPILL_HOSTS", "testserver,localhost")

from samspill_web.config.settings import *  # noqa: F403

own: dict[str, Any] = DATABASES["default"]  # noqa: F405
if "sqlite3" in own["ENGINE"]:
    # A file, as where people work: a database in memory has other locks, and no journal. Added to what is there: pytest imports
    # this file once more when it looks for examples in docstrings.
    own.setdefault("TEST", {})["NAME"] = str(Path(os.environ["SAMSPILL_DATA"]) / "test.sqlite3")
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Argon2 is made to be slow; what it protects is tested with it, the rest would only wait.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", "django.contrib.auth.hashers.Argon2PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
