"""What a mail says, once as plain text and once as a page without pictures: the same sentences."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import formataddr

from django.template.loader import render_to_string

from samspill.language import say
from samspill.render.safe_text import one_line
from samspill.terms import Language
from samspill_web.collection.ballots.codes import link_of, printed, short_address
from samspill_web.collection.channels.asked import LONGEST, Asked
from samspill_web.collection.channels.email.declining import decline_link
from samspill_web.collection.sender import Sender
from samspill_web.kernel.outbox import Attachment, Letter


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph; ``link`` stands below it, as a button where ``main`` is set."""

    text: str
    link: str = ""
    main: bool = False


def mail(found: Asked, what: str) -> Letter:
    """Return the mail to somebody."""
    parts, no = moved(found) if what == "moved" else written(found, what), decline_link(found.person)
    headers = {"List-Unsubscribe": f"<{no}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    # A programme that answers a reminder would tell the owner who was reminded, and so who has not answered (P7): the text
    # says whom to ask.
    return letter(found, found.title, parts, "" if what == "remind" else reply_to_of(found), headers)


def letter(found: Asked, subject: str, parts: list[Part], reply_to: str, headers: dict[str, str] | None = None) -> Letter:
    """Return a mail of paragraphs, in the language of the one who gets it."""
    return paragraphs(found.language, subject, parts, reply_to, headers)


def paragraphs(
    language: Language,
    subject: str,
    parts: list[Part],
    reply_to: str,
    headers: dict[str, str] | None = None,
    attachments: tuple[Attachment, ...] = (),
) -> Letter:
    """Return a mail of paragraphs, as text and as a page."""
    text = "\n\n".join(f"{part.text}\n{part.link}" if part.link else part.text for part in parts)
    about = {"title": subject, "language": language.value, "parts": parts}
    page = render_to_string("collection/channels/mail.html", about)
    return Letter(subject, f"{text}\n", page, reply_to, {**(headers or {}), "Content-Language": language.value}, attachments)


def written(found: Asked, what: str) -> list[Part]:
    """Return the paragraphs of a mail."""
    code = found.code()
    name = one_line(found.person.name, LONGEST)

    def line(which: str, **fields: object) -> str:
        return say(f"channels.mail.{which}", found.language, **fields)

    return [
        Part(line("hello", name=name) if name else line("hello_nobody")),
        Part(line(f"{what}_why", tenant=found.tenant, task=found.task, title=found.title)),
        Part(f"{line('time', n=found.minutes)} {found.until}"),
        Part(line("open"), link_of(code), main=True),
        Part(line("typed", address=short_address(), code=printed(code))),
        Part(line("seen")),
        *questions(found),
        Part(line("no"), decline_link(found.person)),
    ]


def moved(found: Asked) -> list[Part]:
    """Return the paragraphs of what an earlier address is told: no link, since somebody else may read it there."""
    line = say("channels.mail.moved", found.language, tenant=found.tenant, title=found.title)
    return [Part(line), *questions(found)]


def questions(found: Asked) -> list[Part]:
    """Return whom to ask."""
    return ask(found.sender, found.language)


def ask(sender: Sender, language: Language) -> list[Part]:
    """Return the paragraph of whom to ask; none where nobody is known."""
    if not sender.email:
        return []
    who = one_line(sender.name, LONGEST)
    return [Part(say("channels.mail.ask", language, who=f"{who} ({sender.email})" if who else sender.email))]


def reply_to_of(found: Asked) -> str:
    """Return where an answer to a mail goes."""
    return reply_to(found.sender)


def reply_to(sender: Sender) -> str:
    """Return the address for answers; "" where nobody is known."""
    return formataddr((one_line(sender.name, LONGEST), one_line(sender.email))) if sender.email else ""
