"""What a reminder of actions says. It is made when it is sent: its row in the outbox holds no word of an action."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django_scopes import scopes_disabled

from samspill.language import say
from samspill.render.safe_text import one_line
from samspill.terms import Language
from samspill_web.actions.digest import (
    DIGEST,
    Due,
    addressee_by,
    calendar_of,
    due_for,
    next_working_hour,
    stop_link,
    titles,
)
from samspill_web.actions.models import Action, Addressee
from samspill_web.kernel import clock
from samspill_web.kernel.models import Message
from samspill_web.kernel.outbox import Later, Letter, Written, writes
from samspill_web.projects.models import Project, Role


@writes(DIGEST)
def digest(message: Message, language: Language) -> Written:
    """Remind somebody of what is due; of nothing where all is done by now, or who wants no reminders."""
    with scopes_disabled():
        addressee = addressee_by(str(message.data["addressee"]))
        project = Project.objects.filter(pk=message.data["project"]).first()
        if addressee is None or addressee.stopped or project is None:
            return None
        calendar = calendar_of(project)
        later = next_working_hour(clock.now(), calendar)
        if later is not None:
            return Later(later)
        due = due_for(addressee, clock.today(ZoneInfo(calendar.zone)))
        return letter(addressee, due, language) if due.over or due.soon else None


def letter(addressee: Addressee, due: Due, language: Language) -> Letter:
    """Return a reminder as plain text."""
    stop = stop_link(addressee)
    parts = [
        say("actions.mail.hello", language),
        *_part(addressee, "over", due.over, language),
        *_part(addressee, "soon", due.soon, language),
        say("actions.mail.ask", language),
        f"{say('actions.mail.stop', language)}\n{stop}",
    ]
    headers = {
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Content-Language": language.value,
    }
    subject = say("actions.mail.subject", language, n=len(due.over) + len(due.soon))
    return Letter(subject, "\n\n".join(parts) + "\n", headers=headers)


def _part(addressee: Addressee, which: str, actions: Iterable[Action], language: Language) -> Iterator[str]:
    told = list(titles(actions))
    if told:
        yield say(f"actions.mail.{which}", language)
    for title, ones in told:
        lines = [one_line(title), *(_line(action, language) for action in ones)]
        # Whoever has no role in the mapping would only meet a log-in.
        if Role.objects.filter(project=ones[0].project_id, user__email=addressee.email).exists():
            lines.append(f"{settings.ADDRESS}{reverse('actions', args=[ones[0].project_id])}")
        yield "\n".join(lines)


def _line(action: Action, language: Language) -> str:
    said = say("actions.mail.line", language, what=one_line(action.what), due=action.due)
    sign = f" {say('actions.mail.sign', language, sign=one_line(action.sign))}" if action.sign else ""
    return f"– {said}{sign}"
