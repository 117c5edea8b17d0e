"""The carrier of e-mail: Django's backend, over SMTP or a mail service."""

from __future__ import annotations

from smtplib import (
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)

from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from samspill_web.kernel.carriers import SENT, Letter, Outcome, carries
from samspill_web.kernel.enums import SendState
from samspill_web.kernel.models import Message
from samspill_web.kernel.replies import outcome_of_reply, outcome_of_status
from samspill_web.kernel.returning import return_path, sign

NEVER_MET = ("ConnectTimeout", "NewConnectionError")
"""What a mail service's library says where nothing was handed over."""


def composed(message: Message, letter: Letter) -> EmailMultiAlternatives:
    """Return a mail. Its Message-ID is the row's: a receiver that gets it twice can tell that it is one."""
    headers = {
        "Message-ID": message.message_id,
        # No machine answers this, and no holiday either where the other side follows one of the two customs.
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        "From": settings.DEFAULT_FROM_EMAIL,
        **letter.headers,
    }
    mail = EmailMultiAlternatives(
        # A line break in a subject would begin a header of its own.
        " ".join(letter.subject.split()),
        letter.text,
        from_email=return_path(message.pk) or settings.DEFAULT_FROM_EMAIL,
        to=[message.to],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers=headers,
    )
    if letter.html:
        mail.attach_alternative(letter.html, "text/html")
    for each in letter.attachments:
        mail.attach(each.name, each.content, each.kind)
    # A mail service hands this back with what it tells later.
    vars(mail)["metadata"] = {"samspill": sign(message.pk)}
    return mail


class MailCarrier:
    """Sends over one connection; a connection that broke before a text was on its way is made anew once."""

    def __init__(self) -> None:
        self._connection = get_connection()

    def hand_over(self, message: Message, letter: Letter) -> Outcome:
        """Hand a mail over."""
        mail = composed(message, letter)
        for last in (False, True):
            outcome = self._opened() or self._try(mail)
            # A server ends a connection that has been idle, or has carried enough: that is no trouble.
            if outcome.trouble != "disconnected" or outcome.state is not SendState.WAITING or last:
                break
        return outcome

    def close(self) -> None:
        """End the connection."""
        try:
            self._connection.close()
        except (SMTPException, OSError):
            # What was sent is sent: a farewell that fails changes nothing.
            return

    def _opened(self) -> Outcome | None:
        """Open the connection; return what stands in the way. That is never about one message."""
        try:
            self._connection.open()
        except SMTPResponseException as error:
            return Outcome(SendState.WAITING, str(error.smtp_code), pause=True)
        except (SMTPException, OSError) as error:
            return Outcome(SendState.WAITING, type(error).__name__, pause=True)
        return None

    def _try(self, mail: EmailMultiAlternatives) -> Outcome:
        try:
            self._connection.send_messages([mail])
        except SMTPServerDisconnected:
            return self._cut()
        except (SMTPException, OSError) as error:
            return outcome_of_smtp(error)
        except AnymailError as error:
            return outcome_of_service(error)
        except (ValueError, UnicodeError) as error:
            return Outcome(SendState.FAILED, type(error).__name__)
        return SENT

    def _cut(self) -> Outcome:
        handing_over = getattr(self._connection, "cut_while_handing_over", True)
        self.close()
        state = SendState.UNKNOWN if handing_over else SendState.WAITING
        return Outcome(state, "disconnected", shaky=True)


def outcome_of_smtp(error: SMTPException | OSError) -> Outcome:
    """Return what an error of SMTP means, once the connection stands."""
    if isinstance(error, SMTPRecipientsRefused):
        return outcome_of_reply(*next(iter(error.recipients.values())))
    if isinstance(error, SMTPSenderRefused):
        # Whoever is refused as a sender is refused for everybody.
        return Outcome(SendState.WAITING, str(error.smtp_code), pause=True)
    if isinstance(error, SMTPResponseException):
        found = outcome_of_reply(error.smtp_code, error.smtp_error)
        # A text that is refused for one may be refused for all.
        refused = isinstance(error, SMTPDataError) and found.state is SendState.FAILED
        return Outcome(found.state, found.trouble, shaky=True) if refused else found
    if isinstance(error, SMTPException):
        return Outcome(SendState.FAILED, type(error).__name__)
    return Outcome(SendState.UNKNOWN, type(error).__name__, shaky=True)


def outcome_of_service(error: AnymailError) -> Outcome:
    """Return what an error of a mail service means."""
    if isinstance(error, AnymailRecipientsRefused):
        return Outcome(SendState.FAILED, "refused")
    if isinstance(error, AnymailAPIError):
        if error.status_code is not None:
            return outcome_of_status(error.status_code)
        if any(name in repr(error.__cause__) for name in NEVER_MET):
            return Outcome(SendState.WAITING, "unreachable", pause=True)
        return Outcome(SendState.UNKNOWN, "disconnected", shaky=True)
    return Outcome(SendState.FAILED, type(error).__name__)


@carries("email")
def mail_carrier() -> MailCarrier:
    """Return a carrier of e-mail."""
    return MailCarrier()
