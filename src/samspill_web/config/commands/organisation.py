"""``samspill organisation``: an organisation that owns mappings, with its first administrator."""

from __future__ import annotations

from typing import Annotated

import typer

from samspill.terms import Language
from samspill_web.config.commands.surroundings import migrate, set_up


def command(
    name: Annotated[str, typer.Argument(help="The organisation, for example a municipality.")],
    administrator: Annotated[str, typer.Option(help="E-mail address of its first administrator.")],
    person: Annotated[str, typer.Option(help="Name of the administrator.")] = "",
    *,
    lang: Annotated[Language | None, typer.Option(help="Language of the organisation and of messages; else nb.")] = None,
) -> None:
    """Make an organisation that owns mappings, and print a link that lets its first administrator in once."""
    from samspill.cli.pipeline import tell

    speak = lang or Language.NB
    set_up()
    migrate()
    from samspill_web.accounts.links import link_for
    from samspill_web.accounts.services import found_tenant
    from samspill_web.accounts.services import person as person_of

    user = person_of(administrator, person, speak)
    found_tenant(name, user, speak)
    tell("config.organisation_made", speak, name=name, link=link_for(user))
