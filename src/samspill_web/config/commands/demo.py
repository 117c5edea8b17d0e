"""``samspill demo``: a made-up municipality on this machine, to click through."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from samspill.terms import Language
from samspill_web.config.commands.serve import run
from samspill_web.config.commands.surroundings import migrate, set_up

HOST = "127.0.0.1"


def command(
    out: Annotated[Path, typer.Option(help="Folder for the demonstration; made where missing.")] = Path("demo"),
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    *,
    lang: Annotated[Language | None, typer.Option(help="Language of messages; else nb.")] = None,
    serve: Annotated[bool, typer.Option(help="Serve it; --no-serve only makes it.")] = True,
) -> None:
    """Make a made-up municipality with log-ins, and serve it on this machine alone."""
    from samspill.cli.pipeline import tell
    from samspill.cli.surroundings import language_of

    speak = lang or language_of()
    address = f"http://{HOST}:{port}"
    set_up({"SAMSPILL_DEMO": "yes", "SAMSPILL_DATA": str(out / "data"), "SAMSPILL_ADDRESS": address})
    migrate()
    from samspill_web.accounts.demo import DEMO_CODE
    from samspill_web.config.demo_people import PASSWORD, link_to_answer, load, people

    running = load()
    tell("config.demo_ready", speak, address=address)
    for each in people():
        tell("config.demo_person", speak, email=each.email, role=each.told(speak))
    tell("config.demo_password", speak, password=PASSWORD, factor=DEMO_CODE)
    link = link_to_answer(running)
    if link:
        tell("config.demo_link", speak, link=link)
    if serve:
        tell("config.demo_stop", speak)
        run(HOST, port, workers=2)
