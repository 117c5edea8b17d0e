"""Who may fetch which report of a result: the one table.

The page of a group is for its leader, its organisation and the owner; the edition for the public is for all. Leaders' reports
have the pages of all groups in them, so whoever may have those may have the page of any group. Until the result is shown
(``showing``) it is for those who prepare the talk about it; then leaders and partners read of their own groups alone, and
all get the rest when everybody does.
"""

from __future__ import annotations

from collections.abc import Mapping

from samspill.design.model import Mapping as Plan
from samspill.design.model import Node
from samspill.disclosure.release import Unit
from samspill.terms import Audience
from samspill_web.analysis.enums import Stage
from samspill_web.analysis.models import Release
from samspill_web.analysis.reports import RELEASE, Wanted
from samspill_web.analysis.selectors import understood
from samspill_web.analysis.showing import stage_of
from samspill_web.collection.ballots.plans import plan_of
from samspill_web.projects.enums import EDITORS, ProjectRole
from samspill_web.projects.models import Role

EVERYTHING = (Audience.LEADERS, Audience.STAFF, Audience.PUBLIC)

WHOLE: Mapping[ProjectRole, tuple[Audience, ...]] = {
    ProjectRole.OWNER: EVERYTHING,
    ProjectRole.CONSULTANT: EVERYTHING,
    ProjectRole.REPRESENTATIVE: EVERYTHING,
    ProjectRole.PARTNER: (Audience.STAFF, Audience.PUBLIC),
    ProjectRole.GROUP_LEADER: (Audience.STAFF, Audience.PUBLIC),
    ProjectRole.READER: (Audience.PUBLIC,),
}
"""Reports of the whole result, by role."""


LEADING = frozenset({ProjectRole.PARTNER, ProjectRole.GROUP_LEADER})
"""They see the pages of their own groups before everybody sees the whole."""


def has_begun(role: Role, stage: Stage) -> bool:
    """Tell whether somebody sees anything of a result by now; of a group, its leader's alone is asked for by ``units_of``."""
    held = ProjectRole(role.role)
    return held in EDITORS or stage is Stage.EVERYBODY or (held in LEADING and stage is Stage.GROUPS)


def audiences_of(row: Release, role: Role) -> tuple[Audience, ...]:
    """Return the reports of the whole result that somebody may have by now."""
    held = ProjectRole(role.role)
    return WHOLE[held] if held in EDITORS or stage_of(row.wave) is Stage.EVERYBODY else ()


def units_of(row: Release, role: Role) -> tuple[str, ...]:
    """Return the groups whose page somebody may have by now: those that answered, and of a pool each that has a part in it."""
    if role.role not in EDITORS and stage_of(row.wave) not in {Stage.GROUPS, Stage.EVERYBODY}:
        return ()
    plan, whole = plan_of(row.wave).mapping, Audience.LEADERS in audiences_of(row, role)
    answered = (unit for unit in understood(row.text).waves[-1].groups if unit.state == "answered")
    return tuple(unit.id for unit in answered if whole or _is_own(plan, unit, role))


def own_audience(row: Release, role: Role) -> Audience:
    """Return as whose report somebody gets a group's: before everybody sees the whole it tells of that group alone."""
    return Audience.GROUP if audiences_of(row, role) else Audience.OWN


def may_read_reasons(row: Release, role: Role) -> bool:
    """Tell whether somebody may read why groups have codes to spare: all reports but the one for the public say it."""
    return Audience.STAFF in audiences_of(row, role)


def widest(row: Release, role: Role) -> Audience | None:
    """Return the report that tells somebody most of the whole: None where there is none yet."""
    whole = audiences_of(row, role)
    return next((each for each in (Audience.LEADERS, Audience.PUBLIC) if each in whole), None)


def may_fetch(row: Release, role: Role, wanted: Wanted) -> bool:
    """Tell whether somebody may have a report. The release as it is kept holds what leaders' reports tell, and is for those."""
    if wanted.kind == RELEASE and wanted.audience is not Audience.LEADERS:
        return False
    if wanted.audience.of_a_group:
        return wanted.unit in units_of(row, role) and wanted.audience in {Audience.OWN, own_audience(row, role)}
    return wanted.audience in audiences_of(row, role)


def _is_own(plan: Plan, unit: Unit, role: Role) -> bool:
    groups = [plan.groups[Node.parse(member).group] for member in unit.members]
    if role.role == ProjectRole.PARTNER:
        return any(group.organisation == role.organisation for group in groups)
    return role.role == ProjectRole.GROUP_LEADER and any(group.key == role.group for group in groups)
