"""The carriers of SMS: any gateway that takes a request by HTTP; for trying, files or the console.

The one host that is ever asked is the one of the settings. Nothing that it answers is followed or kept.
"""

from __future__ import annotations

import ssl
import sys
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from samspill_web.collection.channels.sms.template import Sms, body, target
from samspill_web.kernel.carriers import SENT, Carrier, Letter, Outcome, carries
from samspill_web.kernel.enums import SendState
from samspill_web.kernel.models import Message
from samspill_web.kernel.replies import outcome_of_status

SECONDS = 10


class Gateway:
    """Asks a gateway, one request an SMS."""

    def __init__(self, sms: Sms) -> None:
        self._sms = sms
        self._parts = urlsplit(sms.url)
        self._tls = ssl.create_default_context() if self._parts.scheme == "https" else None

    def hand_over(self, message: Message, letter: Letter) -> Outcome:
        """Hand an SMS over. Once the request has left, a break means that nobody knows."""
        connection = self._connection()
        try:
            connection.connect()
        except OSError as error:
            return Outcome(SendState.WAITING, type(error).__name__, pause=True)
        try:
            asked = target(self._sms, message.to, letter.text)
            connection.request(self._sms.method, asked, body(self._sms, message.to, letter.text), dict(self._sms.headers))
            # The status tells all; the answer itself is not read.
            return outcome_of_status(connection.getresponse().status)
        except (OSError, HTTPException) as error:
            return Outcome(SendState.UNKNOWN, type(error).__name__, shaky=True)
        finally:
            connection.close()

    def close(self) -> None:
        """Nothing is held."""

    def _connection(self) -> HTTPConnection:
        host, port = self._parts.hostname or "", self._parts.port
        if self._tls is None:
            return HTTPConnection(host, port, timeout=SECONDS)
        return HTTPSConnection(host, port, timeout=SECONDS, context=self._tls)


class Files:
    """Writes each SMS to a file that the operator sees."""

    def hand_over(self, message: Message, letter: Letter) -> Outcome:
        """Write a file."""
        folder = Path(settings.SMS_FOLDER)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder / f"{message.message_id.strip('<>').partition('@')[0]}.txt").write_text(
            f"{message.to}\n{letter.text}\n", encoding="utf-8"
        )
        return SENT

    def close(self) -> None:
        """Nothing is held."""


class Console:
    """Shows each SMS to whoever started the worker by hand."""

    def hand_over(self, message: Message, letter: Letter) -> Outcome:
        """Print."""
        sys.stdout.write(f"SMS to {message.to}: {letter.text}\n")
        return SENT

    def close(self) -> None:
        """Nothing is held."""


@carries("sms")
def sms_carrier() -> Carrier | None:
    """Return the carrier that the settings name; None where there is none: paper is next then."""
    sms = settings.SMS
    if sms is None:
        return None
    return Gateway(sms) if sms.kind == "gateway" else Files() if sms.kind == "files" else Console()
