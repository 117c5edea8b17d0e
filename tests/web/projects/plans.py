"""What tests of the plan's pages share: addresses, the plan as it is stored, and a mapping with sites."""

from __future__ import annotations

import tomllib
from pathlib import Path

from django.urls import reverse
from django_scopes import scopes_disabled

from samspill_web.projects import services
from samspill_web.projects.models import Project
from samspill_web.projects.selectors import draft

EXAMPLES = sorted((Path(__file__).parents[3] / "examples").glob("*/mapping.toml"))


def at(name: str, project: Project, *args: object) -> str:
    return reverse(name, args=(project.pk, *args))


def table(project: Project) -> dict:
    with scopes_disabled():
        return draft(Project.objects.get(pk=project.pk)).table


def with_sites(cast) -> Project:
    """Give the mapping of the cast the plan of an example with sites."""
    (example,) = (path for path in EXAMPLES if path.parent.name == "oppvekst")
    plan = tomllib.loads(example.read_text(encoding="utf-8"))
    with scopes_disabled():
        services.edit(cast.project, lambda _before: plan, "file", by=cast.owner)
        cast.project.refresh_from_db()
    return cast.project
