"""The calendar of mapping.toml."""

from __future__ import annotations

from collections.abc import Mapping as Map
from zoneinfo import ZoneInfo, available_timezones

from samspill.design.mapping_table import MappingTable
from samspill.design.model import Calendar
from samspill.instrument.hint import hint
from samspill.terms import Country, Language

COUNTRIES: Map[Language, Country] = {Language.DA: Country.DK, Language.SV: Country.SE}
"""The country of a mapping by its language; Norway for the others."""
ZONES: Map[Country, str] = {Country.NO: "Europe/Oslo", Country.DK: "Europe/Copenhagen", Country.SE: "Europe/Stockholm"}


def read_calendar(table: MappingTable, language: Language) -> Calendar:
    """Read when the survey opens, reminds and closes; the country follows the mapping's language, the zone the country."""
    country = table.word("country", Country) or COUNTRIES.get(language, Country.NO)
    calendar = Calendar(
        opens=table.day("opens"),
        closes=table.day("closes"),
        reminders=table.days("reminders"),
        zone=_zone(table) or ZONES[country],
        country=country,
        shifts=table.truth("shifts", default=False),
    )
    if calendar.opens and calendar.closes and calendar.closes < calendar.opens:
        table.note("design.closes_before_opens", "closes", opens=calendar.opens, closes=calendar.closes)
    table.finish()
    return calendar


def _zone(table: MappingTable) -> str | None:
    given = table.string("zone")
    if given is None or _exists(given):
        return given
    table.note("design.unknown_zone", "zone", name=given, hint=hint(given, (*ZONES.values(), *sorted(available_timezones()))))
    return None


def _exists(zone: str) -> bool:
    # A folder, a path outside and a name too long for the system are errors of their own kinds.
    try:
        ZoneInfo(zone)
    except (LookupError, ValueError, OSError):
        return False
    return True
