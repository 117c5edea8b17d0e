"""Closed vocabularies of a mapping's preparation."""

from __future__ import annotations

from enum import StrEnum


class ProjectRole(StrEnum):
    """What somebody is in one mapping.

    PARTNER coordinates for another controller: sees the plan and its own people, signs for its own organisation.
    REPRESENTATIVE (verneombud, tillitsvalgt, arbejdsmiljørepræsentant) sees the preparation and the whole result.
    """

    OWNER = "owner"
    CONSULTANT = "consultant"
    PARTNER = "partner"
    GROUP_LEADER = "group_leader"
    REPRESENTATIVE = "representative"
    READER = "reader"


EDITORS = frozenset({ProjectRole.OWNER, ProjectRole.CONSULTANT})
"""They change the plan, and launch."""

PREPARING = EDITORS | {ProjectRole.PARTNER, ProjectRole.REPRESENTATIVE}
"""They see the preparation."""

EVERYONE = frozenset(ProjectRole)

NEEDS_SECOND_FACTOR = EDITORS
"""They can launch, close and export."""
