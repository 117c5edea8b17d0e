"""What people are written."""

from __future__ import annotations

from samspill.language import say
from samspill.terms import Language
from samspill_web.accounts.links import link_for
from samspill_web.accounts.models import Membership, User
from samspill_web.kernel.models import Message
from samspill_web.kernel.outbox import Letter, writes


@writes("accounts.invitation")
def invitation(message: Message, language: Language) -> Letter | None:
    """Write to somebody who was given a role; not where it has been taken again in the meantime."""
    del language
    data = message.data
    held = (
        Membership.objects.filter(user=data["user"], tenant=data["tenant"], user__is_active=True).select_related("user").first()
    )
    return None if held is None else _letter("invitation", held.user, where=data["where"], by=data["by"])


@writes("accounts.link")
def link(message: Message, language: Language) -> Letter | None:
    """Write to somebody who asked for a way in; nothing where nobody has the address."""
    del language
    user = User.objects.filter(email=message.to, is_active=True).first()
    return None if user is None else _letter("link", user)


def _letter(kind: str, user: User, **fields: str) -> Letter:
    """Return a letter in the person's language. Names stay on their line: a break could pass for words of ours."""
    language = Language(user.language)
    said = {name: " ".join(value.split()) for name, value in {"name": str(user), **fields}.items()}
    said["link"] = link_for(user)
    return Letter(say(f"accounts.mail.{kind}.subject", language, **said), say(f"accounts.mail.{kind}.text", language, **said))
