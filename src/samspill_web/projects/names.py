"""Names of what stands in a plan, in the reader's language, whether the plan is whole or not."""

from __future__ import annotations

from samspill.terms import Text
from samspill_web.kernel.speech import reader
from samspill_web.projects.models import Project
from samspill_web.projects.selectors import draft


def named(project: Project, kind: str) -> dict[str, str]:
    """Return names by key of a plan's organisations, sites or groups."""
    entries = draft(project).table.get(kind, [])
    return {entry["key"]: Text(entry.get("name", entry["key"])).get_in(reader()) for entry in entries if "key" in entry}
