"""“I do not want to take part”: a link of its own, which neither lets in nor tells anything of answers."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse
from django_scopes import scopes_disabled

from samspill_web.collection.enums import Standing
from samspill_web.collection.models import Person
from samspill_web.kernel import audit

SALT = "channels.decline"


def decline_link(person: Person) -> str:
    """Return the address where somebody says no. Opening it changes nothing: a button on the page does."""
    return f"{settings.ADDRESS}{reverse('decline', args=[token_of(person)])}"


def token_of(person: Person) -> str:
    """Return the token of the link: the person's key, signed. It is no way into the survey."""
    return Signer(salt=SALT).sign(person.key.hex)


def person_of(token: str) -> Person | None:
    """Return whose link it is; None where it is false, or the person is no longer on a list."""
    try:
        key = UUID(hex=Signer(salt=SALT).unsign(token))
    except (BadSignature, ValueError):
        return None
    with scopes_disabled():
        return Person.objects.select_related("project__tenant").filter(key=key).first()


def decline(person: Person) -> None:
    """Write to somebody no more. Said twice it is the same; the way in stays open."""
    _change(person, Standing.ASKED, Standing.DECLINED, "person.declined")


def take_back(person: Person) -> None:
    """Ask somebody again who had said no."""
    _change(person, Standing.DECLINED, Standing.ASKED, "person.asked_again")


@transaction.atomic
def _change(person: Person, before: Standing, after: Standing, verb: str) -> None:
    # Whoever was taken off the list stays off it.
    with scopes_disabled():
        changed = Person.objects.filter(pk=person.pk, standing=before).update(standing=after)
    if changed:
        # No page tells who it was, and the log does not either.
        audit.record(verb, None, person.project.tenant_id, person.project_id, wave=person.wave)
