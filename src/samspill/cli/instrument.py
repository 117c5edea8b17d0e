"""``samspill instrument``: see the questionnaires, every sentence filled in, and check a file of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from samspill.cli.surroundings import language_of
from samspill.terms import Language

if TYPE_CHECKING:
    from samspill.instrument.model import Instrument
    from samspill.instrument.wording import Filling

command = typer.Typer(no_args_is_help=True, help="List, show and check questionnaires.")

Lang = Annotated[Language | None, typer.Option(help="Language of sentences and messages; else your own.")]


@command.command("list")
def list_shipped(*, lang: Lang = None) -> None:
    """List the instruments and modules that ship."""
    from samspill.instrument.load import module_keys, shipped, shipped_keys
    from samspill.instrument.sheet import line_of
    from samspill.language import say

    language = lang or language_of()
    for heading, keys in (("instruments", shipped_keys()), ("modules", module_keys())):
        typer.echo(say(f"instrument.show.{heading}", language))
        for key in keys:
            typer.echo(f"  {line_of(shipped(key), language)}")


@command.command()
def show(
    reference: Annotated[str, typer.Argument(help="Key of an instrument or module that ships, or a TOML file.")],
    *,
    lang: Lang = None,
    mapping: Annotated[Path | None, typer.Option(help="Fill in the groups and the core task of this mapping.")] = None,
) -> None:
    """Print every sentence of a questionnaire filled in, with its scale."""
    from samspill.instrument.load import named
    from samspill.instrument.sheet import example, sheet

    instrument = named(reference, Path())
    language = _language(instrument, lang)
    fillings = (example(language),) if mapping is None else _fillings(instrument, language, mapping)
    for line in sheet(instrument, language, fillings):
        typer.echo(line)


@command.command()
def check(file: Annotated[Path, typer.Argument(help="A TOML file.")], *, lang: Lang = None) -> None:
    """Check a questionnaire; every problem is told at once, with file, key and remedy."""
    from samspill.instrument.load import load
    from samspill.instrument.sheet import gaps, languages, name_of, rough
    from samspill.language import say

    language = lang or language_of()
    instrument = load(file)
    typer.echo(say("instrument.show.good", language, name=instrument.name, n=len(instrument.items)))
    if not instrument.index_items:
        typer.echo(say("instrument.show.good_module", language))
    typer.echo(languages(instrument, language))
    for tag, paths in gaps(instrument).items():
        typer.echo(say("instrument.show.incomplete", language, language=name_of(tag, language), paths=paths))
    for sentence in dict.fromkeys(rough(instrument)):
        typer.echo(say("instrument.show.rough", language, sentence=sentence))


def _language(instrument: Instrument, wanted: Language | None) -> Language:
    """Return the language to show: the wanted one, which must be complete, else the user's where it is, else any that is."""
    from samspill.errors import InstrumentError, Problem
    from samspill.instrument.sheet import name_of
    from samspill.instrument.wording import missing

    if wanted is None:
        own = language_of()
        return own if own in instrument.languages else next(iter(instrument.languages), own)
    if paths := missing(instrument, wanted):
        data = {"language": name_of(wanted, wanted), "paths": paths}
        raise InstrumentError(Problem("instrument.language_missing", data=data))
    return wanted


def _fillings(instrument: Instrument, language: Language, file: Path) -> tuple[Filling, ...]:
    """Return one filling for each group of a mapping, seen from the group named before it."""
    from samspill.design.read import read
    from samspill.instrument.wording import filling

    plan = read(file)
    groups = tuple(plan.groups.values())
    return tuple(
        filling(
            instrument,
            language,
            group=group.in_text,
            own_group=groups[position - 1].name,
            core_task=plan.core_task,
            people=plan.people,
        )
        for position, group in enumerate(groups)
    )
