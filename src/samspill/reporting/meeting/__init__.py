"""A meeting about a result, or before a mapping: what is shown, said and done. Its plan is a TOML file."""

from samspill.reporting.meeting.compose import Paper, composed
from samspill.reporting.meeting.load import built, named, read, shipped, shipped_keys
from samspill.reporting.meeting.model import Meeting, Part, PartKind, Template

__all__ = [
    "Meeting",
    "Paper",
    "Part",
    "PartKind",
    "Template",
    "built",
    "composed",
    "named",
    "read",
    "shipped",
    "shipped_keys",
]
