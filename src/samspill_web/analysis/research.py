"""The raw answers of a wave with the policy "research": sealed at rest, open to the owner, until the owner deletes them."""

from __future__ import annotations

from pathlib import Path
from secrets import token_bytes

from django.conf import settings
from django.db import transaction
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from samspill.errors import Problem, UsageError
from samspill_web.accounts.models import User
from samspill_web.analysis.models import ResearchFile
from samspill_web.collection import keys
from samspill_web.kernel import audit, clock
from samspill_web.kernel.scrubbing import overwrite_deleted
from samspill_web.projects.models import Wave


def research_key(wave: Wave) -> Path:
    """Return where the key of a wave's file lies: outside the database and its backups."""
    return Path(settings.KEYS) / f"{wave.project_id}-{wave.number}.research"


def keep(wave: Wave, content: bytes) -> None:
    """Keep a file, sealed. Called in the transaction that keeps the release."""
    path = research_key(wave)
    # One that is there already was left behind by a transaction that did not hold: nothing is sealed with it.
    secret = keys.read_secret(path)
    if secret is None:
        secret = token_bytes(keys.KEY)
        keys.keep(path, secret)
    ResearchFile.objects.create(wave=wave, sealed=SecretBox(secret).encrypt(content), made=clock.now())


def opened(row: ResearchFile, *, by: User) -> bytes:
    """Return a file, and write down who took it.

    Raises
    ------
    UsageError
        ``analysis.research.no_key``: its key is gone, or is another.
    """
    secret = keys.read_secret(research_key(row.wave))
    try:
        content = SecretBox(secret or bytes(keys.KEY)).decrypt(bytes(row.sealed))
    except CryptoError:
        raise UsageError(Problem("analysis.research.no_key")) from None
    audit.record("research.exported", by, row.wave.project.tenant_id, row.wave.project_id, wave=row.wave.number)
    return content


@transaction.atomic
def delete(row: ResearchFile, *, by: User) -> None:
    """Delete a file, and its key when that holds."""
    overwrite_deleted()
    wave = row.wave
    audit.record("research.deleted", by, wave.project.tenant_id, wave.project_id, wave=wave.number)
    row.delete()
    transaction.on_commit(lambda: keys.destroy(research_key(wave)))
