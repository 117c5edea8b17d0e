"""Closed vocabularies of people and organisations."""

from __future__ import annotations

from enum import StrEnum


class TenantRole(StrEnum):
    """What somebody is in an organisation that owns mappings. Roles in a mapping belong to the mapping."""

    ADMINISTRATOR = "administrator"
    PRIVACY_OFFICER = "privacy_officer"
    MEMBER = "member"
