"""Answers that are not sent yet (B7): blobs that the browser encrypted. Each is as long as any other."""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error

from django.db import connection

from samspill.errors import Place, Problem, UsageError
from samspill_web.collection.ballots.doors import Holder
from samspill_web.collection.ballots.plans import room_in
from samspill_web.collection.ballots.turns import in_turn
from samspill_web.collection.models import Draft
from samspill_web.projects.models import Wave

FIELDS = 3
"""A draft holds names of fields where a sheet holds keys once: so many times as much room."""

AROUND = 12 + 16
"""Bytes that AES-GCM adds: a nonce and a tag."""

# Two tabs may save at once: the later one counts, and neither fails. In words of its own, since it is what a phone asks for
# most: Django takes longer to write it than the database to do it.
_KEPT = """
    INSERT INTO collection_draft (mark, urn_id, blob) SELECT %s, %s, %s
    WHERE NOT EXISTS (SELECT 1 FROM collection_spent WHERE mark = %s)
    ON CONFLICT (mark) DO UPDATE SET blob = excluded.blob
"""


def draft_room(wave: Wave) -> int:
    """Return how many bytes the browser fills a draft up to, before it is encrypted."""
    return FIELDS * room_in(wave)


def save(holder: Holder, blob: str) -> bool:
    """Keep a draft in place of the one before; False where the answers have been sent already.

    Raises
    ------
    UsageError
        ``collection.bad_draft``: it is no blob of the length that all have.
    """
    try:
        content = b64decode(blob, validate=True)
    except (Error, ValueError) as error:
        raise UsageError(Problem("collection.bad_draft", Place())) from error
    if len(content) != draft_room(holder.wave) + AROUND:
        raise UsageError(Problem("collection.bad_draft", Place()))
    with in_turn(), connection.cursor() as cursor:
        cursor.execute(_KEPT, [holder.mark, holder.wave.pk, content, holder.mark])
        return bool(cursor.rowcount)


def read(holder: Holder) -> str:
    """Return the draft of somebody, "" where there is none."""
    found = Draft.objects.filter(mark=holder.mark).first()
    return b64encode(bytes(found.blob)).decode() if found else ""
