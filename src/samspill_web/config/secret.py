"""The machine's secret, made at the first start where none is given."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

FILE = "secret.key"


def secret_key(folder: Path) -> str:
    """Return the secret kept in a folder; made, and readable by its owner alone, where there is none."""
    path = folder / FILE
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        # O_EXCL: of two processes that start at once, one makes the secret and the other reads it.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="utf-8").strip()
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        made = secrets.token_urlsafe(48)
        file.write(made)
    return made
