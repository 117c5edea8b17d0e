"""What the help consists of."""

from __future__ import annotations

from enum import StrEnum


class Guide(StrEnum):
    """Guides in the order in which they are offered. Each has a file of its name in every language."""

    EMPLOYEE = "employee"
    LEADER = "leader"
    SURE = "sure"
    CONSULTANT = "consultant"
    WORDS = "words"
