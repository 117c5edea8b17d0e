"""A table between the look at it and the decision to keep it: sealed, in the form itself. The server keeps nothing.

The form comes back with it. What is sealed can be opened by this server alone, for the same person and mapping, on the same
day; identity numbers and passwords were left out before (see ``reading``).
"""

from __future__ import annotations

import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from samspill.errors import Problem, UsageError
from samspill_web.collection.roster.reading import Table
from samspill_web.kernel import clock

LASTS = timedelta(hours=12)
LARGEST = 900_000
"""Signs of a sealed table; a form may have a million bytes."""


def seal(table: Table, project_id: int, user_id: int) -> str:
    """Return a table as a text that nobody can read or change.

    Raises
    ------
    UsageError
        ``roster.too_much``: the table is too large for a form.
    """
    whole = json.dumps({"for": [project_id, user_id], "at": clock.now().isoformat(), "table": table.to_json()})
    sealed = urlsafe_b64encode(bytes(_box().encrypt(zlib.compress(whole.encode(), 9)))).decode()
    if len(sealed) > LARGEST:
        raise UsageError(Problem("roster.too_much"))
    return sealed


def unseal(text: str, project_id: int, user_id: int) -> Table:
    """Return a sealed table.

    Raises
    ------
    UsageError
        ``roster.seal_broken``: it is old, changed, or somebody else's.
    """
    try:
        whole = json.loads(zlib.decompress(_box().decrypt(urlsafe_b64decode(text[:LARGEST].encode()))))
    except (CryptoError, ValueError, zlib.error) as error:
        raise UsageError(Problem("roster.seal_broken")) from error
    if whole["for"] != [project_id, user_id] or not _fresh(datetime.fromisoformat(whole["at"])):
        raise UsageError(Problem("roster.seal_broken"))
    return Table.of_json(whole["table"])


def _fresh(made: datetime) -> bool:
    return clock.now() - LASTS <= made <= clock.now()


def _box() -> SecretBox:
    return SecretBox(sha256(b"samspill roster " + settings.SECRET_KEY.encode()).digest())
