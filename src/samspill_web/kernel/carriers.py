"""Who carries a message away: one carrier a channel, and what it tells of each message."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from samspill_web.kernel.enums import SendState
from samspill_web.kernel.models import Message


@dataclass(frozen=True, slots=True)
class Attachment:
    """A small file that goes with a message; ``kind`` is its MIME type with its parameters. Like the text it is in no row."""

    name: str
    content: bytes
    kind: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What a message says. ``html``, ``headers`` and ``attachments`` are for channels that have them."""

    subject: str
    text: str
    html: str = ""
    reply_to: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message that was handed over.

    ``trouble`` is a code, never what the other side wrote: that may quote the message. ``pause`` tells that the whole channel
    must wait; ``shaky`` that it must if the same happens to several messages in a row.
    """

    state: SendState
    trouble: str = ""
    pause: bool = False
    shaky: bool = False


SENT = Outcome(SendState.SENT)


class Carrier(Protocol):
    """Hands messages of a channel over, over one connection as long as that holds."""

    def hand_over(self, message: Message, letter: Letter) -> Outcome:
        """Hand a message over, and tell what became of it. Raises nothing that the other side causes."""
        ...

    def close(self) -> None:
        """End the connection."""
        ...


Maker = Callable[[], Carrier | None]
_makers: dict[str, Maker] = {}


def carries(channel: str) -> Callable[[Maker], Maker]:
    """Register what makes the carrier of a channel; None where this machine is not set up for it: its messages wait."""

    def register(maker: Maker) -> Maker:
        _makers[channel] = maker
        return maker

    return register


def carrier_of(channel: str) -> Carrier | None:
    """Return a carrier of a channel."""
    return _makers[channel]() if channel in _makers else None


def channels() -> tuple[str, ...]:
    """Return all channels that something can be carried over."""
    return tuple(_makers)
