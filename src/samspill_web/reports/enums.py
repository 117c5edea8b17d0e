"""Closed vocabularies of packages of files."""

from __future__ import annotations

from enum import StrEnum


class Purpose(StrEnum):
    """What files are made for.

    CHOSEN: somebody has chosen them. PUBLIC: the edition for the public, made at every release. ARCHIVE: what an archive keeps.
    """

    CHOSEN = "chosen"
    PUBLIC = "public"
    ARCHIVE = "archive"


class MakeState(StrEnum):
    """How far the making of a package is. DONE tells nothing of single files: each says for itself whether it was made."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
