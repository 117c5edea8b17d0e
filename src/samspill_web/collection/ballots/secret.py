"""The secret of a wave, in a file outside the database: every way in is derived from it, and so is what tells a used one."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from secrets import token_bytes

from django.conf import settings

from samspill_web.collection import keys


class NoSecretError(Exception):
    """The secret of a wave is gone: its links cannot be made, and nobody can come in. The answers are not touched by that."""


def secret_file(project_id: int, wave: int) -> Path:
    """Return where the secret of a wave lies."""
    return Path(settings.KEYS) / f"{project_id}-{wave}.secret"


def make_secret(project_id: int, wave: int) -> None:
    """Make the secret of a wave, unless there is one."""
    path = secret_file(project_id, wave)
    if keys.read_secret(path) is None:
        keys.keep(path, token_bytes(keys.KEY))


def secret_of(project_id: int, wave: int) -> bytes:
    """Return the secret of a wave.

    Raises
    ------
    NoSecretError
        Its file is gone.
    UsageError
        Something else lies there.
    """
    path = secret_file(project_id, wave)
    if not path.exists():
        # Destroyed, perhaps by another process: it must not live on in this one.
        forget_read()
        raise NoSecretError(path.name)
    return _read(path)


@lru_cache(maxsize=256)
def _read(path: Path) -> bytes:
    found = keys.read_secret(path)
    if found is None:
        raise NoSecretError(path.name)
    return found


def forget(project_id: int, wave: int) -> None:
    """Destroy the secret of a wave, on the disk and in this process."""
    keys.destroy(secret_file(project_id, wave))
    forget_read()


def forget_read() -> None:
    """Forget all secrets that this process has read."""
    _read.cache_clear()
