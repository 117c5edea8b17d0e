"""Bringing a questionnaire."""

from __future__ import annotations

from django.db import transaction

from samspill.errors import InstrumentError, Place, Problem
from samspill.instrument.load import module_keys, parse, shipped_keys
from samspill_web.accounts.models import Tenant, User
from samspill_web.instruments.models import OwnInstrument
from samspill_web.kernel import audit, clock


@transaction.atomic
def bring(tenant: Tenant, source: str, *, by: User) -> OwnInstrument:
    """Take in the text of an instrument or a module; a text with a key that the organisation has already replaces that one.

    Waves that have been launched hold their own copy, and are not changed.

    Raises
    ------
    FileError, InstrumentError
        Everything that is wrong with the text, with its places; ``instruments.shipped`` for the key of one that ships. Nothing
        is stored.
    """
    instrument = parse(source)
    place = Place(file="instrument.toml", key="instrument.key")
    if instrument.key in (*shipped_keys(), *module_keys()):
        raise InstrumentError(Problem("instruments.shipped", place, {"key": instrument.key}))
    values = {"source": source, "is_module": not instrument.index_items, "brought": clock.now(), "by": by}
    own, _ = OwnInstrument.objects.update_or_create(tenant=tenant, key=instrument.key, defaults=values)
    audit.record("instrument.brought", by, tenant.pk, key=instrument.key, version=instrument.version)
    return own
