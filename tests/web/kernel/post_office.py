"""A mail server on this machine that behaves as it is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

Say = Callable[[str, int], str | None]
"""(recipient, how often it was named before) -> what is answered; None for yes. ``cut`` ends the connection."""


def yes(_to: str, _before: int) -> str | None:
    return None


@dataclass
class Office:
    """What came in, and what is said: at the connection, to each recipient, and to each text."""

    at_sender: Say = yes
    at_recipient: Say = yes
    at_text: Say = yes
    before_text: Say = yes
    taken: list[tuple[str, str, EmailMessage]] = field(default_factory=list)
    named: Counter[str] = field(default_factory=Counter)
    connections: int = 0
    host: str = "127.0.0.1"
    port: int = 0

    def letters_to(self, to: str) -> list[EmailMessage]:
        return [mail for _, each, mail in self.taken if each == to]

    @property
    def counts(self) -> Counter[str]:
        """How many letters were taken, by recipient."""
        return Counter(to for _, to, _ in self.taken)


# The names are aiosmtpd's.
# ruff: noqa: N802


class _Handler:
    def __init__(self, office: Office) -> None:
        self._office = office

    async def handle_MAIL(self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        said = self._office.at_sender(address, 0)
        if said == "cut":
            _cut(server)
            return "421 gone"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return said or "250 OK"

    async def handle_RCPT(self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]) -> str:
        office = self._office
        said = office.at_recipient(address, office.named[address])
        office.named[address] += 1
        if said == "cut":
            _cut(server)
            return "421 gone"
        if said is None:
            envelope.rcpt_tos.append(address)
        return said or "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        office, to = self._office, envelope.rcpt_tos[0]
        said = office.at_text(to, office.named[to] - 1)
        if said is None or said == "cut":
            mail = message_from_bytes(envelope.content or b"", policy=modern)
            office.taken.append((envelope.mail_from or "", to, mail))
        if said == "cut":
            # Taken, and nobody is told.
            _cut(server)
        return said or "250 taken"


class _Server(SMTP):
    office: Office

    def connection_made(self, transport: Any) -> None:
        self.office.connections += 1
        super().connection_made(transport)

    async def smtp_DATA(self, arg: str) -> None:
        envelope = self.envelope
        to = envelope.rcpt_tos[0] if envelope and envelope.rcpt_tos else ""
        if to and self.office.before_text(to, self.office.named[to] - 1) == "cut":
            await self.push("354 go on")
            _cut(self)
            return
        await super().smtp_DATA(arg)


def _cut(server: SMTP) -> None:
    if server.transport is not None:
        server.transport.abort()


class _Controller(Controller):
    def __init__(self, office: Office, port: int) -> None:
        self._own = office
        super().__init__(_Handler(office), hostname=office.host, port=port)

    def factory(self) -> SMTP:
        server = _Server(self.handler, enable_SMTPUTF8=False, ident="office", hostname="office.example")
        server.office = self._own
        return server


@contextmanager
def open_office(office: Office, port: int = 0) -> Iterator[Office]:
    """Keep an office open; its port is one that is free."""
    controller = _Controller(office, port or free_port())
    controller.start()
    # The controller has knocked itself.
    office.port, office.connections = controller.port, 0
    try:
        yield office
    finally:
        controller.stop()


def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
