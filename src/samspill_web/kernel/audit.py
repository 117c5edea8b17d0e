"""The log of who did what. A service that changes something writes here in the same transaction."""

from __future__ import annotations

from typing import Protocol

from samspill_web.kernel import clock
from samspill_web.kernel.models import AuditEntry

LABEL = 200


class Actor(Protocol):
    """Somebody who is logged in."""

    pk: int

    def __str__(self) -> str: ...


def record(verb: str, by: Actor | None, tenant_id: int, project_id: int | None = None, **data: object) -> None:
    """Add an entry; ``data`` holds keys and counts, never anything that somebody answered."""
    AuditEntry(
        at=clock.now(),
        tenant_id=tenant_id,
        project=project_id,
        by_id=by.pk if by else None,
        by_name=str(by)[:LABEL] if by else "Samspill",
        verb=verb,
        data=data,
    ).save(force_insert=True)
