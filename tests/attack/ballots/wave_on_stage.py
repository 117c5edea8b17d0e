"""A workspace of its own with a wave that has been open for a day: ``python wave_on_stage.py PEOPLE SEED``.

What it prints is what the people know, for those who play them. Whoever attacks reads the database. Settings come from the
environment, as for the server.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from importlib.resources import files
from random import Random
from typing import Any

LANGUAGES = ("nb", "nn", "da", "sv", "en")
FIRST = 700_001
"""Number of the first row of a person: seldom found in a text by chance."""


def launched(owner_name: str) -> Any:  # noqa: ANN401 -- Django is loaded late
    """Launch the demonstration's mapping, opening tomorrow."""
    from samspill.design.edit.paths import set_value
    from samspill_web.accounts.models import Tenant, User
    from samspill_web.collection.services import confirm_key, make_key
    from samspill_web.kernel import clock
    from samspill_web.projects import services
    from samspill_web.projects.launching import launch
    from samspill_web.projects.readiness import digest, examine_project

    source = files("samspill.cli.demo_data").joinpath("mapping.toml").read_text(encoding="utf-8")
    today = clock.now().date()
    dates = {"opens": today + timedelta(days=1), "closes": today + timedelta(days=25), "reminders": []}

    def ahead(table: dict[str, Any]) -> dict[str, Any]:
        table = set_value(table, ("calendar",), {**table.get("calendar", {}), **dates})
        return set_value(table, ("start", "feedback_meeting"), today + timedelta(days=40))

    owner = User.objects.create_user("owner@eksempel.no", owner_name, None)
    project = services.take_in(Tenant.objects.create(name="Eksempel kommune"), source, by=owner)
    services.edit(project, ahead, "calendar", by=owner)
    project.refresh_from_db()
    confirm_key(make_key(project, examine_project(project).plan.wave, by=owner), by=owner)
    for finding in examine_project(project).warnings:
        services.give_reason(project, finding.code, digest(finding), "Vi har snakket om det.", by=owner)
    return launch(project, by=owner)


def people_of(wave: Any, number: int, chance: Random) -> list[Any]:  # noqa: ANN401
    """Put people on the list, group by group as a list of a payroll is, with names of their own."""
    from samspill_web.collection.ballots.plans import plan_of
    from samspill_web.collection.models import Person

    nodes = [str(node) for node in plan_of(wave).mapping.rater_nodes(wave.number)]
    people = [
        Person(
            pk=FIRST + each,
            project_id=wave.project_id,
            wave=wave.number,
            name=f"Kanari{chance.randrange(10**9):09d} Fugl{each}",
            email=f"kanari{chance.randrange(10**9):09d}@eksempel.no",
            phone=f"+47{chance.randrange(40_000_000, 99_999_999)}",
            language=LANGUAGES[chance.choice((0, 0, 0, 1, 2, 3, 4))],
            nodes=[nodes[each * len(nodes) // number]],
            nights=chance.random() < 1 / 4,
        )
        for each in range(number)
    ]
    Person.objects.bulk_create(people)
    return people


def told(wave: Any, person: Any, chance: Random) -> dict[str, Any]:  # noqa: ANN401
    """Return what one person knows: the code, the answers, and their sheet, which the server must never write."""
    from samspill.design.model import Node
    from samspill.terms import Language
    from samspill_web.collection.ballots.answers import understand
    from samspill_web.collection.ballots.codes import code_of, link_of, printed
    from samspill_web.collection.ballots.plans import plan_of
    from samspill_web.collection.survey import CONTACT, Respondent, pages

    plan, share = plan_of(wave), chance.choice((0.0, 0.3, 0.6, 1.0, 1.0))
    who = Respondent(Node.parse(person.nodes[0]), Language(person.language))
    given: dict[str, list[str]] = {"node": person.nodes, "language": [person.language]}
    for page in pages(plan, who):
        for asked in page.asked:
            values = [choice.value for choice in asked.choices]
            if asked.name.startswith(CONTACT):
                given[asked.name] = ["yes" if chance.random() < share else "no"]
            elif chance.random() < share:
                given[asked.name] = chance.sample(values, chance.randint(1, asked.most))
    code = code_of(person)
    return {
        "pk": person.pk,
        "node": person.nodes[0],
        "language": person.language,
        "code": printed(code),
        "link": link_of(code),
        "given": given,
        "sheet": understand(plan, who, given).to_text(),
        "pages": len(pages(plan, who)),
    }


def main() -> None:
    """Make the wave a few days ago, and print what its people know."""
    import time_machine
    from django.core.management import call_command
    from django.utils import timezone

    from samspill_web.config.commands.surroundings import migrate, set_up

    number, seed = map(int, sys.argv[1:])
    chance = Random(seed)  # noqa: S311 -- answers, not secrets
    set_up()
    migrate()
    call_command("createcachetable", verbosity=0)
    from django_scopes import scopes_disabled

    with scopes_disabled(), time_machine.travel(timezone.now() - timedelta(days=2)):
        from samspill_web.collection.ballots.drafts import AROUND, draft_room

        wave = launched("Olga Eier")
        people = people_of(wave, number, chance)
        known = {"draft": draft_room(wave) + AROUND, "people": [told(wave, person, chance) for person in people]}
    json.dump(known, sys.stdout)


if __name__ == "__main__":
    main()
