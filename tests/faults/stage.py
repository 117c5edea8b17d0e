"""A workspace of its own with an open wave: `python tests/faults/stage.py --people 200` prints the codes of those asked.

It reads the same settings as the workspace (SAMSPILL_DATA, SAMSPILL_DATABASE_URL …), and makes the database where it is empty.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from datetime import timedelta
from importlib.resources import files
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samspill_web.config.settings")


def make(people: int, groups: int | None = None) -> dict[str, Any]:
    """Make an open wave; return its number, and of everybody who is asked the code, the group and the answers."""
    from django_scopes import scopes_disabled

    from samspill.design.edit.paths import set_value
    from samspill_web.accounts.models import Tenant, User
    from samspill_web.collection.ballots.codes import code_of
    from samspill_web.collection.ballots.drafts import draft_room
    from samspill_web.collection.ballots.plans import plan_of
    from samspill_web.collection.models import Person
    from samspill_web.collection.services import confirm_key, make_key
    from samspill_web.kernel import clock
    from samspill_web.projects import services
    from samspill_web.projects.launching import launch
    from samspill_web.projects.readiness import digest, examine_project

    source = files("samspill.cli.demo_data").joinpath("mapping.toml").read_text(encoding="utf-8")
    if groups is not None:
        from samspill.design.edit.write import to_toml

        source = to_toml(plan_of_many(groups))
    today = clock.now().date()
    dates = {"opens": today, "closes": today + timedelta(days=25), "reminders": []}

    def ahead(table: dict[str, Any]) -> dict[str, Any]:
        table = set_value(table, ("calendar",), {**table.get("calendar", {}), **dates})
        return set_value(table, ("start", "feedback_meeting"), today + timedelta(days=40))

    with scopes_disabled():
        owner = User.objects.create_user("owner@eksempel.no", "Owner", None)
        project = services.take_in(Tenant.objects.create(name="Eksempel kommune"), source, by=owner)
        services.edit(project, ahead, "calendar", by=owner)
        project.refresh_from_db()
        confirm_key(make_key(project, examine_project(project).plan.wave, by=owner), by=owner)
        for finding in examine_project(project).warnings:
            services.give_reason(project, finding.code, digest(finding), "Vi har snakket om det.", by=owner)
        wave = launch(project, by=owner)
        nodes = [str(node) for node in plan_of(wave).mapping.rater_nodes(wave.number)]
        # Without an address: nobody is written to while it is measured how answers come in.
        asked = [
            Person(
                project=project,
                wave=wave.number,
                name=f"Person {each}",
                language="nb",
                nodes=[nodes[each % len(nodes)]],
            )
            for each in range(people)
        ]
        Person.objects.bulk_create(asked)
        return {
            "project": project.pk,
            "wave": wave.number,
            "room": draft_room(wave),
            "people": [{"code": code_of(person), "node": person.nodes[0]} for person in Person.objects.order_by("pk")],
            "forms": {node: form_of(wave, node) for node in nodes},
        }


def form_of(wave: Any, node: str) -> dict[str, Any]:
    """Return what somebody of a group could send: an answer to everything."""
    from samspill.design.model import Node
    from samspill.terms import Language
    from samspill_web.collection.ballots.plans import plan_of
    from samspill_web.collection.survey import CONTACT, Respondent, pages

    given: dict[str, Any] = {"node": node, "language": "nb"}
    for page in pages(plan_of(wave), Respondent(Node.parse(node), Language.NB)):
        for asked in page.asked:
            values = [choice.value for choice in asked.choices]
            given[asked.name] = "yes" if asked.name.startswith(CONTACT) else values[: asked.most]
    return given


def plan_of_many(groups: int) -> dict[str, Any]:
    """Return a plan with so many groups."""
    keys = [f"g{number}" for number in range(groups)]
    return {
        "mapping": {"title": f"{groups} grupper", "core_task": "Trygg hjem", "language": "nb", "languages": ["nb", "en"]},
        "start": {
            "ambitions": ["Trygg hjem"], "resources": ["To dager"], "goals": ["Felles plan"], "follow_up": "Kari",
            "agreed": [{"who": "Kari", "on": "2026-01-01"}],
        },
        "organisation": [{"key": "o", "name": "Eksempel"}],
        "group": [{"key": key, "name": key.upper(), "organisation": "o", "size": 12} for key in keys],
    }  # fmt: skip


def main() -> None:
    """Make the wave, and print it as JSON."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--people", type=int, default=200)
    given = arguments.parse_args()
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    json.dump(make(given.people), sys.stdout)


if __name__ == "__main__":
    main()
