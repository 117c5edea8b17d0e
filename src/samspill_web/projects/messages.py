"""What people in a mapping are written."""

from __future__ import annotations

from django_scopes import scopes_disabled

from samspill.language import say
from samspill.terms import Language
from samspill_web.accounts.links import link_for
from samspill_web.kernel.models import Message
from samspill_web.kernel.outbox import Letter, writes
from samspill_web.projects.models import Role


@writes("projects.invitation")
def invitation(message: Message, language: Language) -> Letter | None:
    """Write to somebody who was given a role in a mapping; nobody where it was taken back meanwhile."""
    with scopes_disabled():
        found = Role.objects.filter(user=message.data["user"], project=message.data["project"])
        role = found.select_related("user", "project").first()
    if role is None:
        return None
    named = {"title": role.project.title, "by": message.data["by"], "name": str(role.user)}
    fields = {
        # On one line: a break could pass for words of ours, a link among them.
        **{name: " ".join(said.split()) for name, said in named.items()},
        "role": say(f"projects.role.{role.role}", language),
        "link": link_for(role.user),
    }
    return Letter(
        say("projects.mail.invitation.subject", language, **fields), say("projects.mail.invitation.text", language, **fields)
    )
