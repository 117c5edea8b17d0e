"""The pages where a mapping begins, filled in as a browser would."""

from __future__ import annotations

import re
from pathlib import Path

from django.urls import reverse
from lxml import html

from samspill.design.read import parse
from samspill_web.projects.drafts import draft_of
from samspill_web.projects.models import Project

PAGES = ("start", "core_task", "agreement", "calendar", "privacy", "informing")
REFERENCE = Path(__file__).parents[3] / "docs/reference/mapping-toml.md"


def address(project, page):
    return reverse(page, args=[project.pk])


def filled_in(answer) -> dict[str, str]:
    """What a browser sends when somebody presses Save on a page."""
    form = html.fromstring(answer.content.decode()).xpath("//form[contains(@class, 'plan-form')]")[0]
    blank = {each.name: "" for each in form.iter("input") if each.name and each.type not in ("checkbox", "radio", "submit")}
    return {**blank, **dict(form.form_values())}


def visible(answer) -> str:
    page = html.fromstring(answer.content.decode())
    return " ".join(page.xpath("//main")[0].text_content().split())


def now(project) -> Project:
    return type(project).objects.get(pk=project.pk)


def table_of(project):
    return draft_of(now(project).source).table


def mapping_of(project):
    return parse(now(project).source)


def example() -> str:
    """The mapping of the reference, which has every key."""
    return re.search(r"```toml\n(.*?)```", REFERENCE.read_text(encoding="utf-8"), re.DOTALL)[1]
