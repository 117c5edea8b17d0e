"""``samspill attack``: tries to find out from finished files what one person answered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from samspill.terms import Language

if TYPE_CHECKING:
    from samspill.disclosure.attack.known import Scale
    from samspill.disclosure.attack.run import Found, Outcome
    from samspill.disclosure.attack.told import Told

MOST_LISTED = 30
"""Findings that are listed; the rest are counted."""
SUMS = frozenset({"attack.few", "attack.difference", "attack.open_row", "attack.unexplained"})


def command(
    folders: Annotated[list[Path], typer.Argument(metavar="DIR...", help="Folders (or files) with reports and data.")],
    *,
    scale: Annotated[str, typer.Option(help="Scores of the answers that could be given, parted by commas.")] = "1,2,3,4,5",
    lang: Annotated[Language | None, typer.Option(help="Language of the answer.")] = None,
) -> None:
    """Try to find out from finished files what one person answered. Exit 1 where something was found."""
    from samspill.cli.surroundings import language_of
    from samspill.disclosure.attack.reading import read
    from samspill.disclosure.attack.run import attack
    from samspill.errors import FileError, Place, Problem
    from samspill.language import say

    language = lang or language_of()
    answers = _scale(scale)
    missing = [folder for folder in folders if not folder.exists()]
    if missing:
        raise FileError(Problem("attack.no_such_folder", Place(file=str(folder))) for folder in missing)
    typer.echo(say("attack.progress", language), err=True)
    told = read(folders)
    if not told.numbers and not told.open_rows:
        raise FileError(Problem("attack.nothing_to_read", Place(file=", ".join(map(str, folders)))))
    outcome = attack(told, answers)
    typer.echo("\n".join(lines(told, outcome, answers, language)))
    if outcome.recovered:
        raise typer.Exit(1)


def _scale(given: str) -> Scale:
    from samspill.disclosure.attack.known import Scale
    from samspill.errors import Place, Problem, UsageError

    try:
        answers = sorted({float(score) for score in given.split(",")})
    except ValueError:
        answers = []
    if len(answers) < 2 or not all(abs(answer) < float("inf") for answer in answers):  # noqa: PLR2004
        raise UsageError(Problem("attack.no_such_scale", Place(key="--scale"), {"given": given}))
    return Scale(tuple(answers))


def lines(told: Told, outcome: Outcome, scale: Scale, language: Language) -> Iterator[str]:
    """Yield what was read, how close each attempt came, and everything that was found."""
    from samspill.language import say

    yield say("attack.read", language, files=len(told.read), numbers=outcome.numbers)
    if told.unread:
        yield say("attack.unread", language, files=told.unread)
    values = [number.value for number in told.numbers if number.value is not None]
    if any(not scale.low <= value <= scale.high for value in values):
        yield say("attack.outside_scale", language, low=float(scale.low), high=float(scale.high))
    yield ""
    yield from _closest(outcome, language)
    if told.rules.policy == "standard":
        yield say("attack.standard", language)
    yield ""
    for found in outcome.found[:MOST_LISTED]:
        yield _found(found, language)
    if len(outcome.found) > MOST_LISTED:
        yield say("attack.and_more", language, n=len(outcome.found) - MOST_LISTED)
    yield say("attack.recovered", language, n=len(outcome.found)) if outcome.recovered else say("attack.nothing", language)


def _closest(outcome: Outcome, language: Language) -> Iterator[str]:
    from samspill.language import say

    fewest, outsider, insider = outcome.fewest, outcome.outsider, outcome.insider
    if any(found.attack in SUMS for found in outcome.found):
        yield say("attack.sums_found", language)
    elif fewest:
        wave, rater, target, measure = fewest.atom
        number = _number({"wave": wave, "rater": rater, "target": target, "measure": measure}, language)
        yield say("attack.sums", language, people=fewest.people[0], number=number)
    else:
        yield say("attack.sums_unknown", language)
    if outsider and insider:
        left, cell = outsider
        close = {"outsider": left.outsider, "insider": insider[0].insider, "shown": cell.shown, "people": left.people}
        yield say("attack.whole_numbers", language, **close)
        others = (fewest.people[0] if fewest else left.people) - 2
        yield say("attack.insiders", language, others=others, percent=100 * outcome.insiders)
    else:
        yield say("attack.whole_numbers_none", language)
    if outcome.newcomer and outcome.surest:
        (guess, game, _), alike = outcome.newcomer
        points = {"points": round(100 * guess.gain), "worst": round(100 * alike.gain), "people": game.people}
        yield say("attack.rounds", language, **points, chance=round(100 * outcome.surest[0].both))
    else:
        yield say("attack.rounds_none", language)


def _found(found: Found, language: Language) -> str:
    from samspill.language import say

    number = _number(found.data, language) if "measure" in found.data else ""
    return say(found.attack, language, place=found.place, number=number, **found.data)


def _number(data: dict[str, object], language: Language) -> str:
    from samspill.language import say

    everybody = say("attack.everybody", language)
    names = {name: data[name] or everybody for name in ("rater", "target")}
    return say("attack.number", language, **names, measure=data["measure"], wave=data["wave"])
