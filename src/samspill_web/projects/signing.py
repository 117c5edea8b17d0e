"""Who has agreed to the start, to which text, and how a partner agrees for the own organisation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import PermissionDenied

from samspill.design.agreement import fingerprint
from samspill.design.mapping_table import MappingTable
from samspill.design.model import Start
from samspill.design.read_start import read_start
from samspill.errors import DesignError, Problem
from samspill.instrument.toml_table import Problems
from samspill.terms import Language, Text
from samspill_web.accounts.models import User
from samspill_web.kernel import clock
from samspill_web.kernel.speech import reader
from samspill_web.projects.drafts import Table
from samspill_web.projects.enums import ProjectRole
from samspill_web.projects.models import Project, Role
from samspill_web.projects.names import named
from samspill_web.projects.selectors import draft
from samspill_web.projects.services import Edited, edit


@dataclass(frozen=True, slots=True)
class SignOff:
    """One who is asked. ``state`` is asked, agreed, or earlier: agreed to a text that has been changed since."""

    who: str
    role: str
    organisation: str
    on: date | None
    state: str


def start_of(table: Table) -> tuple[Start, Text]:
    """Return the start and the core task of a plan, whether the rest of it is whole or not."""
    problems = Problems("mapping.toml")
    organisations = [entry["key"] for entry in table.get("organisation", ()) if "key" in entry]
    start = read_start(MappingTable(table.get("start", {}), "start", problems), organisations)
    task = MappingTable(table.get("mapping", {}), "mapping", problems).phrase("core_task", wait=True)
    return start, task or Text("")


def present(table: Table) -> str:
    """Return the fingerprint of what a yes today stands for."""
    return fingerprint(*start_of(table))


def sign_offs(project: Project) -> list[SignOff]:
    """Return who is asked and who has agreed, in the plan's order."""
    table = draft(project).table
    return list(_sign_offs(table, named(project, "organisation")))


def _sign_offs(table: Table, organisations: dict[str, str]) -> Iterator[SignOff]:
    start, task = start_of(table)
    now = fingerprint(start, task)
    for entry in start.agreed:
        state = "asked" if entry.on is None else "earlier" if entry.of not in (None, now) else "agreed"
        role = entry.role.get_in(reader()) if entry.role else ""
        organisation = organisations.get(entry.organisation or "", "")
        yield SignOff(entry.who.get_in(reader()), role, organisation, entry.on, state)


def sign(project: Project, role: Role, seen: str, *, by: User) -> Edited:
    """Agree for the own organisation, in the own name, to the text that was read.

    Raises
    ------
    DesignError
        The text is another than the one that was read; nothing is signed.
    PermissionDenied
        Somebody who speaks for no organisation of the plan.
    """
    keys = {entry.get("key") for entry in draft(project).table.get("organisation", ())}
    if role.role != ProjectRole.PARTNER or role.organisation not in keys:
        raise PermissionDenied

    def change(table: Table) -> Table:
        if present(table) != seen:
            raise DesignError(Problem("start.agreement.text_changed"))
        return _signed(table, str(by), role.organisation, seen)

    return edit(project, change, "sign", by=by)


def _signed(table: Table, name: str, organisation: str, of: str) -> Table:
    agreed: list[Table] = table.setdefault("start", {}).setdefault("agreed", [])
    own = next((entry for entry in agreed if entry.get("organisation") == organisation and _is(entry, name)), None)
    if own is None:
        own = {"who": name}
        agreed.append(own)
    own |= {"on": today(table), "organisation": organisation, "of": of}
    return table


def _is(entry: Table, name: str) -> bool:
    """Tell whether an entry names somebody: a role of the same organisation is another person's to sign."""
    who = Text(entry["who"])
    return any(who.has(tag) and who[tag].strip().casefold() == name.strip().casefold() for tag in Language)


def today(table: Table) -> date:
    """Return the date where the mapping is made."""
    return clock.today(ZoneInfo(table.get("calendar", {}).get("zone") or settings.TIME_ZONE))
