"""The command ``samspill``: finds its commands by entry point and words every error in the user's language."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.metadata import entry_points

import typer

from samspill.cli.surroundings import language_of
from samspill.errors import SamspillError

GROUP = "samspill.commands"


def app_for(arguments: Sequence[str]) -> typer.Typer:
    """Return the app with the one command that the arguments name, or with all of them (help, misspelt name).

    Only what is called is imported, so that ``--help`` and every command start quickly.
    """
    found = {entry.name: entry for entry in entry_points(group=GROUP)}
    named = next((argument for argument in arguments if not argument.startswith("-")), None)
    app = typer.Typer(
        name="samspill",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(about)
    for name in [named] if named in found else sorted(found):
        command = found[name].load()
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name)
        else:
            app.command(name)(command)
    return app


def print_version(wanted: bool) -> None:
    """Print the version and stop, before a command is asked for."""
    if wanted:
        from importlib.metadata import version

        typer.echo(version("samspill"))
        raise typer.Exit


def about(
    *,
    version: bool = typer.Option(False, "--version", callback=print_version, is_eager=True, help="Print the version and stop."),
) -> None:
    """Samspill: from a mapping of relational capacity and its ratings to a protected report."""


def run() -> None:
    """Run the command line. Exit 0, 1 when findings block or data are wrong, 2 for wrong usage."""
    # Matrices here are small: threads of linear algebra only wait for each other. Set before numpy is loaded.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    arguments = sys.argv[1:]
    try:
        app_for(arguments)()
    except SamspillError as error:
        from samspill.language import problem_text

        language = language_of(arguments)
        for problem in error.problems:
            typer.echo(problem_text(problem, language), err=True)
        raise SystemExit(error.exit_code) from None


if __name__ == "__main__":
    run()
