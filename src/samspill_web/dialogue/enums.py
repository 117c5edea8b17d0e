"""Closed vocabularies of the dialogue."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from samspill_web.projects.enums import EDITORS, ProjectRole


class NoteKind(StrEnum):
    """What a group writes down in a meeting."""

    KNOW = "know"
    IDEA = "idea"
    CHOICE = "choice"


class Act(StrEnum):
    """What somebody does with a meeting."""

    SEE = "see"
    LEAD = "lead"
    NOTE = "note"
    PLAN = "plan"


WHO: Mapping[Act, frozenset[ProjectRole]] = {
    Act.SEE: EDITORS | {ProjectRole.GROUP_LEADER},
    Act.LEAD: EDITORS,
    Act.NOTE: EDITORS | {ProjectRole.GROUP_LEADER},
    Act.PLAN: frozenset({ProjectRole.OWNER}),
}
"""Who may do what: the one table. The leader of a group sees when it meets, and the notes of that group alone.

Plans belong to the organisation: whoever owns one of its mappings sees and changes them all.
"""
