"""The calendar of a mapping: what was agreed, by its date, for whoever has the address.

The address is the right to read it, so it holds no more than everybody in the mapping may read: no idea, no dimension, no
e-mail address, nothing of a result. It is signed from a random key, so that no copy of the database holds a way in.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse
from django_scopes import scopes_disabled
from icalendar import Calendar, Event

from samspill.language import say
from samspill.terms import Language
from samspill_web.accounts.models import User
from samspill_web.actions.about import Subject, subject_of
from samspill_web.actions.enums import TOLD, Status
from samspill_web.actions.models import Action, Feed
from samspill_web.actions.selectors import actions_of
from samspill_web.kernel import audit, clock
from samspill_web.projects.models import Project

SALT = "actions.feed"
MAKER = "-//Samspill//Samspill//EN"
ANEW = timedelta(hours=12)
"""How often a programme should look for what is new."""


def address_of(feed: Feed) -> str:
    """Return the address that a calendar programme subscribes to."""
    token = Signer(salt=SALT).sign(feed.key.hex)
    return f"{settings.ADDRESS}{reverse('calendar_feed', args=[token])}"


def feed_at(token: str) -> Feed | None:
    """Return the calendar at an address; None where it is false, or was given another."""
    try:
        key = UUID(hex=Signer(salt=SALT).unsign(token))
    except (BadSignature, ValueError):
        return None
    with scopes_disabled():
        return Feed.objects.select_related("project__tenant").filter(key=key).first()


@transaction.atomic
def renew(project: Project, *, by: User) -> Feed:
    """Make a calendar, or give it another address: the one before leads nowhere from now on."""
    feed, made = Feed.objects.update_or_create(project=project, defaults={"key": uuid4(), "made": clock.now()})
    audit.record("feed.made" if made else "feed.renewed", by, project.tenant_id, project.pk)
    return feed


@transaction.atomic
def stop(project: Project, *, by: User) -> None:
    """Close a calendar; said twice it is the same."""
    deleted, _ = Feed.objects.filter(project=project).delete()
    if deleted:
        audit.record("feed.stopped", by, project.tenant_id, project.pk)


def calendar_of(project: Project) -> bytes:
    """Return what was agreed in a mapping as a calendar (RFC 5545), in the language of the mapping."""
    found = subject_of(project, Language.NB)
    language = found.plan.mapping.language if found else Language.NB
    calendar = Calendar()
    for name, value in (("prodid", MAKER), ("version", "2.0"), ("calscale", "GREGORIAN")):
        calendar.add(name, value)
    title = say("actions.feed.title", language, title=project.title)
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)
    calendar.add("refresh-interval", ANEW, parameters={"value": "DURATION"})
    subject = replace(found, language=language) if found else None
    for action in actions_of(project):
        if subject and action.wave in subject.waves and action.status in TOLD and action.due is not None:
            calendar.add_component(_event(action, subject, language))
    return bytes(calendar.to_ical())


def _event(action: Action, subject: Subject, language: Language) -> Event:
    """Return an action as a whole day, on which nobody is busy for it."""
    event, done = Event(), action.status == Status.DONE
    event.add("uid", str(action.key))
    event.add("dtstamp", action.changed)
    event.add("last-modified", action.changed)
    event.add("created", action.made)
    event.add("sequence", action.version)
    if action.due is not None:
        event.add("dtstart", action.due)
        event.add("dtend", action.due + timedelta(days=1))
    event.add("summary", say("actions.feed.done", language, what=action.what) if done else action.what)
    lines = [
        subject.about(action),
        say("actions.feed.owner", language, owner=action.owner_name),
        say("actions.mail.sign", language, sign=action.sign) if action.sign else "",
    ]
    event.add("description", "\n".join(line for line in lines if line))
    event.add("transp", "TRANSPARENT")
    event.add("status", "CONFIRMED")
    return event
