"""Who writes what a message says, when it is sent."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from samspill.terms import Language
from samspill_web.kernel.carriers import Letter
from samspill_web.kernel.models import Message

log = logging.getLogger("samspill.outbox")


class Silence(Enum):
    """Nothing is to be said to this one, and nobody may learn who that is (see ``Kind.discreet``)."""

    SILENT = "silent"


SILENT = Silence.SILENT


@dataclass(frozen=True, slots=True)
class Later:
    """Not now: at a certain time."""

    due: datetime


Written = Letter | Later | Silence | None
"""None where a message is no longer to be sent: its row is deleted."""

Writer = Callable[[Message, Language], Written]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of message.

    ``discreet`` is set for a kind whose writer keeps silent towards some: their rows are then treated so that nobody can tell
    them from the others, neither at the end nor on the way. One that fails is nowhere shown as failed: silence cannot fail, so
    a failure would name somebody who was spoken to.
    """

    writer: Writer
    discreet: bool


_kinds: dict[str, Kind] = {}


def writes(kind: str, *, discreet: bool = False) -> Callable[[Writer], Writer]:
    """Register the function that makes the text of a kind of message."""

    def register(writer: Writer) -> Writer:
        _kinds[kind] = Kind(writer, discreet)
        return writer

    return register


def discreet(kind: str) -> bool:
    """Tell whether a kind's writer keeps silent towards some."""
    return kind in _kinds and _kinds[kind].discreet


def discreet_kinds() -> tuple[str, ...]:
    """Return the kinds whose writer keeps silent towards some."""
    return tuple(name for name, kind in _kinds.items() if kind.discreet)


def write(message: Message) -> Written | Exception:
    """Return what a message says, or why it cannot be written now. A writer that fails must not stop the others."""
    try:
        return _kinds[message.kind].writer(message, Language(message.language))
    except Exception as error:  # noqa: BLE001 -- whatever it is, it is about one message
        # Without its text: that may quote what is secret.
        log.warning("a message of the kind %s could not be written (%s)", message.kind, type(error).__name__)
        return error
