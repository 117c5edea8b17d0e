"""Django's SMTP, with an eye on how far a message had come when the connection broke."""

from __future__ import annotations

import smtplib
from typing import Any

from django.core.mail.backends import smtp


class _Watched:
    """Remembers whether the text of a message was on its way, and asks that nobody sends it back."""

    handing_over = False

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Hand the text over. After a break in here nobody knows whether it was taken."""
        self.handing_over = True
        try:
            reply: tuple[int, bytes] = super().data(msg)  # type: ignore[misc]
        except smtplib.SMTPResponseException:
            self.handing_over = False
            raise
        self.handing_over = False
        return reply

    def sendmail(self, from_addr: str, to_addrs: Any, msg: Any, mail_options: Any = (), rcpt_options: Any = ()) -> Any:
        """Send, and have only the headers returned where something goes wrong: a bounce lies in mailboxes for long."""
        self.ehlo_or_helo_if_needed()  # type: ignore[attr-defined]
        if self.has_extn("dsn"):  # type: ignore[attr-defined]
            mail_options = [*mail_options, "RET=HDRS"]
        return super().sendmail(from_addr, to_addrs, msg, mail_options, rcpt_options)  # type: ignore[misc]


class WatchedSMTP(_Watched, smtplib.SMTP):
    """A connection in the open, or by STARTTLS."""


class WatchedSMTPS(_Watched, smtplib.SMTP_SSL):
    """A connection by TLS from the first byte."""


class EmailBackend(smtp.EmailBackend):
    """Sends by SMTP; ``cut_while_handing_over`` tells where a connection broke."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """The kind of connection."""
        return WatchedSMTPS if self.use_ssl else WatchedSMTP

    @property
    def cut_while_handing_over(self) -> bool:
        """Whether the text of a message was on its way when the connection broke."""
        return bool(getattr(self.connection, "handing_over", False))
