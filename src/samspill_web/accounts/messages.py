"""What people are written."""

from __future__ import annotations

from samspill.language import say
from samspill.terms import Language
from samspill_web.accounts.links import link_for
from samspill_web.accounts.models import User
from samspill_web.kernel.models import Message
from samspill_web.kernel.outbox import Letter, writes


@writes("accounts.invitation")
def invitation(message: Message, language: Language) -> Letter | None:
    """Write to somebody who was given a role."""
    user = User.objects.filter(pk=message.data["user"], is_active=True).first()
    if user is None:
        return None
    fields = {"where": message.data["where"], "by": message.data["by"], "link": link_for(user), "name": str(user)}
    return Letter(
        say("accounts.mail.invitation.subject", language, **fields), say("accounts.mail.invitation.text", language, **fields)
    )


@writes("accounts.link")
def link(message: Message, language: Language) -> Letter | None:
    """Write to somebody who asked for a way in."""
    user = User.objects.filter(pk=message.data["user"], is_active=True).first()
    if user is None:
        return None
    fields = {"link": link_for(user), "name": str(user)}
    return Letter(say("accounts.mail.link.subject", language, **fields), say("accounts.mail.link.text", language, **fields))
