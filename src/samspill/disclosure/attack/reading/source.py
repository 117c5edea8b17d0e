"""A file to read: on disk, or unpacked from another one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class UnreadableError(Exception):
    """A file that is damaged, locked, made to use up memory, or not what its ending says."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file: its path below the folder, as people are told, and where it lies on disk."""

    name: str
    path: Path

    @property
    def ending(self) -> str:
        """Return the ending of its name in small letters, with the dot."""
        return Path(self.name).suffix.lower()
