"""``samspill bounces``: mails that came back, from a mailbox or a mail server's pipe."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from samspill.errors import Place, Problem, UsageError
from samspill.terms import Language
from samspill_web.config.commands.surroundings import set_up

SEEN = ":2,S"


def command(
    mailbox: Annotated[
        str,
        typer.Argument(
            help="Folder of a maildir, or - for one mail on the standard input. Without it: tell whom nobody was found for."
        ),
    ] = "",
    *,
    lang: Annotated[Language | None, typer.Option(help="Language of messages; else the locale's.")] = None,
) -> None:
    """Take in mails that came back. Those that are understood are deleted from the mailbox, the others marked as read."""
    from samspill.cli.pipeline import tell
    from samspill.cli.surroundings import language_of

    speak = lang or language_of()
    set_up()
    if not mailbox:
        _tell_strays(speak)
        return
    from samspill_web.collection.channels.email.returned import take

    if mailbox == "-":
        # Always well: a mail server whose pipe fails would send the bounce back.
        take(sys.stdin.buffer.read())
        return
    matched, unmatched = 0, 0
    for file in _new(Path(mailbox)):
        found = take(file.read_bytes()).matched
        matched, unmatched = matched + found, unmatched + (not found)
        if found:
            # It may hold the whole mail, and with it somebody's way in.
            file.unlink()
        else:
            file.rename(file.parent.parent / "cur" / f"{file.name.partition(':')[0]}{SEEN}")
    tell("channels.returned.done", speak, matched=matched, unmatched=unmatched)


def _new(mailbox: Path) -> list[Path]:
    if not all((mailbox / name).is_dir() for name in ("new", "cur")):
        raise UsageError(Problem("channels.returned.no_maildir", Place(), {"given": str(mailbox)}))
    return sorted(file for file in (mailbox / "new").iterdir() if file.is_file())


def _tell_strays(speak: Language) -> None:
    from samspill.cli.pipeline import tell
    from samspill_web.kernel.models import Stray

    for stray in Stray.objects.all():
        tell("channels.returned.stray", speak, day=stray.day, to=stray.to or "?", status=stray.status or stray.came)
    tell("channels.returned.strays", speak, n=Stray.objects.count())
